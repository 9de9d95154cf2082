/// check: the theorems as properties over shipped and generated instances.
module Neurovariety.Cli.Commands.CheckCommand

open System
open System.Threading
open System.Threading.Tasks
open Argu
open Neurovariety.Numerics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Theorems

let private chosen (names: string list) =
    let find name =
        match Catalogue.tryFind name with
        | Some theorem -> theorem
        | None ->
            let known = Catalogue.all |> List.map _.Name
            Usage.refuse ("unknown theorem '" + name + "'" + Usage.suggestion name known)

    match names with
    | [] -> Catalogue.all
    | _ -> names |> List.distinct |> List.map find

let private positive name fallback value =
    match value with
    | Some given when given < 1 -> Usage.refuse (name + " " + string given + ": expected 1 or more")
    | _ -> defaultArg value fallback

// Theorems share nothing, so they are checked side by side; the answers keep their order.
let private checkAll (settings: Settings) (options: Options) (theorems: Theorem list) (progress: IProgress<Progress>) =
    let items = List.toArray theorems
    let outcomes = Array.zeroCreate<Outcome> items.Length
    let finished = ref 0L

    let check index =
        settings.Cancel.ThrowIfCancellationRequested()
        outcomes[index] <- Catalogue.check options items[index]
        let count = Interlocked.Increment &finished.contents
        progress.Report(Progress(items[index].Name, count, int64 items.Length))

    let threads =
        if settings.Threads = 0 then
            Environment.ProcessorCount
        else
            settings.Threads

    Parallel.For(0, items.Length, ParallelOptions(MaxDegreeOfParallelism = threads), check)
    |> ignore

    List.ofArray outcomes

let private statusName status =
    match status with
    | Holds -> "holds"
    | Falsified -> "falsified"

let private fields (outcome: Outcome) =
    Fields [
        "name", Json.Text outcome.Name
        "statement", Json.Text outcome.Statement
        "source", Json.Text outcome.Source
        "cases", Json.count outcome.Cases
        "status", Json.Text(statusName outcome.Status)
        match outcome.Counterexample with
        | Some instance -> "counterexample", Json.Text instance
        | None -> ()
        "seed", Json.Text(outcome.Seed.ToString())
    ]

let private listing (theorems: Theorem list) =
    Output.answer
        (Fields [
            "theorems",
            Items [
                for theorem in theorems ->
                    Fields [
                        "name", Json.Text theorem.Name
                        "statement", Json.Text theorem.Statement
                        "source", Json.Text theorem.Source
                    ]
            ]
        ])
        [
            Grid(
                Table.create [ "theorem", Words; "source", Words; "statement", Words ] [
                    for theorem in theorems -> [ theorem.Name; theorem.Source; theorem.Statement ]
                ]
            )
        ]

let private report (outcomes: Outcome list) =
    let broken = outcomes |> List.filter (fun outcome -> outcome.Status = Falsified)

    {
        Document = Fields [ "theorems", Items(outcomes |> List.map fields) ]
        Pieces = [
            Grid(
                Table.create [ "theorem", Words; "cases", Figures; "status", Words ] [
                    for outcome in outcomes -> [ outcome.Name; string outcome.Cases; statusName outcome.Status ]
                ]
            )
            for outcome in broken do
                Line(outcome.Name + " fails for " + Option.defaultValue "?" outcome.Counterexample)
            Line(
                string (outcomes.Length - broken.Length)
                + " of "
                + string outcomes.Length
                + " theorems hold"
            )
        ]
        Status = if broken.IsEmpty then Status.success else Status.falsified
    }

let private answer (settings: Settings) (results: ParseResults<CheckArguments>) =
    let theorems = chosen (results.GetResults CheckArguments.Theorem)
    let standard = Options.Default

    let options = {
        standard with
            Cases = positive "--cases" standard.Cases (results.TryGetResult CheckArguments.Cases)
            MaxDegree = positive "--max-degree" standard.MaxDegree (results.TryGetResult CheckArguments.Max_Degree)
            Seed = settings.Seed
    }

    if results.Contains CheckArguments.List then
        listing theorems
    else
        report (Output.withProgress (checkAll settings options theorems))

let command =
    Command.repeating<CheckArguments>
        [ "--theorem" ]
        "check"
        "Checks the theorems as properties over shipped and generated instances."
        "neurovariety check --theorem invariant-columns --cases 200"
        answer
