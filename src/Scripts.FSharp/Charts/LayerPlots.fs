namespace Neurovariety.Scripts.Charts

open System
open Neurovariety.LayerDecomposition
open Neurovariety.Scripts.Analyses

/// Charts of decomposed layers.
[<RequireQualifiedAccess>]
module LayerPlots =

    let private line stroke index name (points: (float * float)[]) : Series = {
        Name = name
        Mark =
            if points.Length > 40 then
                Lines stroke
            else
                LinesAndPoints stroke
        Color = Figure.color index
        X = Numbers(Array.map fst points)
        Y = Array.map snd points
    }

    /// Residuals against the latent width: each reading, and dashed the least that any matrix of that rank has.
    let residuals title (value: LayerResidual -> float) (optimum: LayerResidual -> float) (figures: LayerFigures) =
        let curve pick (rows: LayerResidual[]) =
            rows |> Array.map (fun row -> float row.Latent, (pick row: float))

        let readings =
            LayerFigures.readings figures
            |> List.mapi (fun index (name, rows) -> line Solid index name (curve value rows))

        let least = line Dashed 7 "least of that rank" (curve optimum figures.Identity)

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
            |> List.mapi (fun index (name, one) -> line Solid index name (falling one.SingularValues))

        let edges =
            match spectra with
            | [ _, one ] ->
                let last = float one.SingularValues.Length
                [ line Dashed 1 "bulk edge" [| 1.0, one.UpperEdge; last, one.UpperEdge |] ]
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
            {
                Name = "singular values"
                Mark = Bars
                Color = Figure.color 0
                X = Numbers(Array.init binCount (fun i -> (float i + 0.5) * width))
                Y = counts
            }
            if spectrum.EntryDeviation > 0.0 then
                {
                    line Solid 1 "Marchenko-Pastur" law with
                        Mark = Lines Solid
                }
        ]

    /// A figure of each layer, one group of bars for each name.
    let byLayer title (layers: string[]) (values: (string * float[]) list) =
        values
        |> List.mapi (fun index (name, heights) -> {
            Name = name
            Mark = Bars
            Color = Figure.color index
            X = Categories layers
            Y = heights
        })
        |> Figure.create (Figure.axis "layer") (Figure.axis title)

    /// A figure over epochs, one line for each name.
    let overEpochs title (curves: (string * (float * float)[]) list) =
        curves
        |> List.mapi (fun index (name, points) -> line Solid index name points)
        |> Figure.create (Figure.axis "epoch") (Figure.axis title)
