namespace Neurovariety.Scripts.Reports

open System
open System.IO
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training
open Neurovariety.Scripts.Surface

/// What there is to say of trained runs: JSON, a table, and a page in the folder of each.
[<RequireQualifiedAccess>]
module TrainingRuns =

    let private resumedFrom (run: TrainedRun) =
        run.Result.ResumedFrom |> Option.ofNullable

    /// The word for how a run ended.
    let status (result: AutoencoderRunResult) : string =
        match result.Status with
        | RunStatus.Finished -> "finished"
        | RunStatus.AlreadyFinished -> "alreadyFinished"
        | RunStatus.Interrupted -> "interrupted"
        | RunStatus.NotFinite -> "notFinite"
        | _ -> "failed"

    let private architecture (run: TrainedRun) = run.Plan.Settings.Architecture

    let private last (run: TrainedRun) = Seq.tryLast run.Result.History

    let private measured (value: EpochRecord -> float) run =
        last run |> Option.map value |> Option.filter Double.IsFinite

    let private epochsDone run =
        last run |> Option.map _.Epoch |> Option.defaultValue 0

    let private trainMse run = measured _.TrainMse run
    let private testMse run = measured _.TestMse run

    let private batchMse run =
        measured (fun row -> row.BatchMse.GetValueOrDefault nan) run

    let private seconds (run: TrainedRun) =
        run.Result.History |> Seq.sumBy _.Seconds

    // Over the epochs whose rows are there: those that a damaged history has lost took time too, but nobody knows how much.
    let private secondsPerEpoch (run: TrainedRun) =
        match run.Result.History |> Seq.filter (fun row -> row.Epoch > 0) |> Seq.length with
        | 0 -> None
        | counted -> Some(seconds run / float counted) |> Option.filter (fun each -> each > 0.0)

    let private imagesPerSecond (dataset: Dataset) run =
        secondsPerEpoch run |> Option.map (fun each -> float dataset.Train.Count / each)

    /// One run as JSON.
    let document (dataset: Dataset) (run: TrainedRun) =
        let settings = run.Plan.Settings

        Fields [
            "folder", Text run.Plan.Folder
            "arch", Text (architecture run).Name
            "widths", Json.counts (architecture run).Widths
            "latent", Json.count (architecture run).Latent
            "seed", Text(string settings.Training.Seed)
            "epochs", Json.count (epochsDone run)
            "parameters", Count (architecture run).ParameterCount
            "status", Text(status run.Result)
            "trainMse", Json.optional Number (trainMse run)
            "testMse", Json.optional Number (testMse run)
            "batchMse", Json.optional Number (batchMse run)
            "seconds", Number(seconds run)
            "secondsPerEpoch", Json.optional Number (secondsPerEpoch run)
            "imagesPerSecond", Json.optional Number (imagesPerSecond dataset run)
            match resumedFrom run with
            | Some epoch -> "resumedFrom", Json.count epoch
            | None -> ()
            "warnings", Json.texts run.Result.Warnings
        ]

    let private shown digits value =
        value |> Option.map (Table.decimals digits) |> Option.defaultValue "-"

    /// All runs as a table.
    let table (dataset: Dataset) (runs: TrainedRun list) =
        let columns = [
            "run", Words
            "parameters", Figures
            "epochs", Figures
            "train MSE", Figures
            "test MSE", Figures
            "s/epoch", Figures
            "images/s", Figures
            "status", Words
        ]

        Table.create columns [
            for run in runs ->
                let note =
                    match run.Result.Status, resumedFrom run with
                    | RunStatus.AlreadyFinished, _ when run.Result.Warnings.Count > 0 -> "nothing to do"
                    | RunStatus.AlreadyFinished, _ -> "finished before"
                    | RunStatus.NotFinite, _ -> "loss is no number"
                    | RunStatus.Interrupted, _ when run.Result.History.Count = 0 -> "not begun"
                    | _, Some epoch -> status run.Result + ", resumed from " + string epoch
                    | _ -> status run.Result

                [
                    run.Plan.Folder
                    string (architecture run).ParameterCount
                    string (epochsDone run)
                    shown 6 (trainMse run)
                    shown 6 (testMse run)
                    shown 3 (secondsPerEpoch run)
                    shown 0 (imagesPerSecond dataset run)
                    note
                ]
        ]

    let private picturesShown = 10

    /// One image of each label where there are labels, else the first ones.
    let examples (images: ImageSet) =
        let labels = images.Labels.ToArray()

        if images.HasLabels then
            labels
            |> Array.indexed
            |> Array.distinctBy snd
            |> Array.sortBy snd
            |> Array.truncate picturesShown
            |> Array.map fst
            |> List.ofArray
        else
            [ 0 .. min picturesShown images.Count - 1 ]

    let private pictures (images: ImageSet) (network: Autoencoder) =
        let shown = [ for index in examples images -> images.Slice(index, 1) ]

        let row (toPixels: ImageSet -> float32[]) =
            shown
            |> List.map (toPixels >> Array.map (float >> InputScale.Symmetric.ToBrightness))

        [
            "input", row Autoencoder.pixels
            "reconstruction", row (fun image -> Autoencoder.apply (Autoencoder.pixels image) network)
        ]

    let private optimizerText (options: OptimizerOptions) =
        let decay =
            if options.WeightDecay > 0.0 then
                $", weight decay {options.WeightDecay}"
            else
                ""

        match options.Kind with
        | OptimizerKind.Sgd -> $"sgd, rate {options.LearningRate}, momentum {options.Momentum}{decay}"
        | kind -> $"{kind.ToString().ToLowerInvariant()}, rate {options.LearningRate}{decay}"

    let private figures (dataset: Dataset) (run: TrainedRun) =
        let settings = run.Plan.Settings

        [
            "layers", (architecture run).ToString()
            "parameters", Table.grouped (bigint (architecture run).ParameterCount)
            "epochs", $"{epochsDone run} of {settings.Epochs}"
            "batch", string settings.Training.BatchSize
            "optimizer", optimizerText settings.Training.Optimizer
            "seed", string settings.Training.Seed
            "train MSE, pixels in [-1, 1]", shown 6 (trainMse run)
            "test MSE", shown 6 (testMse run)
            "seconds per epoch", shown 3 (secondsPerEpoch run)
            "images per second", shown 0 (imagesPerSecond dataset run)
            "status",
            match run.Result.Status with
            | RunStatus.AlreadyFinished -> "finished"
            | RunStatus.NotFinite -> "stopped: the loss is no number"
            | _ -> status run.Result
        ]

    /// The command that trains a run anew on the same images: every option that moves a bit and is not at its default.
    let commandLine (plan: PlannedRun) =
        let architecture, training = plan.Settings.Architecture, plan.Settings.Training
        let optimizer, usual = training.Optimizer, OptimizerOptions()

        let unless (usual: 'a) name (given: 'a) =
            if given = usual then "" else $" --{name} {given}"

        String.concat "" [
            $"neurovariety train --arch {architecture.Name} --latent {architecture.Latent} --seed {training.Seed}"
            $" --epochs {plan.Settings.Epochs}"
            unless 128 "batch" training.BatchSize
            unless "adam" "optimizer" (optimizer.Kind.ToString().ToLowerInvariant())
            unless usual.LearningRate "learning-rate" optimizer.LearningRate
            unless usual.Momentum "momentum" optimizer.Momentum
            unless usual.WeightDecay "weight-decay" optimizer.WeightDecay
            unless "relu" "activation" (Activations.Name architecture.Hidden)
            unless "tanh" "output-activation" (Activations.Name architecture.Output)
        ]

    let private provenance threads (dataset: Dataset) (run: TrainedRun) =
        let training = run.Plan.Settings.Training

        Provenance.create
            (commandLine run.Plan)
            training.Seed
            threads
            [
                "batch", string training.BatchSize
                "optimizer", optimizerText training.Optimizer
                "activations", (architecture run).ToString()
            ] [
                "training images", dataset.Train.PixelSha256()
                "test images", dataset.Test.PixelSha256()
            ] [ "training", seconds run ]

    /// Writes the page of a run into its folder.
    let writeReport threads (dataset: Dataset) script (run: TrainedRun) =
        let images = dataset.Test

        TrainingReport.write run.Plan.Folder script (provenance threads dataset run) {
            Title =
                $"{(architecture run).Name}, d = {(architecture run).Latent}, seed {run.Plan.Settings.Training.Seed}"
            Lead =
                $"A nonlinear autoencoder trained on {dataset.Train.Count} images of {images.Rows} x {images.Columns} and tested on {images.Count} ({dataset.Location})."
            Figures =
                Table.create [ "figure", Words; "value", Words ] [
                    for name, value in figures dataset run -> [ name; value ]
                ]
            Epochs = List.ofSeq run.Result.History
            ImageSize = Some(images.Rows, images.Columns)
            Images =
                match run.Result.Network with
                | null -> []
                | network -> pictures images network
        }

    /// Where the page of a run stands.
    let reportPath (run: TrainedRun) =
        Path.Combine(run.Plan.Folder, "report.html")

    /// Whether the page of a run is to be written now.
    let needsReport (run: TrainedRun) =
        match run.Result.Status with
        | RunStatus.Finished
        | RunStatus.NotFinite -> true
        | RunStatus.AlreadyFinished -> not (File.Exists(reportPath run))
        | _ -> false

    /// Writes the pages that are due, each into the folder of its run: one run carries the chart library in its page, several share one
    /// copy that lies beside their folders.
    let writeReports threads (dataset: Dataset) (runs: TrainedRun list) =
        match runs, runs |> List.filter needsReport with
        | _, [] -> ()
        | [ _ ], wanted -> wanted |> List.iter (writeReport threads dataset (PlotlyScript.find ()))
        | _, wanted ->
            let shared =
                Path.GetDirectoryName runs.Head.Plan.Folder
                |> Option.ofObj
                |> Option.defaultValue ""

            let script = ReportFolder.shareScript shared
            wanted |> List.iter (writeReport threads dataset script)
