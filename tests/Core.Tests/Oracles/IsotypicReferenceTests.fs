module Neurovariety.Tests.Oracles.IsotypicReferenceTests

open Expecto
open System.Text.Json
open Xunit
open Neurovariety.Groups
open Neurovariety.Representations
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.GroupGenerators
open Neurovariety.Tests.Support.Representations

let private cases =
    (Fixtures.json "varieties.json").GetProperty("cases").EnumerateArray()
    |> Seq.filter (fun case -> case.GetProperty("kind").GetString() = "equivariant")
    |> Seq.toList

let private group (case: JsonElement) =
    let input = case.GetProperty "input"

    let generators = [
        for line in input.GetProperty("generators_one_line").EnumerateArray() ->
            ofOneLine [ for entry in line.EnumerateArray() -> entry.GetInt32() ]
    ]

    groupOf (input.GetProperty("n").GetInt32()) generators

let private letter (t: DivisionAlgebra) =
    match t with
    | DivisionAlgebra.Real -> "R"
    | DivisionAlgebra.Complex -> "C"
    | _ -> "H"

let ids = [ for case in cases -> case.GetProperty("id").GetString() ]

[<Tests>]
let tests =
    testList "IsotypicReferenceTests" [
        testTheory "the reference blocks and commutant dimensions come out in order" ids (fun (id: string) ->
            let case = cases |> List.find (fun c -> c.GetProperty("id").GetString() = id)
            let d = IsotypicDecomposition.Of(group case)
            let expected = case.GetProperty "expected"

            let blocks = [
                for b in expected.GetProperty("real").GetProperty("blocks").EnumerateArray() ->
                    let label =
                        match b.TryGetProperty "label" with
                        | true, text -> text.GetString()
                        | _ -> ""

                    label,
                    b.GetProperty("type").GetString(),
                    b.GetProperty("irrep_dim").GetInt32(),
                    b.GetProperty("multiplicity").GetInt32()
            ]

            let ours = [
                for b in d.Blocks -> (if d.IsExact then b.Label else ""), letter b.Type, b.Dimension, b.Multiplicity
            ]

            Assert.Equal<(string * string * int * int) list>(blocks, ours)
            Assert.Equal(bigint (expected.GetProperty("commutant_dim").GetInt32()), d.CommutantDimension))
    ]
