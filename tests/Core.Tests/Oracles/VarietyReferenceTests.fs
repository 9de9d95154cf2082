/// Reference cases computed with Macaulay2, lattice paths and Jacobian ranks; each case states its methods.
module Neurovariety.Tests.Oracles.VarietyReferenceTests

open Expecto
open System.Linq
open System.Numerics
open System.Text.Json
open Neurovariety.Groups
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Tests.Support
open Xunit

let private cases = lazy ((Fixtures.json "varieties.json").GetProperty("cases"))

let private ofKind (kind: string) =
    cases.Value.EnumerateArray()
    |> Seq.filter (fun c -> c.GetProperty("kind").GetString() = kind)
    |> Seq.map (fun c -> c.GetProperty("id").GetString())
    |> Seq.toList

let private determinantal = ofKind "determinantal"
let private invariant = ofKind "invariant"
let private equivariant = ofKind "equivariant"

let private case (id: string) =
    let found =
        cases.Value.EnumerateArray()
        |> Seq.find (fun c -> c.GetProperty("id").GetString() = id)

    found.GetProperty "input", found.GetProperty "expected"

let private int (e: JsonElement) (name: string) = e.GetProperty(name).GetInt32()

let private big (e: JsonElement) (name: string) =
    BigInteger.Parse(e.GetProperty(name).GetString())

let private same (expected: 'a) (actual: 'a) = Assert.Equal<'a>(expected, actual)

let private checkLocus (expected: JsonElement) (locus: SingularLocus) =
    let locusExpected = expected.GetProperty "singular_locus"
    same (locusExpected.GetProperty("empty").GetBoolean()) locus.IsEmpty

    if not locus.IsEmpty then
        same (int locusExpected "rank_at_most") locus.RankAtMost.Value

let private isotypic (block: JsonElement) =
    let label =
        match block.TryGetProperty "label" with
        | true, text -> text.GetString()
        | _ -> "block"

    let algebra =
        match block.GetProperty("type").GetString() with
        | "R" -> DivisionAlgebra.Real
        | "C" -> DivisionAlgebra.Complex
        | _ -> DivisionAlgebra.Quaternionic

    IsotypicBlock(label, algebra, int block "irrep_dim", int block "multiplicity")

let private blocksOf (expected: JsonElement) =
    expected.GetProperty("real").GetProperty("blocks").EnumerateArray()
    |> Seq.map isotypic
    |> Seq.toArray

let private ranks (listed: JsonElement) =
    let entries =
        listed.GetProperty("r").EnumerateArray() |> Seq.map _.GetInt32() |> Seq.toArray

    RankVector.Of entries

let private optional (e: JsonElement) (name: string) (check: JsonElement -> unit) =
    match e.TryGetProperty name with
    | true, value -> check value
    | _ -> ()

let private checkVariety (blocks: IsotypicBlock[]) (field: Field) (expected: JsonElement) =
    let variety = EquivariantVariety(blocks, ranks expected, field)
    same (int expected "rank") variety.GenericRank
    same (BigInteger(int expected "dim")) variety.Dimension
    same (big expected "degree") variety.Degree

    if field = Field.Real then
        same (big expected "ed_degree") variety.EuclideanDistanceDegree
        same (BigInteger(int expected "num_parameters")) variety.ParameterCount

        let singular =
            expected.GetProperty("singular_blocks").EnumerateArray() |> Seq.map _.GetInt32()

        same (List.ofSeq singular) (List.ofSeq variety.SingularBlocks)
        same (Seq.isEmpty singular) variety.SingularLocus.IsEmpty

