module Neurovariety.Tests.Oracles.PermutationTextTests

open Expecto
open System
open System.Numerics
open FsCheck.FSharp
open Xunit
open Neurovariety.Groups
open Neurovariety.Tests.Support.GroupGenerators

let private parse (text: string) = PermutationText.ParseGroup text

let private generators (text: string) =
    (parse text).Generators |> Seq.map image |> List.ofSeq

[<Tests>]
let tests =
    testList "PermutationTextTests" [
        testCase
            "cycles and one-line notation come back from their print, but not with fixed points forgotten"
            (fun () ->
                let back (p: Permutation) =
                    PermutationText.ParsePermutation(PermutationText.FormatCycles p, p.Degree) = p
                    && PermutationText.ParsePermutation(PermutationText.FormatOneLine p) = p

                holds 300 (permutation 15) back

                Assert.True(
                    falsified 300 (permutation 15) (fun p ->
                        PermutationText.ParsePermutation(PermutationText.FormatCycles p).Degree = p.Degree)
                ))

        testCase "a group comes back from its print and from JSON" (fun () ->
            let instance = permutations 9 3

            holds 200 instance (fun ps ->
                let group = PermutationGroup.FromGenerators(ps[0].Degree, ps)

                let back =
                    PermutationText.ParseGroup(PermutationText.FormatGroup group, group.Degree)

                let quoted = ps |> List.map (fun p -> $"\"{PermutationText.FormatOneLine p}\"")

                let json =
                    $"""{{"degree": {group.Degree}, "generators": [{String.concat ", " quoted}]}}"""

                Seq.forall2 (=) back.Generators ps
                && Seq.forall2 (=) (PermutationText.ParseJson json).Generators ps))

        testCase "both forms of the example of the slides say the same" (fun () ->
            Assert.Equal<int[] list>([ [| 2; 4; 3; 0; 1 |] ], generators "(1 3 4)(2 5)")
            Assert.Equal<int[] list>([ [| 2; 4; 3; 0; 1 |] ], generators "[3,5,4,1,2]")
            Assert.Equal<int[] list>([ [| 2; 4; 3; 0; 1 |] ], generators "  ( 1,3 , 4 ) (5 2)\t")
            Assert.Equal("(1 3 4)(2 5)", PermutationText.FormatGroup(parse "[3 5 4 1 2]")))

        testCase "generators of different degrees are extended to the largest, and to the degree asked for" (fun () ->
            Assert.Equal<int[] list>([ [| 1; 0; 2 |]; [| 1; 2; 0 |] ], generators "(1 2);(1 2 3)")
            Assert.Equal(7, PermutationText.ParseGroup("(1 2);(1 2 3)", 7).Degree)
            Assert.Equal(1, (parse "()").Degree)
            Assert.Equal(4, PermutationText.ParseGroup("()", 4).Degree)
            Assert.Equal(9, (parse "shift:3x3:horizontal;(1 2)").Degree)
            Assert.Equal(2, (parse "shift:3x3:horizontal;(1 2)").Generators.Count))

        testCase "named forms stand for the actions of their names" (fun () ->
            Assert.Equal<int[] list>([ image (GridActions.Rotate 3) ], generators "rotate:3x3")

            Assert.Equal<int[] list>(
                [ image (GridActions.Shift(2, 3, true, 2L)) ],
                generators "shift:2x3:horizontal:2"
            )

            Assert.Equal<int[] list>(generators "shift:2x3:horizontal:2", generators "shift:2x3:horizontal:-1")

            Assert.Equal<int[] list>(
                generators "shift:2x3:vertical",
                generators "SHIFT:2X3:Vertical:100000000000000000000001"
            )

            Assert.Equal<int[] list>([ [| 0; 1; 2 |] ], generators "shift:1x3:horizontal:0")

            Assert.Equal<int[] list>(
                generators "shift:2x3:horizontal;shift:2x3:vertical",
                generators "translations:2x3"
            )

            Assert.Equal<int[] list>(generators "rotate:4x4;reflect:4x4:horizontal", generators "dihedral:4x4")
            Assert.Equal<int[] list>([ image (GridActions.Reflect(2, 3, false)) ], generators "reflect:2x3:vertical")
            Assert.Equal(27, (parse "cube:3").Degree))

        testCase "cyclic, symmetric and alternating groups of small degree have the right order by closure" (fun () ->
            let order (text: string) =
                let group = parse text
                (closure group.Degree (List.ofSeq group.Generators)).Count

            let factorial n = List.fold (*) 1 [ 1..n ]

            for n in 1..7 do
                Assert.Equal(n, order $"cyclic:{n}")
                Assert.Equal(factorial n, order $"symmetric:{n}")
                Assert.Equal(max 1 (factorial n / 2), order $"alternating:{n}"))

        testCase "a file is read through the given function" (fun () ->
            let read (file: string) =
                Assert.Equal("rubik.json", file)
                """{"name": "two", "degree": 4, "generators": ["(1 2)", "[2,3,1]"]}"""

            let group = PermutationText.ParseGroup(" @rubik.json ", Nullable(), read)
            Assert.Equal("(1 2);(1 2 3)", PermutationText.FormatGroup group)
            Assert.Equal(4, group.Degree)

            Assert.Equal(
                BigInteger.One,
                (PermutationText.ParseJson """{"degree": 3, "generators": []}""").Generators[0].Order
            ))

        testCase "a million points are read and printed" (fun () ->
            let n = 1_000_000
            let p = GridActions.Shift(1000, 1000, true, 7L)
            Assert.Equal(p, PermutationText.ParsePermutation(PermutationText.FormatOneLine p))
            Assert.Equal(p, PermutationText.ParsePermutation(PermutationText.FormatCycles p))

            let json =
                $"""{{"degree": {n}, "generators": ["{PermutationText.FormatOneLine p}"]}}"""

            Assert.Equal(p, (PermutationText.ParseJson json).Generators[0]))
    ]
