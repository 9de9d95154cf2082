namespace Neurovariety.Scripts.Surface

open System
open System.IO
open Neurovariety.Data
open Neurovariety.Spectra
open Neurovariety.Training
open Neurovariety.Scripts.Analyses

/// How failure is predicted.
type PredictionOptions = {
    /// Threads, progress in points, cancellation.
    Work: Work
}

/// Points in the order in which a model is expected to fail.
type Prediction = {
    Model: Model
    /// The points as they were read.
    Data: Points
    /// The same with their names.
    Points: PointSet
    /// All points, the one at which failure is expected first in front.
    Ranked: RankedPoint list
    /// Rank correlation with the order of the baseline; None for fewer than three points, or where an order is constant.
    Agreement: float option
} with

    /// The first ten points, a line each.
    override this.ToString() : string =
        String.concat "\n" [
            for one in List.truncate 10 this.Ranked do
                $"{one.SpectralPlace, 4}. {this.Points.Names[one.Index]}  trace {one.Trace:G5}  log|omega| {one.LogOmega:G5}  MSE {one.Mse:G5}  (baseline {one.BaselinePlace})"
            match this.Agreement with
            | Some value -> $"rank correlation with the baseline {value:F2}"
            | None -> ()
        ]

/// Where a model is expected to fail, without any knowledge of its training data.
[<RequireQualifiedAccess>]
module Prediction =

    /// All cores, told to nobody.
    let defaults: PredictionOptions = { Work = Work.quiet }

    /// Ranks points, which must be on the scale of the model, by trace and log|omega| of J_I alone, beside the baseline of error and
    /// latent cycle, which cost one pass. Errors as those of `Spectrum.run`.
    let run (options: PredictionOptions) (points: Points) (model: Model) : Prediction =
        let spectra =
            Spectrum.run
                {
                    Spectrum.defaults with
                        Work = options.Work
                }
                points
                model

        let ranked = PointRanking.all spectra.Table |> Array.sortBy _.SpectralPlace

        {
            Model = model
            Data = points
            Points = Points.toSet points
            Ranked = List.ofArray ranked
            Agreement = PointRanking.agreement ranked |> Option.filter Double.IsFinite
        }

    /// The same, or the line that says why it cannot be done.
    let tryRun (options: PredictionOptions) (points: Points) (model: Model) : Result<Prediction, string> =
        Attempt.run (fun () -> run options points model)

/// How an audit without data draws its points.
type AuditSettings = {
    /// Latent points that the network draws and decodes, at least 2.
    Points: int
    Seed: uint64
    /// Threads, progress in models, cancellation.
    Work: Work
}

/// An audit, and the test error that the run's history knows.
type AuditedModel = {
    Model: Model
    Audit: NetworkAudit
    /// Mean squared error of the test images after this epoch; None where no run tells it.
    TestMse: float option
} with

    /// The figures in a line.
    override this.ToString() : string =
        let epoch =
            this.Model.Epoch
            |> Option.map (fun epoch -> $"epoch {epoch}: ")
            |> Option.defaultValue ""

        $"{epoch}score {this.Audit.Score:G5}, latent cycle {this.Audit.LatentCycle:G5}, folds {this.Audit.FoldShare:P1}, dead units {this.Audit.DeadShare:P1}"

/// What the weights of a model, or of each checkpoint of a run, tell without any data.
type AuditResult = {
    Path: string
    /// By rising epoch.
    Audits: AuditedModel list
    /// Rank correlation of the score with the test error over the checkpoints; None with too few of them.
    Correlation: float option
} with

    /// A line for each model.
    override this.ToString() : string =
        this.Audits |> List.map string |> String.concat "\n"

/// What the weights of an autoencoder tell without any data.
[<RequireQualifiedAccess>]
module Audit =

    /// 1000 points, seed 0, all cores.
    let defaults: AuditSettings = {
        Points = 1000
        Seed = 0UL
        Work = Work.quiet
    }

    let private require (settings: AuditSettings) =
        if settings.Points < 2 then
            raise (InputError $"points {settings.Points}: expected 2 or more")

    /// The audit of one model. An `InputError` where it has no spectrum worth a table, or fewer than two points are asked for.
    let ofModel (settings: AuditSettings) (model: Model) : NetworkAudit =
        require settings
        Models.requireSpectrum model

        NetworkAudit.Of(
            model.Network,
            AuditOptions(PointCount = settings.Points, Seed = settings.Seed, Threads = settings.Work.Threads),
            settings.Work.Cancel
        )

    /// The audit of a file, or of every checkpoint of a run folder. Errors as those of `Models.loadWith`.
    let run (settings: AuditSettings) (hints: ModelHints) (path: string) : AuditResult =
        require settings

        let history, models =
            if Directory.Exists path then
                List.ofSeq (RunFolder.Open path).History, Models.ofEpochs hints (Models.epochs path) path
            else
                [], [ fun () -> Models.loadWith hints path ]

        let audits = [
            for index, read in List.indexed models do
                settings.Work.Progress(Neurovariety.Numerics.Progress("audit", int64 index, int64 models.Length))
                let model = read ()

                {
                    Model = model
                    Audit = ofModel settings model
                    TestMse =
                        history
                        |> List.tryFind (fun row -> Some row.Epoch = model.Epoch)
                        |> Option.map _.TestMse
                }
        ]

        {
            Path = path
            Audits = audits
            Correlation =
                audits
                |> List.choose (fun one -> one.TestMse |> Option.map (fun mse -> one.Audit.Score, mse))
                |> FailurePrediction.rankCorrelation
        }

    /// The same, or the line that says why it cannot be done.
    let tryRun (settings: AuditSettings) (hints: ModelHints) (path: string) : Result<AuditResult, string> =
        Attempt.run (fun () -> run settings hints path)
