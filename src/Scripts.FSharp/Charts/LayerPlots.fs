namespace Neurovariety.Scripts.Charts

open Plotly.NET
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Analyses

/// Charts of decomposed layers.
[<RequireQualifiedAccess>]
module LayerPlots =

    // Beyond this many points a curve is a line, and the points are no longer drawn.
    let private pointsShown = 40

    let private line dash index name (points: (float * float)[]) =
        if points.Length > pointsShown then
            Figure.line dash (Figure.color index) name points
        else
            Figure.lineWithPoints dash (Figure.color index) name points

    /// Residuals against the latent width: each reading, and dashed the least that any matrix of that rank has.
    let residuals title (value: LayerResidual -> float) (optimum: LayerResidual -> float) (figures: LayerFigures) =
        let curve pick (rows: LayerResidual[]) =
            rows |> Array.map (fun row -> float row.Latent, (pick row: float))

        let readings =
            LayerFigures.readings figures
            |> List.mapi (fun index (name, rows) -> line StyleParam.DrawingStyle.Solid index name (curve value rows))

        let least =
            line StyleParam.DrawingStyle.Dash 7 "least of that rank" (curve optimum figures.Identity)

        Figure.create
            (Figure.axis "latent width n'")
            {
                Figure.axis title with
                    Range = Some(0.0, 1.06)
            }
            (readings @ [ least ])

    /// Falling singular values of one or several networks, with the bulk edge dashed where there is one network.
    let singularValues (spectra: (string * WeightSpectrum) list) =
        let falling (values: float[]) =
            values
            |> Array.mapi (fun i value -> float (i + 1), (if value > 0.0 then value else nan))

        let curves =
            spectra
            |> List.mapi (fun index (name, one) ->
                line StyleParam.DrawingStyle.Solid index name (falling one.SingularValues))

        let edges =
            match spectra with
            | [ _, one ] ->
                let last = float one.SingularValues.Length

                [
                    line StyleParam.DrawingStyle.Dash 1 "bulk edge" [| 1.0, one.UpperEdge; last, one.UpperEdge |]
                ]
            | _ -> []

        Figure.create
            (Figure.axis "number of the singular value")
            (Figure.logarithmicAxis "singular value")
            (curves @ edges)

    let private binCount = 30

    /// The density of the singular values, with that of a random matrix with entries of the same size.
    let density (figures: LayerFigures) =
        let spectrum = figures.Spectrum
        let values = spectrum.SingularValues
        let width = max 1e-12 (1.02 * Array.max values / float binCount)
        let counts = Array.zeroCreate<float> binCount

        for value in values do
            let bin = min (binCount - 1) (int (value / width))
            counts[bin] <- counts[bin] + 1.0 / (float values.Length * width)

        let bulk = float (values.Length - spectrum.SpikeCount) / float values.Length

        let law =
            let steps = 200

            Array.init (steps + 1) (fun i ->
                let at =
                    spectrum.LowerEdge
                    + (spectrum.UpperEdge - spectrum.LowerEdge) * float i / float steps

                at, bulk * spectrum.BulkDensity(figures.Outputs, figures.Inputs, at))

        Figure.create (Figure.axis "singular value") (Figure.axis "density") [
            counts
            |> Array.mapi (fun i count -> (float i + 0.5) * width, count)
            |> Figure.bars (Figure.color 0) "singular values"

            if spectrum.EntryDeviation > 0.0 then
                Figure.line StyleParam.DrawingStyle.Solid (Figure.color 1) "Marchenko-Pastur" law
        ]

    /// A figure of each layer, one group of bars for each name.
    let byLayer title (layers: string[]) (values: (string * float[]) list) =
        values
        |> List.mapi (fun index (name, heights) ->
            Figure.pairs name layers heights |> Figure.bars (Figure.color index) name)
        |> Figure.create (Figure.axis "layer") (Figure.axis title)

    /// A figure over epochs, one line for each name.
    let overEpochs title (curves: (string * (float * float)[]) list) =
        curves
        |> List.mapi (fun index (name, points) -> line StyleParam.DrawingStyle.Solid index name points)
        |> Figure.create (Figure.axis "epoch") (Figure.axis title)
