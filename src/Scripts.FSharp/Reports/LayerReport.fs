namespace Neurovariety.Scripts.Reports

open System
open System.IO
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// Layers and their decompositions as JSON, CSV and a page.
[<RequireQualifiedAccess>]
module LayerReport =

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private twoNearest (dimension: IntrinsicDimension option) =
        dimension |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)

    let private whyNone (dimension: IntrinsicDimension option) =
        dimension |> Option.bind (fun one -> Option.ofObj one.WhyNone)

    let private participation (dimension: IntrinsicDimension option) =
        dimension |> Option.map _.ParticipationRatio

    let private sides value (one: LayerFigures) =
        Fields [
            "input", value one.InputDimension
            "output", value one.OutputDimension
            "joint", value one.JointDimension
        ]

    let private powerLaw (found: Neurovariety.Statistics.PowerLawFit option) =
        match found with
        | None -> Null
        | Some law ->
            Fields [
                "exponent", number law.Exponent
                "minimum", number law.Minimum
                "tail", Json.count law.TailCount
                "standardError", number law.StandardError
                "interval", Items [ number law.Low; number law.High ]
                "ks", number law.KolmogorovSmirnov
                "pValue", number law.PValue
            ]

    /// The weight spectrum as JSON.
    let spectrumJson (one: WeightSpectrum) =
        Fields [
            "singularValues", Json.numbers one.SingularValues
            "stableRank", number one.StableRank
            "rankLoss", Json.count one.RankLoss
            "entryDeviation", number one.EntryDeviation
            "marchenkoPastur", Fields [ "lower", number one.LowerEdge; "upper", number one.UpperEdge ]
            "spikes", Json.count one.SpikeCount
            "powerLaw", powerLaw (Option.ofObj one.PowerLaw)
            "powerLawNone", Json.optional Text (Option.ofObj one.WhyNoPowerLaw)
            "precision", number one.Precision
            "rankThreshold", number one.RankThreshold
        ]

    let private rowJson (row: LayerResidual) =
        Fields [
            "latent", Json.count row.Latent
            "frobenius", number row.Frobenius
            "frobeniusOptimum", number row.FrobeniusOptimum
            "data", number row.Data
            "dataOptimum", number row.DataOptimum
        ]

    let private below epsilon (rows: LayerResidual[]) =
        let at value =
            LayerFigures.latentBelow epsilon value rows |> Json.optional Json.count

        Fields [
            "epsilon", number epsilon
            "frobenius", at _.Frobenius
            "frobeniusOptimum", at _.FrobeniusOptimum
            "data", at _.Data
            "dataOptimum", at _.DataOptimum
        ]

    /// A layer as JSON, with the rows of one reading.
    let layerJson (reading: LayerReading) (epsilon: float) (one: LayerFigures) : Json =
        let rows = LayerFigures.residuals reading one

        Fields [
            "layer", Json.count one.Layer
            "shape", Json.counts [ one.Outputs; one.Inputs ]
            "rank", Json.count one.Spectrum.Rank
            "reading", Text(LayerReading.name reading)
            "rows", Items(rows |> Seq.map rowJson)
            "latentBelow", below epsilon rows
            "intrinsicDimension", sides (twoNearest >> Json.optional number) one
            "intrinsicDimensionNone", sides (whyNone >> Json.optional Text) one
            "participationRatio", sides (participation >> Json.optional number) one
            "weightSpectrum", spectrumJson one.Spectrum
            "points", Json.count one.Points
            "constantInputs", Json.count one.ConstantInputs
            match one.Graphs with
            | Some graphs ->
                "components",
                Fields [
                    "input", Json.count graphs.InputComponents
                    "output", Json.count graphs.OutputComponents
                    "joint", Json.count graphs.JointComponents
                ]

                "eigenResidual", number graphs.EigenResidual
                "solveResidual", number graphs.SolveResidual
                "converged", Truth graphs.IsConverged
            | None -> ()
            match one.Refused with
            | Some reason -> "refused", Text reason
            | None -> ()
        ]

    /// The document that `lmd --json` prints.
    let toJson (result: LayerDecompositionResult) : Json =
        let options = result.Options

        Fields [
            ModelDocument.assumed result.Model
            DataDocument.pointsField result.Points
            "layers", Items(result.Layers |> List.map (layerJson options.Reading options.Epsilon))
        ]

    let private layerBlocks (one: LayerFigures) = [
        Heading $"Layer {one.Layer}: {LayerTables.shapeText one}"

        match one.Refused with
        | Some reason -> Paragraph $"Not decomposed: {reason}."
        | None ->
            match one.Graphs with
            | Some graphs ->
                let components =
                    $"The graphs have {graphs.InputComponents} (inputs), {graphs.OutputComponents} (outputs) and {graphs.JointComponents} (both) connected components."

                Paragraph(
                    $"{one.ConstantInputs} of {one.Inputs} inputs are constant over the {one.Points} samples. {components} "
                    + $"Residuals: eigenpairs {Table.small graphs.EigenResidual}, solutions {Table.small graphs.SolveResidual}."
                    + (if graphs.IsConverged then
                           ""
                       else
                           " The iterations did not converge: the graph reading is not to be trusted.")
                )
            | None -> ()

            ChartOf(
                "Error on the data, relative: each reading, and the least that any matrix of rank n' has.",
                LayerPlots.residuals "||(W - W')X|| / ||WX||" _.Data _.DataOptimum one
            )

            ChartOf(
                "Frobenius error, relative; the identity reading is the truncated singular value decomposition, which no other beats.",
                LayerPlots.residuals "||W - W'|| / ||W||" _.Frobenius _.FrobeniusOptimum one
            )
        ChartOf(
            "Singular values of the weights; above the dashed bulk edge stand the spikes.",
            LayerPlots.singularValues [ "singular values", one.Spectrum ]
        )

        ChartOf(
            "Their density, and that of a random matrix with entries of the size of the bulk's.",
            LayerPlots.density one
        )
    ]

    /// Where a result comes from; `command` is what was called.
    let provenance (command: string) (result: LayerDecompositionResult) : Provenance =
        let options = result.Options

        Provenance.create
            command
            options.Seed
            options.Work.Threads
            [
                "reading", LayerReading.name options.Reading
                "neighbours", string options.Neighbours
            ]
            (Points.hashes result.Points)
            [ "in all", result.Seconds ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (result: LayerDecompositionResult) : Page = {
        Title = $"Layer matrix decomposition of {result.Model.Architecture}, d = {result.Model.Network.LatentCount}"
        Lead =
            "Layers through a latent space of n' dimensions: read off graphs on the samples, off diffusion on them, and off the singular values, at "
            + result.Points.ToString()
            + "."
        Blocks =
            [
                TableOf("", LayerTables.overview result)
                TableOf("Weights alone", LayerTables.spectra result.Layers)
            ]
            @ List.collect layerBlocks result.Layers
            @ [
                Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
            ]
    }

    let private text = ReportFolder.number

    /// The residuals of all readings as rows of a CSV file, after leading cells that tell the network.
    let residualRows (leading: string list) (layers: LayerFigures list) = [
        for one in layers do
            for name, rows in LayerFigures.readings one do
                for row in rows do
                    leading
                    @ [
                        string one.Layer
                        name
                        string row.Latent
                        text row.Frobenius
                        text row.FrobeniusOptimum
                        text row.Data
                        text row.DataOptimum
                    ]
    ]

    /// Names of the columns of residualRows, without the leading ones.
    let residualColumns = [
        "layer"
        "reading"
        "latent"
        "frobenius"
        "frobeniusOptimum"
        "data"
        "dataOptimum"
    ]

    /// The CSV files behind the charts, by name.
    let csvs (result: LayerDecompositionResult) : (string * string) list = [
        "residuals.csv", ReportFolder.csv residualColumns (residualRows [] result.Layers)

        "singular-values.csv",
        ReportFolder.csv [ "layer"; "number"; "singularValue"; "bulkEdge" ] [
            for one in result.Layers do
                for i, value in Seq.indexed one.Spectrum.SingularValues ->
                    [ string one.Layer; string (i + 1); text value; text one.Spectrum.UpperEdge ]
        ]
    ]

    /// Writes report.html and the CSV files. Raises IOException, with one line that says why, when it cannot.
    let write (folder: string) (provenance: Provenance) (result: LayerDecompositionResult) : unit =
        for name, content in csvs result do
            ReportFolder.writeText folder name content

        ReportFolder.writePage folder "report.html" (page provenance result)

    /// Writes all that `lmd --out` does: result.json, report.html and the CSV files; the folder is made where there is none. Raises
    /// IOException, with one line that says why, when it cannot.
    let save (folder: string) (result: LayerDecompositionResult) : unit =
        Directory.CreateDirectory folder |> ignore
        write folder (provenance "LayerDecompositions.run" result) result
        ReportFolder.writeJson folder "result.json" (toJson result)
