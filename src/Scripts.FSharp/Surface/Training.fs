namespace Neurovariety.Scripts.Surface

open System
open System.IO
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training

/// How autoencoders are trained.
type TrainingOptions = {
    /// Passes over the training images in all; a run of fewer is continued.
    Epochs: int
    /// Images in one step.
    BatchSize: int
    /// How a gradient becomes a step.
    Optimizer: OptimizerOptions
    /// Of the first weights and of the order of the images.
    Seed: uint64
    /// After which epochs the network is kept.
    Checkpoints: CheckpointSchedule
    /// Told after each epoch of each run, by one thread at a time; the untrained network first.
    Told: RunProgress -> unit
    /// Threads, progress in epochs, cancellation: a cancelled run keeps a checkpoint, and the same call continues it.
    Work: Work
}

/// A run that was planned, and what became of it.
type TrainedRun = {
    Plan: PlannedRun
    Result: AutoencoderRunResult
} with

    /// A row for each epoch, the untrained network first.
    member this.History: EpochRecord list = List.ofSeq this.Result.History

    /// The trained network, or the line that says why there is none: files that could not be written, a loss that is no number, a
    /// cancelled run.
    member this.Network: Result<Autoencoder, string> =
        match this.Result.Status, Option.ofObj this.Result.Network with
        | (RunStatus.Finished | RunStatus.AlreadyFinished), Some network -> Ok network
        | RunStatus.Interrupted, _ -> Error $"{this.Plan.Folder}: interrupted; the same call continues it"
        | RunStatus.NotFinite, _ -> Error $"{this.Plan.Folder}: {this.Result.Message}"
        | _ ->
            Error(
                this.Result.Message
                |> Option.ofObj
                |> Option.defaultValue $"{this.Plan.Folder}: no network"
            )

    /// Mean squared error of training and test images after the last epoch, pixels in [-1, 1]; None before the first evaluation.
    member this.Losses: (float * float) option =
        Seq.tryLast this.Result.History
        |> Option.map (fun row -> row.TrainMse, row.TestMse)

    /// What the user must be told, a line each: damaged files, a run that did not finish.
    member this.Warnings: string list = [
        yield! this.Result.Warnings

        match this.Network with
        | Error line -> line
        | Ok _ -> ()
    ]

    /// Folder, epochs and losses in a few aligned lines.
    override this.ToString() : string =
        let epochs =
            Seq.tryLast this.Result.History |> Option.map _.Epoch |> Option.defaultValue 0

        String.concat "\n" [
            $"run        {this.Plan.Folder}"
            $"network    {this.Plan.Settings.Architecture}"
            $"epochs     {epochs} of {this.Plan.Settings.Epochs}"
            match this.Losses with
            | Some(train, test) ->
                $"train MSE  {train:G6}"
                $"test MSE   {test:G6}"
            | None -> ()
            match this.Network with
            | Error line -> $"stopped    {line}"
            | Ok _ -> ()
        ]

