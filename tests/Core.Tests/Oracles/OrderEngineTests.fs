/// The pieces of the order engine against groups listed element by element, and its notation page.
module Neurovariety.Tests.Oracles.OrderEngineTests

open Expecto
open System.IO
open System.Numerics
open Xunit
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.GroupGenerators

let private budget () = WorkBudget WorkBudget.Default

/// Generators by name, with groups of every kind that the engine tells apart.
let private samples = [
    "dihedral", [ ofOneLine [ 2; 3; 4; 5; 6; 1 ]; ofOneLine [ 6; 5; 4; 3; 2; 1 ] ]
    "two orbits", [ ofOneLine [ 2; 3; 1; 5; 4 ]; ofOneLine [ 2; 1; 3; 4; 5 ] ]
    "abelian", [ ofOneLine [ 2; 1; 3; 4; 6; 7; 5 ]; ofOneLine [ 2; 1; 4; 3; 5; 6; 7 ] ]
    "alternating", [ ofOneLine [ 2; 3; 1; 4; 5; 6 ]; ofOneLine [ 1; 3; 4; 5; 6; 2 ] ]
    "PSL(3, 2)", [ ofOneLine [ 2; 3; 4; 5; 6; 7; 1 ]; ofOneLine [ 1; 3; 2; 6; 5; 4; 7 ] ]
    "wreath",
    [
        ofOneLine [ 2; 3; 1; 4; 5; 6; 7; 8; 9 ]
        ofOneLine [ 4; 5; 6; 7; 8; 9; 1; 2; 3 ]
    ]
    "affine",
    [
        ofOneLine [ 2; 3; 4; 5; 6; 7; 8; 9; 10; 11; 1 ]
        ofOneLine [ 1; 4; 7; 10; 2; 5; 8; 11; 3; 6; 9 ]
    ]
]

let private elements (generators: Permutation list) =
    closure generators.Head.Degree generators

/// Every permutation of a degree, for degrees to 7; some hundred random ones beyond.
let private others degree =
    if degree <= 7 then
        closure degree [
            ofImage [| for i in 0 .. degree - 1 -> (i + 1) % degree |]
            ofImage [| for i in 0 .. degree - 1 -> if i < 2 then 1 - i else i |]
        ]
        |> Seq.toList
    else
        let random = RandomSource.FromSeed 5UL

        [
            for _ in 1..300 ->
                let image = [| 0 .. degree - 1 |]
                random.Shuffle<int> image
                Permutation.FromImage image
        ]

/// The invariants at the head of StabilizerChain.cs, on a chain that need not be complete.
let private keepsInvariants name (members: System.Collections.Generic.HashSet<Permutation>) (chain: StabilizerChain) =
    let bases = [ for k in 0 .. chain.LevelCount - 1 -> chain.Level(k).BasePoint ]
    Assert.Equal(bases.Length, (List.distinct bases).Length)
    Assert.True(chain.Order <= BigInteger members.Count, name)

    for k in 0 .. chain.LevelCount - 1 do
        let level = chain.Level k
        let held = [ for edge in 0..2 .. level.Edges.Count - 1 -> level.Edges[edge] ]

        for element in held do
            Assert.True(members.Contains(Permutation.FromImage element), name)
            Assert.All(List.take k bases, fun b -> Assert.Equal(b, element[b]))
            Assert.Contains(bases, fun b -> element[b] <> b)
            Assert.False(level.Leaves element, name)

        for point in level.Orbit do
            let representative = level.Representative point
            Assert.Equal(point, representative[level.BasePoint])
            Assert.True(members.Contains(Permutation.FromImage representative), name)

