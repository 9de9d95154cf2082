/// Groups, varieties and components in the F# surface, and the commands that print them.
module Neurovariety.Scripts.Tests.SurfaceGroupTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Groups
open Neurovariety.Varieties
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support

let private document json =
    JsonDocument.Parse(Json.compact json).RootElement

let private same json arguments =
    Assert.Equal((document json).ToString(), (Program.json arguments).ToString())

let private error result =
    match result with
    | Error(line: string) -> line
    | Ok _ -> failwith "expected an error"

[<Tests>]
let tests =
    testList "SurfaceGroupTests" [
        testCase "permutations are read, shown, multiplied and applied with points from 1" (fun () ->
            let p = Permutation.parse "(1 3 4)(2 5)"
            Assert.Equal<int list list>([ [ 1; 3; 4 ]; [ 2; 5 ] ], Permutation.cycles p)
            Assert.Equal("(1 3 4)(2 5)", Permutation.show (Permutation.parse "[3,5,4,1,2]"))
            Assert.Equal(7, (Permutation.parseOn 7 "(1 2)").Degree)
            // Point 1 goes to 3: what stood first stands third.
            Assert.Equal<string[]>([| "d"; "e"; "a"; "c"; "b" |], Permutation.apply p [| "a"; "b"; "c"; "d"; "e" |])
            Assert.Equal("()", Permutation.show (Permutation.compose p (Permutation.inverse p)))
            let q = Permutation.parseOn 5 "(1 2)"
            // q takes 1 to 2, then p takes 2 to 5.
            Assert.Equal<int list>([ 1; 5; 2; 3; 4 ], (Permutation.cycles (Permutation.compose p q)).Head)
            Assert.Contains("not closed", error (Permutation.tryParse "(1 2"))
            Assert.Equal(Ok p, Permutation.tryParse "(1 3 4)(2 5)"))

        testCase "groups are read from text and files, and shown as a text that is read again" (fun () ->
            let group = Group.parse "(1 2 3);(1 2)"
            Assert.Equal<string list>([ "(1 2 3)"; "(1 2)" ], Group.generators group)
            Assert.Equal(Ok 6I, Group.tryOrder group)
            Assert.True((Group.generator group).IsNone)
            let turn = Group.parse "rotate:3x3"
            Assert.Equal<string list>(Group.generators turn, Group.generators (Group.parseOn 9 (Group.show turn)))

            let made =
                Group.ofGenerators [ Permutation.parse "(1 2 3)"; Permutation.parseOn 3 "(1 2)" ]

            Assert.Equal(Ok 6I, Group.tryOrder made)

            Assert.Throws<ArgumentException>(fun () -> Group.ofGenerators [] |> ignore)
            |> ignore

            Assert.Contains("does not exist", error (Group.tryParse None "@no-such-file.json"))
            Assert.Contains("is a folder", error (Group.tryParse None ("@" + Path.GetTempPath())))
            Assert.Contains("too small", error (Group.tryParse (Some 3) "(1 5)"))

            Program.inFolder (fun folder ->
                let file = Path.Combine(folder, "group.json")
                File.WriteAllText(file, """{"degree": 4, "generators": ["(1 2)"]}""")

                match Group.tryParse None ("@" + file) with
                | Ok read -> Assert.Equal<int[] list>([ [| 1; 2 |]; [| 3 |]; [| 4 |] ], Group.orbits read)
                | Error line -> failwith line))

        testCase "figures of a group are those that the command prints" (fun () ->
            let figures = Group.parse "(1 3 4)(2 5)" |> Group.figures
            Assert.Equal(Some 6I, figures.Order)
            Assert.Equal<int[] list>([ [| 1; 3; 4 |]; [| 2; 5 |] ], figures.Orbits)
            Assert.Equal(Some figures.Orbits, figures.CyclePartition)
            Assert.Empty figures.Notes
            Assert.Contains("order                6\n", string figures + "\n")
            same (Group.toJson figures) [ "group"; "(1 3 4)(2 5)" ]
            let several = Group.parse "dihedral:3x3" |> Group.figuresWith 5UL
            Assert.True several.CyclePartition.IsNone
            same (Group.toJson several) [ "group"; "dihedral:3x3"; "--seed"; "5" ]
            // The dimensions of the copies fill the space.
            let filled (blocks: Neurovariety.Representations.IsotypicBlock list) =
                blocks |> List.sumBy _.ComponentDimension

            Assert.Equal(9L, filled several.Blocks.Value)
            Assert.Equal(9L, filled (Group.blocks (Group.parse "dihedral:3x3")))
            Assert.Equal(5, (Group.decompose figures.Group).Degree)
            Assert.Equal(9, (Group.decomposeWith 2UL (Group.parse "dihedral:3x3")).Degree))

        testCase "what cannot be had of a large group is a note and not a guess" (fun () ->
            let large = Group.parse "symmetric:20001"
            Assert.Contains("up to degree 20000", error (Group.tryOrder large))
            Assert.Contains("up to degree 2000", error (Group.tryBlocks 0UL large))
            let figures = Group.figures large
            Assert.True(figures.Order.IsNone && figures.Blocks.IsNone)
            Assert.Equal(2, figures.Notes.Length)
            Assert.Contains("order: left out", string figures)

            Assert.Equal(20001, (Group.parts (large.Orbits()) |> Seq.exactlyOne).Length))

        testCase "matrices that a group cannot act on are named with both sizes" (fun () ->
            let group = Group.parse "(1 2 3)"
            Assert.Equal(Ok(), Group.actsOn false (Matrix.zero 2 3) group)
            Assert.Contains("2 x 3", error (Group.actsOn true (Matrix.zero 2 3) group))
            Assert.Contains("3 columns", error (Group.actsOn false (Matrix.zero 2 2) group)))

        testCase "rank vectors are read and shown" (fun () ->
            Assert.Equal(Ok [ 13; 0; 2 ], Ranks.tryParse " (13, 0,2) " |> Result.map Ranks.toList)
            Assert.Contains("'-1' is no rank", error (Ranks.tryParse "2,-1"))
            Assert.Equal("2,1,0", Ranks.show (Ranks.ofSeq [ 2; 1; 0 ]))
            Assert.Equal("2,1,0", Ranks.showShort [ 2; 1; 0 ])
            Assert.Equal("2 of 50 blocks used, ranks 3,4", Ranks.showShort (3 :: 4 :: List.replicate 48 0)))

        testCase "varieties have the figures of closed formulas and of the command" (fun () ->
            let plain = Variety.determinantal 3 4 2
            // r (m + n - r); the degree of the maximal minors of 3 x 4 is C(4, 2); ED degree C(3, 2).
            Assert.Equal(10I, plain.Dimension)
            Assert.Equal(6I, plain.Degree)
            Assert.Equal(3I, plain.EuclideanDistanceDegree)
            Assert.Contains("dimension       10\n", string plain)
            same (Variety.toJson plain) [ "variety"; "determinantal"; "--rows"; "3"; "--cols"; "4"; "--rank"; "2" ]
            let group = Group.parse "(1 3 4)(2 5)"
            let invariant = Variety.invariant 2 1 group
            Assert.Equal(3I, invariant.Dimension)
            same (Variety.toJson invariant) [ "variety"; "invariant"; "(1 3 4)(2 5)"; "--rows"; "2"; "--rank"; "1" ]
            let equivariant = Variety.equivariant (Group.blocks group) [ 2; 0; 0 ]
            Assert.Equal(4I, equivariant.Dimension)
            Assert.Equal(Some 8I, equivariant.ParameterCount)

            same (Variety.toJson equivariant) [
                "variety"
                "equivariant"
                "(1 3 4)(2 5)"
                "--rank"
                "2"
                "--component"
                "2,0,0"
            ])

        testCase "components are counted, numbered, drawn and listed alike" (fun () ->
            let group = Group.parse "rotate:3x3"
            let components = Components.ofGroup 3 group
            let all = Components.enumerate components |> List.ofSeq
            Assert.Equal(bigint all.Length, Components.count components)

            let exact =
                all |> List.filter (fun r -> (Components.variety components r).GenericRank = 3)

            Assert.Equal(bigint exact.Length, Components.countOfExactRank components)

            for place, ranks in List.indexed all do
                Assert.Equal(Some ranks, Components.tryItem (bigint place) components)
                Assert.Equal(bigint place, Components.indexOf ranks components)

            Assert.Equal(None, Components.tryItem (bigint all.Length) components)
            Assert.Equal(None, Components.tryItem -1I components)
            let drawn = Components.sample 3UL components |> Seq.truncate 200 |> Set.ofSeq
            Assert.Equal<RankVector Set>(Set.ofList all, drawn)
            Assert.Equal(Ok all.Head, Components.check all.Head components)
            Assert.Contains("room for one more", error (Components.check (Ranks.ofSeq [ 0; 0; 0 ]) components))
            let listed = Components.ofBlocks 3 (Group.blocks group) |> Components.enumerate
            Assert.Equal<RankVector list>(all, List.ofSeq listed))

        testCase "figures of components are those that the command prints" (fun () ->
            let components = Components.ofGroup 3 (Group.parse "rotate:3x3")
            let figures = Components.figures components
            Assert.Equal("real", figures.FieldName)
            Assert.Contains("all components", string figures)
            same (Components.toJson components None) [ "components"; "rotate:3x3"; "--rank"; "3" ]
            let two = Components.enumerate components |> Seq.truncate 2

            same (Components.toJson components (Some two)) [
                "components"
                "rotate:3x3"
                "--rank"
                "3"
                "--limit"
                "2"
            ]

            let complex = Components.ofGroupOver Field.Complex 0UL 3 (Group.parse "rotate:3x3")

            // Over C the complex block falls into two.
            Assert.Equal(4, (Components.figures complex).Blocks.Length)

            Assert.Equal(
                Components.count complex,
                Components.count (Components.over Field.Complex 3 (Group.blocks (Group.parse "rotate:3x3")))
            )

            same (Components.toJson complex None) [ "components"; "rotate:3x3"; "--rank"; "3"; "--field"; "complex" ])

        testCase "texts of figures are short and aligned" (fun () ->
            Assert.Equal("0.333333333", FigureText.number (1.0 / 3.0))
            Assert.Equal("0.2500 s", FigureText.seconds 0.25)
            Assert.Equal("12", FigureText.big 12I)
            Assert.Contains("(101 digits)", FigureText.big (10I ** 100))
            Assert.Equal("a,b,... (3 more)", FigureText.elided "," 2 [ "a"; "b"; "c" ] 5)
            Assert.Equal("a    1\nbcd  2", FigureText.aligned [ "a", "1"; "bcd", "2" ])
            Assert.Equal("yes", FigureText.truth true))
    ]
