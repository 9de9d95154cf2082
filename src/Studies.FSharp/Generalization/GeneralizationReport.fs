namespace Neurovariety.Studies

open System
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies.GeneralizationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The report on the experiments of [ADGL21]: one HTML page that works offline, with CSV, LaTeX and JSON beside it.
[<RequireQualifiedAccess>]
module GeneralizationReport =

    let private number value =
        if Double.IsFinite value then Number value else Null

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
            "predictor", Text(RegressionTables.predictorKey predictor)
            "space", Text(RegressionTables.spaceName space)
            "controls", Text(RegressionTables.controlsKey controls)
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
            "claims", Items(GeneralizationClaims.all result |> List.map ClaimText.toJson)
            "models", Items(result.Models |> List.map model)
            "audits", audits result
            "leftOut", Json.texts (result.LeftOut |> List.map fst)
            "provenance", Provenance.toJson provenance
        ]

    /// Writes report.html, result.json, and the CSV and LaTeX files into a folder. Raises IOException, with one line that
    /// says why, when a file cannot be written.
    let write folder (provenance: Provenance) (result: GeneralizationResult) =
        for name, text in GeneralizationFiles.all result do
            ReportFolder.writeText folder name text

        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writePage folder "report.html" (GeneralizationPage.page provenance result)

    /// The claims with their verdicts, for the console.
    let summary result =
        ClaimText.table (GeneralizationClaims.all result)

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
