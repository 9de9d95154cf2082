namespace Neurovariety.Scripts.Analyses

open System
open System.Threading
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Spectra
open Neurovariety.Statistics

/// How well one predictor ranks the test points of one network by their error.
type PredictorRanking = {
    Predictor: Predictor
    Space: JacobianSpace
    /// Rank correlation with the error over all test points, and the mean of those within each class; None with too few
    /// points, or when the predictor is constant.
    Spearman: float option
    SpearmanWithinClass: float option
    /// Area under the ROC curve for the worst 5 % of the test points, and the mean of those within each class; high values
    /// count as failure, as the source reads them.
    WorstArea: float option
    WorstAreaWithinClass: float option
}

/// One score at one target: a shift, or "worst".
type ScoreRow = {
    Score: string
    Target: string
    /// "high", "low", or "" where no theory says which end means failure.
    Direction: string
    /// "" for nothing beside network and points.
    Need: string
    High: DetectionFigures
    Low: DetectionFigures
    Spearman: float option
}

/// All scores of one network.
type ScoreStudy = {
    PointCount: int
    NearShifts: string list
    FarShifts: string list
    /// Combinations are fitted to half of the near shifts, then to the other half: their rows at near shifts are of the fit
    /// that has not seen the shift.
    Rows: ScoreRow list
    /// Mean gain in area under the ROC curve over the MSE at near shifts that were not seen, by combination.
    Gains: Map<string, float>
}

/// An audit without data beside the true error.
type AuditRow = {
    Architecture: string
    Latent: int
    Seed: uint64
    Epoch: int
    Score: float
    DistanceLatent: float
    LatentCycle: float
    FoldShare: float
    DeadShare: float
    OwnError: float
    TestMse: float
}

/// What could tell a deployer where a network fails.
[<RequireQualifiedAccess>]
module FailurePrediction =

    // Fewer points than this have no worst 5 % worth the name.
    let private fewest = 40

    let private area (scores: float[]) (mse: float[]) =
        let worst = ScoreEvaluation.WorstPoints(ReadOnlySpan mse)
        Ranking.Detection(ReadOnlySpan scores, ReadOnlySpan worst).AreaUnderRoc

    let private ranking (predictor, space) (points: Observations) =
        let test =
            [| 0 .. points.Mse.Length - 1 |] |> Array.filter (fun i -> points.IsTest[i])

        let pick (source: float[]) = Array.map (fun (i: int) -> source[i])

        let classes =
            test
            |> Array.groupBy (fun i -> points.Label[i])
            |> Array.map snd
            |> Array.filter (fun members -> members.Length >= fewest)

        let finite value =
            if Double.IsFinite value then Some value else None

        let within figure =
            if classes.Length = 0 then
                None
            else
                classes
                |> Array.averageBy (fun members -> figure (pick points.Value members) (pick points.Mse members))
                |> finite

        let spearman (x: float[]) (y: float[]) =
            Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan y)

        let ofAll figure =
            if test.Length < fewest then
                None
            else
                figure (pick points.Value test) (pick points.Mse test) |> finite

        {
            Predictor = predictor
            Space = space
            Spearman = ofAll spearman
            SpearmanWithinClass = within spearman
            WorstArea = ofAll area
            WorstAreaWithinClass = within area
        }

    /// The ranking by each predictor in each space.
    let rankings (points: Map<Predictor * JacobianSpace, Observations>) = [
        for one in GeneralizationRegressions.predictors -> ranking one points[one]
    ]

    let private direction =
        function
        | FailureDirection.High -> "high"
        | FailureDirection.Low -> "low"
        | _ -> ""

    let private need =
        function
        | ScoreNeed.OtherNetworks -> "other networks"
        | ScoreNeed.TrainingCodes -> "training codes"
        | ScoreNeed.ShiftedExamples -> "shifted examples"
        | _ -> ""

    let private row (figures: ScoreFigures) = {
        Score = figures.Score.Name
        Target = figures.Target
        Direction = direction figures.Score.Direction
        Need = need figures.Score.Need
        High = figures.High
        Low = figures.Low
        Spearman = figures.Spearman |> Option.ofNullable |> Option.filter Double.IsFinite
    }

    // Drawn digits have their own size.
    let private shiftsFor (images: ImageSet) = [
        for shift in Distortions.All do
            if shift.Name <> "synthetic" || (images.Rows = 28 && images.Columns = 28) then
                shift
    ]

    /// Judges all scores of a network on shifted test images; None for fewer than 40 images.
    let scores
        threads
        (cancel: CancellationToken)
        (dataset: Dataset)
        (others: Autoencoder list)
        (network: Autoencoder)
        =
        if dataset.Test.Count < fewest then
            None
        else
            let shifts = shiftsFor dataset.Test

            let reports =
                DeploymentStudy.Run(
                    network,
                    dataset.Test,
                    DeploymentOptions(
                        Ensemble = Array.ofList others,
                        Training = dataset.Train,
                        Shifts = Array.ofList shifts,
                        Spectra = SpectrumOptions(Threads = threads)
                    ),
                    cancel
                )

            let names isNear = [
                for shift in shifts do
                    if shift.IsNear = isNear then
                        shift.Name
            ]

            let first = reports[0]

            let unseenBy (figures: ScoreFigures) =
                reports
                |> Seq.tryFind (fun report -> report.HeldOutShifts |> Seq.contains figures.Target)
                |> Option.defaultValue first

            let held (figures: ScoreFigures) =
                (unseenBy figures).Shifts
                |> Seq.find (fun other -> other.Score.Name = figures.Score.Name && other.Target = figures.Target)

            let gain name =
                let gains =
                    reports
                    |> Seq.choose (fun report -> report.GainOnMse name |> Option.ofNullable)
                    |> List.ofSeq

                if gains.IsEmpty then None else Some(List.average gains)

            Some {
                PointCount = first.PointCount
                NearShifts = names true
                FarShifts = names false
                Rows =
                    List.map row (List.ofSeq first.Worst)
                    @ [ for figures in first.Shifts -> row (held figures) ]
                Gains =
                    Map [
                        for one in first.Combinations do
                            match gain one.Score.Name with
                            | Some gain -> one.Score.Name, gain
                            | None -> ()
                    ]
            }

    /// Audits a network without any data.
    let audit threads pointCount (cancel: CancellationToken) (network: Autoencoder) =
        NetworkAudit.Of(network, AuditOptions(PointCount = pointCount, Threads = threads), cancel)

    /// Rank correlation of pairs of numbers; None for fewer than three pairs, or when all are equal on one side.
    let rankCorrelation (pairs: (float * float) list) =
        if pairs.Length < 3 then
            None
        else
            let x, y = List.unzip pairs
            let x, y = Array.ofList x, Array.ofList y

            Some(Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan y))
            |> Option.filter Double.IsFinite

    /// Rank correlation of a figure of audits with the true error.
    let correlation (figure: AuditRow -> float) (rows: AuditRow list) =
        rows |> List.map (fun row -> figure row, row.TestMse) |> rankCorrelation
