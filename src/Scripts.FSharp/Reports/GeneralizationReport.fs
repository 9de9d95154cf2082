namespace Neurovariety.Scripts.Reports

open System
open System.IO
open Neurovariety.Scripts.Experiments
open Neurovariety.Scripts.Experiments.GeneralizationReading

/// The report on the experiments of [ADGL21]: one HTML page that works offline, with CSV, LaTeX and JSON beside it.
[<RequireQualifiedAccess>]
module GeneralizationReport =

    /// Folder of the kept parts of the analysis, in the folder of the report.
    let partsFolder = "parts"

    /// Keeps finished parts of the analysis as files of a folder.
    let store (folder: string) : PartStore =
        let path name =
            Path.Combine(folder, partsFolder, name + ".json")

        {
            Find =
                fun name ->
                    let file = path name

                    if File.Exists file then
                        Some(File.ReadAllText file)
                    else
                        None
            Keep =
                fun name text ->
                    Directory.CreateDirectory(Path.Combine(folder, partsFolder)) |> ignore
                    ReportFolder.writeText folder (Path.Combine(partsFolder, name + ".json")) text
        }

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private verdictText =
        function
        | ClaimVerdict.Reproduced -> "reproduced"
        | ClaimVerdict.NotReproduced -> "notReproduced"
        | ClaimVerdict.Confounded -> "confounded"
        | ClaimVerdict.NotTested -> "notTested"

    let private spread (one: Spread) =
        Fields [
            "q25", number one.Low
            "median", number one.Median
            "q75", number one.High
            "mean", number one.Mean
        ]

    let private eigenvalues (one: EigenvalueFigures) =
        Fields [
            "arithmeticMean", spread one.ArithmeticMean
            "geometricMean", spread one.GeometricMean
            "argument", Json.optional spread one.Argument
            "complexShare", number one.ComplexShare
            "smallCount", spread one.SmallCount
            "reversingShare", number one.ReversingShare
            "singularPoints", Json.count one.SingularCount
        ]

    let private row (predictor, space) controls (one: RegressionRow) =
        Fields [
            "predictor", Text(GeneralizationTables.predictorKey predictor)
            "space", Text(GeneralizationTables.spaceName space)
            "controls", Text(GeneralizationTables.controlsKey controls)
            "n", Json.count one.Count
            "leftOut", Json.count one.ExcludedCount
            "intercept", number one.Intercept.Coefficient
            "slope", number one.Slope.Coefficient
            "testIndicator", one.TestIndicator |> Json.optional (_.Coefficient >> number)
            "testInteraction", one.TestInteraction |> Json.optional (_.Coefficient >> number)
            "testInteractionRobustError", one.TestInteraction |> Json.optional (_.RobustStandardError >> number)
            "testSlope", one.TestSlope |> Json.optional (_.Coefficient >> number)
            "r2", number one.RSquared
        ]

    let private theorem (one: TheoremFigures) =
        Fields [
            "pairs", Json.count one.PairCount
            "singularPairs", Json.count one.SingularCount
            "overlapLimit", number one.OverlapLimit
            "assumptionHolds", Json.count one.AssumptionCount
            match one.Transport with
            | None -> ()
            | Some found ->
                "overlap", spread found.Overlap
                "smallestOverlap", number found.SmallestOverlap
                "counterexamples", Json.count found.CounterexampleCount
                "change", spread found.Change
                "distortion", spread found.Distortion
                "outside", spread found.Outside
                "start", spread found.Start
                "nonlinear", spread found.Nonlinear

                "bounds",
                Items [
                    for bound in found.Bounds ->
                        Fields [
                            "name", Text bound.Name
                            "holdsForChange", Json.count bound.HoldsForChange
                            "holdsForDistortion", Json.count bound.HoldsForDistortion
                            "overChange", spread bound.ChangeRatio
                            "overDistortion", spread bound.DistortionRatio
                        ]
                ]
        ]

    let private model (one: ModelResult) =
        let all = allPoints one

        Fields [
            "architecture", Text one.Architecture
            "latent", Json.count one.Latent
            "seed", Text(string one.Seed)
            "epoch", Json.count one.Epoch
            "trainMse", group "train" one |> Json.optional (_.Mse.Mean >> number)
            "testMse", group "test" one |> Json.optional (_.Mse.Mean >> number)
            "classR2", number one.Figures.ClassShare
            "distanceL1", spread all.AbsoluteDistance
            "distanceL2", spread all.EuclideanDistance
            "latentSpace", eigenvalues all.LatentSpace
            "inputSpace", eigenvalues all.InputSpace
            "regressions",
            Items [
                for regression in one.Figures.Regressions do
                    match regression.Class, regression.Row with
                    | None, Some found -> row (regression.Predictor, regression.Space) regression.Controls found
                    | _ -> ()
            ]
            "theorem", Json.optional theorem one.Theorem
        ]

    let private claim (one: ClaimFinding) =
        Fields [
            "key", Text one.Key
            "where", Text one.Where
            "claim", Text one.Claim
            "verdict", Text(verdictText one.Verdict)
            "finding", Text one.Finding
        ]

    let private audits (result: GeneralizationResult) =
        let spearman figure rows =
            FailurePrediction.correlation figure rows |> Json.optional number

        let trained =
            result.Audits
            |> List.filter (fun row -> row.Epoch = result.Plan.MeasuredEpochs.Head)

        Fields [
            "networks", Json.count result.Audits.Length
            "spearman", spearman _.Score result.Audits
            "spearmanTrained", spearman _.Score trained
        ]

    /// The result as JSON: what `--json` prints and result.json holds.
    let toJson (provenance: Provenance) (result: GeneralizationResult) =
        Fields [
            "experiment", Text "generalization"
            "source", Text "ADGL21"
            "scale", Text(GeneralizationPage.scaleName result.Plan.Scale)
            "architectures", Json.texts result.Plan.Architectures
            "latents", Json.counts result.Plan.Latents
            "seeds", Json.texts (result.Plan.Seeds |> List.map string)
            "epochs", Json.count result.Plan.Epochs
            "trainCount", Json.count result.Images.Train.Count
            "testCount", Json.count result.Images.Test.Count
            "comparable", Truth(isComparable result)
            "claims", Items(GeneralizationClaims.all result |> List.map claim)
            "models", Items(result.Models |> List.map model)
            "audits", audits result
            "leftOut", Json.texts (result.LeftOut |> List.map fst)
            "provenance", Provenance.toJson provenance
        ]

    // ---- CSV files ---------------------------------------------------------------------------------------------------------

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
                            GeneralizationTables.spaceName one.Space
                            GeneralizationTables.controlsKey one.Controls
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
                            GeneralizationTables.predictorKey one.Predictor
                            GeneralizationTables.spaceName one.Space
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
    let private files result = [
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
        "table-1.csv", GeneralizationTables.besideCsv LogOmega result
        "table-2.csv", GeneralizationTables.besideCsv Trace result
        "table-1.tex", GeneralizationTables.besideLatex LogOmega result
        "table-2.tex", GeneralizationTables.besideLatex Trace result
        "regressions.csv", GeneralizationTables.regressionsCsv result
        "theorem.csv", theoremCsv result
        "scores.csv", scoresCsv result
        "rankings.csv", rankingsCsv result
        "audits.csv", auditsCsv result
    ]

    /// Writes report.html, result.json, and the CSV and LaTeX files into a folder. Raises IOException, with one line that
    /// says why, when a file cannot be written.
    let write folder (provenance: Provenance) (result: GeneralizationResult) =
        for name, text in files result do
            ReportFolder.writeText folder name text

        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writePage folder "report.html" (GeneralizationPage.page provenance result)

    /// The claims with their verdicts, for the console.
    let summary (result: GeneralizationResult) =
        GeneralizationClaims.all result
        |> List.map (fun one -> [ verdictText one.Verdict; one.Where; one.Claim ])
        |> Table.create [ "verdict", Words; "where", Words; "claim", Words ]

    /// The record of a run from its command line and settings, and the data's names and hashes.
    let provenance command (result: GeneralizationResult) =
        let plan = result.Plan

        Provenance.create
            command
            plan.Seeds.Head
            plan.Threads
            [
                "scale", GeneralizationPage.scaleName plan.Scale
                "architectures", String.concat ", " plan.Architectures
                "latent widths", plan.Latents |> List.map string |> String.concat ", "
                "seeds", plan.Seeds |> List.map string |> String.concat ", "
                "epochs", string plan.Epochs
                "measured after", plan.MeasuredEpochs |> List.map string |> String.concat ", "
            ]
            [
                $"training images ({result.Images.Train.Count})", result.Images.Train.PixelSha256()
                $"test images ({result.Images.Test.Count})", result.Images.Test.PixelSha256()
            ]
            result.Timings
