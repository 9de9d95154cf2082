namespace Neurovariety.Studies

open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The CSV and LaTeX files behind the figures and tables of the study of [ADGL21].
[<RequireQualifiedAccess>]
module GeneralizationFiles =

    let private identity (one: ModelResult) = [ one.Architecture; string one.Latent; string one.Seed; string one.Epoch ]

    let private identityNames = [ "architecture"; "d"; "seed"; "epoch" ]

    let private spreadNames name = [
        for part in [ "10 %"; "25 %"; "median"; "75 %"; "90 %"; "mean"; "deviation" ] -> $"{name} {part}"
    ]

    let private spreadCells (one: Spread) =
        [
            one.Lowest
            one.Low
            one.Median
            one.High
            one.Highest
            one.Mean
            one.Deviation
        ]
        |> List.map ReportFolder.number

    // One figure's file: a row for each network and group of points.
    let private figureCsv names (cells: PointGroup -> string list) (result: GeneralizationResult) =
        ReportFolder.csv (identityNames @ [ "group"; "points" ] @ names) [
            for model in result.Models do
                for points in model.Figures.Groups do
                    identity model @ [ points.Name; string points.PointCount ] @ cells points
        ]

    let private bothSpaces names (cells: EigenvalueFigures -> string list) =
        figureCsv
            [
                for space in [ "L"; "I" ] do
                    for name in names -> $"{name} {space}"
            ]
            (fun points -> cells points.LatentSpace @ cells points.InputSpace)

    let private slopesCsv predictor (result: GeneralizationResult) =
        ReportFolder.csv (identityNames @ [ "space"; "controls"; "test slope"; "slope"; "R2" ]) [
            for model in result.Models do
                for one in model.Figures.Regressions do
                    match one.Row with
                    | Some row when one.Predictor = predictor && one.Class.IsNone ->
                        identity model
                        @ [
                            RegressionTables.spaceName one.Space
                            RegressionTables.controlsKey one.Controls
                            ReportFolder.number (defaultArg row.TestSlope row.Slope).Coefficient
                            ReportFolder.number row.Slope.Coefficient
                            ReportFolder.number row.RSquared
                        ]
                    | _ -> ()
        ]

    let private theoremCsv (result: GeneralizationResult) =
        let parts: (string * (TransportFigures -> Spread)) list = [
            "overlap", _.Overlap
            "condition", _.Condition
            "projection norm", _.ProjectionNorm
            "distance to the projection", _.FrobeniusDistance
            "step", _.Step
            "change", _.Change
            "part A", _.Distortion
            "part B", _.Outside
            "part C", _.Start
            "not linear", _.Nonlinear
        ]

        let bounds = [ "theorem"; "spectral"; "condition"; "normality" ]

        ReportFolder.csv
            (identityNames
             @ [ "pairs"; "singular"; "limit"; "assumption holds"; "counterexamples" ]
             @ List.collect (fst >> spreadNames) parts
             @ [
                 for bound in bounds do
                     $"{bound} bounds change"
                     $"{bound} bounds part A"
                     $"{bound} over change median"
                     $"{bound} over part A median"
             ])
            [
                for model in result.Models do
                    match model.Theorem with
                    | Some({ Transport = Some found } as study) ->
                        identity model
                        @ [
                            string study.PairCount
                            string study.SingularCount
                            ReportFolder.number study.OverlapLimit
                            string study.AssumptionCount
                            string found.CounterexampleCount
                        ]
                        @ List.collect (fun (_, pick) -> spreadCells (pick found)) parts
                        @ [
                            for bound in found.Bounds do
                                string bound.HoldsForChange
                                string bound.HoldsForDistortion
                                ReportFolder.number bound.ChangeRatio.Median
                                ReportFolder.number bound.DistortionRatio.Median
                        ]
                    | _ -> ()
            ]

    let private scoresCsv (result: GeneralizationResult) =
        let figures (one: Neurovariety.Statistics.DetectionFigures) =
            [ one.AreaUnderRoc; one.AveragePrecision; one.FalsePositiveRateAt95 ]
            |> List.map ReportFolder.number

        ReportFolder.csv
            (identityNames
             @ [
                 "score"
                 "target"
                 "failure is"
                 "needs"
                 "AUROC high"
                 "AUPR high"
                 "FPR95 high"
                 "AUROC low"
                 "AUPR low"
                 "FPR95 low"
                 "Spearman with MSE"
             ])
            [
                for model in result.Models do
                    for row in model.Scores |> Option.map _.Rows |> Option.defaultValue [] do
                        identity model
                        @ [ row.Score; row.Target; row.Direction; row.Need ]
                        @ figures row.High
                        @ figures row.Low
                        @ [ row.Spearman |> Option.map ReportFolder.number |> Option.defaultValue "" ]
            ]

    let private rankingsCsv (result: GeneralizationResult) =
        ReportFolder.csv
            (identityNames
             @ [
                 "predictor"
                 "space"
                 "Spearman"
                 "Spearman within class"
                 "AUROC worst 5 %"
                 "AUROC worst 5 % within class"
             ])
            [
                for model in result.Models do
                    for one in model.Figures.Rankings do
                        identity model
                        @ [
                            RegressionTables.predictorKey one.Predictor
                            RegressionTables.spaceName one.Space
                        ]
                        @ ([
                            one.Spearman
                            one.SpearmanWithinClass
                            one.WorstArea
                            one.WorstAreaWithinClass
                           ]
                           |> List.map (Option.map ReportFolder.number >> Option.defaultValue ""))
            ]

    let private auditsCsv (result: GeneralizationResult) =
        ReportFolder.csv
            (identityNames
             @ [
                 "score"
                 "distance L"
                 "latent cycle"
                 "folds"
                 "dead units"
                 "own error"
                 "test MSE"
             ])
            [
                for row in result.Audits ->
                    [ row.Architecture; string row.Latent; string row.Seed; string row.Epoch ]
                    @ ([
                        row.Score
                        row.DistanceLatent
                        row.LatentCycle
                        row.FoldShare
                        row.DeadShare
                        row.OwnError
                        row.TestMse
                       ]
                       |> List.map ReportFolder.number)
            ]

    let private argumentCells (one: EigenvalueFigures) =
        (match one.Argument with
         | Some spread -> spreadCells spread
         | None -> List.replicate 7 "")
        @ [ ReportFolder.number one.ComplexShare ]

    /// The CSV and LaTeX files by name.
    let all result = [
        "figure-1.csv",
        figureCsv
            (spreadNames "L1 / d" @ spreadNames "L2 / d")
            (fun points -> spreadCells points.AbsoluteDistance @ spreadCells points.EuclideanDistance)
            result
        "figure-2.csv", bothSpaces (spreadNames "argument" @ [ "complex share" ]) argumentCells result
        "figure-3.csv", bothSpaces (spreadNames "arithmetic mean") (fun one -> spreadCells one.ArithmeticMean) result
        "figure-4.csv", bothSpaces (spreadNames "geometric mean") (fun one -> spreadCells one.GeometricMean) result
        "figure-5.csv", bothSpaces (spreadNames "small eigenvalues") (fun one -> spreadCells one.SmallCount) result
        "figure-6.csv",
        bothSpaces
            [ "omega < 0"; "omega = 0, points" ]
            (fun one -> [ ReportFolder.number one.ReversingShare; string one.SingularCount ])
            result
        "figure-7.csv", slopesCsv LogOmega result
        "figure-8.csv", slopesCsv Trace result
        "table-1.csv", RegressionTables.besideCsv LogOmega result
        "table-2.csv", RegressionTables.besideCsv Trace result
        "table-1.tex", RegressionTables.besideLatex LogOmega result
        "table-2.tex", RegressionTables.besideLatex Trace result
        "regressions.csv", RegressionTables.regressionsCsv result
        "theorem.csv", theoremCsv result
        "scores.csv", scoresCsv result
        "rankings.csv", rankingsCsv result
        "audits.csv", auditsCsv result
    ]