[<Tests>]
let tests =
    testList "OrderEngineTests" [
        testCase "a stabilizer chain keeps its invariants before it is complete" (fun () ->
            for name, generators in samples do
                let members = elements generators
                let random = RandomSource.FromSeed 3UL
                let products = ProductReplacement(generators, random)
                let chain = StabilizerChain(generators.Head.Degree, budget ())

                for _ in 1..6 do
                    keepsInvariants name members chain
                    let element = products.Next()
                    Assert.True(members.Contains element, name)
                    chain.Insert(image element) |> ignore

                    for p in others generators.Head.Degree do
                        // What sifts to the identity belongs to the group at any time.
                        Assert.True(not (chain.Contains p.Image) || members.Contains p, name)

                chain.CloseOrbits()
                keepsInvariants name members chain)

        testCase "a verified chain has the order and the elements of the group" (fun () ->
            for name, generators in samples do
                let members = elements generators
                let chain = StabilizerChain(generators.Head.Degree, budget ())
                chain.Verify generators
                keepsInvariants name members chain
                Assert.Equal(BigInteger members.Count, chain.Order)

                for p in others generators.Head.Degree do
                    Assert.Equal(members.Contains p, chain.Contains p.Image))

        testCase "a chain from which elements are missing is not taken for the group" (fun () ->
            let generators = snd samples[3]
            let chain = StabilizerChain(6, budget ())
            chain.Insert(image generators.Head) |> ignore
            Assert.True(chain.Order < 360I)
            Assert.Null(FewElementsProof(chain, RandomSource.FromSeed 2UL, budget ()).TryProve generators)
            chain.Verify generators

            let proven =
                FewElementsProof(chain, RandomSource.FromSeed 2UL, budget ()).TryProve generators

            Assert.Equal(360I, proven.Order))

        testCase "alternating groups are found, and other transitive groups are not taken for them" (fun () ->
            let isSeen (generators: Permutation list) seed =
                AlternatingTest.ContainsAlternating(generators, RandomSource.FromSeed(seed: uint64))

            let cycle n =
                ofImage [| for i in 0 .. n - 1 -> (i + 1) % n |]

            let swap n =
                ofImage [| for i in 0 .. n - 1 -> if i < 2 then 1 - i else i |]

            for n in [ 5; 6; 7; 8; 9; 12; 30 ] do
                Assert.True(isSeen [ cycle n; swap n ] 1UL, $"symmetric {n}")

            for seed in 1UL .. 20UL do
                for name in [ "dihedral"; "PSL(3, 2)"; "wreath"; "affine"; "two orbits" ] do
                    Assert.False(isSeen (Map.find name (Map.ofList samples)) seed, name)

            // The Mathieu group of degree 11, four times transitive.
            let mathieu = [ cycle 11; ofOneLine [ 1; 2; 7; 10; 6; 4; 11; 3; 9; 5; 8 ] ]

            Assert.Equal(7920I, PermutationGroup.FromGenerators(11, mathieu).Order)
            Assert.All([ 1UL .. 20UL ], fun seed -> Assert.False(isSeen mathieu seed)))

        testCase "a bound on the order is never below it" (fun () ->
            for name, generators in samples do
                let bound = OrderBound.Of(generators, RandomSource.FromSeed 4UL, budget ())
                Assert.True(bound >= BigInteger (elements generators).Count, name))

        testCase "orbits are the points that elements reach" (fun () ->
            for _, generators in samples do
                let orbits = OrbitPartition.Of(generators.Head.Degree, generators)
                let members = elements generators |> Seq.toArray

                for point in 0 .. generators.Head.Degree - 1 do
                    let reached =
                        members |> Array.map (fun p -> p[point]) |> Array.distinct |> Array.sort

                    Assert.Equal<int[]>(reached, orbits.Block(orbits.BlockOf point).ToArray())

            Assert.Equal(3, OrbitPartition.Of(3, [||]).BlockCount))

        testCase "the order engine does not know the group that asks it" (fun () ->
            let engine = Repository.sources "src/Core.CSharp/Groups/OrderEngine" "*.cs"
            Assert.NotEmpty engine

            for path in engine do
                for line in File.ReadLines path do
                    Assert.True(
                        line.TrimStart().StartsWith "//" || not (line.Contains "PermutationGroup"),
                        $"{Path.GetFileName path}: {line}"
                    ))
    ]
