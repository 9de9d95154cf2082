/// Random permutations, partitions and brute-force closures for the group tests.
module Neurovariety.Tests.Support.GroupGenerators

open System.Collections.Generic
open FsCheck
open FsCheck.FSharp
open Neurovariety.Groups

/// The permutation of 0-based images.
let ofImage (image: int[]) = Permutation.FromImage image

/// The permutation of 1-based images, as printed in the literature.
let ofOneLine (image: int list) =
    let zeroBased = image |> List.map (fun i -> i - 1) |> Array.ofList
    Permutation.FromImage zeroBased

/// 0-based images of a permutation.
let image (p: Permutation) = p.Image.ToArray()

/// A random permutation of a given degree.
let permutationOf degree =
    Gen.shuffle [| 0 .. degree - 1 |] |> Gen.map ofImage

/// Random permutations of one random degree from 1 to a bound.
let permutations maxDegree count =
    gen {
        let! degree = Gen.choose (1, maxDegree)
        return! Gen.listOfLength count (permutationOf degree)
    }

/// A random permutation of random degree from 1 to a bound.
let permutation maxDegree =
    permutations maxDegree 1 |> Gen.map List.head

/// Checks a property on generated instances, with a fixed seed.
let holds (count: int) (generator: Gen<'a>) (property: 'a -> bool) =
    let config =
        Config.QuickThrowOnFailure
            .WithMaxTest(count)
            .WithReplay(
                Some {
                    Rnd = Rnd(20230924UL, 1UL)
                    Size = None
                }
            )

    Check.One(config, Prop.forAll (Arb.fromGen generator) property)

/// Whether some generated instance breaks the property: what a mutant must do.
let falsified (count: int) (generator: Gen<'a>) (property: 'a -> bool) =
    Gen.sampleWithSize 30 count generator |> Array.exists (property >> not)

/// All elements of the group by brute force: products with generators until nothing new comes.
let closure (degree: int) (generators: Permutation list) =
    let seen = HashSet<Permutation>()
    let queue = Queue<Permutation>()
    seen.Add(Permutation.Identity degree) |> ignore
    queue.Enqueue(Permutation.Identity degree)

    while queue.Count > 0 do
        let p = queue.Dequeue()

        for g in generators do
            let q = g * p

            if seen.Add q then
                queue.Enqueue q

    seen
