/// group GROUP: order, orbits, cycles and the isotypic decomposition.
module Neurovariety.Scripts.Cli.Commands.GroupCommand

open System.Collections.Generic
open Argu
open Neurovariety.Groups
open Neurovariety.Scripts.Cli
open Neurovariety.Scripts.Cli.Arguments
open Neurovariety.Scripts.Cli.Output
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

let private answer (settings: Settings) (results: ParseResults<GroupArguments>) =
    let group =
        Inputs.group (results.TryGetResult GroupArguments.Group) (results.TryGetResult GroupArguments.Degree)

    let orbits = group.Orbits()
    let blocks: IReadOnlyList<_> = (Group.decomposeWith settings.Seed group).Blocks
    let order = group.Generators[0].Order
    let generators = Group.generators group
    let cycles = Group.generator group |> Option.map _.CyclePartition()

    let document =
        Fields [
            "degree", Json.count group.Degree
            "order", Json.big order
            "generators", Json.texts generators
            "orbits", partition orbits
            match cycles with
            | Some parts -> "cyclePartition", partition parts
            | None -> ()
            "finestCommonCoarsening", partition orbits
            "isotypic", Describe.isotypic blocks
        ]

    Output.answer document [
        Facts [
            "degree", string group.Degree
            "order", big order
            for generator in List.truncate 8 generators do
                "generator", shortened generator
            if generators.Length > 8 then
                "", "... (" + string (generators.Length - 8) + " more)"
            "orbits", partsLine orbits
            match cycles with
            | Some parts -> "cycle partition", partsLine parts
            | None -> ()
            "isotypic components", string blocks.Count + " over R"
        ]
        Grid(Describe.isotypicTable blocks)
    ]

let command =
    Command.create<GroupArguments>
        "group"
        "Order, orbits, cycles and isotypic decomposition of a permutation group."
        "neurovariety group \"(1 3 4)(2 5)\""
        answer
