/// What `train` is asked for: one planned run for each latent width and seed.
module Neurovariety.Cli.TrainChoice

open System
open System.Globalization
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training
open Neurovariety.Cli.Arguments
open Neurovariety.Scripts.Surface

let private largestSize = bigint Int32.MaxValue

let private architectures (results: ParseResults<TrainArguments>) =
    let text = results.GetResult(TrainArguments.Arch, "exp-default")

    let given =
        match results.TryGetResult TrainArguments.Latent with
        | Some list -> [
            for d in NumberList.read "--latent" 1I largestSize list -> Architecture.Parse(text, Nullable(int d))
          ]
        | None when text |> Seq.last |> Char.IsDigit -> [ Architecture.Parse(text, Nullable()) ]
        | None -> Usage.refuse "--latent is missing; for instance: --latent 20, or --latent 2..20 for several models"

    let activation given fallback =
        given |> Option.map Activations.Parse |> Option.defaultValue fallback

    let hidden = results.TryGetResult TrainArguments.Activation
    let output = results.TryGetResult TrainArguments.Output_Activation

    given
    |> List.map (fun one -> one.With(activation hidden one.Hidden, activation output one.Output))

let private seeds (settings: Settings) (results: ParseResults<TrainArguments>) =
    match results.TryGetResult TrainArguments.Seeds with
    | Some list -> NumberList.read "--seeds" 0I (bigint UInt64.MaxValue) list |> List.map uint64
    | None -> [ settings.Seed ]

// A number within bounds; a comma is no decimal point, nor does it group digits: 0,01 would be 1.
let private number name isWithin expected (value: string option) =
    value
    |> Option.map (fun given ->
        match Double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture) with
        | true, parsed when Double.IsFinite parsed && isWithin parsed -> parsed
        | _ -> Usage.refuse (name + " " + given + ": expected " + expected + ", such as 0.01"))

let private optimizer (results: ParseResults<TrainArguments>) =
    let words = [ "adam"; "adamw"; "sgd" ]

    let name =
        Inputs.word "--optimizer" words "adam" (results.TryGetResult TrainArguments.Optimizer)

    let defaults = OptimizerOptions(Kind = Enum.Parse<OptimizerKind>(name, true))

    let momentum =
        results.TryGetResult TrainArguments.Momentum
        |> number "--momentum" (fun value -> value >= 0.0 && value < 1.0) "a number of 0 or more and below 1"

    if momentum.IsSome && defaults.Kind <> OptimizerKind.Sgd then
        Usage.refuse ("--momentum goes with --optimizer sgd: " + name + " has means of its own")

    let rate =
        results.TryGetResult TrainArguments.Learning_Rate
        |> number "--learning-rate" (fun value -> value > 0.0) "a number above 0"

    let decay =
        results.TryGetResult TrainArguments.Weight_Decay
        |> number "--weight-decay" (fun value -> value >= 0.0) "a number of 0 or more"

    OptimizerOptions(
        Kind = defaults.Kind,
        LearningRate = defaultArg rate defaults.LearningRate,
        Momentum = defaultArg momentum defaults.Momentum,
        WeightDecay = defaultArg decay defaults.WeightDecay
    )

let private checkpoints (results: ParseResults<TrainArguments>) =
    let every =
        Inputs.size "--checkpoint-every" (Some(results.GetResult(TrainArguments.Checkpoint_Every, 10)))

    match results.TryGetResult TrainArguments.Checkpoint_At with
    | Some list -> CheckpointSchedule.Of(every, NumberList.read "--checkpoint-at" 0I largestSize list |> List.map int)
    | None -> CheckpointSchedule.EveryEpochs every

/// The runs in the order latent widths, then seeds, each with its folder.
let read (settings: Settings) (results: ParseResults<TrainArguments>) =
    if settings.Force then
        Usage.refuse
            "--force: train continues the run in a folder and never deletes one; name another folder with --out, or remove it yourself"

    if settings.Out |> Option.exists String.IsNullOrWhiteSpace then
        Usage.refuse "--out names no folder; for instance: --out runs/first"

    let epochs =
        results.TryGetResult TrainArguments.Epochs
        |> Inputs.required "--epochs" "--epochs 10"

    if epochs < 0 then
        Usage.refuse ("--epochs " + string epochs + ": expected 0 or more")

    let batch =
        Inputs.size "--batch" (Some(results.GetResult(TrainArguments.Batch, 128)))

    let optimizer = optimizer results
    let checkpoints = checkpoints results

    let options = {
        Training.defaults with
            Epochs = epochs
            BatchSize = batch
            Optimizer = optimizer
            Checkpoints = checkpoints
    }

    match architectures results, seeds settings results, settings.Out with
    | [ one ], [ seed ], Some folder -> [ PlannedRun(Training.settings { options with Seed = seed } one, folder) ]
    | several, seeds, out -> Training.plan (defaultArg out "runs") options seeds several

/// Refuses images that do not fit the input of the networks.
let fits (planned: PlannedRun list) (images: ImageSet) =
    for run in planned do
        let architecture = run.Settings.Architecture

        if architecture.Inputs <> images.PixelCount then
            Usage.refuse (
                "--arch "
                + architecture.Name
                + " takes "
                + string architecture.Inputs
                + " numbers, but images of "
                + string images.Rows
                + "x"
                + string images.Columns
                + " have "
                + string images.PixelCount
                + " pixels; use for instance --arch "
                + string images.PixelCount
                + "-128-d"
            )
