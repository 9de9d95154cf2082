/// group GROUP: order, orbits, cycles and the isotypic decomposition.
module Neurovariety.Cli.Commands.GroupCommand

open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private answer (settings: Settings) (results: ParseResults<GroupArguments>) =
    let figures =
        Inputs.group (results.TryGetResult GroupArguments.Group) (results.TryGetResult GroupArguments.Degree)
        |> Group.figuresWith settings.Seed

    figures.Notes |> List.iter Output.warn

    Output.answer (Group.toJson figures) [
        Facts figures.Facts
        match figures.Blocks with
        | Some found -> Grid(Describe.isotypicTable found)
        | None -> ()
    ]

let command =
    Command.create<GroupArguments>
        "group"
        "Order, orbits, cycles and isotypic decomposition of a permutation group."
        "neurovariety group \"(1 3 4)(2 5)\""
        answer
