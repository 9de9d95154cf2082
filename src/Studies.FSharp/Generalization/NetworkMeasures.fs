namespace Neurovariety.Studies

open System
open System.Collections.Generic
open System.Diagnostics
open System.Security.Cryptography
open System.Text
open System.Threading
open Neurovariety.Data
open Neurovariety.Spectra
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

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

/// Measures trained networks one at a time, and keeps what it has measured.
[<RequireQualifiedAccess>]
module NetworkMeasures =

    // To be raised when the meaning of a kept part changes.
    let private analysis = "1"

    // Costs in epochs of training, for the time left.
    let internal modelCost = 12L
    let internal theoremCost = 15L
    let internal scoreCost = 40L

    // ---- what all models of a study share ----------------------------------------------------------------------------

    type internal Context = {
        Settings: GeneralizationSettings
        Dataset: Dataset
        Runs: string
        Store: PartStore
        DataHash: string
        Pairs: Lazy<ImagePair[]>
        Spend: string -> int64 -> unit
        Timings: Dictionary<string, float>
        Cancel: CancellationToken
    }

    let internal timed (context: Context) name work =
        let clock = Stopwatch.StartNew()
        let value = work ()

        context.Timings[name] <- context.Timings.GetValueOrDefault(name, 0.0) + clock.Elapsed.TotalSeconds

        value

    let private measure (context: Context) (seed: uint64) network =
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
            // The seed only tells networks apart where several are pooled.
            let points = GeneralizationRegressions.observations (int seed) table

            {
                Groups = SpectrumSummary.groups table
                ExactZeroCount =
                    table.ExactZeros.ToArray()
                    |> Array.sumBy (fun zeros -> if zeros > 0 then 1 else 0)
                ClassShare = MseRegression.classShare points[(Predictor.Trace, InputSpace)]
                Regressions =
                    GeneralizationRegressions.controlled points
                    @ GeneralizationRegressions.byClass points
                Rankings = FailurePrediction.rankings points
            },
            points)

    let private isMain (context: Context) seed epoch =
        seed = context.Settings.Seeds.Head
        && epoch = context.Settings.MeasuredEpochs.Head

    let private scores (context: Context) (one: StudyNetwork) epoch network (key: string) part =
        let settings = context.Settings

        if
            one.Architecture = settings.Architectures.Head
            && isMain context one.Seed epoch
            && List.contains one.Latent settings.ScoredLatents
        then
            let others = settings.Seeds.Tail |> List.truncate 4

            let found =
                PartStore.remember context.Store (part + "-scores") $"{key} {Seq.length others}" (fun () ->
                    timed context "scores on shifted images" (fun () ->
                        let ensemble =
                            others
                            |> List.map (fun other ->
                                StudyRuns.networkAfter context.Runs { one with Seed = other } epoch)

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

    let internal model (context: Context) (one: StudyNetwork) epoch =
        context.Cancel.ThrowIfCancellationRequested()
        let network = StudyRuns.networkAfter context.Runs one epoch
        let key = $"{analysis} {StudyRuns.weightsHash network} {context.DataHash}"
        let part = $"{StudyRuns.name one}-epoch{epoch}"
        let measured = lazy (measure context one.Seed network)

        let figures =
            PartStore.remember context.Store part key (fun () -> fst measured.Value)

        context.Spend $"spectra of {part}" modelCost

        let result = {
            Architecture = one.Architecture
            Latent = one.Latent
            Seed = one.Seed
            Epoch = epoch
            Figures = figures
            Theorem = theorem context one.Seed epoch network key part
            Scores = scores context one epoch network key part
        }

        result, (key, lazy (snd measured.Value))

    // ---- several seeds together ---------------------------------------------------------------------------------------

    let internal pool
        (context: Context)
        architecture
        latent
        epoch
        (parts: (string * Lazy<Map<Predictor * JacobianSpace, Observations>>) list)
        =
        let key = parts |> List.map fst |> String.concat "\n"

        let keyHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes key))

        let regressions =
            PartStore.remember
                context.Store
                $"{StudyRuns.bareName architecture}-d{latent}-all-seeds-epoch{epoch}"
                $"{analysis} {keyHash}"
                (fun () ->
                    timed context "regressions over all seeds" (fun () ->
                        parts
                        |> List.map (fun (_, points) -> points.Value)
                        |> GeneralizationRegressions.pool
                        |> GeneralizationRegressions.controlled))

        {
            Architecture = architecture
            Latent = latent
            Epoch = epoch
            Seeds = parts.Length
            Regressions = regressions
        }

    // ---- audits ---------------------------------------------------------------------------------------------------------

    let internal audits (context: Context) (one: StudyNetwork) =
        let run = StudyRuns.openRun context.Runs one

        [
            for epoch in run.CheckpointEpochs do
                context.Cancel.ThrowIfCancellationRequested()

                match run.History |> Seq.tryFind (fun row -> row.Epoch = epoch) with
                | Some row when epoch <= context.Settings.Epochs ->
                    let network = run.ReadCheckpoint(epoch).State.Network
                    let part = $"{StudyRuns.name one}-epoch{epoch}-audit"

                    PartStore.remember
                        context.Store
                        part
                        $"{analysis} {StudyRuns.weightsHash network} {context.Settings.AuditPoints} {row.TestMse:R}"
                        (fun () ->
                            timed context "audits without data" (fun () ->
                                let audit =
                                    FailurePrediction.audit
                                        context.Settings.Threads
                                        context.Settings.AuditPoints
                                        context.Cancel
                                        network

                                {
                                    Architecture = one.Architecture
                                    Latent = one.Latent
                                    Seed = one.Seed
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
