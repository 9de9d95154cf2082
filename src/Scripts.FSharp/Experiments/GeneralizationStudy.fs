namespace Neurovariety.Scripts.Experiments

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Threading
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training

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

    // Networks trained together: enough to keep all cores busy, few enough that their weights stay small.
    let private together = 20

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

    // ---- the whole ------------------------------------------------------------------------------------------------------

    let private epochsKept path =
        if RunFolder.IsRun path then
            RunFolder.Open(path).CheckpointEpochs |> Seq.tryLast |> Option.defaultValue 0
        else
            0

    // Trains some runs; those that ended well, and the reasons of the others.
    let private train
        (context: NetworkMeasures.Context)
        (spend: RunProgress -> unit)
        (plans: (string * int * uint64) list)
        =
        let planned = [|
            for architecture, latent, seed in plans ->
                PlannedRun(
                    runSettings context.Settings architecture latent seed,
                    NetworkMeasures.folder context.Runs architecture latent seed
                )
        |]

        let results =
            NetworkMeasures.timed context "training" (fun () ->
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
                max
                    0
                    (settings.Epochs
                     - epochsKept (NetworkMeasures.folder runs architecture latent seed)))

        let models = List.length (List.concat groups) * settings.MeasuredEpochs.Length

        int64 epochs
        + int64 models * NetworkMeasures.modelCost
        + int64 groups.Length * NetworkMeasures.theoremCost
        + int64 settings.ScoredLatents.Length * NetworkMeasures.scoreCost

    let private analyse (context: NetworkMeasures.Context) lost (group: (string * int * uint64) list) =
        let kept =
            group
            |> List.filter (fun (architecture, latent, seed) ->
                not (Set.contains (NetworkMeasures.folder context.Runs architecture latent seed) lost))

        let measured = [
            for epoch in context.Settings.MeasuredEpochs do
                let parts = [
                    for architecture, latent, seed in kept ->
                        NetworkMeasures.model context architecture latent seed epoch
                ]

                let pooled =
                    match kept with
                    | (architecture, latent, _) :: _ :: _ when epoch = context.Settings.MeasuredEpochs.Head -> [
                        parts |> List.map snd |> NetworkMeasures.pool context architecture latent epoch
                      ]
                    | _ -> []

                List.map fst parts, pooled
        ]

        let audited = [
            for architecture, latent, seed in kept do
                yield! NetworkMeasures.audits context architecture latent seed
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

        let context: NetworkMeasures.Context = {
            Settings = settings
            Dataset = dataset
            Runs = runs
            Store = store
            DataHash = NetworkMeasures.dataHash dataset
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

                    let loss = step.Loss.ToString("F5", CultureInfo.InvariantCulture)

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
