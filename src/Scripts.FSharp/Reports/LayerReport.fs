namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses

/// What the page of `lmd` shows.
type LayerReport = {
    Title: string
    Lead: string
    /// The reading of the rows.
    Reading: string
    /// A residual counts as small from here down.
    Epsilon: float
    Layers: LayerFigures list
}

/// Layers and their decompositions as JSON, tables, charts and CSV.
[<RequireQualifiedAccess>]
module LayerReport =

    let private number value =
        if Double.IsFinite value then Number value else Null

    let private twoNearest (dimension: IntrinsicDimension option) =
        dimension |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)

    let private participation (dimension: IntrinsicDimension option) =
        dimension |> Option.map _.ParticipationRatio

    let private sides value (one: LayerFigures) =
        Fields [
            "input", value one.InputDimension
            "output", value one.OutputDimension
            "joint", value one.JointDimension
        ]

    let private powerLaw (law: Neurovariety.Statistics.PowerLawFit) =
        if isNull (box law) then
            Null
        else
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
            "powerLaw", powerLaw one.PowerLaw
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
    let layerJson reading epsilon (one: LayerFigures) =
        let rows = LayerFigures.residuals reading one

        Fields [
            "layer", Json.count one.Layer
            "shape", Json.counts [ one.Outputs; one.Inputs ]
            "rank", Json.count one.Spectrum.Rank
            "reading", Text reading
            "rows", Items(rows |> Seq.map rowJson)
            "latentBelow", below epsilon rows
            "intrinsicDimension", sides (twoNearest >> Json.optional number) one
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
    let toJson (report: LayerReport) =
        Fields [
            "layers", Items(report.Layers |> List.map (layerJson report.Reading report.Epsilon))
        ]

    /// "784 to 128".
    let shapeText (one: LayerFigures) =
        $"{one.Inputs}\u00A0to\u00A0{one.Outputs}"

    let private optional (digits: int) value =
        value |> Option.map (Table.decimals digits) |> Option.defaultValue "-"

    let private latentText (value: int option) =
        value |> Option.map string |> Option.defaultValue "none"

    /// One line for each layer: shape, rank, dimensions, and where the errors fall below epsilon.
    let overview (report: LayerReport) =
        Table.create [
            "layer", Figures
            "shape", Words
            "rank", Figures
            "constant inputs", Figures
            "dimension of inputs", Figures
            "of outputs", Figures
            "of both", Figures
            $"n' with data error {Table.decimals 2 report.Epsilon}, {report.Reading}", Figures
            "least possible", Figures
        ] [
            for one in report.Layers ->
                let rows = LayerFigures.residuals report.Reading one

                [
                    string one.Layer
                    shapeText one
                    string one.Spectrum.Rank
                    string one.ConstantInputs
                    optional 1 (twoNearest one.InputDimension)
                    optional 1 (twoNearest one.OutputDimension)
                    optional 1 (twoNearest one.JointDimension)
                    (if rows.Length = 0 || rows[0].Latent > 1 then
                         "-"
                     else
                         latentText (LayerFigures.latentBelow report.Epsilon _.Data rows))
                    (if rows.Length = 0 || rows[0].Latent > 1 then
                         "-"
                     else
                         latentText (LayerFigures.latentBelow report.Epsilon _.DataOptimum one.Identity))
                ]
        ]

    /// The figures of the weights, one line for each layer.
    let spectra (layers: LayerFigures list) =
        Table.create [
            "layer", Figures
            "shape", Words
            "largest singular value", Figures
            "bulk edge", Figures
            "spikes", Figures
            "stable rank", Figures
            "rank loss", Figures
            "power law", Figures
            "95 % interval", Figures
            "KS distance", Figures
            "p-value", Figures
        ] [
            for one in layers ->
                let spectrum = one.Spectrum

                [
                    string one.Layer
                    shapeText one
                    Table.decimals 3 spectrum.SingularValues[0]
                    Table.decimals 3 spectrum.UpperEdge
                    string spectrum.SpikeCount
                    Table.decimals 2 spectrum.StableRank
                    string spectrum.RankLoss
                ]
                @ (if isNull (box spectrum.PowerLaw) then
                       [ "-"; "-"; "-"; "-" ]
                   else
                       let law = spectrum.PowerLaw

                       [
                           Table.decimals 2 law.Exponent
                           Table.decimals 2 law.Low + " - " + Table.decimals 2 law.High
                           Table.decimals 3 law.KolmogorovSmirnov
                           Table.decimals 3 law.PValue
                       ])
        ]

    // Every row of short lists; of long ones 1, 2, 5, 10, ... and the last.
    let private shown (rows: LayerResidual[]) =
        let round = [ 1; 2; 3; 5; 8; 10; 15; 20; 30; 50; 70; 100; 150; 200 ]

        rows
        |> Array.filter (fun row ->
            rows.Length <= 12
            || List.contains row.Latent round
            || row.Latent = rows[rows.Length - 1].Latent)

    /// The rows of a layer's reading for people.
    let rows reading (one: LayerFigures) =
        let digits = Table.decimals 4

        Table.create [
            "n'", Figures
            "Frobenius", Figures
            "least", Figures
            "data", Figures
            "least", Figures
        ] [
            for row in shown (LayerFigures.residuals reading one) ->
                [
                    string row.Latent
                    digits row.Frobenius
                    digits row.FrobeniusOptimum
                    digits row.Data
                    digits row.DataOptimum
                ]
        ]

    let private layerBlocks (one: LayerFigures) = [
        Heading $"Layer {one.Layer}: {shapeText one}"

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

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (report: LayerReport) : Page = {
        Title = report.Title
        Lead = report.Lead
        Blocks =
            [
                TableOf("", overview report)
                TableOf("Weights alone", spectra report.Layers)
            ]
            @ List.collect layerBlocks report.Layers
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
    let csvs (report: LayerReport) = [
        "residuals.csv", ReportFolder.csv residualColumns (residualRows [] report.Layers)

        "singular-values.csv",
        ReportFolder.csv [ "layer"; "number"; "singularValue"; "bulkEdge" ] [
            for one in report.Layers do
                for i, value in Seq.indexed one.Spectrum.SingularValues ->
                    [ string one.Layer; string (i + 1); text value; text one.Spectrum.UpperEdge ]
        ]
    ]

    /// Writes report.html and the CSV files. Raises IOException, with one line that says why, when it cannot.
    let write folder (provenance: Provenance) (report: LayerReport) =
        for name, content in csvs report do
            ReportFolder.writeText folder name content

        ReportFolder.writePage folder "report.html" (page provenance report)
