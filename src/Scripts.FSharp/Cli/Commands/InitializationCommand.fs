/// reproduce initialization: the experiments of [DAL22] on eigenvalues from the untrained to the trained network.
module Neurovariety.Scripts.Cli.Commands.InitializationCommand

open System
open System.IO
open Argu
open Neurovariety.Scripts.Cli
open Neurovariety.Scripts.Cli.Arguments
open Neurovariety.Scripts.Cli.Output
open Neurovariety.Scripts.Experiments
open Neurovariety.Scripts.Reports

let private answer (settings: Settings) (results: ParseResults<InitializationArguments>) =
    let name, scale =
        StudyChoice.scale (results.TryGetResult InitializationArguments.Scale)

    let runs = StudyChoice.runs (results.TryGetResult InitializationArguments.Runs)
    let folder = defaultArg settings.Out "reproduce-initialization"
    StudyChoice.prepareFolder settings.Force folder

    let dataset =
        StudyChoice.digits (results.TryGetResult InitializationArguments.Data) settings.Cancel

    let study = {
        InitializationSettings.ofScale scale settings.Seed with
            Threads = settings.Threads
    }

    // From here on an interrupt waits for the checkpoints.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()

    let result =
        try
            Output.withProgress (fun progress ->
                InitializationStudy.run
                    study
                    dataset
                    runs
                    (ReportFolder.partStore folder)
                    progress.Report
                    settings.Cancel)
        with :? OperationCanceledException ->
            Output.warn "neurovariety: everything done so far is kept; the same command continues from there"
            reraise ()

    result.Warnings |> List.iter Output.warn

    for run, reason in result.LeftOut do
        Output.warn $"neurovariety: {run}: {reason}; left out"

    let provenance =
        InitializationReport.provenance ("neurovariety reproduce initialization --scale " + name) result

    InitializationReport.write folder provenance result

    {
        Document = InitializationReport.toJson provenance result
        Pieces = [
            Grid(InitializationReport.summary result)
            Line("report: " + Path.Combine(folder, "report.html"))
        ]
        Status =
            if result.LeftOut.IsEmpty then
                Status.success
            else
                Status.falsified
    }

let command =
    Command.filing<InitializationArguments>
        "initialization"
        "Eigenvalues from the untrained to the trained autoencoder beside random matrices, as a report; running it again continues."
        "neurovariety reproduce initialization --scale smoke --out report"
        answer
