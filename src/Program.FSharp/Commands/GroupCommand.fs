/// group GROUP: order, orbits, cycles and the isotypic decomposition.
module Neurovariety.Cli.Commands.GroupCommand

open System.Collections.Generic
open Argu
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private partition (parts: SetPartition) =
    parts.Blocks |> Seq.map (Seq.map ((+) 1) >> Json.counts) |> Items

let private part (points: int[]) =
    let shown = points |> Seq.map ((+) 1 >> string)
    "{" + elided " " 12 shown points.Length + "}"

let private partsLine (parts: SetPartition) =
    string parts.BlockCount
    + ": "
    + elided " " 8 (parts.Blocks |> Seq.map part) parts.BlockCount

let private shortened (text: string) =
    if text.Length <= 160 then
        text
    else
        text[..119] + "... (" + string (text.Length - 120) + " more characters)"

// A symmetric group of a million points has an order of five million digits.
let private largestOrderDegree = 20000

// What cannot be had for a large group of several generators is left out with a warning, never guessed.
let private tryOrder (group: PermutationGroup) =
    try
        if
            group.IsCyclicGenerated
            || group.Degree <= largestOrderDegree
            || group.IsAbelian()
        then
            Some group.Order
        else
            Output.warn (
                "order: left out, for several generators that do not commute it is found up to degree "
                + string largestOrderDegree
            )

            None
    with :? PremiseException as error ->
        Output.warn ("order: left out, " + error.Message)
        None

let private tryBlocks seed (group: PermutationGroup) =
    if group.IsCyclicGenerated || group.Degree <= Orbitals.LargestDegree then
        Some (Group.decomposeWith seed group).Blocks
    else
        Output.warn (
            "isotypic decomposition: left out, for several generators it is found up to degree "
            + string Orbitals.LargestDegree
        )

        None

let private answer (settings: Settings) (results: ParseResults<GroupArguments>) =
    let group =
        Inputs.group (results.TryGetResult GroupArguments.Group) (results.TryGetResult GroupArguments.Degree)

    let orbits = group.Orbits()
    let blocks: IReadOnlyList<IsotypicBlock> option = tryBlocks settings.Seed group
    let order = tryOrder group
    let generators = Group.generators group
    let cycles = Group.generator group |> Option.map _.CyclePartition()

    let document =
        Fields [
            "degree", Json.count group.Degree
            "order", Json.optional Json.big order
            "generators", Json.texts generators
            "orbits", partition orbits
            match cycles with
            | Some parts -> "cyclePartition", partition parts
            | None -> ()
            "finestCommonCoarsening", partition orbits
            "isotypic", Json.optional Describe.isotypic blocks
        ]

    Output.answer document [
        Facts [
            "degree", string group.Degree
            match order with
            | Some number -> "order", big number
            | None -> ()
            for generator in List.truncate 8 generators do
                "generator", shortened generator
            if generators.Length > 8 then
                "", "... (" + string (generators.Length - 8) + " more)"
            "orbits", partsLine orbits
            match cycles with
            | Some parts -> "cycle partition", partsLine parts
            | None -> ()
            match blocks with
            | Some found -> "isotypic components", string found.Count + " over R"
            | None -> ()
        ]
        match blocks with
        | Some found -> Grid(Describe.isotypicTable found)
        | None -> ()
    ]

let command =
    Command.create<GroupArguments>
        "group"
        "Order, orbits, cycles and isotypic decomposition of a permutation group."
        "neurovariety group \"(1 3 4)(2 5)\""
        answer
