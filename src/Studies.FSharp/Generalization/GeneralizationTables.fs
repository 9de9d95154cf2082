namespace Neurovariety.Studies

open System
open System.Globalization
open Neurovariety.Statistics
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies.GeneralizationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// What the study of [ADGL21] found beside its regressions, as tables for pages.
[<RequireQualifiedAccess>]
module GeneralizationTables =

    // ---- losses, theorem, scores, audits ------------------------------------------------------------------------------------

    let private meanOf name (model: ModelResult) =
        group name model |> Option.map _.Mse.Mean |> RegressionTables.orDash 5

    /// The networks with their losses and the points that have no log omega.
    let networks result =
        [
            for model in main result ->
                let points = allPoints model

                [
                    string model.Latent
                    meanOf "train" model
                    meanOf "test" model
                    RegressionTables.shown 3 points.LatentSpace.ArithmeticMean.Median
                    RegressionTables.shown 3 points.LatentSpace.GeometricMean.Median
                    RegressionTables.shown 3 points.AbsoluteDistance.Median
                    RegressionTables.shown 4 points.LatentSpace.ReversingShare
                    RegressionTables.shown 4 points.InputSpace.ReversingShare
                    string points.LatentSpace.SingularCount
                    string points.InputSpace.SingularCount
                    string model.Figures.ExactZeroCount
                ]
        ]
        |> Table.create [
            "d", Figures
            "train MSE", Figures
            "test MSE", Figures
            "arithmetic mean, J_L", Figures
            "geometric mean, J_L", Figures
            "L1 distance / d", Figures
            "omega_L < 0", Figures
            "omega_I < 0", Figures
            "omega_L = 0, points", Figures
            "omega_I = 0, points", Figures
            "points with a ReLU at 0", Figures
        ]

    /// Theorem 3.8 by latent width.
    let theorem result =
        let share (count: int) (of': int) =
            if of' = 0 then
                "-"
            else
                RegressionTables.shown 1 (100.0 * float count / float of') + " %"

        [
            for model in main result do
                match model.Theorem with
                | Some({ Transport = Some found } as study) ->
                    let measured = study.PairCount - study.SingularCount

                    [
                        string model.Latent
                        RegressionTables.shown 3 study.OverlapLimit
                        RegressionTables.shown 2 found.SmallestOverlap
                        RegressionTables.shown 2 found.Overlap.Median
                        share study.AssumptionCount study.PairCount
                        for one in found.Bounds do
                            share one.HoldsForChange measured
                            RegressionTables.shown 1 one.ChangeRatio.Median
                    ]
                | _ -> ()
        ]
        |> Table.create [
            "d", Figures
            "limit 1/(2(d-1))", Figures
            "least overlap", Figures
            "median overlap", Figures
            "assumption holds", Figures
            for name in [ "theorem"; "spectral norm"; "condition"; "normality" ] do
                name + " bounds", Figures
                "times too large", Figures
        ]

    /// Lemma 3.5 by latent width.
    let parts result =
        [
            for model in main result do
                match model.Theorem with
                | Some { Transport = Some found } -> [
                    string model.Latent
                    RegressionTables.shown 2 found.Step.Median
                    RegressionTables.shown 2 found.Change.Median
                    RegressionTables.shown 2 found.Distortion.Median
                    RegressionTables.shown 2 found.Outside.Median
                    RegressionTables.shown 2 found.Start.Median
                    RegressionTables.shown 2 found.Nonlinear.Median
                    RegressionTables.shown 2 found.OutsideShare.Median
                    RegressionTables.shown 2 found.NonlinearShare.Median
                    RegressionTables.shown 1 found.Condition.Median
                    RegressionTables.shown 2 found.ProjectionNorm.Median
                    RegressionTables.shown 2 found.FrobeniusDistance.Median
                  ]
                | _ -> ()
        ]
        |> Table.create [
            "d", Figures
            "|y - x|", Figures
            "change of the error", Figures
            "A: eigenvalues", Figures
            "B: outside the span", Figures
            "C: error at x", Figures
            "not linear", Figures
            "B / change", Figures
            "not linear / change", Figures
            "condition of V", Figures
            "|P|", Figures
            "|J - P|_F", Figures
        ]

    /// Scores of one network: area under the ROC curve at each target, at the end that theory names, else with high as failure.
    let scores (study: ScoreStudy) =
        let targets = "worst" :: study.NearShifts @ study.FarShifts
        let names = study.Rows |> List.map _.Score |> List.distinct

        [
            for name in names ->
                let own = study.Rows |> List.filter (fun row -> row.Score = name)
                let first = own.Head

                [
                    name
                    (match first.Direction with
                     | "" -> "high (none by theory)"
                     | known -> known)
                    (if first.Need = "" then "nothing" else first.Need)
                    first.Spearman |> RegressionTables.orDash 2
                    for target in targets do
                        own
                        |> List.tryFind (fun row -> row.Target = target)
                        |> Option.map (fun row -> (if row.Direction = "low" then row.Low else row.High).AreaUnderRoc)
                        |> RegressionTables.orDash 2
                ]
        ]
        |> Table.create (
            [
                "score", Words
                "failure is", Words
                "needs", Words
                "rank correlation with MSE", Figures
            ]
            @ [
                for target in targets -> (if target = "worst" then "worst 5 %" else target), Figures
            ]
        )

    /// Rank correlations of audit figures with the true test error.
    let auditCorrelations (result: GeneralizationResult) =
        let figures: (string * (AuditRow -> float)) list = [
            "score", _.Score
            "distance of eigenvalues from 1, J_L", _.DistanceLatent
            "latent cycle", _.LatentCycle
            "share of folds", _.FoldShare
            "share of dead units", _.DeadShare
            "error at its own images", _.OwnError
        ]

        let main = result.Plan.MeasuredEpochs.Head
        let trained = result.Audits |> List.filter (fun row -> row.Epoch = main)
        let started = result.Audits |> List.filter (fun row -> row.Epoch > 0)

        let within figure =
            let values =
                result.Audits
                |> List.groupBy (fun row -> row.Architecture, row.Latent, row.Seed)
                |> List.choose (snd >> FailurePrediction.correlation figure)
                |> Array.ofList

            if values.Length = 0 then
                None
            else
                Some(Samples.Median(ReadOnlySpan values))

        [
            for name, figure in figures ->
                [
                    name
                    FailurePrediction.correlation figure result.Audits |> RegressionTables.orDash 2
                    FailurePrediction.correlation figure started |> RegressionTables.orDash 2
                    FailurePrediction.correlation figure trained |> RegressionTables.orDash 2
                    within figure |> RegressionTables.orDash 2
                ]
        ]
        |> Table.create [
            "figure of the audit", Words
            $"all {result.Audits.Length} networks and checkpoints", Figures
            $"the {started.Length} that were trained at all", Figures
            $"the {trained.Length} after {main} epochs", Figures
            "checkpoints of one run, median over runs", Figures
        ]
