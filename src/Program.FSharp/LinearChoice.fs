/// The choices of `linear --component`.
module Neurovariety.Cli.LinearChoice

open Neurovariety.Groups
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Scripts.Surface

/// Which component is fitted.
type Choice =
    /// The best of all.
    | Best
    | One of RankVector

// The published component, for the unit shift of 28 x 28 images to the right at rank 99. Source: [KSS24].
let private published = [ 13; 10; 9; 8; 7; 5; 3; 1; 0; 0; 0; 0; 0; 0; 0 ]

let private isPublishedSetting (group: PermutationGroup) rank =
    rank = 99
    && group.IsCyclicGenerated
    && group.Degree = 28 * 28
    && group.Generators[0].Equals(GridActions.Shift(28, 28, true))

let private paper group rank =
    if not (isPublishedSetting group rank) then
        Usage.refuse
            "--component paper: published for --group shift:28x28:horizontal --rank 99 only; use best, equal, high-pass or a list of ranks"

    published

/// The same rank q in every block, q as large as the bound allows: complex and quaternionic blocks keep it, what is left
/// goes to the real blocks in their order, and, should these be full, to the others in their order.
let equal (blocks: IsotypicBlock list) rank =
    let cost = List.sumBy (fun (b: IsotypicBlock) -> b.Dimension)
    let q = if blocks.IsEmpty then 0 else rank / cost blocks

    let start (b: IsotypicBlock) =
        if b.Type = DivisionAlgebra.Real then
            0
        else
            min q b.Multiplicity

    let fill wanted (left, ranks) =
        List.mapFold
            (fun left (b: IsotypicBlock, r) ->
                let more =
                    if wanted b then
                        min (b.Multiplicity - r) (left / b.Dimension)
                    else
                        0

                (b, r + more), left - more * b.Dimension)
            left
            ranks
        |> fun (ranks, left) -> left, ranks

    let begun = blocks |> List.map (fun b -> b, start b)
    let left = rank - (begun |> List.sumBy (fun (b, r) -> b.Dimension * r))

    (left, begun)
    |> fill (fun b -> b.Type = DivisionAlgebra.Real)
    |> fill (fun _ -> true)
    |> snd
    |> List.map snd

let private checkedVector (blocks: IsotypicBlock list) rank (ranks: int seq) =
    let vector = Ranks.ofSeq ranks
    (Components.ofBlocks rank blocks).Require vector
    One vector

/// The component that the option names; --component high-pass needs the best vector where none is published.
let read (group: PermutationGroup) (blocks: IsotypicBlock list) rank (best: unit -> RankVector) (text: string) =
    match text with
    | "best" -> Best
    | "paper" -> checkedVector blocks rank (paper group rank)
    | "equal" -> checkedVector blocks rank (equal blocks rank)
    | "high-pass" when isPublishedSetting group rank -> checkedVector blocks rank (List.rev published)
    | "high-pass" -> checkedVector blocks rank (Seq.rev (best ()))
    | list -> checkedVector blocks rank (Inputs.rankVector "--component" list)
