/// memory: how many patterns a universal Hopfield network retrieves.
module Neurovariety.Cli.Commands.MemoryCommand

open System.IO
open Argu
open Neurovariety.Memories
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies
open Neurovariety.Scripts.Reports

let private commandLine (trial: MemoryTrial) =
    let options = trial.Options

    $"neurovariety memory --mode {MemoryRetrieval.modeName options.Mode} --similarity {Similarities.Name options.Similarity} --separation {options.Separation.Name} --patterns {trial.PatternCount}"

let private answer (settings: Settings) (results: ParseResults<MemoryArguments>) =
    let trial = MemoryChoice.trial settings results
    let pool, data = MemoryChoice.pool settings results
    let clock = System.Diagnostics.Stopwatch.StartNew()

    let result =
        Output.withProgress (fun progress -> MemoryRetrieval.run pool trial progress.Report settings.Cancel)

    let provenance =
        Provenance.create
            (commandLine trial)
            settings.Seed
            settings.Threads
            [
                "patterns", string pool
                "queries", string trial.Perturbation
                "runs", string trial.RunCount
                "beta", string trial.Options.Beta
            ]
            data
            [ "all", clock.Elapsed.TotalSeconds ]

    settings.Out
    |> Option.iter (fun folder -> MemoryReport.write folder provenance result)

    Output.answer (MemoryReport.toJson result) [
        Facts(MemoryReport.facts result)
        match settings.Out with
        | Some folder -> Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<MemoryArguments>
        "memory"
        "How many patterns an associative memory retrieves from damaged copies: z = P sep(sim(M, q))."
        "neurovariety memory --similarity manhattan --separation max --patterns 300 --noise 0.5"
        answer
