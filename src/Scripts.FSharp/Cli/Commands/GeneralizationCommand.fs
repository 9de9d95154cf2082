/// reproduce generalization: the experiments of [ADGL21] on nonlinear autoencoders.
module Neurovariety.Scripts.Cli.Commands.GeneralizationCommand

open System
open System.IO
open Argu
open Neurovariety.Scripts.Cli
open Neurovariety.Scripts.Cli.Arguments
open Neurovariety.Scripts.Cli.Output
open Neurovariety.Scripts.Experiments
open Neurovariety.Scripts.Reports

let private answer (settings: Settings) (results: ParseResults<GeneralizationArguments>) =
    let name, scale =
        StudyChoice.scale (results.TryGetResult GeneralizationArguments.Scale)

    let runs = StudyChoice.runs (results.TryGetResult GeneralizationArguments.Runs)
    let folder = defaultArg settings.Out "reproduce-generalization"
    StudyChoice.prepareFolder settings.Force folder

    let dataset =
        StudyChoice.digits (results.TryGetResult GeneralizationArguments.Data) settings.Cancel

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
