namespace Neurovariety.Scripts.Experiments

open System
open System.Collections.Generic
open System.Diagnostics
open System.IO
open System.Runtime.InteropServices
open System.Security.Cryptography
open System.Text
open System.Threading
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Training

/// The spectra of one network at every image.
type ModelFigures = {
    Groups: PointGroup list
    /// Points at which some ReLU unit receives exactly 0.
    ExactZeroCount: int
    /// Share of the error's variance that the class alone explains.
    ClassShare: float
    Regressions: FittedRegression list
    Rankings: PredictorRanking list
}

/// One network after one number of epochs.
type ModelResult = {
    Architecture: string
    Latent: int
    Seed: uint64
    Epoch: int
    Figures: ModelFigures
    /// Of the first seed at the first measured epoch.
    Theorem: TheoremFigures option
    /// Of some latent widths of the first architecture.
    Scores: ScoreStudy option
}

/// Networks of all seeds in one regression, with errors clustered by seed.
type PooledRegressions = {
    Architecture: string
    Latent: int
    Epoch: int
    Seeds: int
    Regressions: FittedRegression list
}

/// Everything that the study has found.
type GeneralizationResult = {
    Plan: GeneralizationSettings
    Images: Dataset
    Models: ModelResult list
    Pooled: PooledRegressions list
    Audits: AuditRow list
    /// Runs that are not in the figures, with the reason.
    LeftOut: (string * string) list
    Warnings: string list
    Timings: (string * float) list
}

