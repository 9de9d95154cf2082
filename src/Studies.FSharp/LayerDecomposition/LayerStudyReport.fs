namespace Neurovariety.Studies

open System
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Studies

/// The report on the experiments on [NLQ23]: one HTML page that works offline, with CSV and JSON beside it.
[<RequireQualifiedAccess>]
module LayerStudyReport =

    let private scaleName =
        function
        | Scale.Smoke -> "smoke"
        | Scale.Seed -> "seed"
        | Scale.Paper -> "paper"

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private modelJson (plan: LayerStudySettings) (model: LayerModel) =
        Fields [
            "architecture", Text LayerStudySettings.architecture
            "latent", Json.count model.Latent
            "seed", Text(string model.Seed)
            "epoch", Json.count model.Epoch
            "relativeError", number model.RelativeError
            "largestActivation", number model.LargestActivation
            "largestTenfold", number model.LargestTenfold
            "layers",
            Items [
                for one in model.Layers do
                    LayerReport.layerJson LayerReading.Graph plan.Epsilon one
            ]
        ]

    /// The result as JSON: what `--json` prints and result.json holds.
    let toJson (provenance: Provenance) (result: LayerStudyResult) =
        Fields [
            "experiment", Text "lmd"
            "source", Text "NLQ23"
            "scale", Text(scaleName result.Plan.Scale)
            "latents", Json.counts result.Plan.Latents
            "seeds", Json.texts (result.Plan.Seeds |> List.map string)
            "epochs", Json.count result.Plan.Epochs
            "measuredEpochs", Json.counts result.Plan.MeasuredEpochs
            "points", Json.count result.Plan.Points
            "claims", Items(LayerClaims.all result |> List.map ClaimText.toJson)
            "models", Items(result.Models |> List.map (modelJson result.Plan))
            "leftOut", Json.texts (result.LeftOut |> List.map fst)
            "provenance", Provenance.toJson provenance
        ]

    /// The claims with their verdicts, for the console.
    let summary result =
        ClaimText.table (LayerClaims.all result)

    let private text = ReportFolder.number

    let private optionalText (value: float option) =
        value |> Option.map text |> Option.defaultValue ""

    let private layerRows (result: LayerStudyResult) = [
        for model in result.Models do
            for one in model.Layers do
                let spectrum = one.Spectrum

                let law = Option.ofObj spectrum.PowerLaw

                let nearest (found: IntrinsicDimension option) =
                    found |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)

                let share (found: IntrinsicDimension option) =
                    found |> Option.map _.ParticipationRatio

                [
                    string model.Latent
                    string model.Seed
                    string model.Epoch
                    string one.Layer
                    string one.Outputs
                    string one.Inputs
                    string spectrum.Rank
                    string one.ConstantInputs
                    optionalText (nearest one.InputDimension)
                    optionalText (nearest one.OutputDimension)
                    optionalText (nearest one.JointDimension)
                    optionalText (share one.InputDimension)
                    optionalText (share one.OutputDimension)
                    optionalText (share one.JointDimension)
                    optionalText one.BesideDiagonal
                    text spectrum.SingularValues[0]
                    text spectrum.UpperEdge
                    string spectrum.SpikeCount
                    text spectrum.StableRank
                    string spectrum.RankLoss
                    optionalText (law |> Option.map _.Exponent)
                    optionalText (law |> Option.map _.Low)
                    optionalText (law |> Option.map _.High)
                    optionalText (law |> Option.map _.PValue)
                ]
    ]

    /// The CSV files behind tables and charts, by name.
    let csvs (result: LayerStudyResult) = [
        "claims.csv",
        ReportFolder.csv [ "key"; "where"; "claim"; "verdict"; "finding" ] [
            for one in LayerClaims.all result ->
                [ one.Key; one.Where; one.Claim; ClaimText.verdictKey one.Verdict; one.Finding ]
        ]

        "residuals.csv",
        ReportFolder.csv ([ "d"; "seed"; "epoch" ] @ LayerReport.residualColumns) [
            for model in result.Models do
                yield!
                    LayerReport.residualRows [ string model.Latent; string model.Seed; string model.Epoch ] model.Layers
        ]

        "layers.csv",
        ReportFolder.csv
            [
                "d"
                "seed"
                "epoch"
                "layer"
                "outputs"
                "inputs"
                "rank"
                "constantInputs"
                "dimensionInput"
                "dimensionOutput"
                "dimensionJoint"
                "participationInput"
                "participationOutput"
                "participationJoint"
                "coreBesideDiagonal"
                "largestSingularValue"
                "bulkEdge"
                "spikes"
                "stableRank"
                "rankLoss"
                "powerLaw"
                "powerLawLow"
                "powerLawHigh"
                "powerLawP"
            ]
            (layerRows result)

        "singular-values.csv",
        ReportFolder.csv [ "d"; "seed"; "epoch"; "layer"; "number"; "singularValue" ] [
            for model in result.Models do
                for one in model.Layers do
                    for i, value in Seq.indexed one.Spectrum.SingularValues ->
                        [
                            string model.Latent
                            string model.Seed
                            string model.Epoch
                            string one.Layer
                            string (i + 1)
                            text value
                        ]
        ]
    ]

    /// Writes report.html, result.json and the CSV files into a folder. Raises IOException, with one line that says why, when
    /// a file cannot be written.
    let write folder (provenance: Provenance) (result: LayerStudyResult) =
        for name, content in csvs result do
            ReportFolder.writeText folder name content

        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writePage folder "report.html" (LayerStudyPage.page provenance result)

    /// The record of a run from its command line and settings, and the data's names and hashes.
    let provenance command (result: LayerStudyResult) =
        let plan = result.Plan

        Provenance.create
            command
            plan.Seeds.Head
            plan.Threads
            [
                "scale", scaleName plan.Scale
                "latent widths", plan.Latents |> List.map string |> String.concat ", "
                "seeds", plan.Seeds |> List.map string |> String.concat ", "
                "epochs", string plan.Epochs
                "decomposed after", plan.MeasuredEpochs |> List.map string |> String.concat ", "
                "points", string plan.Points
            ]
            [
                $"training images ({result.Images.Train.Count})", result.Images.Train.PixelSha256()
            ]
            result.Timings
