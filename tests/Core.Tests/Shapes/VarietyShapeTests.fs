/// Errors and edge sizes of the varieties.
module Neurovariety.Tests.Shapes.VarietyShapeTests

open Expecto
open System
open Neurovariety.Representations
open Neurovariety.Varieties
open Xunit

let private blocks = [|
    IsotypicBlock("1,1", DivisionAlgebra.Real, 1, 2)
    IsotypicBlock("3,2", DivisionAlgebra.Complex, 2, 1)
    IsotypicBlock("2,1", DivisionAlgebra.Real, 1, 1)
|]

let private ranks (entries: int list) =
    let entries = List.toArray entries
    RankVector.Of entries

let private message (action: unit -> obj) =
    Assert.ThrowsAny<ArgumentException>(Action(action >> ignore)).Message

[<Tests>]
let tests =
    testList "VarietyShapeTests" [
        testCase "negative numbers are refused" (fun () ->
            message (fun () -> DeterminantalVariety(-1, 2, 2)) |> ignore
            message (fun () -> DeterminantalVariety(1, -2, 2)) |> ignore
            message (fun () -> InvariantVariety(6, 5, 2, 1)) |> ignore
            message (fun () -> Components.Of(blocks, -1)) |> ignore
            message (fun () -> ComponentCount.AllMaximal(blocks, -1)) |> ignore
            Assert.Contains("entry 2 is -3", message (fun () -> ranks [ 1; -3 ])))

        testCase "a component that does not fit says what would be right" (fun () ->
            let components = Components.Of(blocks, 2)

            let require (v: int[]) =
                message (fun () ->
                    components.Require(RankVector.Of v)
                    null)

            Assert.Contains("expected 3 ranks", require [| 1; 0 |])
            Assert.Contains("exceeds its multiplicity 2", require [| 3; 0; 0 |])
            Assert.Contains("cost 3, more than 2", require [| 1; 1; 0 |])
            Assert.Contains("room for one more", require [| 1; 0; 0 |])
            components.Require(ranks [ 2; 0; 0 ]))

        testCase "an index outside the list is refused" (fun () ->
            let components = Components.Of(blocks, 2)
            Assert.Contains("expected 0 to 2, got 3", message (fun () -> components.Unrank 3I))
            message (fun () -> components.Unrank -1I) |> ignore
            message (fun () -> components.IndexOf(ranks [ 1; 0; 0 ])) |> ignore)

        testCase "rank zero and rank n have one component" (fun () ->
            for rank, vector in [ 0, [ 0; 0; 0 ]; 5, [ 2; 1; 1 ]; 99, [ 2; 1; 1 ] ] do
                let components = Components.Of(blocks, rank)
                Assert.Equal(1I, components.Count())
                Assert.Equal<int list>(vector, components.Enumerate() |> Seq.exactlyOne |> List.ofSeq)
                Assert.True(components.Variety(components.Unrank 0I).SingularLocus.IsEmpty))

        testCase "a group on no points has the empty vector" (fun () ->
            let components = Components.Of([||], 3)
            Assert.Equal(1I, components.Count())
            Assert.Equal(0, (Seq.exactlyOne (components.Enumerate())).Count)
            Assert.Equal(0, (components.Unrank 0I).Count))

        testCase "matrices without rows or columns form a point" (fun () ->
            for m, n in [ 0, 0; 0, 3; 3, 0 ] do
                let variety = DeterminantalVariety(2, m, n)
                Assert.Equal(0I, variety.Dimension)
                Assert.Equal(1I, variety.Degree)
                Assert.Equal(1I, variety.EuclideanDistanceDegree)
                Assert.True variety.SingularLocus.IsEmpty)

        testCase "a block whose dimension does not fit its type is refused" (fun () ->
            let wrong = [| IsotypicBlock("x", DivisionAlgebra.Complex, 3, 1) |]
            Assert.Contains("multiple of 2", message (fun () -> Components.Of(wrong, 1))))

        testCase "rank vectors compare lexicographically and print with commas" (fun () ->
            let a = ranks [ 1; 2 ]
            Assert.True(a < (ranks [ 1; 3 ]) && a <= a && a >= a && (ranks [ 2; 0 ]) > a)
            Assert.Equal<RankVector>(a, ranks [ 1; 2 ])
            Assert.Equal(a.GetHashCode(), (ranks [ 1; 2 ]).GetHashCode())
            Assert.Equal("(1,2)", string a))

        testCase "numbering too many components says so while counting works" (fun () ->
            let blocks = [| for i in 1..20000 -> IsotypicBlock($"b{i}", DivisionAlgebra.Complex, 2, 1) |]
            let components = Components.Of(blocks, 1000)
            Assert.Contains("lower the rank", message (fun () -> components.Unrank 0I))
            Assert.Equal(500, Seq.sum (Seq.head (components.Enumerate()))))
    ]