let private checkField (blocks: IsotypicBlock[]) (rank: int) (field: Field) (expected: JsonElement) =
    let components = Components.Of(blocks, rank, field)
    same (int expected "num_blocks") components.Blocks.Count
    same (big expected "num_components") (components.Count())
    same (big expected "num_components") (ComponentCount.AllMaximal(blocks, rank, field))
    same (big expected "num_components_rank_exactly_r") (ComponentCount.ContainingExactRank(blocks, rank, field))

    optional expected "blocks" (fun listed ->
        let expectedBlocks =
            listed.EnumerateArray()
            |> Seq.map (fun b -> int b "irrep_dim", int b "multiplicity")
            |> List.ofSeq

        same
            expectedBlocks
            (components.Blocks
             |> Seq.map (fun b -> b.Dimension, b.Multiplicity)
             |> List.ofSeq))

    optional expected "components" (fun listed ->
        let vectors = listed.EnumerateArray() |> Seq.map ranks |> List.ofSeq
        same vectors (components.Enumerate() |> List.ofSeq)
        vectors |> List.iteri (fun k v -> same v (components.Unrank(BigInteger k)))
        vectors |> List.iteri (fun k v -> same (BigInteger k) (components.IndexOf v))

        let largest =
            vectors |> List.map (fun v -> components.Variety(v).Dimension) |> List.max

        same (BigInteger(int expected "dim")) largest
        listed.EnumerateArray() |> Seq.iter (checkVariety blocks field))

    optional expected "component_queries" (fun listed ->
        for query in listed.EnumerateArray() do
            same (query.GetProperty("is_component").GetBoolean()) (components.Contains(ranks query))
            optional query "dim" (fun _ -> checkVariety blocks field query))

/// The group of a case, from its one-line generators.
let private groupOf (input: JsonElement) =
    let generators =
        input.GetProperty("generators_one_line").EnumerateArray()
        |> Seq.map (fun line ->
            let image =
                line.EnumerateArray() |> Seq.map (fun e -> e.GetInt32() - 1) |> Seq.toArray

            Permutation.FromImage image)
        |> Seq.toArray

    PermutationGroup.FromGenerators(int input "n", generators)

[<Tests>]
let tests =
    testList "VarietyReferenceTests" [
        testTheory
            "determinantal varieties have the reference dimension, degrees and singular locus"
            determinantal
            (fun (id: string) ->
                let input, expected = case id
                let variety = DeterminantalVariety(int input "r", int input "m", int input "n")
                same (BigInteger(int expected "dim")) variety.Dimension
                same (big expected "degree") variety.Degree
                same (big expected "ed_degree") variety.EuclideanDistanceDegree
                checkLocus expected variety.SingularLocus)

        testTheory
            "invariant varieties have the reference dimension, degrees and singular locus"
            invariant
            (fun (id: string) ->
                let input, expected = case id

                let variety =
                    InvariantVariety((groupOf input).Orbits().BlockCount, int input "n", int input "m", int input "r")

                same (int expected "orbits") variety.OrbitCount

                same (int expected "rank_bound") variety.Rank
                same (BigInteger(int expected "dim")) variety.Dimension
                same (big expected "degree") variety.Degree
                same (big expected "ed_degree") variety.EuclideanDistanceDegree
                checkLocus expected variety.SingularLocus)

        testTheory
            "equivariant components over R have the reference counts, order, dimensions and degrees"
            equivariant
            (fun (id: string) ->
                let input, expected = case id
                checkField (blocksOf expected) (int input "r") Field.Real (expected.GetProperty "real"))

        testTheory
            "equivariant components over C have the reference counts, order, dimensions and degrees"
            equivariant
            (fun (id: string) ->
                let input, expected = case id
                checkField (blocksOf expected) (int input "r") Field.Complex (expected.GetProperty "complex"))

        testTheory "the same components come from the decomposition of the group" equivariant (fun (id: string) ->
            let input, expected = case id
            let blocks = (IsotypicDecomposition.Of(groupOf input)).Blocks |> Seq.toArray
            checkField blocks (int input "r") Field.Real (expected.GetProperty "real")
            checkField blocks (int input "r") Field.Complex (expected.GetProperty "complex"))

        testCase "the published MNIST count leaves out the components of smaller generic rank" (fun () ->
            let _, expected = case "eq-mnist-hshift-r99"
            let blocks = blocksOf expected
            same (BigInteger.Parse "72425986088826") (ComponentCount.ContainingExactRank(blocks, 99))
            same (BigInteger.Parse "72426340906146") (ComponentCount.AllMaximal(blocks, 99))

            same
                (BigInteger.Parse "2313670597255751898787300468")
                (ComponentCount.ContainingExactRank(blocks, 99, Field.Complex))

            same 28 (MatrixBlock.Over(blocks, Field.Complex).Select(_.Label).Distinct().Count()))
    ]
