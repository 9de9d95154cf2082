/// memory: how many patterns a universal Hopfield network retrieves.
module Neurovariety.Cli.Commands.MemoryCommand

open System.IO
open Argu
open Neurovariety.Memories
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private commandLine (options: RetrievalOptions) =
    $"neurovariety memory --mode {MemoryRetrieval.modeName options.Mode} --similarity {Similarities.Name options.Similarity} --separation {options.Separation.Name} --patterns {options.Patterns}"

let private answer (settings: Settings) (results: ParseResults<MemoryArguments>) =
    let options = MemoryChoice.naming (fun () -> MemoryChoice.options settings results)

    let patterns = MemoryChoice.patterns settings results

    let result =
        Output.working settings (fun work -> patterns |> Retrievals.run { options with Work = work })

    settings.Out
    |> Option.iter (fun folder ->
        MemoryReport.write folder (MemoryReport.provenance (commandLine options) result) result)

    Output.answer (MemoryReport.toJson result) [
        Facts result.Facts
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
