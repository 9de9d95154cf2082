/// components GROUP: how many irreducible components there are, and which.
module Neurovariety.Cli.Commands.ComponentsCommand

open System.Numerics
open Argu
open Neurovariety.Varieties
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// Which components are to be shown, if any; a list may be walked more than once.
let private selection (settings: Settings) (results: ParseResults<ComponentsArguments>) (components: Components) count =
    let limit =
        results.TryGetResult ComponentsArguments.Limit
        |> Option.map (Inputs.atLeastZero "--limit")

    // A limit alone asks for a list too.
    let listing = results.Contains ComponentsArguments.List || limit.IsSome

    let chosen =
        [
            listing
            results.Contains ComponentsArguments.Unrank
            results.Contains ComponentsArguments.Sample
        ]
        |> List.filter id

    if chosen.Length > 1 then
        Usage.refuse "--list, --unrank and --sample exclude each other: give one of them"

    match results.TryGetResult ComponentsArguments.Unrank, results.TryGetResult ComponentsArguments.Sample with
    | Some index, _ ->
        match Components.tryItem index components with
        | Some ranks -> Some(Seq.singleton ranks)
        | None ->
            Usage.refuse (
                "--unrank "
                + string index
                + ": expected 0 to "
                + string (count - BigInteger.One)
            )
    | None, Some samples ->
        let samples = Inputs.atLeastZero "--sample" (bigint samples)
        Some(Components.sample settings.Seed components |> Seq.truncate samples)
    | None, None when listing ->
        let all = Components.enumerate components
        Some(limit |> Option.map (fun n -> Seq.truncate n all) |> Option.defaultValue all)
    | None, None -> None

let private interruptible (settings: Settings) items =
    items
    |> Seq.map (fun item ->
        settings.Cancel.ThrowIfCancellationRequested()
        item)

// Columns of fixed width, so that the first line can be written before the last is known.
let private lines (components: Components) (chosen: RankVector seq) =
    let vectorWidth =
        components.Blocks
        |> Seq.sumBy (fun block -> 1 + (string (min block.Multiplicity components.Rank)).Length)
        |> max 9
        |> min 120

    let line (cells: string list) =
        match cells with
        | vector :: figures ->
            vector.PadRight vectorWidth
            + String.concat "" (figures |> List.map (fun cell -> "  " + cell.PadLeft 10))
        | [] -> ""

    seq {
        line [ "component"; "rank"; "dimension"; "parameters"; "degree"; "ED degree" ]

        for ranks in chosen do
            let variety = Components.variety components ranks

            line [
                Ranks.show ranks
                string variety.GenericRank
                string variety.Dimension
                (variety.ParameterCount |> Option.map string |> Option.defaultValue "")
                big variety.Degree
                big variety.EuclideanDistanceDegree
            ]
    }

let private answer (settings: Settings) (results: ParseResults<ComponentsArguments>) =
    let group =
        Inputs.group (results.TryGetResult ComponentsArguments.Group) (results.TryGetResult ComponentsArguments.Degree)

    let rank = Inputs.rank (results.TryGetResult ComponentsArguments.Rank)
    let field = Inputs.field (results.TryGetResult ComponentsArguments.Field)
    let components = Components.ofGroupOver field settings.Seed rank group
    let figures = Components.figures components

    let chosen =
        selection settings results components figures.CountAllMaximal
        |> Option.map (interruptible settings)

    Output.answer (Components.toJson components chosen) [
        Facts figures.Facts
        Grid(Describe.blocksTable figures.Blocks)
        match chosen with
        | Some ranks -> Stream(lines components ranks)
        | None -> ()
    ]

let command =
    Command.create<ComponentsArguments>
        "components"
        "The irreducible components of the equivariant matrices of rank at most r: how many, and which."
        "neurovariety components shift:28x28:horizontal --rank 99"
        answer
