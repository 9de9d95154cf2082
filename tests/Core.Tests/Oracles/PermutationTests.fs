module Neurovariety.Tests.Oracles.PermutationTests

open Expecto
open System
open System.Numerics
open FsCheck.FSharp
open Xunit
open Neurovariety.Groups
open Neurovariety.Tests.Support.GroupGenerators

let private triple = permutations 12 3
let private pair = permutations 12 2

let private apply (p: Permutation) (x: int[]) = p.Apply<int>(ReadOnlySpan x)

/// Points reachable from one another by the generators, by repeated search.
let private orbitsBySearch degree (generators: Permutation list) =
    let rec grow (reached: Set<int>) =
        let next =
            reached
            |> Seq.collect (fun i -> generators |> List.map (fun g -> g[i]))
            |> Set.ofSeq
            |> Set.union reached

        if next = reached then reached else grow next

    [ 0 .. degree - 1 ]
    |> List.map (fun i -> grow (Set.singleton i) |> Set.toArray)
    |> List.distinct

[<Tests>]
let tests =
    testList "PermutationTests" [
        testCase "composition is associative" (fun () ->
            holds 200 triple (fun ps -> (ps[0] * ps[1]) * ps[2] = ps[0] * (ps[1] * ps[2])))

        testCase "the product applies the right factor first, and not the left one" (fun () ->
            let images (compose: Permutation -> Permutation -> Permutation) (ps: Permutation list) =
                let product = compose ps[0] ps[1]
                Seq.forall (fun i -> product[i] = ps[0][ps[1][i]]) [ 0 .. product.Degree - 1 ]

            holds 200 pair (images (fun p q -> p * q))
            Assert.True(falsified 200 pair (images (fun p q -> q * p))))

        testCase "the action on vectors is a homomorphism, and not an antihomomorphism" (fun () ->
            let acts (compose: Permutation -> Permutation -> Permutation) (ps: Permutation list) =
                let x = Array.init ps[0].Degree (fun i -> 10 * i + 3)
                apply (compose ps[0] ps[1]) x = apply ps[0] (apply ps[1] x)

            holds 200 pair (acts (fun p q -> p * q))
            Assert.True(falsified 200 pair (acts (fun p q -> q * p))))

        testCase "the action sends the i-th unit vector to the one of its image" (fun () ->
            holds 200 (permutation 12) (fun p ->
                Seq.forall
                    (fun i ->
                        let unit k =
                            Array.init p.Degree (fun j -> if j = k then 1 else 0)

                        apply p (unit i) = unit p[i])
                    [ 0 .. p.Degree - 1 ]))

        testCase "a permutation and its inverse cancel on both sides" (fun () ->
            holds 200 (permutation 12) (fun p -> (p * p.Inverse()).IsIdentity && (p.Inverse() * p).IsIdentity))

        testCase "the order is the least power that is the identity" (fun () ->
            let byRepetition (p: Permutation) =
                let mutable q = p
                let mutable k = 1

                while not q.IsIdentity do
                    q <- q * p
                    k <- k + 1

                k

            holds 200 (permutation 12) (fun p -> p.Order = BigInteger(byRepetition p))
            // The mutant takes the longest cycle.
            let longest (p: Permutation) =
                p.Cycles() |> Seq.map Array.length |> Seq.max

            Assert.True(falsified 200 (permutation 12) (fun p -> BigInteger(longest p) = p.Order)))

        testCase "the sign counts inversions and is multiplicative" (fun () ->
            let inversions (p: Permutation) =
                Seq.allPairs [ 0 .. p.Degree - 1 ] [ 0 .. p.Degree - 1 ]
                |> Seq.filter (fun (i, j) -> i < j && p[i] > p[j])
                |> Seq.length

            holds 200 pair (fun ps -> (ps[0] * ps[1]).Sign = ps[0].Sign * ps[1].Sign)
            holds 200 (permutation 12) (fun p -> p.Sign = (if inversions p % 2 = 0 then 1 else -1))
            // The mutant takes the parity of the number of cycles.
            let mutant (p: Permutation) =
                p.Sign = (if p.Cycles().Count % 2 = 0 then 1 else -1)

            Assert.True(falsified 200 (permutation 12) mutant))

        testCase "powers along cycles are repeated products, of any exponent" (fun () ->
            let instance = Gen.zip (permutation 10) (Gen.choose (-30, 30))

            holds 200 instance (fun (p, k) ->
                let step = if k < 0 then p.Inverse() else p

                let repeated =
                    Seq.fold (fun q _ -> step * q) (Permutation.Identity p.Degree) [ 1 .. abs k ]

                p.Power(int64 k) = repeated
                && p.Power(BigInteger k + p.Order * BigInteger.Pow(7I, 40)) = repeated))

        testCase "cycles rebuild the permutation and agree with the cycle type" (fun () ->
            holds 200 (permutation 12) (fun p ->
                let cycles = p.Cycles()
                let lengths = cycles |> Seq.countBy Array.length |> Map.ofSeq

                Permutation.FromCycles(p.Degree, cycles) = p
                && cycles |> Seq.forall (fun c -> c[0] = Array.min c)
                && cycles |> Seq.map Array.head |> Seq.pairwise |> Seq.forall (fun (a, b) -> a < b)
                && lengths = (p.CycleType() |> Seq.map (fun kv -> kv.Key, kv.Value) |> Map.ofSeq)))

        testCase "the cycle partition is the orbits of the generated group" (fun () ->
            holds 200 (permutation 12) (fun p -> p.CyclePartition() = PermutationGroup.Cyclic(p).Orbits()))

        testCase
            "the finest common coarsening of cycle partitions is the orbits, and one partition alone is not"
            (fun () ->
                let orbitsAre (coarsen: Permutation list -> SetPartition) (ps: Permutation list) =
                    let blocks = (coarsen ps).Blocks |> List.ofSeq
                    blocks = orbitsBySearch ps[0].Degree ps

                let coarsening (ps: Permutation list) =
                    FinestCommonCoarsening.Of(ps |> List.map _.CyclePartition())

                let group (ps: Permutation list) =
                    PermutationGroup.FromGenerators(ps[0].Degree, ps).Orbits()

                holds 200 pair (orbitsAre coarsening)
                holds 200 pair (orbitsAre group)
                Assert.True(falsified 200 pair (orbitsAre (fun ps -> ps[0].CyclePartition()))))

        testCase "the example of the slides has the partitions printed there" (fun () ->
            let p = Permutation.FromCycles(5, [ [| 0; 2; 3 |]; [| 1; 4 |] ])
            Assert.Equal(p, ofOneLine [ 3; 5; 4; 1; 2 ])
            Assert.Equal(BigInteger 6, p.Order)
            Assert.Equal<int[] list>([ [| 0; 2; 3 |]; [| 1; 4 |] ], p.CyclePartition().Blocks |> List.ofSeq))

        testCase "a million points take no longer than their number" (fun () ->
            let n = 1_000_000
            let image = Array.init n (fun i -> (i + 1) % n)
            let p = Permutation.FromImage image
            Assert.Equal(BigInteger n, p.Order)
            Assert.Equal(-1, p.Sign)
            Assert.Equal(p.Inverse(), p.Power(BigInteger n * 12I - 1I))
            Assert.Equal(1, PermutationGroup.FromGenerators(n, [ p; p * p ]).Orbits().BlockCount)
            Assert.Equal(4, (p.Power 4L).CyclePartition().BlockCount))
    ]
