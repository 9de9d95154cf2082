/// reproduce generalization, initialization and lmd: the studies that train the published autoencoders, or share them.
module Neurovariety.Cli.Commands.TrainedStudyCommand

open System
open System.IO
open System.Threading
open Argu
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Studies
open Neurovariety.Scripts.Reports

/// What one study adds to what all of them do.
type private Study<'Result> = {
    Name: string
    /// What it is about, for the list of commands.
    Summary: string
    Run: Scale -> Settings -> Dataset -> string -> PartStore -> (Progress -> unit) -> CancellationToken -> 'Result
    Warnings: 'Result -> string list
    /// Runs that are not in the figures, with the reason.
    LeftOut: 'Result -> (string * string) list
    Provenance: string -> 'Result -> Provenance
    Write: string -> Provenance -> 'Result -> unit
    Document: Provenance -> 'Result -> Json
    Verdicts: 'Result -> Table
}

let private answer study (settings: Settings) (results: ParseResults<StudyArguments>) =
    let name, scale = StudyChoice.scale (results.TryGetResult StudyArguments.Scale)
    let runs = StudyChoice.runs (results.TryGetResult StudyArguments.Runs)
    let folder = defaultArg settings.Out ("reproduce-" + study.Name)
    StudyChoice.prepareFolder settings.Force study.Name folder

    let dataset = StudyChoice.digits settings (results.TryGetResult StudyArguments.Data)

    // From here on an interrupt waits for the checkpoints.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()

    let result =
        try
            Output.withProgress (fun progress ->
                study.Run scale settings dataset runs (PartStore.inFolder folder) progress.Report settings.Cancel)
        with :? OperationCanceledException ->
            Output.warn "neurovariety: everything done so far is kept; the same command continues from there"
            reraise ()

    study.Warnings result |> List.iter Output.warn
    let leftOut = study.LeftOut result

    for run, reason in leftOut do
        Output.warn $"neurovariety: {run}: {reason}; left out"

    let provenance =
        study.Provenance $"neurovariety reproduce {study.Name} --scale {name}" result

    study.Write folder provenance result

    {
        Document = study.Document provenance result
        Pieces = [
            Grid(study.Verdicts result)
            Line("report: " + Path.Combine(folder, "report.html"))
        ]
        Status = if leftOut.IsEmpty then Status.success else Status.falsified
    }

let private command study =
    Command.filing<StudyArguments>
        study.Name
        (study.Summary + ", as a report; running it again continues.")
        $"neurovariety reproduce {study.Name} --scale smoke --out report"
        (answer study)

let generalization =
    command {
        Name = "generalization"
        Summary = "Eigenvalues of autoencoders' Jacobians and what they predict"
        Run =
            fun scale settings ->
                GeneralizationStudy.run {
                    GeneralizationSettings.ofScale scale settings.Seed with
                        Threads = settings.Threads
                }
        Warnings = _.Warnings
        LeftOut = _.LeftOut
        Provenance = GeneralizationReport.provenance
        Write = GeneralizationReport.write
        Document = GeneralizationReport.toJson
        Verdicts = GeneralizationReport.summary
    }

let initialization =
    command {
        Name = "initialization"
        Summary = "Eigenvalues from the untrained to the trained autoencoder beside random matrices"
        Run =
            fun scale settings ->
                InitializationStudy.run {
                    InitializationSettings.ofScale scale settings.Seed with
                        Threads = settings.Threads
                }
        Warnings = _.Warnings
        LeftOut = _.LeftOut
        Provenance = InitializationReport.provenance
        Write = InitializationReport.write
        Document = InitializationReport.toJson
        Verdicts = InitializationReport.summary
    }

let layers =
    command {
        Name = "lmd"
        Summary = "Layer matrix decomposition of trained autoencoders and what its source claims"
        Run =
            fun scale settings ->
                LayerStudy.run {
                    LayerStudySettings.ofScale scale settings.Seed with
                        Threads = settings.Threads
                }
        Warnings = _.Warnings
        LeftOut = _.LeftOut
        Provenance = LayerStudyReport.provenance
        Write = LayerStudyReport.write
        Document = LayerStudyReport.toJson
        Verdicts = LayerStudyReport.summary
    }