/// Training into run folders.
[<RequireQualifiedAccess>]
module Training =

    /// The published settings: Adam at rate 0.001, batches of 128; ten epochs, seed 0, every tenth network kept besides those of the
    /// epochs 0, 1 and 4.
    let defaults: TrainingOptions = {
        Epochs = 10
        BatchSize = 128
        Optimizer = OptimizerOptions()
        Seed = 0UL
        Checkpoints = CheckpointSchedule.Default
        Told = ignore
        Work = Work.quiet
    }

    /// Adam with its usual means, at a rate, with a pull of the weights towards 0 (0 for none).
    let adam (rate: float) (weightDecay: float) : OptimizerOptions =
        OptimizerOptions(Kind = OptimizerKind.Adam, LearningRate = rate, WeightDecay = weightDecay)

    /// AdamW: the decay acts on the weights and not through the gradient.
    let adamW (rate: float) (weightDecay: float) : OptimizerOptions =
        OptimizerOptions(Kind = OptimizerKind.AdamW, LearningRate = rate, WeightDecay = weightDecay)

    /// Stochastic gradient descent with momentum, from 0 to below 1.
    let sgd (rate: float) (momentum: float) (weightDecay: float) : OptimizerOptions =
        OptimizerOptions(Kind = OptimizerKind.Sgd, LearningRate = rate, Momentum = momentum, WeightDecay = weightDecay)

    /// The network is kept after every K-th epoch and after these ones besides; the last epoch is always kept.
    let checkpoints (every: int) (besides: int list) : CheckpointSchedule = CheckpointSchedule.Of(every, besides)

    /// What a run is to do.
    let settings (options: TrainingOptions) (architecture: Architecture) : AutoencoderRunSettings =
        AutoencoderRunSettings(
            architecture,
            AutoencoderTrainingOptions(
                BatchSize = options.BatchSize,
                Optimizer = options.Optimizer,
                Seed = options.Seed
            ),
            options.Epochs,
            options.Checkpoints
        )

    /// The usual name of a run's folder: architecture, latent width, seed, as in exp-default-d20-seed0.
    let folderName (settings: AutoencoderRunSettings) : string =
        let name = settings.Architecture.Name

        let widths =
            if name.EndsWith("-d", StringComparison.Ordinal) then
                name[.. name.Length - 3]
            else
                name

        $"{widths}-d{settings.Architecture.Latent}-seed{settings.Training.Seed}"

    /// One run for each architecture and seed, each in a folder of its usual name under a parent.
    let plan (parent: string) (options: TrainingOptions) (seeds: uint64 list) (architectures: Architecture list) = [
        for architecture in architectures do
            for seed in seeds do
                let one = settings { options with Seed = seed } architecture
                PlannedRun(one, Path.Combine(parent, folderName one))
    ]

    /// Trains many runs at once, or continues or finds finished what stands in their folders; the epochs and seeds are those of the
    /// plan. What became of each is in the results, one for each plan: a run that fails or is cancelled does not raise, so look at
    /// `Network` or `Warnings`. Errors in the plan itself (folders of other runs, sizes that do not fit) raise before anything is
    /// trained.
    let runAll (options: TrainingOptions) (dataset: Dataset) (plans: PlannedRun list) : TrainedRun list =
        let work = options.Work

        let follow (step: RunProgress) =
            options.Told step

            work.Progress(
                Neurovariety.Numerics.Progress(
                    "training",
                    int64 step.EpochsDone,
                    int64 (step.EpochsDone + step.EpochsLeft)
                )
            )

        let results =
            AutoencoderRuns.Execute(Array.ofList plans, dataset, work.Threads, Action<RunProgress> follow, work.Cancel)

        List.map2 (fun plan result -> { Plan = plan; Result = result }) plans (List.ofSeq results)

    /// Trains one run in a folder, or continues what stands there. A run that failed or whose loss is no number raises an `InputError`
    /// with its line; a cancelled one raises OperationCanceledException, and the same call continues it.
    let run (options: TrainingOptions) (folder: string) (architecture: Architecture) (dataset: Dataset) : TrainedRun =
        let plan = PlannedRun(settings options architecture, folder)
        let trained = runAll options dataset [ plan ] |> List.exactlyOne

        match trained.Network with
        | Ok _ -> trained
        | Error line when trained.Result.Status = RunStatus.Interrupted ->
            raise (OperationCanceledException(line, options.Work.Cancel))
        | Error line -> raise (InputError line)

    /// The same, or the line that says why there is no trained network.
    let tryRun options folder architecture dataset : Result<TrainedRun, string> =
        Attempt.run (fun () -> run options folder architecture dataset)

    /// The trained network of a run; an `InputError` where it has none.
    let network (trained: TrainedRun) : Autoencoder = Attempt.value trained.Network

    /// What stands in a run folder.
    let openRun (folder: string) : RunFolder = RunFolder.Open folder
