namespace Neurovariety.Studies

open System
open Neurovariety.Memories
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Analyses
open Neurovariety.Studies

/// The files of the study of associative memories: report.html, result.json, and a CSV file behind each chart.
[<RequireQualifiedAccess>]
module MemoryStudyReport =

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private text = ReportFolder.number

    let private curvesCsv (one: MemoryExperiment) =
        ReportFolder.csv [ "mode"; "curve"; one.Axis; "share"; "low"; "high"; "runs" ] [
            for curve in one.Curves do
                for x, found in curve.Points ->
                    [
                        MemoryRetrieval.modeName curve.Mode
                        curve.Name
                        text x
                        text found.Accuracy
                        text found.Low
                        text found.High
                        found.Runs |> Seq.map text |> String.concat " "
                    ]
        ]

    let private checksCsv (result: MemoryStudyResult) =
        ReportFolder.csv [
            "experiment"
            "similarity"
            "at"
            "measured elsewhere"
            "ours"
            "low"
            "high"
            "agree"
        ] [
            for key, name, x, theirs, ours, agrees in MemoryClaims.checks result ->
                [
                    key
                    name
                    text x
                    text theirs
                    text ours.Accuracy
                    text ours.Low
                    text ours.High
                    (if agrees then "1" else "0")
                ]
        ]

    let private capacityCsv (result: MemoryStudyResult) =
        ReportFolder.csv [ "order"; "units"; "held"; "theory" ] [
            for row in result.Capacity ->
                [
                    (if row.Order = 0 then "exponential" else string row.Order)
                    string row.Units
                    string row.Measured
                    text row.Theory
                ]
        ]

    let private autoencoderCsv (found: AutoencoderFigures) =
        let names = found.Rows.Head.Retrieved |> List.map fst

        ReportFolder.csv ([ "noise" ] @ names @ [ "same basin"; "nearest is own"; "settled" ]) [
            for row in found.Rows ->
                [ text row.Noise ]
                @ [ for _, value in row.Retrieved -> text value ]
                @ [ text row.SameBasin; text row.NearestIsOwn; text row.Settled ]
        ]

    let private radiiCsv (found: AutoencoderFigures) =
        ReportFolder.csv [ "point"; "largest modulus" ] [
            for radius in found.DigitRadii -> [ "digit"; text radius ]
            for radius in found.AttractorRadii -> [ "attractor"; text radius ]
        ]

    let private bridgeCsv (found: BridgeFigures) =
        ReportFolder.csv [ "layer"; "compared by"; "damage"; "share"; "low"; "high" ] [
            for row in found.Rows do
                for damage, figures in row.Own ->
                    [
                        row.Layer |> Option.map string |> Option.defaultValue ""
                        row.Name
                        damage
                        text figures.Accuracy
                        text figures.Low
                        text figures.High
                    ]
        ]

    let private curve (one: MemoryCurve) =
        Fields [
            "mode", Text(MemoryRetrieval.modeName one.Mode)
            "name", Text one.Name
            "points",
            Items [
                for x, found in one.Points ->
                    Fields [
                        "x", Number x
                        "accuracy", number found.Accuracy
                        "interval", Json.numbers [ found.Low; found.High ]
                        "runs", Json.numbers found.Runs
                    ]
            ]
        ]

    let private experiment (one: MemoryExperiment) =
        Fields [
            "key", Text one.Key
            "title", Text one.Title
            "axis", Text one.Axis
            "curves", Items(one.Curves |> List.map curve)
        ]

    let private capacity (row: CapacityRow) =
        Fields [
            "order",
            (if row.Order = 0 then
                 Text "exponential"
             else
                 Json.count row.Order)
            "units", Json.count row.Units
            "held", Json.count row.Measured
            "theory", Number row.Theory
        ]

    let private autoencoder (found: AutoencoderFigures) =
        Fields [
            "model", Text found.Name
            "latent", Json.count found.Latent
            "epoch", Json.optional Json.count found.Epoch
            "digits", Json.count found.Digits
            "attractors", Json.count found.AttractorCount
            "largestBasin", Number found.LargestBasin
            "medianSteps", number found.MedianSteps
            "attractorRadii", Json.numbers found.AttractorRadii
            "digitRadii", Json.numbers found.DigitRadii
            "rows",
            Items [
                for row in found.Rows ->
                    Fields [
                        "noise", Number row.Noise
                        "retrieved", Json.numbers (row.Retrieved |> List.map snd)
                        "sameBasin", Number row.SameBasin
                        "nearestIsOwn", Number row.NearestIsOwn
                        "settled", Number row.Settled
                    ]
            ]
        ]

    let private bridge (found: BridgeFigures) =
        Fields [
            "digits", Json.count found.Digits
            "latent", Json.count found.Latent
            "rows",
            Items [
                for row in found.Rows ->
                    Fields [
                        "layer", Json.optional Json.count row.Layer
                        "comparedBy", Text row.Name
                        "own",
                        Items [
                            for damage, figures in row.Own ->
                                Fields [
                                    "damage", Text damage
                                    "accuracy", Number figures.Accuracy
                                    "interval", Json.numbers [ figures.Low; figures.High ]
                                ]
                        ]
                    ]
            ]
        ]

    let private scaleName scale =
        match scale with
        | Scale.Smoke -> "smoke"
        | Scale.Seed -> "seed"
        | Scale.Paper -> "paper"

    /// The result as JSON: what `--json` prints and result.json holds.
    let toJson provenance (result: MemoryStudyResult) =
        Fields [
            "experiment", Text "memory"
            "source", Text "MSSLB22"
            "scale", Text(scaleName result.Plan.Scale)
            "runs", Json.count result.Plan.Runs
            "claims", Items(MemoryClaims.all result |> List.map ClaimText.toJson)
            "experiments", Items(result.Experiments |> List.map experiment)
            "capacity", Items(result.Capacity |> List.map capacity)
            "autoencoder", autoencoder result.Autoencoder
            "bridge", bridge result.Bridge
            "provenance", Provenance.toJson provenance
        ]

    /// The record of a run.
    let provenance command (result: MemoryStudyResult) =
        Provenance.create
            command
            result.Plan.Seed
            result.Plan.Threads
            [
                "scale", scaleName result.Plan.Scale
                "runs", string result.Plan.Runs
                "numbers of patterns", result.Plan.Sizes |> List.map string |> String.concat ", "
                "autoencoder", result.Autoencoder.Name
            ]
            [ $"training images ({result.Images.Count})", result.Images.PixelSha256() ]
            result.Timings

    /// Writes everything into a folder.
    let write folder provenance (result: MemoryStudyResult) =
        for one in result.Experiments do
            ReportFolder.writeText folder (one.Key + ".csv") (curvesCsv one)

        ReportFolder.writeText folder "checks.csv" (checksCsv result)
        ReportFolder.writeText folder "capacity.csv" (capacityCsv result)
        ReportFolder.writeText folder "autoencoder.csv" (autoencoderCsv result.Autoencoder)
        ReportFolder.writeText folder "autoencoder-radii.csv" (radiiCsv result.Autoencoder)
        ReportFolder.writeText folder "bridge.csv" (bridgeCsv result.Bridge)

        let pictures = result.Autoencoder.Pictures

        pictures
        |> List.map snd
        |> ImageGrid.compose result.Images.Rows result.Images.Columns 2
        |> ReportFolder.writeGrid folder "autoencoder" (pictures |> List.map fst)

        ReportFolder.writeText folder "result.json" (Json.indented (toJson provenance result))
        ReportFolder.writePage folder "report.html" (MemoryPage.page provenance result)
