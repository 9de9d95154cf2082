module Neurovariety.Tests.Oracles.GridActionTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Groups
open Neurovariety.Tests.Support.GroupGenerators

/// An image as text, one string per row.
let private move (p: Permutation) (rows: string list) =
    let flat = String.concat "" rows |> _.ToCharArray()
    let width = rows[0].Length

    p.Apply<char>(ReadOnlySpan flat)
    |> Array.chunkBySize width
    |> Array.map String
    |> List.ofArray

[<Tests>]
let tests =
    testList "GridActionTests" [
        testCase "shifts move an image to the right and down, around the edge" (fun () ->
            Assert.Equal<string list>([ "cab"; "fde" ], move (GridActions.Shift(2, 3, true)) [ "abc"; "def" ])
            Assert.Equal<string list>([ "def"; "abc" ], move (GridActions.Shift(2, 3, false)) [ "abc"; "def" ])
            Assert.Equal<string list>([ "bca"; "efd" ], move (GridActions.Shift(2, 3, true, -1L)) [ "abc"; "def" ])
            Assert.Equal(GridActions.Shift(2, 3, true, 2L), GridActions.Shift(2, 3, true, -1L))
            Assert.True(GridActions.Shift(4, 5, true, 1_000_000_000_000_000L).IsIdentity)
            Assert.True(GridActions.Shift(4, 5, true, 0L).IsIdentity))

        testCase "the quarter turn is clockwise as on the slides" (fun () ->
            Assert.Equal(ofOneLine [ 3; 6; 9; 2; 5; 8; 1; 4; 7 ], GridActions.Rotate 3)
            Assert.Equal<string list>([ "gda"; "heb"; "ifc" ], move (GridActions.Rotate 3) [ "abc"; "def"; "ghi" ]))

        testCase "flips exchange left and right, or top and bottom" (fun () ->
            Assert.Equal<string list>([ "cba"; "fed" ], move (GridActions.Reflect(2, 3, true)) [ "abc"; "def" ])
            Assert.Equal<string list>([ "def"; "abc" ], move (GridActions.Reflect(2, 3, false)) [ "abc"; "def" ]))

        testCase "turn and flip satisfy the relations of the square, and the turn alone is no flip" (fun () ->
            for size in 1..6 do
                let turn = GridActions.Rotate size
                let flip = GridActions.Reflect(size, size, true)
                Assert.True((turn.Power 4L).IsIdentity)
                Assert.True((flip * flip).IsIdentity)
                Assert.Equal(turn.Inverse(), flip * turn * flip)
                Assert.Equal(GridActions.Reflect(size, size, false), turn * turn * flip)
                Assert.Equal(size > 1, not (turn * turn).IsIdentity))

        testCase "closures of the symmetries of grids and scenes have the known orders" (fun () ->
            let order (group: PermutationGroup) =
                (closure group.Degree (List.ofSeq group.Generators)).Count

            Assert.Equal<int list>([ 1; 8; 8; 8 ], [ 1..4 ] |> List.map (GridActions.Dihedral >> order))
            Assert.Equal<int list>([ 1; 24; 24; 24; 24 ], [ 1..5 ] |> List.map (CubeActions.Rotations >> order))
            Assert.Equal(12, order (GridActions.Translations(3, 4)))
            Assert.Equal(BigInteger 28, GridActions.Shift(28, 28, true).Order))

        testCase "rotations of a scene keep distances between voxels" (fun () ->
            let size = 4

            let distance i j =
                let part k = [ k / (size * size); k / size % size; k % size ]

                List.map2 (fun a b -> (a - b) * (a - b)) (part i) (part j) |> List.sum

            for p in CubeActions.Rotations(size).Generators do
                for i in 0 .. size * size * size - 1 do
                    Assert.Equal(distance 0 i, distance p[0] p[i]))

        testCase "sizes below one and images beyond memory are refused" (fun () ->
            for act in
                [
                    fun () -> GridActions.Shift(0, 3, true) |> ignore
                    fun () -> GridActions.Shift(3, 0, true) |> ignore
                    fun () -> GridActions.Rotate -1 |> ignore
                    fun () -> GridActions.Shift(100000, 100000, false) |> ignore
                    fun () -> CubeActions.Rotations 0 |> ignore
                    fun () -> CubeActions.Rotations 5000 |> ignore
                ] do
                Assert.ThrowsAny<ArgumentException>(act) |> ignore)
    ]
