/// train: nonlinear autoencoders on images, one run folder for each.
module Neurovariety.Cli.Commands.TrainCommand

open System
open System.Collections.Generic
open System.Diagnostics
open System.Globalization
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// What the bar says: the loss and the rate of the last epoch; of several models the rate of all of them together.
let private stage (dataset: Dataset) (clock: Stopwatch) finishedCount (step: RunProgress) =
    let number (format: string) (value: float) =
        value.ToString(format, CultureInfo.InvariantCulture)

    let loss = "loss " + number "F5" step.Loss

    if step.RunCount = 1 then
        let rate =
            step.ImagesPerSecond
            |> Option.ofNullable
            |> Option.map (fun rate -> " " + number "F0" rate + " images/s")

        $"epoch {step.Epoch}/{step.Epochs} {loss}" + defaultArg rate ""
    else
        let rate =
            float step.EpochsDone * float dataset.Train.Count / clock.Elapsed.TotalSeconds

        let rateText = number "F0" rate
        $"{finishedCount}/{step.RunCount} models {loss} {rateText} images/s"

let private execute (settings: Settings) planned (dataset: Dataset) =
    let clock = Stopwatch.StartNew()
    let finished = HashSet<int>()

    Output.withProgress (fun progress ->
        let follow (step: RunProgress) =
            if step.Epoch = step.Epochs then
                finished.Add step.RunIndex |> ignore

            Progress(
                stage dataset clock finished.Count step,
                int64 step.EpochsDone,
                int64 (step.EpochsDone + step.EpochsLeft)
            )
            |> progress.Report

        Training.runAll
            {
                Training.defaults with
                    Told = follow
                    Work = Output.quietly settings
            }
            dataset
            planned)

let private statusOf (runs: TrainedRun list) =
    let has status =
        runs |> List.exists (fun run -> run.Result.Status = status)

    if has RunStatus.Interrupted then Status.interrupted
    elif has RunStatus.Failed then Status.badInput
    elif has RunStatus.NotFinite then Status.falsified
    else Status.success

let private complain (runs: TrainedRun list) =
    for run in runs do
        run.Result.Warnings |> Seq.iter Output.warn

        match run.Result.Status with
        | RunStatus.NotFinite -> Output.warn ("neurovariety: " + run.Plan.Folder + ": " + run.Result.Message)
        | RunStatus.Failed -> Output.warn ("neurovariety: " + run.Result.Message)
        | _ -> ()

    if runs |> List.exists (fun run -> run.Result.Status = RunStatus.Interrupted) then
        Output.warn "neurovariety: interrupted, with a checkpoint written; the same command continues from there"

let private whereReportsAre (runs: TrainedRun list) =
    match runs |> List.filter (fun run -> File.Exists(TrainingRuns.reportPath run)) with
    | [] -> []
    | [ one ] -> [ Line("report: " + TrainingRuns.reportPath one) ]
    | several -> [
        Line $"reports: report.html in {several.Length} folders, for instance {TrainingRuns.reportPath several.Head}"
      ]

let private answer (settings: Settings) (results: ParseResults<TrainArguments>) =
    let clock = Stopwatch.StartNew()
    let planned = TrainChoice.read settings results

    let dataset =
        Output.dataset settings (Inputs.data (results.TryGetResult TrainArguments.Data))

    TrainChoice.fits planned dataset.Train
    // From here on an interrupt waits for the checkpoints.
    use _held = settings.Interrupt.Hold()
    settings.Cancel.ThrowIfCancellationRequested()
    let runs = execute settings planned dataset
    TrainingRuns.writeReports settings.Threads dataset runs
    complain runs

    {
        Document =
            Fields [
                "runs", Items(runs |> List.map (TrainingRuns.document dataset))
                "seconds", Number clock.Elapsed.TotalSeconds
            ]
        Pieces = Grid(TrainingRuns.table dataset runs) :: whereReportsAre runs
        Status = statusOf runs
    }

let command =
    Command.filing<TrainArguments>
        "train"
        "Trains nonlinear autoencoders, each into a run folder (runs/ARCH-dD-seedS); running it again continues."
        "neurovariety train --arch exp-default --latent 20 --epochs 10"
        answer
