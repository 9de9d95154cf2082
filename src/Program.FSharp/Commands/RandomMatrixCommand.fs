/// random-matrix: samples of random matrices beside the law of their eigenvalues.
module Neurovariety.Cli.Commands.RandomMatrixCommand

open System.IO
open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// What the library calls by its plain name.
let private naming job =
    OptionLine.naming
        [ "law"; "widths"; "ensemble"; "samples"; "correlation" ]
        [
            ": law", ": --law"
            "for law", "for --law"
            "take the uniform ensemble", "use --ensemble uniform"
        ]
        job

let private options (settings: Settings) (results: ParseResults<RandomMatrixArguments>) =
    let law =
        results.TryGetResult RandomMatrixArguments.Law
        |> Inputs.required "--law" "--law circular"
        |> LawComparisons.parseLaw (results.TryGetResult RandomMatrixArguments.Correlation)

    {
        LawComparisons.defaults law with
            Widths =
                results.TryGetResult RandomMatrixArguments.Widths
                |> Option.map LawComparisons.parseWidths
            Entries =
                results.TryGetResult RandomMatrixArguments.Ensemble
                |> Option.map LawComparisons.parseEntries
            Samples = results.TryGetResult RandomMatrixArguments.Samples
            Seed = settings.Seed
            Data = Inputs.data (results.TryGetResult RandomMatrixArguments.Data)
            Work = Output.quietly settings
    }

let private answer (settings: Settings) (results: ParseResults<RandomMatrixArguments>) =
    let options = naming (fun () -> options settings results)
    let settled = naming (fun () -> LawComparisons.settle options)

    if
        results.Contains RandomMatrixArguments.Data
        && not (LawComparisons.needsImages settled)
    then
        Usage.refuse "--data is for --law relu-product with --ensemble torch: nothing else looks at images"

    let result =
        Output.working settings (fun work -> naming (fun () -> LawComparisons.run { options with Work = work }))

    result.Warnings |> List.iter Output.warn
    let name = ComparedLaw.name options.Law

    settings.Out
    |> Option.iter (fun folder ->
        let provenance =
            RandomMatrixReport.provenance ("neurovariety random-matrix --law " + name) result

        RandomMatrixReport.write folder provenance result)

    Output.answer (RandomMatrixReport.toJson result) [
        Grid(RandomMatrixReport.figures result)
        Line ""
        Facts(RandomMatrixReport.facts result)
        match settings.Out with
        | Some folder ->
            Line ""
            Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<RandomMatrixArguments>
        "random-matrix"
        "Eigenvalues of random matrices, of their products and of untrained networks beside their laws."
        "neurovariety random-matrix --law relu-product --widths 20,32,64,128,784,128,64,32"
        answer