/// The experiments of [ADGL21]: trains the autoencoders, or continues where they stand, and measures them one at a time.
[<RequireQualifiedAccess>]
module GeneralizationStudy =

    // To be raised when the meaning of a kept part changes.
    let private analysis = "1"

    // Networks trained together: enough to keep all cores busy, few enough that their weights stay small.
    let private together = 20

    // Costs in epochs of training, for the time left.
    let private modelCost = 12L
    let private theoremCost = 15L
    let private scoreCost = 40L

    let private check (settings: GeneralizationSettings) (dataset: Dataset) =
        if dataset.Train.Count = 0 || dataset.Test.Count = 0 then
            invalidArg
                "data"
                $"there are {dataset.Train.Count} training and {dataset.Test.Count} test images; expected some of both"

        if not (dataset.Train.HasLabels && dataset.Test.HasLabels) then
            invalidArg "data" "the images have no labels; the figures by class need them"

        match settings.Latents |> List.tryFind (fun latent -> latent < 2) with
        | Some latent -> invalidArg "latent" $"d = {latent}: expected latent widths of 2 or more"
        | None -> ()

    let private runSettings (settings: GeneralizationSettings) (architecture: string) (latent: int) seed =
        AutoencoderRunSettings(
            Architecture.Parse(architecture, Nullable latent),
            AutoencoderTrainingOptions(Seed = seed),
            settings.Epochs,
            CheckpointSchedule.Of(GeneralizationSettings.keptEvery, GeneralizationSettings.keptEpochs)
        )

    let private bareName (architecture: string) =
        if architecture.EndsWith "-d" then
            architecture[.. architecture.Length - 3]
        else
            architecture

    /// The folder of a run in the folder of all runs, as `train` names it.
    let folder runs architecture (latent: int) (seed: uint64) =
        Path.Combine(runs, $"{bareName architecture}-d{latent}-seed{seed}")

    let private weightsHash (network: Autoencoder) =
        use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256

        for layer in network.Layers do
            hash.AppendData(MemoryMarshal.AsBytes layer.Weights)
            hash.AppendData(MemoryMarshal.AsBytes layer.Bias)
            hash.AppendData(Encoding.UTF8.GetBytes(Activations.Name layer.Activation))

        Convert.ToHexStringLower(hash.GetHashAndReset())

    let private dataHash (dataset: Dataset) =
        let labels (images: ImageSet) =
            Convert.ToHexStringLower(SHA256.HashData images.Labels)

        [
            dataset.Train.PixelSha256()
            labels dataset.Train
            dataset.Test.PixelSha256()
            labels dataset.Test
        ]
        |> String.concat " "

    // ---- what all models of a study share ----------------------------------------------------------------------------

    type private Context = {
        Settings: GeneralizationSettings
        Dataset: Dataset
        Runs: string
        Store: PartStore
        DataHash: string
        Description: Lazy<int[] * float[]>
        IsTest: bool[]
        Pairs: Lazy<ImagePair[]>
        Spend: string -> int64 -> unit
        Timings: Dictionary<string, float>
        Cancel: CancellationToken
    }

    let private timed (context: Context) name work =
        let clock = Stopwatch.StartNew()
        let value = work ()

        context.Timings[name] <- context.Timings.GetValueOrDefault name + clock.Elapsed.TotalSeconds

        value

    let private network (context: Context) architecture latent seed epoch =
        RunFolder.Open(folder context.Runs architecture latent seed).ReadCheckpoint(epoch).State.Network

    let private observe (context: Context) points predictor space =
        GeneralizationRegressions.observations context.Description.Value context.IsTest 0 predictor space points

    let private measure (context: Context) network =
        let table =
            timed context "spectra" (fun () ->
                JacobianSpectrum.OfImages(
                    network,
                    context.Dataset.Train,
                    context.Dataset.Test,
                    SpectrumOptions(Threads = context.Settings.Threads),
                    null,
                    context.Cancel
                ))

        timed context "summaries and regressions" (fun () ->
            let points = SpectrumSummary.points table
            let observe = observe context points
            let labels, _ = context.Description.Value

            {
                Groups = SpectrumSummary.groups table
                ExactZeroCount =
                    table.ExactZeros.ToArray()
                    |> Array.sumBy (fun zeros -> if zeros > 0 then 1 else 0)
                ClassShare = MseRegression.classShare (observe Predictor.Trace InputSpace)
                Regressions =
                    GeneralizationRegressions.controlled observe
                    @ GeneralizationRegressions.byClass observe
                Rankings = FailurePrediction.rankings labels context.IsTest points
            },
            points)

    let private isMain (context: Context) seed epoch =
        seed = context.Settings.Seeds.Head
        && epoch = context.Settings.MeasuredEpochs.Head

    let private scores (context: Context) architecture latent seed epoch network (key: string) part =
        let settings = context.Settings

        if
            architecture = settings.Architectures.Head
            && isMain context seed epoch
            && List.contains latent settings.ScoredLatents
        then
            let others = settings.Seeds.Tail |> List.truncate 4

            let found =
                PartStore.remember context.Store (part + "-scores") $"{key} {Seq.length others}" (fun () ->
                    timed context "scores on shifted images" (fun () ->
                        let ensemble =
                            others
                            |> List.map (fun other ->
                                RunFolder
                                    .Open(folder context.Runs architecture latent other)
                                    .ReadCheckpoint(epoch)
                                    .State.Network)

                        FailurePrediction.scores settings.Threads context.Cancel context.Dataset ensemble network))

            context.Spend "scores" scoreCost
            found
        else
            None

    let private theorem (context: Context) seed epoch network key part =
        if isMain context seed epoch then
            let found =
                PartStore.remember
                    context.Store
                    (part + "-theorem")
                    $"{key} {context.Settings.PairCount} pairs"
                    (fun () ->
                        timed context "theorem 3.8" (fun () ->
                            TheoremStudy.run
                                context.Settings.Threads
                                context.Cancel
                                context.Dataset
                                context.Pairs.Value
                                network))

            context.Spend "theorem 3.8" theoremCost
            Some found
        else
            None

    let private model (context: Context) architecture latent seed epoch =
        context.Cancel.ThrowIfCancellationRequested()
        let network = network context architecture latent seed epoch
        let key = $"{analysis} {weightsHash network} {context.DataHash}"
        let part = $"{bareName architecture}-d{latent}-seed{seed}-epoch{epoch}"
        let measured = lazy (measure context network)

        let figures =
            PartStore.remember context.Store part key (fun () -> fst measured.Value)

        context.Spend $"spectra of {part}" modelCost

        let result = {
            Architecture = architecture
            Latent = latent
            Seed = seed
            Epoch = epoch
            Figures = figures
            Theorem = theorem context seed epoch network key part
            Scores = scores context architecture latent seed epoch network key part
        }

        result, (key, lazy (snd measured.Value))

    // ---- several seeds together ---------------------------------------------------------------------------------------

    let private pool
        (context: Context)
        architecture
        latent
        epoch
        (parts: (uint64 * (string * Lazy<NetworkPoints>)) list)
        =
        let key = parts |> List.map (snd >> fst) |> String.concat "\n"

        let keyHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes key))

        let regressions =
            PartStore.remember
                context.Store
                $"{bareName architecture}-d{latent}-all-seeds-epoch{epoch}"
                $"{analysis} {keyHash}"
                (fun () ->
                    timed context "regressions over all seeds" (fun () ->
                        let observe predictor space =
                            [
                                for seed, (_, points) in parts ->
                                    GeneralizationRegressions.observations
                                        context.Description.Value
                                        context.IsTest
                                        (int seed)
                                        predictor
                                        space
                                        points.Value
                            ]
                            |> MseRegression.pool

                        GeneralizationRegressions.controlled observe))

        {
            Architecture = architecture
            Latent = latent
            Epoch = epoch
            Seeds = parts.Length
            Regressions = regressions
        }

    // ---- audits ---------------------------------------------------------------------------------------------------------

    let private audits (context: Context) architecture latent seed =
        let run = RunFolder.Open(folder context.Runs architecture latent seed)

        [
            for epoch in run.CheckpointEpochs do
                context.Cancel.ThrowIfCancellationRequested()

                match run.History |> Seq.tryFind (fun row -> row.Epoch = epoch) with
                | Some row when epoch <= context.Settings.Epochs ->
                    let network = run.ReadCheckpoint(epoch).State.Network
                    let part = $"{bareName architecture}-d{latent}-seed{seed}-epoch{epoch}-audit"

                    PartStore.remember
                        context.Store
                        part
                        $"{analysis} {weightsHash network} {context.Settings.AuditPoints} {row.TestMse:R}"
                        (fun () ->
                            timed context "audits without data" (fun () ->
                                let audit =
                                    FailurePrediction.audit
                                        context.Settings.Threads
                                        context.Settings.AuditPoints
                                        context.Cancel
                                        network

                                {
                                    Architecture = architecture
                                    Latent = latent
                                    Seed = seed
                                    Epoch = epoch
                                    Score = audit.Score
                                    DistanceLatent = audit.DistanceLatent
                                    LatentCycle = audit.LatentCycle
                                    FoldShare = audit.FoldShare
                                    DeadShare = audit.DeadShare
                                    OwnError = audit.OwnError
                                    TestMse = row.TestMse
                                }))
                | _ -> ()
        ]

    // ---- the whole ------------------------------------------------------------------------------------------------------

    let private epochsKept path =
        if RunFolder.IsRun path then
            RunFolder.Open(path).CheckpointEpochs |> Seq.tryLast |> Option.defaultValue 0
        else
            0

    // Trains some runs; those that ended well, and the reasons of the others.
    let private train (context: Context) (spend: RunProgress -> unit) (plans: (string * int * uint64) list) =
        let planned = [|
            for architecture, latent, seed in plans ->
                PlannedRun(
                    runSettings context.Settings architecture latent seed,
                    folder context.Runs architecture latent seed
                )
        |]

        let results =
            timed context "training" (fun () ->
                AutoencoderRuns.Execute(
                    planned,
                    context.Dataset,
                    context.Settings.Threads,
                    Action<RunProgress> spend,
                    context.Cancel
                ))

        if results |> Seq.exists (fun run -> run.Status = RunStatus.Interrupted) then
            raise (OperationCanceledException())

        match results |> Seq.tryFind (fun run -> run.Status = RunStatus.Failed) with
        | Some failed -> raise (IOException failed.Message)
        | None -> ()

        let lost =
            results
            |> Seq.filter (fun run -> run.Status = RunStatus.NotFinite)
            |> Seq.map (fun run -> run.Folder, run.Message)
            |> List.ofSeq

        let warnings = results |> Seq.collect _.Warnings |> List.ofSeq
        lost, warnings

    let private planned (settings: GeneralizationSettings) = [
        for architecture in settings.Architectures do
            for latent in settings.Latents -> [ for seed in settings.Seeds -> architecture, latent, seed ]
    ]

    // Groups of one latent width each, gathered until there are enough networks to train together.
    let private batches (groups: (string * int * uint64) list list) =
        let add (batches: (string * int * uint64) list list list) group =
            match batches with
            | current :: rest when List.sumBy List.length current < together -> (group :: current) :: rest
            | _ -> [ group ] :: batches

        groups |> List.fold add [] |> List.map List.rev |> List.rev

    let private work (settings: GeneralizationSettings) runs (groups: (string * int * uint64) list list) =
        let epochs =
            groups
            |> List.concat
            |> List.sumBy (fun (architecture, latent, seed) ->
                max 0 (settings.Epochs - epochsKept (folder runs architecture latent seed)))

        let models = List.length (List.concat groups) * settings.MeasuredEpochs.Length

        int64 epochs
        + int64 models * modelCost
        + int64 groups.Length * theoremCost
        + int64 settings.ScoredLatents.Length * scoreCost

    let private analyse (context: Context) lost (group: (string * int * uint64) list) =
        let kept =
            group
            |> List.filter (fun (architecture, latent, seed) ->
                not (Set.contains (folder context.Runs architecture latent seed) lost))

        let measured = [
            for epoch in context.Settings.MeasuredEpochs do
                let parts = [
                    for architecture, latent, seed in kept -> model context architecture latent seed epoch
                ]

                let pooled =
                    match kept with
                    | (architecture, latent, _) :: _ :: _ when epoch = context.Settings.MeasuredEpochs.Head -> [
                        List.zip kept parts
                        |> List.map (fun ((_, _, seed), (_, points)) -> seed, points)
                        |> pool context architecture latent epoch
                      ]
                    | _ -> []

                List.map fst parts, pooled
        ]

        let audited = [
            for architecture, latent, seed in kept do
                yield! audits context architecture latent seed
        ]

        List.collect fst measured, List.collect snd measured, audited

    /// Runs the study: trains what is not yet trained in the folder of runs, and measures what the store does not yet hold.
    /// `report` is told how far it is. Raises OperationCanceledException when asked to stop, with everything kept that was
    /// done; ArgumentException for images that do not fit, and IOException for a folder that cannot be used.
    let run
        (settings: GeneralizationSettings)
        (dataset: Dataset)
        runs
        store
        (report: Progress -> unit)
        (cancel: CancellationToken)
        =
        check settings dataset
        let groups = planned settings
        let total = work settings runs groups
        let spent = ref 0L

        let spend stage (cost: int64) =
            spent.Value <- min total (spent.Value + cost)
            report (Progress(stage, spent.Value, total))

        let context = {
            Settings = settings
            Dataset = dataset
            Runs = runs
            Store = store
            DataHash = dataHash dataset
            Description = lazy SpectrumSummary.describe dataset
            IsTest = Array.init (dataset.Train.Count + dataset.Test.Count) (fun i -> i >= dataset.Train.Count)
            Pairs = lazy TheoremStudy.pairs settings.PairCount dataset
            Spend = spend
            Timings = Dictionary()
            Cancel = cancel
        }

        let results = [
            for batch in batches groups do
                let before = spent.Value

                let follow (step: RunProgress) =
                    spent.Value <- min total (before + int64 step.EpochsDone)

                    let loss = step.Loss.ToString("F5", Globalization.CultureInfo.InvariantCulture)

                    report (
                        Progress($"{Path.GetFileName step.Folder}, epoch {step.Epoch}, loss {loss}", spent.Value, total)
                    )

                let lost, warnings = train context follow (List.concat batch)
                let lostFolders = lost |> List.map fst |> Set.ofList

                for group in batch do
                    analyse context lostFolders group, lost, warnings
        ]

        report (Progress("done", total, total))

        {
            Plan = settings
            Images = dataset
            Models = results |> List.collect (fun ((models, _, _), _, _) -> models)
            Pooled = results |> List.collect (fun ((_, pooled, _), _, _) -> pooled)
            Audits = results |> List.collect (fun ((_, _, audits), _, _) -> audits)
            LeftOut = results |> List.collect (fun (_, lost, _) -> lost) |> List.distinct
            Warnings = results |> List.collect (fun (_, _, warnings) -> warnings) |> List.distinct
            Timings = [ for pair in context.Timings -> pair.Key, pair.Value ]
        }
