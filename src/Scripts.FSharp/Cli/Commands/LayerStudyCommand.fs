/// reproduce lmd: the layers of trained autoencoders, and what [NLQ23] says of them.
module Neurovariety.Scripts.Cli.Commands.LayerStudyCommand

open System
open System.IO
open Argu
open Neurovariety.Scripts.Cli
open Neurovariety.Scripts.Cli.Arguments
open Neurovariety.Scripts.Cli.Output
open Neurovariety.Scripts.Experiments
open Neurovariety.Scripts.Reports

let private answer (settings: Settings) (results: ParseResults<LayerStudyArguments>) =
    let name, scale = StudyChoice.scale (results.TryGetResult LayerStudyArguments.Scale)

    let runs = StudyChoice.runs (results.TryGetResult LayerStudyArguments.Runs)
    let folder = defaultArg settings.Out "reproduce-lmd"
    StudyChoice.prepareFolder settings.Force folder

    let dataset =
        StudyChoice.digits (results.TryGetResult LayerStudyArguments.Data) settings.Cancel

    let study = {
        LayerStudySettings.ofScale scale settings.Seed with
            Threads = settings.Threads
    }

    // From here on an interrupt waits for the checkpoints.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()

    let result =
        try
            Output.withProgress (fun progress ->
                LayerStudy.run study dataset runs (ReportFolder.partStore folder) progress.Report settings.Cancel)
        with :? OperationCanceledException ->
            Output.warn "neurovariety: everything done so far is kept; the same command continues from there"
            reraise ()

    result.Warnings |> List.iter Output.warn

    for run, reason in result.LeftOut do
        Output.warn $"neurovariety: {run}: {reason}; left out"

    let provenance =
        LayerStudyReport.provenance ("neurovariety reproduce lmd --scale " + name) result

    LayerStudyReport.write folder provenance result

    {
        Document = LayerStudyReport.toJson provenance result
        Pieces = [
            Grid(LayerStudyReport.summary result)
            Line("report: " + Path.Combine(folder, "report.html"))
        ]
        Status =
            if result.LeftOut.IsEmpty then
                Status.success
            else
                Status.falsified
    }

let command =
    Command.filing<LayerStudyArguments>
        "lmd"
        "Layer matrix decomposition of trained autoencoders and what it claims, as a report; running it again continues."
        "neurovariety reproduce lmd --scale smoke --out report"
        answer
