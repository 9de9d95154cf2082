namespace Neurovariety.Studies

open System.Diagnostics
open System.IO
open System.Threading
open Neurovariety.Data
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Surface

/// Everything that the study of [MSSLB22] and of the memory claims of [NLQ23] has found.
type MemoryStudyResult = {
    Plan: MemorySettings
    Images: ImageSet
    Synthetic: bool
    /// The eight experiments, and the one on beta.
    Experiments: MemoryExperiment list
    Capacity: CapacityRow list
    Autoencoder: AutoencoderFigures
    Bridge: BridgeFigures
    Timings: (string * float) list
}

/// The autoencoder that the study asks for digits.
type AskedNetwork = {
    /// What tables call it.
    Name: string
    /// Of a checkpoint, where that is known.
    Epoch: int option
    Network: Autoencoder
}

/// The autoencoder that the study asks for digits.
[<RequireQualifiedAccess>]
module AskedNetwork =

    /// The widest published one, well trained.
    let latent = 20

    /// After how many epochs it is asked.
    let epochs (scale: Scale) : int =
        match scale with
        | Scale.Smoke -> 5
        | Scale.Seed
        | Scale.Paper -> 100

    /// A model of the user's; an `InputError` for one that has no spectrum or takes images of another size.
    let ofModel (model: Model) : AskedNetwork =
        Models.requireSpectrum model

        {
            Name = nonNull (Path.GetFileName(Path.TrimEndingDirectorySeparator model.Path))
            Epoch = model.Epoch
            Network = model.Network
        }

    /// Refuses, with an `InputError`, images of another size than the network takes.
    let requireImages (dataset: Dataset) (asked: AskedNetwork) : unit =
        if asked.Network.InputCount <> dataset.Train.PixelCount then
            raise (
                InputError
                    $"{asked.Name} takes {asked.Network.InputCount} numbers, but the images have {dataset.Train.PixelCount} pixels"
            )

    /// The published one, trained in the folder of all runs or taken from there, with what the user must be told. An `InputError` where
    /// its loss is no longer finite; otherwise as `StudyRuns.train`.
    let trained
        (work: Work)
        (scale: Scale)
        (seed: uint64)
        (dataset: Dataset)
        (runs: string)
        : AskedNetwork * string list =
        let network = {
            Architecture = "exp-default"
            Latent = latent
            Seed = seed
        }

        let wanted = epochs scale

        let follow (step: RunProgress) =
            work.Progress(Progress(StudyRuns.stage step, int64 step.Epoch, int64 wanted))

        let result =
            StudyRuns.train dataset runs (wanted, work.Threads) follow work.Cancel [ network ]

        match result.Lost with
        | [] -> ()
        | (folder, reason) :: _ -> raise (InputError(folder + ": " + reason + "; name another model"))

        {
            Name = $"{StudyRuns.name network} after {wanted} epochs"
            Epoch = Some wanted
            Network = StudyRuns.networkAfter runs network wanted
        },
        result.Warnings

/// The eight experiments, theory, and a trained autoencoder as a memory.
[<RequireQualifiedAccess>]
module MemoryStudy =

    /// Runs all of it on the training images. The numbers of patterns are cut to half of what there is.
    let run
        (settings: MemorySettings)
        (dataset: Dataset)
        (asked: AskedNetwork)
        (follow: Progress -> unit)
        (cancel: CancellationToken)
        =
        let pool = PatternPool.FromImages dataset.Train
        let most = max 1 (pool.Count / 2)
        let sizes = settings.Sizes |> List.map (min most) |> List.distinct

        let plan = {
            settings with
                Sizes = sizes
                NoisePatterns = min most settings.NoisePatterns
                MaskPatterns = min most settings.MaskPatterns
                RandomMaskPatterns = min most settings.RandomMaskPatterns
                ThresholdPatterns = min most settings.ThresholdPatterns
                ClassicalSizes = settings.ClassicalSizes |> List.map (min most) |> List.distinct
        }

        let clock = Stopwatch.StartNew()
        let mutable timings = []

        let timed name work =
            let start = clock.Elapsed.TotalSeconds
            let result = work ()
            timings <- timings @ [ name, clock.Elapsed.TotalSeconds - start ]
            result

        let curves =
            timed "the eight experiments" (fun () ->
                MemoryCurves.all pool plan follow cancel
                @ [ MemoryCapacity.classical pool plan cancel ])

        let capacity =
            timed "capacity of random patterns" (fun () ->
                follow (Progress("capacity", 0L, 0L))
                MemoryCapacity.rows plan cancel)

        let autoencoder =
            timed "autoencoder" (fun () ->
                MemoryAutoencoders.run dataset.Train plan (asked.Name, asked.Epoch, asked.Network) follow cancel)

        let bridge =
            timed "layers as memories" (fun () -> MemoryBridge.run dataset.Train plan asked.Network follow cancel)

        {
            Plan = plan
            Images = dataset.Train
            Synthetic = dataset.IsSynthetic
            Experiments = curves
            Capacity = capacity
            Autoencoder = autoencoder
            Bridge = bridge
            Timings = timings
        }

    /// An experiment by its key.
    let experiment key (result: MemoryStudyResult) =
        result.Experiments |> List.find (fun one -> one.Key = key)
