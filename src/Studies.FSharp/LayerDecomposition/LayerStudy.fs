namespace Neurovariety.Studies

open System
open System.Diagnostics
open System.Threading
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The layers of one network after one epoch.
type LayerModel = {
    Latent: int
    Seed: uint64
    Epoch: int
    /// Squared error of the reconstructions over that of the mean of the samples.
    RelativeError: float
    /// Largest output of a hidden layer at the samples, and at samples ten times as large.
    LargestActivation: float
    LargestTenfold: float
    Layers: LayerFigures list
}

/// Everything that the study has found.
type LayerStudyResult = {
    Plan: LayerStudySettings
    Images: Dataset
    /// By latent width, seed and epoch, rising.
    Models: LayerModel list
    /// Runs that are not in the figures, with the reason.
    LeftOut: (string * string) list
    Warnings: string list
    Timings: (string * float) list
}

/// The experiments on [NLQ23]: trains the autoencoders, or continues where they stand, and decomposes their layers.
[<RequireQualifiedAccess>]
module LayerStudy =

    // A decomposed network costs about as much as this many epochs of training.
    let private modelCost = 40L

    let private relativeError (network: Autoencoder) (samples: float32[]) =
        let width = network.InputCount
        let count = samples.Length / width
        let images = network.Apply(ReadOnlySpan samples)

        let means =
            Array.init width (fun j ->
                Seq.sum (seq { for i in 0 .. count - 1 -> float samples[i * width + j] })
                / float count)

        let mutable error = 0.0
        let mutable spread = 0.0

        for i in 0 .. samples.Length - 1 do
            let value = float samples[i]
            error <- error + (value - float images[i]) ** 2.0
            spread <- spread + (value - means[i % width]) ** 2.0

        error / spread

    let private largestActivation (network: Autoencoder) (samples: float32[]) =
        seq {
            for layer in 2 .. network.Layers.Count do
                // With the bias absorbed the inputs are those of the network, not centred.
                let reaching = LayerSamples.OfNetwork(network, layer, ReadOnlySpan samples, true)

                MatrixArithmetic.LargestMagnitude reaching.Inputs
        }
        |> Seq.max

    let private measure (settings: LayerStudySettings) network (found: StudyNetwork) epoch samples follow cancel =
        let options = {
            LayerFigures.defaults with
                Seed = found.Seed
                Threads = settings.Threads
        }

        let tenfold = Array.map ((*) 10.0f) samples

        let largest samples =
            try
                largestActivation network samples
            with :? ArgumentException ->
                // A layer that no two samples reach differently.
                0.0

        {
            Latent = found.Latent
            Seed = found.Seed
            Epoch = epoch
            RelativeError = relativeError network samples
            LargestActivation = largest samples
            LargestTenfold = largest tenfold
            Layers = [
                for layer in 1 .. network.Layers.Count do
                    let stage = {
                        new IProgress<Progress> with
                            member _.Report step =
                                let name = StudyRuns.name found
                                follow $"{name}, epoch {epoch}, layer {layer}"
                    }

                    LayerFigures.measure options network layer samples stage cancel
            ]
        }

    let private check (dataset: Dataset) (settings: LayerStudySettings) =
        if dataset.Train.Count < settings.Points then
            invalidArg
                "data"
                $"there are {dataset.Train.Count} training images; expected {settings.Points} or more for graphs on them"

    /// Runs the study: trains what is not yet trained in the folder of runs, and decomposes what the store does not yet hold.
    /// `report` is told how far it is. Raises OperationCanceledException when asked to stop, with everything kept that was
    /// done; ArgumentException for images that do not fit, and IOException for a folder that cannot be used.
    let run
        (settings: LayerStudySettings)
        (dataset: Dataset)
        runs
        store
        (report: Progress -> unit)
        (cancel: CancellationToken)
        =
        check dataset settings
        let clock = Stopwatch.StartNew()

        let networks =
            StudyRuns.planned [ LayerStudySettings.architecture ] settings.Latents settings.Seeds

        let all = List.concat networks

        let missing network =
            max 0 (settings.Epochs - StudyRuns.epochsKept runs network)

        let training = all |> List.sumBy (missing >> int64)

        let total =
            training + modelCost * int64 (all.Length * settings.MeasuredEpochs.Length)

        let trained = [
            for batch in StudyRuns.batches networks do
                let follow (step: RunProgress) =
                    report (Progress(StudyRuns.stage step, min training (int64 step.EpochsDone), total))

                List.concat batch
                |> StudyRuns.train dataset runs (settings.Epochs, settings.Threads) follow cancel
        ]

        let lost = trained |> List.collect _.Lost
        let lostFolders = lost |> List.map fst |> Set.ofList
        let trainingSeconds = clock.Elapsed.TotalSeconds
        clock.Restart()
        let points = PointSet.FromImages(dataset.Train.Slice(0, settings.Points))
        let samples = points.Samples.ToArray()
        let dataHash = StudyRuns.dataHash dataset

        let kept =
            all
            |> List.filter (fun network -> not (lostFolders.Contains(StudyRuns.folder runs network)))

        let models = [
            for index, (found, epoch) in List.indexed (List.allPairs kept settings.MeasuredEpochs) do
                cancel.ThrowIfCancellationRequested()
                let done' = training + modelCost * int64 index
                let network = StudyRuns.networkAfter runs found epoch
                let key = $"{StudyRuns.weightsHash network} {dataHash} {settings.Points}"

                let follow stage = report (Progress(stage, done', total))

                PartStore.remember store $"layers-{StudyRuns.name found}-epoch{epoch}" key (fun () ->
                    measure settings network found epoch samples follow cancel)
        ]

        report (Progress("done", total, total))

        {
            Plan = settings
            Images = dataset
            Models = models
            LeftOut = lost
            Warnings = trained |> List.collect _.Warnings |> List.distinct
            Timings = [ "training", trainingSeconds; "decompositions", clock.Elapsed.TotalSeconds ]
        }
