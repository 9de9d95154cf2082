/// Public generators of FsCheck: what they give, and what it shrinks to.
module Neurovariety.Scripts.Tests.ArbitraryTests

open Expecto
open FsCheck
open FsCheck.FSharp
open Xunit
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems

let private samples (arbitrary: Arbitrary<'a>) =
    arbitrary.Generator |> Gen.sampleWithSeed (Rnd 11UL) 10 40

/// The simplest value that is reached when a property is kept; shrinking must come to an end.
let rec private simplest keeps (arbitrary: Arbitrary<'a>) (value: 'a) =
    match arbitrary.Shrinker value |> Seq.tryFind keeps with
    | Some simpler -> simplest keeps arbitrary simpler
    | None -> value

[<Tests>]
let tests =
    testList "ArbitraryTests" [
        testCase "arbitrary permutations shrink to the smallest that moves a point" (fun () ->
            let arbitrary = Arbitraries.permutation 9
            let found = samples arbitrary
            Assert.Contains(found, (fun p -> p.Degree = 9 || p.Degree = 8))

            for p in found |> Array.filter (fun p -> not p.IsIdentity) do
                let smallest = simplest (fun (q: Permutation) -> not q.IsIdentity) arbitrary p
                Assert.Equal("(1 2)", Permutation.show smallest))

        testCase "arbitrary groups and elements stay what they are" (fun () ->
            let groups = Arbitraries.group 7

            for g in samples groups do
                Assert.InRange(g.Degree, 1, 7)
                Assert.InRange(g.Generators.Count, 1, 3)
                Assert.True((simplest (fun _ -> true) groups g).Degree = 1)

            let group = Group.parse "dihedral:3x3"
            let elements = Arbitraries.element group
            Assert.All(samples elements, (fun p -> Assert.True(group.Contains p)))
            let large = samples elements |> Array.maxBy _.Order
            Assert.All(elements.Shrinker large, (fun p -> Assert.True(group.Contains p)))
            Assert.True((simplest (fun _ -> true) elements large).IsIdentity))

        testCase "arbitrary rank vectors fit their blocks and shrink to zero" (fun () ->
            let blocks = Group.blocks (Group.parse "(1 3 4)(2 5)")
            let arbitrary = Arbitraries.rankVector blocks

            for ranks in samples arbitrary do
                Assert.All(Seq.zip ranks blocks, (fun (r, b) -> Assert.InRange(r, 0, b.Multiplicity)))
                Assert.Equal(0, Seq.sum (simplest (fun _ -> true) arbitrary ranks)))

        testCase "arbitrary matrices have their symmetry, and keep it when they shrink" (fun () ->
            let group = Group.parse "(1 2 3)(4 5)"
            let invariant = Arbitraries.invariantMatrix 3 group
            let equivariant = Arbitraries.equivariantMatrix group

            for m in samples invariant do
                Assert.Equal(Exact, (Symmetry.ofMatrix group m).Invariance.Level)
                let small = simplest (fun (a: Matrix) -> a[0, 0] <> 0.0) invariant m
                Assert.Equal(Exact, (Symmetry.ofMatrix group small).Invariance.Level)

            for m in samples equivariant |> Array.filter (fun m -> m[0, 1] <> 0.0) do
                Assert.Equal(Exact, (Symmetry.ofMatrix group m).Equivariance.Value.Level)
                let small = simplest (fun (a: Matrix) -> a[0, 1] <> 0.0) equivariant m
                Assert.Equal(Exact, (Symmetry.ofMatrix group small).Equivariance.Value.Level)
                // One orbit of pairs is left: 1 to 2, 2 to 3, 3 to 1.
                Assert.Equal(3, small.ToArray() |> Array.filter ((<>) 0.0) |> Array.length)

            let any = Arbitraries.matrix 4 5
            Assert.Equal<Set<int>>(set [ 1..4 ], samples any |> Seq.map _.RowCount |> Set.ofSeq)

            for m in samples any |> Array.filter (fun m -> Array.exists ((<>) 0.0) (m.ToArray())) do
                let small =
                    simplest (fun (a: Matrix) -> Array.exists ((<>) 0.0) (a.ToArray())) any m

                Assert.Equal((1, 1), (small.RowCount, small.ColumnCount))
                Assert.Equal(1.0, abs small[0, 0]))

        testCase "arbitrary networks shrink in width and weights" (fun () ->
            let arbitrary = Arbitraries.network 6

            for network in samples arbitrary |> Array.truncate 10 do
                Assert.Equal(network.InputCount, network.OutputCount)
                Assert.InRange(network.InputCount, 2, 6)
                let small = simplest (fun _ -> true) arbitrary network

                for layer in small.Layers do
                    Assert.All(layer.Weights.ToArray(), (fun w -> Assert.Equal(0.0f, w)))

                Assert.Equal(1, small.LatentCount))

        testCase "FsCheck finds the arbitraries by their types" (fun () ->
            let seen = ResizeArray<int>()

            let config =
                Config.QuickThrowOnFailure.WithMaxTest(20).WithArbitrary([ typeof<NeurovarietyArbitraries> ])

            Check.One(
                config,
                fun (p: Permutation) (g: PermutationGroup) (m: Matrix) (n: Autoencoder) ->
                    seen.Add p.Degree
                    g.Degree <= 9 && m.RowCount <= 9 && n.InputCount <= 9
            )

            Assert.Equal(20, seen.Count)
            Assert.All(seen, (fun degree -> Assert.InRange(degree, 1, 9))))
    ]
