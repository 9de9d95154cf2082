/// Theorems on objects that a user gives: groups, networks, matrices with a group.
module Neurovariety.Scripts.Tests.TheoremInstanceTests

open Expecto
open System
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Theorems
open Neurovariety.Scripts.Tests.Support.GivenObjects

let private options: Options = {
    Cases = 12
    MaxDegree = 9
    Seed = 20240611UL
}

let private holds (theorem: Theorem) =
    let outcome = Theorem.check options theorem
    Assert.Equal(None, outcome.Counterexample)
    Assert.Equal(Holds, outcome.Status)
    Assert.True(outcome.Cases >= 1)

let private names (theorems: Theorem list) =
    theorems |> List.map _.Name |> Set.ofList

[<Tests>]
let tests =
    testList "TheoremInstanceTests" [
        for text, degree, count in
            [
                "()", 1, 30
                "()", 4, 30
                "(1 2 3)(4 5)", 5, 30
                "cyclic:6", 6, 30
                "symmetric:5", 5, 30
                "(1 2 3);(1 2);(1 4)(2 5)(3 6)", 6, 30
                "(1 2 4 7)(3 5 8 6);(1 3 4 8)(2 6 7 5)", 8, 30
            ] do
            testCase $"every theorem on groups holds on small ones: {text}, {degree}" (fun () ->
                let theorems = Theorems.forGroup (Group.parseOn degree text)
                Assert.Equal(count, theorems.Length)
                List.iter holds theorems)

        for text, count in
            [
                "dihedral:8x8", 19
                "shift:28x28:horizontal", 9
                "translations:28x28", 9
                "symmetric:784", 9
            ] do
            testCase $"large groups have the theorems that take seconds there: {text}, {count}" (fun () ->
                let theorems = Theorems.forGroup (Group.parse text)
                Assert.Equal(count, theorems.Length)

                for theorem in theorems do
                    let outcome = Theorem.check { options with Cases = 4 } theorem
                    Assert.Equal(None, outcome.Counterexample))

        testCase "every theorem is either tried or left out with a reason" (fun () ->
            for given in
                [
                    Given.Group(Group.parse "shift:28x28:horizontal")
                    Given.Matrix(Group.parse "(1 2)", Matrix.Create(2, 2, (fun i j -> 0.5 * float (i + j))))
                    Given.Network(Architecture.parse 2 "6-4-d" |> Autoencoder.initialise 1UL)
                ] do
                let found = Theorems.on given
                let left = found.LeftOut |> List.map _.Name |> Set.ofList
                Assert.Empty(Set.intersect (names found.Theorems) left)
                Assert.Equal<Set<string>>(names Catalogue.all, Set.union (names found.Theorems) left)
                Assert.All(found.LeftOut, (fun one -> Assert.NotEqual<string>("", one.Reason))))

        testCase "theorems that would take minutes are left out with their bound" (fun () ->
            let found = Theorems.on (Given.Group(Group.parse "translations:28x28"))

            let reason name =
                (found.LeftOut |> List.find (fun one -> one.Name = name)).Reason

            Assert.Equal("its cost grows fast: checked up to 64 points, here are 784", reason "commutant-dimension")
            Assert.Equal("it speaks of random matrices", reason "circular-law-uniform"))

        testCase "mutants fall on a group that can tell them, with the group kept" (fun () ->
            let group = Group.parse "(1 2 3)(4 5)"

            for name in
                [
                    "invariant-columns"
                    "adapted-basis"
                    "commutant-dimension"
                    "equivariant-networks"
                    "component-count"
                ] do
                let theorem =
                    Theorems.forGroup group |> List.find (fun theorem -> theorem.Name = name)

                let outcome = Theorems.checkWithMutant options theorem
                Assert.Equal(Holds, outcome.Status)
                Assert.Equal(Some true, outcome.MutantFalls)

            let mutant =
                Catalogue.tryFind "commutant-dimension:mutant"
                |> Option.get
                |> Theorem.on (Given.Group group)

            match mutant with
            | Ok bound ->
                let outcome = Theorem.check options bound
                Assert.Equal("commutant-dimension:mutant", outcome.Name)
                Assert.Equal(Falsified, outcome.Status)
                // Nothing of a given group is taken away: the smallest generating set is the given one.
                Assert.Equal(Some "(1 2 3)(4 5) on 5 points", outcome.Counterexample)
            | Error reason -> failwith reason)

        testCase "a mutant can hold on a group that is too simple for it" (fun () ->
            let trivial = Group.parseOn 3 "()"

            let theorem =
                Theorems.forGroup trivial
                |> List.find (fun theorem -> theorem.Name = "commutant-dimension")

            Assert.Equal(Some false, (Theorems.checkWithMutant options theorem).MutantFalls))

        testCase "the same seed tries the same instances of a group, another seed others" (fun () ->
            let group = Group.parse "dihedral:3x3"

            let seen seed =
                let found = ResizeArray<string>()

                let spy =
                    Theorem.about
                        (GroupSubjects.permutations)
                        ("spy", "", "")
                        (fun generators ->
                            found.Add(Subjects.showGenerators generators)
                            true)
                        ""
                        (fun _ -> true)

                match Theorem.on (Given.Group group) spy with
                | Ok bound -> Theorem.check { options with Seed = seed } bound |> ignore
                | Error reason -> failwith reason

                List.ofSeq found

            Assert.Equal<string list>(seen 3UL, seen 3UL)
            Assert.NotEqual<string list>(seen 3UL, seen 4UL)
            // Listed generators first, then elements of the group only.
            let elements = seen 3UL
            Assert.Equal(options.Cases + 2, elements.Length)

            for text in elements do
                let cycles = text.Substring(0, text.IndexOf " on ")
                Assert.True(group.Contains(Permutation.parseOn 9 cycles), text))

        testCase "theorems on networks hold on small ones" (fun () ->
            for hidden, output in
                [
                    Activation.Tanh, Activation.Identity
                    Activation.Relu, Activation.Tanh
                    Activation.Sigmoid, Activation.Sigmoid
                    Activation.Identity, Activation.Identity
                ] do
                let theorems = small hidden output |> Theorems.forNetwork
                Assert.Contains("trace-of-jacobian", names theorems)
                Assert.Contains("narrow-layer-rank", names theorems)
                Assert.Contains("training-resumes", names theorems)
                List.iter holds theorems)

        testCase "mutants on networks fall with the simplest point" (fun () ->
            let network = small Activation.Tanh Activation.Identity

            for theorem in Theorems.forNetwork network do
                if
                    [
                        "shared-spectrum"
                        "spectra-at-fixed-points"
                        "training-resumes"
                        "backpropagation"
                    ]
                    |> List.contains theorem.Name
                then
                    Assert.True((theorem.Mutant options).Counterexample.IsSome, theorem.Name))

        testCase "networks without as many outputs as inputs have few theorems" (fun () ->
            let layer inputs outputs =
                AffineLayer.Of(
                    inputs,
                    outputs,
                    ReadOnlySpan(Array.init (inputs * outputs) (fun k -> 0.1f * float32 (k % 7))),
                    ReadOnlySpan(Array.zeroCreate<float32> outputs),
                    Activation.Identity
                )

            let found =
                Theorems.on (Given.Network(Autoencoder.Of([| layer 4 2 |], [| layer 2 3 |])))

            Assert.Equal<string list>(
                [
                    "narrow-layer-rank"
                    "lmd-frobenius-optimum"
                    "lmd-data-optimum"
                    "lmd-identity-exact"
                ],
                found.Theorems |> List.map _.Name
            )

            Assert.Contains(
                "it needs as many outputs as inputs, here are 3 and 4",
                found.LeftOut |> List.map _.Reason |> List.distinct
            ))

        testCase "theorems on a matrix with a group hold, and say nothing of the group alone" (fun () ->
            let whole = Matrix.Create(5, 5, (fun i j -> float ((i * 3 + j * j) % 5 - 2)))
            let group = Group.parse "(1 2 3)(4 5)"
            let theorems = Theorems.forMatrix group whole
            Assert.Equal(12, theorems.Length)
            List.iter holds theorems
            let real = Theorems.on (Given.Matrix(group, MatrixArithmetic.Scale(whole, 0.3)))

            let reason name =
                (real.LeftOut |> List.find (fun one -> one.Name = name)).Reason

            Assert.Contains("whole numbers", reason "similarity-transforms")
            Assert.Equal("it speaks of a permutation group without a matrix", reason "commutant-dimension")
            List.iter holds real.Theorems
            Assert.Contains("expected 6 columns", refusalOf (fun () -> Theorems.forMatrix ring whole)))
    ]
