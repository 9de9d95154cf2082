namespace Neurovariety.Studies

open System
open Neurovariety.Studies.InitializationReading
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The report on the experiments of [DAL22]: one HTML page that works offline, with CSV and JSON beside it.
[<RequireQualifiedAccess>]
module InitializationReport =

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private scaleName =
        function
        | Smoke -> "smoke"
        | Seed -> "seed"
        | Paper -> "paper"

    let private box (one: BoxFigures) =
        Fields [
            "q25", number one.LowerQuartile
            "median", number one.Median
            "q75", number one.UpperQuartile
            "q95", number one.NinetyFivePercent
            "max", number one.Greatest
            "mean", number one.Mean
        ]

    let private distance (one: SampleDistance) =
        Fields [ "ks", number one.Kolmogorov; "wasserstein1", number one.Wasserstein ]

    let private figures (epoch: int, one: EpochFigures) =
        Fields [
            "epoch", Json.count epoch
            "modulus", box one.Modulus
            "argument", Json.optional box one.Argument
            "zeroFraction", number one.ZeroShare
            "realFraction", number one.RealShare
            "negativeFraction", number one.NegativeShare
            "negativeRealPartFraction", number one.LeftShare
            "modulusToLaw", distance one.ModulusToLaw
            "modulusToTrained", distance one.ModulusToTrained
            "argumentToUniform", Json.optional distance one.ArgumentToUniform
            "argumentToProducts", Json.optional distance one.ArgumentToProducts
            "argumentToTrained", Json.optional distance one.ArgumentToTrained
        ]

    let private network (one: NetworkSpectra) =
        Fields [
            "latent", Json.count one.Network.Latent
            "seed", Text(string one.Network.Seed)
            "epochs", Items(one.Epochs |> List.map figures)
        ]

    let private theory (one: WidthFigures) =
        let found = one.Theory

        let printed =
            RandomTheory.printedMedians
            |> List.tryFind (fun (latent, _) -> latent = one.Latent)

        Fields [
            "latent", Json.count one.Latent
            "printedMedian", Json.optional (fun (_, (_, modulus)) -> number modulus) printed
            "formulaMedian", number found.FormulaMedian
            "formulaMax", number found.FormulaMaximum
            "law",
            Fields [
                "median", number found.LawMedian
                "q95", number found.LawNinetyFive
                "zeroFraction", number found.LawZeroShare
            ]
            "realFraction",
            Fields [
                "ginibre", number found.GinibreRealShare
                "products", number found.ProductRealShare
                "reluProducts", number found.ThinnedRealShare
            ]
            "argument", Json.optional box found.ThinnedArgument
        ]

    let private ranged (one: Ranged) =
        Fields [ "value", number one.Value; "interval", Json.numbers [ one.Low; one.High ] ]

    let private trajectory (one: Trajectory) =
        Fields [
            "quantity", Text(if one.Quantity = Moduli then "modulus" else "argument")
            "latent", Json.optional Json.count one.Latent
            "changePoint",
            one.Change
            |> Json.optional (fun found ->
                Fields [
                    "after", Json.count one.Epochs[found.Step.Last]
                    "by", Json.count one.Epochs[found.Step.Last + 1]
                    "interval", Json.counts [ one.Epochs[found.Earliest]; one.Epochs[found.Latest] ]
                    "before", number found.Step.Before
                    "level", number found.Step.After
                ])
            "closerToTrained", Json.optional ranged one.Crossing
            "halfWay", Json.optional ranged one.HalfWay
        ]

    /// The result as JSON: what `--json` prints and result.json holds.
    let toJson (provenance: Provenance) (result: InitializationResult) =
        Fields [
            "experiment", Text "initialization"
            "source", Text "DAL22"
            "scale", Text(scaleName result.Plan.Scale)
            "architecture", Text result.Plan.Architecture
            "latents", Json.counts result.Plan.Latents
            "seeds", Json.texts (result.Plan.Seeds |> List.map string)
            "epochs", Json.counts (InitializationSettings.epochs result.Plan)
            "trainCount", Json.count result.Images.Train.Count
            "testCount", Json.count result.Images.Test.Count
            "comparable", Truth(isComparable result)
            "claims", Items(InitializationClaims.all result |> List.map ClaimText.toJson)
            "predictions", Items(result.Widths |> List.map theory)
            "models", Items(result.Networks |> List.map network)
            "trajectories",
            Items [
                for quantity in [ Moduli; Arguments ] do
                    for one in trajectories quantity result -> trajectory one
            ]
            "leftOut", Json.texts (result.LeftOut |> List.map fst)
            "provenance", Provenance.toJson provenance
        ]

    /// Writes report.html, result.json and the CSV files into a folder. Raises IOException, with one line that says why, when a
    /// file cannot be written.
    let write folder (provenance: Provenance) (result: InitializationResult) =
        for name, text in InitializationFiles.all result do
            ReportFolder.writeText folder name text

        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writePage folder "report.html" (InitializationPage.page provenance result)

    /// The claims with their verdicts, for the console.
    let summary result =
        ClaimText.table (InitializationClaims.all result)

    /// The record of a run from its command line and settings, and the data's names and hashes.
    let provenance command (result: InitializationResult) =
        let plan = result.Plan

        let list values =
            values |> List.map string |> String.concat ", "

        Provenance.create
            command
            plan.Seeds.Head
            plan.Threads
            [
                "scale", scaleName plan.Scale
                "architecture", plan.Architecture
                "latent widths", list plan.Latents
                "seeds", list plan.Seeds
                "epochs", list (InitializationSettings.epochs plan)
                "untrained seeds", list plan.UntrainedSeeds
                "images for those", string plan.UntrainedImages
                "products simulated at each width", string plan.SimulatedProducts
                "resamples", string plan.Resamples
            ]
            [
                $"training images ({result.Images.Train.Count})", result.Images.Train.PixelSha256()
                $"test images ({result.Images.Test.Count})", result.Images.Test.PixelSha256()
            ]
            result.Timings
