namespace Neurovariety.Studies

open System.Collections.Generic
open System.Diagnostics
open System.Threading
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra

/// One network from its start to its end.
type NetworkSpectra = {
    Network: StudyNetwork
    /// By rising epoch.
    Epochs: (int * EpochFigures) list
}

/// One network before training, at some images.
type UntrainedFigures = {
    Seed: uint64
    ModulusMedian: float
    ModulusNinetyFive: float
    ZeroShare: float
    /// Of the eigenvalues that are not 0.
    RealShare: float
    /// Of |argument| in radians; NaN when all eigenvalues are 0.
    ArgumentMedian: float
    /// Kolmogorov's distance of the arguments to the uniform distribution; NaN when all eigenvalues are 0.
    ArgumentToUniform: float
}

/// What is known at one latent width beside the trained networks.
type WidthFigures = {
    Latent: int
    Theory: RandomTheory
    Untrained: UntrainedFigures list
}

/// Everything that the study has found.
type InitializationResult = {
    Plan: InitializationSettings
    Images: Dataset
    Networks: NetworkSpectra list
    Widths: WidthFigures list
    /// Runs that are not in the figures, with the reason.
    LeftOut: (string * string) list
    Warnings: string list
    Timings: (string * float) list
}

/// The experiments of [DAL22]: trains the autoencoders or takes those that other studies have trained, and measures their
/// spectra one network and epoch at a time.
[<RequireQualifiedAccess>]
module InitializationStudy =

    // To be raised when the meaning of a kept part changes.
    let private analysis = "1"

    // Costs in epochs of training, for the time left.
    let private spectrumCost = 12L
    let private widthCost = 12L

    type private Context = {
        Settings: InitializationSettings
        Dataset: Dataset
        Runs: string
        Store: PartStore
        DataHash: string
        Weights: int[][]
        Spend: string -> int64 -> unit
        Timings: Dictionary<string, float>
        Cancel: CancellationToken
    }

    let private timed (context: Context) name work =
        let clock = Stopwatch.StartNew()
        let value = work ()
        context.Timings[name] <- context.Timings.GetValueOrDefault(name, 0.0) + clock.Elapsed.TotalSeconds
        value

    let private check (settings: InitializationSettings) (dataset: Dataset) =
        if dataset.Train.Count = 0 || dataset.Test.Count = 0 then
            invalidArg
                "data"
                $"there are {dataset.Train.Count} training and {dataset.Test.Count} test images; expected some of both"

        match settings.Latents |> List.tryFind (fun latent -> latent < 2) with
        | Some latent -> invalidArg "latent" $"d = {latent}: expected latent widths of 2 or more"
        | None -> ()

    let private architecture (settings: InitializationSettings) (latent: int) =
        Architecture.Parse(settings.Architecture, System.Nullable latent)

    // ---- before training --------------------------------------------------------------------------------------------------

    let private untrained (context: Context) latent =
        let settings = context.Settings
        let test = context.Dataset.Test
        let images = test.Slice(0, min test.Count settings.UntrainedImages)

        [
            for seed in settings.UntrainedSeeds do
                context.Cancel.ThrowIfCancellationRequested()

                // As a run of this seed begins.
                let network =
                    Autoencoder.Initialise(architecture settings latent, (RandomSource.FromSeed seed).Split "weights")

                let table =
                    JacobianSpectrum.OfImages(
                        network,
                        null,
                        images,
                        SpectrumOptions(Threads = settings.Threads),
                        null,
                        context.Cancel
                    )

                let spectra = InitializationMeasures.polar table
                let argument = BoxFigures.tryOfSorted spectra.SortedArguments

                {
                    Seed = seed
                    ModulusMedian = (BoxFigures.ofSorted spectra.SortedModuli).Median
                    ModulusNinetyFive = (BoxFigures.ofSorted spectra.SortedModuli).NinetyFivePercent
                    ZeroShare = InitializationMeasures.zeroShare table
                    RealShare = InitializationMeasures.realShare table
                    ArgumentMedian = argument |> Option.map _.Median |> Option.defaultValue nan
                    ArgumentToUniform =
                        if argument.IsNone then
                            nan
                        else
                            InitializationMeasures.kolmogorovToUniform spectra.SortedArguments
                }
        ]

    let private width (context: Context) latent (random: Lazy<RandomTheory * RandomSpectra>) randomKey =
        let settings = context.Settings
        let bare = StudyRuns.bareName settings.Architecture

        let seeds = settings.UntrainedSeeds |> List.map string |> String.concat ","

        let found = {
            Latent = latent
            Theory = PartStore.remember context.Store $"{bare}-d{latent}-random" randomKey (fun () -> fst random.Value)
            Untrained =
                PartStore.remember
                    context.Store
                    $"{bare}-d{latent}-untrained"
                    $"{analysis} {seeds} {settings.UntrainedImages} {context.DataHash}"
                    (fun () -> timed context "untrained networks" (fun () -> untrained context latent))
        }

        context.Spend $"random matrices at d = {latent}" widthCost
        found

    // ---- from the first epoch to the last -----------------------------------------------------------------------------------

    let private table (context: Context) network =
        timed context "spectra" (fun () ->
            JacobianSpectrum.OfImages(
                network,
                context.Dataset.Train,
                context.Dataset.Test,
                SpectrumOptions(Threads = context.Settings.Threads),
                null,
                context.Cancel
            ))

    let private measure (context: Context) (random: Lazy<RandomTheory * RandomSpectra>) randomKey (one: StudyNetwork) =
        let settings = context.Settings
        let run = StudyRuns.openRun context.Runs one
        let kept = Set.ofSeq run.CheckpointEpochs

        // The shown epochs must be there; of the others a run may keep fewer.
        let epochs =
            InitializationSettings.epochs settings
            |> List.filter (fun epoch -> List.contains epoch settings.ShownEpochs || kept.Contains epoch)

        let network (epoch: int) = run.ReadCheckpoint(epoch).State.Network

        let last = network settings.Epochs
        let lastHash = StudyRuns.weightsHash last
        // The trained network is what every epoch is compared with, and the last epoch itself.
        let trained =
            lazy
                (let table = table context last
                 table, InitializationMeasures.polar table)

        {
            Network = one
            Epochs = [
                for epoch in epochs do
                    context.Cancel.ThrowIfCancellationRequested()
                    let network = network epoch

                    let key =
                        $"{analysis} {StudyRuns.weightsHash network} {lastHash} {context.DataHash} {randomKey} {settings.Resamples} resamples of seed {settings.Seeds.Head}"

                    let part = $"{StudyRuns.name one}-epoch{epoch}-spectrum"

                    let figures =
                        PartStore.remember context.Store part key (fun () ->
                            let random = snd random.Value
                            let lastTable, last = trained.Value

                            let table =
                                if epoch = settings.Epochs then
                                    lastTable
                                else
                                    table context network

                            timed context "boxes and distances" (fun () ->
                                let own =
                                    if epoch = settings.Epochs then
                                        last
                                    else
                                        InitializationMeasures.polar table

                                InitializationMeasures.figures context.Weights random last table own))

                    context.Spend $"spectra of {StudyRuns.name one}, epoch {epoch}" spectrumCost
                    epoch, figures
            ]
        }

    let private work (settings: InitializationSettings) runs (groups: StudyNetwork list list) =
        let networks = List.concat groups

        let training =
            networks
            |> List.sumBy (fun network -> max 0 (settings.Epochs - StudyRuns.epochsKept runs network))

        int64 training
        + int64 (networks.Length * (InitializationSettings.epochs settings).Length)
          * spectrumCost
        + int64 groups.Length * widthCost

    /// Runs the study: trains what is not yet trained in the folder of runs, and measures what the store does not yet hold.
    /// `report` is told how far it is. Raises OperationCanceledException when asked to stop, with everything kept that was
    /// done; ArgumentException for images that do not fit, and IOException for a folder that cannot be used.
    let run
        (settings: InitializationSettings)
        (dataset: Dataset)
        runs
        store
        (report: Progress -> unit)
        (cancel: CancellationToken)
        =
        check settings dataset

        let groups =
            StudyRuns.planned [ settings.Architecture ] settings.Latents settings.Seeds

        let total = work settings runs groups
        let spent = ref 0L

        let context = {
            Settings = settings
            Dataset = dataset
            Runs = runs
            Store = store
            DataHash = StudyRuns.dataHash dataset
            Weights = BlockResampling.weights settings.Seeds.Head settings.Resamples
            Spend =
                fun stage cost ->
                    spent.Value <- min total (spent.Value + cost)
                    report (Progress(stage, spent.Value, total))
            Timings = Dictionary()
            Cancel = cancel
        }

        let results = [
            for batch in StudyRuns.batches groups do
                let before = spent.Value

                let follow (step: Neurovariety.Training.RunProgress) =
                    spent.Value <- min total (before + int64 step.EpochsDone)
                    report (Progress(StudyRuns.stage step, spent.Value, total))

                let trained =
                    timed context "training" (fun () ->
                        List.concat batch
                        |> StudyRuns.train dataset runs (settings.Epochs, settings.Threads) follow cancel)

                let lost = trained.Lost |> List.map fst |> Set.ofList

                for group in batch do
                    let latent = group.Head.Latent
                    let randomKey = RandomTheory.key settings (architecture settings latent)

                    let random =
                        lazy
                            (timed context "random matrices" (fun () ->
                                RandomTheory.compute settings (architecture settings latent)))

                    let networks = [
                        for one in group do
                            if not (lost.Contains(StudyRuns.folder runs one)) then
                                measure context random randomKey one
                    ]

                    networks, width context latent random randomKey, trained
        ]

        report (Progress("done", total, total))

        {
            Plan = settings
            Images = dataset
            Networks = results |> List.collect (fun (networks, _, _) -> networks)
            Widths = results |> List.map (fun (_, width, _) -> width)
            LeftOut = results |> List.collect (fun (_, _, trained) -> trained.Lost) |> List.distinct
            Warnings =
                results
                |> List.collect (fun (_, _, trained) -> trained.Warnings)
                |> List.distinct
            Timings = [ for pair in context.Timings -> pair.Key, pair.Value ]
        }
