/// Blocks and varieties as JSON and as tables, for the commands that share them.
module Neurovariety.Cli.Describe

open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

/// The name of a division algebra.
let algebra (kind: DivisionAlgebra) =
    match kind with
    | DivisionAlgebra.Real -> "real"
    | DivisionAlgebra.Complex -> "complex"
    | _ -> "quaternionic"

/// The name of a field.
let field (value: Field) =
    match value with
    | Field.Complex -> "complex"
    | _ -> "real"

let private blockFields (label: string) kind dimension multiplicity =
    Fields [
        "label", Json.Text label
        "type", Json.Text(algebra kind)
        "dimension", Json.count dimension
        "multiplicity", Json.count multiplicity
    ]

/// Isotypic blocks as JSON.
let isotypic (blocks: IsotypicBlock seq) =
    blocks
    |> Seq.map (fun b -> blockFields b.Label b.Type b.Dimension b.Multiplicity)
    |> Items

/// Blocks over a field as JSON.
let blocks (blocks: MatrixBlock seq) =
    blocks
    |> Seq.map (fun b -> blockFields b.Label b.Algebra b.Dimension b.Multiplicity)
    |> Items

// Rows of a table with the last one telling how many were left out.
let private limited limit (rows: string list seq) count =
    let shown = rows |> Seq.truncate limit |> List.ofSeq

    if count > limit then
        shown
        @ [
            "... (" + string (count - limit) + " more)"
            :: List.replicate (shown[0].Length - 1) ""
        ]
    else
        shown

let private blockTable rows count =
    Table.create
        [ "block", Words; "type", Words; "dimension", Figures; "multiplicity", Figures ]
        (limited 40 rows count)

/// Isotypic blocks as a table.
let isotypicTable (blocks: IsotypicBlock seq) =
    let rows =
        blocks
        |> Seq.map (fun b -> [ b.Label; algebra b.Type; string b.Dimension; string b.Multiplicity ])

    blockTable rows (Seq.length blocks)

/// Blocks over a field as a table.
let blocksTable (blocks: MatrixBlock seq) =
    let rows =
        blocks
        |> Seq.map (fun b -> [ b.Label; algebra b.Algebra; string b.Dimension; string b.Multiplicity ])

    blockTable rows (Seq.length blocks)

/// Ranks with commas between them.
let ranks (vector: int seq) =
    vector |> Seq.map string |> String.concat ","

/// The same; of a long vector only the ranks that are not zero are counted.
let ranksShort (vector: int seq) =
    let entries = Seq.toList vector

    if entries.Length <= 40 then
        ranks entries
    else
        let used = entries |> List.filter (fun r -> r > 0)

        string used.Length
        + " of "
        + string entries.Length
        + " blocks used, ranks "
        + Output.elided "," 20 (List.map string used) used.Length

/// A matrix as a list of rows.
let matrix (m: Matrix) =
    Seq.init m.RowCount (fun i -> Seq.init m.ColumnCount (fun j -> m[i, j]) |> Json.numbers)
    |> Items

/// What is said of one irreducible variety.
type Variety = {
    Dimension: bigint
    Degree: bigint
    EdDegree: bigint
    Locus: SingularLocus
    Name: string
    Field: string
}

/// A variety as an answer; more fields may follow.
let variety more (v: Variety) =
    let locusDimension =
        v.Locus.Dimension |> Option.ofNullable |> Json.optional Json.big

    let document =
        Fields(
            [
                "dimension", Json.big v.Dimension
                "degree", Json.big v.Degree
                "edDegree", Json.big v.EdDegree
                "singularLocus", Fields [ "description", Json.Text v.Locus.Description; "dimension", locusDimension ]
                "isomorphicTo", Json.Text v.Name
                "field", Json.Text v.Field
            ]
            @ more
        )

    let locus =
        if v.Locus.IsEmpty then
            v.Locus.Description
        else
            v.Locus.Description + " (dimension " + v.Locus.Dimension.Value.ToString() + ")"

    Output.answer document [
        Output.Facts [
            "dimension", Output.big v.Dimension
            "degree", Output.big v.Degree
            "ED degree", Output.big v.EdDegree
            "singular locus", locus
            "isomorphic to", v.Name
            "field", v.Field
        ]
    ]

/// Where images come from, in one word.
let origin origin = Data.originName origin
