namespace Neurovariety.Studies

open System.Diagnostics
open System.Threading
open Neurovariety.Data
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics

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

/// The eight experiments, theory, and a trained autoencoder as a memory.
[<RequireQualifiedAccess>]
module MemoryStudy =

    /// Runs all of it on the training images. The numbers of patterns are cut to half of what there is.
    let run
        (settings: MemorySettings)
        (dataset: Dataset)
        (model: string * int option * Autoencoder)
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
            timed "autoencoder" (fun () -> MemoryAutoencoders.run dataset.Train plan model follow cancel)

        let _, _, network = model

        let bridge =
            timed "layers as memories" (fun () -> MemoryBridge.run dataset.Train plan network follow cancel)

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
