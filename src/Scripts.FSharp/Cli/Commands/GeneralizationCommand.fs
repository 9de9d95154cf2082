/// reproduce generalization: the experiments of [ADGL21] on nonlinear autoencoders.
module Neurovariety.Scripts.Cli.Commands.GeneralizationCommand

open System
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Scripts.Cli
open Neurovariety.Scripts.Cli.Arguments
open Neurovariety.Scripts.Cli.Output
open Neurovariety.Scripts.Experiments
open Neurovariety.Scripts.Reports

// A folder of an earlier run of the same study is continued; anything else needs --force.
let private prepare force (folder: string) =
    let isOurs =
        Directory.Exists(Path.Combine(folder, GeneralizationReport.partsFolder))
        && Directory.EnumerateFileSystemEntries folder
           |> Seq.forall (fun entry ->
               List.contains (Path.GetFileName entry) [
                   GeneralizationReport.partsFolder
                   "result.json"
                   "report.html"
               ]
               || List.contains (Path.GetExtension entry) [ ".csv"; ".tex" ])

    Folder.prepare (force || isOurs) folder

    Directory.CreateDirectory(Path.Combine(folder, GeneralizationReport.partsFolder))
    |> ignore

let private fits (images: ImageSet) =
    if images.PixelCount <> 784 then
        Usage.refuse
            $"the published networks take images of 28 x 28 pixels, these have {images.Rows} x {images.Columns}"

let private answer (settings: Settings) (results: ParseResults<GeneralizationArguments>) =
    let name =
        Inputs.word "--scale" [ "smoke"; "seed"; "paper" ] "paper" (results.TryGetResult GeneralizationArguments.Scale)

    let scale =
        match name with
        | "smoke" -> Scale.Smoke
        | "seed" -> Scale.Seed
        | _ -> Scale.Paper

    let runs = results.GetResult(GeneralizationArguments.Runs, "runs")

    if String.IsNullOrWhiteSpace runs then
        Usage.refuse "--runs names no folder; for instance: --runs runs"

    let folder = defaultArg settings.Out "reproduce-generalization"
    prepare settings.Force folder

    let options =
        DatasetOptions.ForUser(results.TryGetResult GeneralizationArguments.Data |> Option.toObj)

    let dataset = DatasetLocator.Load(options, null, settings.Cancel)
    dataset.Warnings |> Seq.iter Output.warn
    fits dataset.Train

    let study = {
        GeneralizationSettings.ofScale scale settings.Seed with
            Threads = settings.Threads
    }

    // From here on an interrupt waits for the checkpoints.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()

    let result =
        try
            Output.withProgress (fun progress ->
                GeneralizationStudy.run
                    study
                    dataset
                    runs
                    (GeneralizationReport.store folder)
                    progress.Report
                    settings.Cancel)
        with :? OperationCanceledException ->
            Output.warn "neurovariety: everything done so far is kept; the same command continues from there"
            reraise ()

    result.Warnings |> List.iter Output.warn

    for run, reason in result.LeftOut do
        Output.warn $"neurovariety: {run}: {reason}; left out"

    let provenance =
        GeneralizationReport.provenance ("neurovariety reproduce generalization --scale " + name) result

    GeneralizationReport.write folder provenance result

    {
        Document = GeneralizationReport.toJson provenance result
        Pieces = [
            Grid(GeneralizationReport.summary result)
            Line("report: " + Path.Combine(folder, "report.html"))
        ]
        Status =
            if result.LeftOut.IsEmpty then
                Status.success
            else
                Status.falsified
    }

let command =
    Command.filing<GeneralizationArguments>
        "generalization"
        "Eigenvalues of autoencoders' Jacobians and what they predict, as a report; running it again continues."
        "neurovariety reproduce generalization --scale smoke --out report"
        answer
