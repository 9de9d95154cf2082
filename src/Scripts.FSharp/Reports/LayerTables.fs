namespace Neurovariety.Scripts.Reports

open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// Layers and their decompositions as tables for people.
[<RequireQualifiedAccess>]
module LayerTables =

    let private twoNearest (dimension: IntrinsicDimension option) =
        dimension |> Option.bind (fun one -> Option.ofNullable one.TwoNearest)

    /// "784 to 128".
    let shapeText (one: LayerFigures) =
        $"{one.Inputs}\u00A0to\u00A0{one.Outputs}"

    let private optional (digits: int) value =
        value |> Option.map (Table.decimals digits) |> Option.defaultValue "-"

    let private latentText (value: int option) =
        value |> Option.map string |> Option.defaultValue "none"

    /// One line for each layer: shape, rank, dimensions, and where the errors fall below epsilon.
    let overview (result: LayerDecompositionResult) : Table =
        let reading, epsilon = result.Options.Reading, result.Options.Epsilon

        Table.create [
            "layer", Figures
            "shape", Words
            "rank", Figures
            "constant inputs", Figures
            "dimension of inputs", Figures
            "of outputs", Figures
            "of both", Figures
            $"n' with data error {Table.decimals 2 epsilon}, {LayerReading.name reading}", Figures
            "least possible", Figures
        ] [
            for one in result.Layers ->
                let rows = LayerFigures.residuals reading one

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
                         latentText (LayerFigures.latentBelow epsilon _.Data rows))
                    (if rows.Length = 0 || rows[0].Latent > 1 then
                         "-"
                     else
                         latentText (LayerFigures.latentBelow epsilon _.DataOptimum one.Identity))
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
                    FigureText.significant 4 spectrum.SingularValues[0]
                    FigureText.significant 4 spectrum.UpperEdge
                    string spectrum.SpikeCount
                    Table.decimals 2 spectrum.StableRank
                    string spectrum.RankLoss
                ]
                @ (match Option.ofObj spectrum.PowerLaw with
                   | None -> [ "-"; "-"; "-"; "-" ]
                   | Some law -> [
                       FigureText.significant 3 law.Exponent
                       FigureText.significant 3 law.Low + " - " + FigureText.significant 3 law.High
                       Table.decimals 3 law.KolmogorovSmirnov
                       Table.decimals 3 law.PValue
                     ])
        ]

    /// What has no number, and why: one line each.
    let notes (layers: LayerFigures list) : string list = [
        for one in layers do
            let spectrum = one.Spectrum

            let general = FigureText.significant 3

            if spectrum.RankLoss > 0 then
                $"layer {one.Layer}: singular values up to {general spectrum.RankThreshold} count as 0, as the weights are known to {general (spectrum.Precision / 2.0)} of themselves"

            match Option.ofObj spectrum.WhyNoPowerLaw with
            | Some reason -> $"layer {one.Layer}: no power law: {reason}"
            | None -> ()

            for side, dimension in
                [
                    "inputs", one.InputDimension
                    "outputs", one.OutputDimension
                    "both", one.JointDimension
                ] do
                match dimension |> Option.bind (fun one -> Option.ofObj one.WhyNone) with
                | Some reason -> $"layer {one.Layer}: no dimension of {side}: {reason}"
                | None -> ()
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
    let rows (reading: LayerReading) (one: LayerFigures) : Table =
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
