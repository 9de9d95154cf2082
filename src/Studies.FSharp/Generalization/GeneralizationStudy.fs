namespace Neurovariety.Studies

open System
open System.Collections.Generic
open System.Threading
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

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

    let private work (settings: GeneralizationSettings) runs (groups: StudyNetwork list list) =
        let epochs =
            groups
            |> List.concat
            |> List.sumBy (fun network -> max 0 (settings.Epochs - StudyRuns.epochsKept runs network))

        let models = List.length (List.concat groups) * settings.MeasuredEpochs.Length

        int64 epochs
        + int64 models * NetworkMeasures.modelCost
        + int64 groups.Length * NetworkMeasures.theoremCost
        + int64 settings.ScoredLatents.Length * NetworkMeasures.scoreCost

    let private analyse (context: NetworkMeasures.Context) lost (group: StudyNetwork list) =
        let kept =
            group
            |> List.filter (fun network -> not (Set.contains (StudyRuns.folder context.Runs network) lost))

        let measured = [
            for epoch in context.Settings.MeasuredEpochs do
                let parts = [ for network in kept -> NetworkMeasures.model context network epoch ]

                let pooled =
                    match kept with
                    | first :: _ :: _ when epoch = context.Settings.MeasuredEpochs.Head -> [
                        parts
                        |> List.map snd
                        |> NetworkMeasures.pool context first.Architecture first.Latent epoch
                      ]
                    | _ -> []

                List.map fst parts, pooled
        ]

        let audited = [
            for network in kept do
                yield! NetworkMeasures.audits context network
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

        let groups =
            StudyRuns.planned settings.Architectures settings.Latents settings.Seeds

        let total = work settings runs groups
        let spent = ref 0L

        let spend stage (cost: int64) =
            spent.Value <- min total (spent.Value + cost)
            report (Progress(stage, spent.Value, total))

        let context: NetworkMeasures.Context = {
            Settings = settings
            Dataset = dataset
            Runs = runs
            Store = store
            DataHash = StudyRuns.dataHash dataset
            Pairs = lazy TheoremStudy.pairs settings.PairCount dataset
            Spend = spend
            Timings = Dictionary()
            Cancel = cancel
        }

        let results = [
            for batch in StudyRuns.batches groups do
                let before = spent.Value

                let follow (step: RunProgress) =
                    spent.Value <- min total (before + int64 step.EpochsDone)
                    report (Progress(StudyRuns.stage step, spent.Value, total))

                let trained =
                    NetworkMeasures.timed context "training" (fun () ->
                        List.concat batch
                        |> StudyRuns.train dataset runs (settings.Epochs, settings.Threads) follow cancel)

                let lostFolders = trained.Lost |> List.map fst |> Set.ofList

                for group in batch do
                    analyse context lostFolders group, trained
        ]

        report (Progress("done", total, total))

        {
            Plan = settings
            Images = dataset
            Models = results |> List.collect (fun ((models, _, _), _) -> models)
            Pooled = results |> List.collect (fun ((_, pooled, _), _) -> pooled)
            Audits = results |> List.collect (fun ((_, _, audits), _) -> audits)
            LeftOut = results |> List.collect (fun (_, trained) -> trained.Lost) |> List.distinct
            Warnings = results |> List.collect (fun (_, trained) -> trained.Warnings) |> List.distinct
            Timings = [ for pair in context.Timings -> pair.Key, pair.Value ]
        }
