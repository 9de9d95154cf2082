/// Blocks as tables, for the commands that share them.
module Neurovariety.Cli.Describe

open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Reports

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
        |> Seq.map (fun b -> [ b.Label; BlockJson.algebra b.Type; string b.Dimension; string b.Multiplicity ])

    blockTable rows (Seq.length blocks)

/// Blocks over a field as a table.
let blocksTable (blocks: MatrixBlock seq) =
    let rows =
        blocks
        |> Seq.map (fun b -> [
            b.Label
            BlockJson.algebra b.Algebra
            string b.Dimension
            string b.Multiplicity
        ])

    blockTable rows (Seq.length blocks)
