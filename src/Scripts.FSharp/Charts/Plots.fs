namespace Neurovariety.Scripts.Charts

/// The charts that reports share, each from plain arrays to a figure.
[<RequireQualifiedAccess>]
module Plots =

    /// A line of a chart: name and the points (x, y).
    type Curve = {
        Name: string
        Points: (float * float)[]
    }

    let private series mark index curve = {
        Name = curve.Name
        Mark = mark
        Color = Figure.color index
        X = Numbers(Array.map fst curve.Points)
        Y = Array.map snd curve.Points
    }

    /// Solid lines for the first eight curves, then dashed, then dotted, so that colour and stroke together tell all.
    let private stroke index =
        match index / Figure.palette.Length with
        | 0 -> Solid
        | 1 -> Dashed
        | _ -> Dotted

    /// Losses against the rank, one curve per constraint, on a logarithmic axis.
    let lossAgainstRank (curves: Curve list) =
        curves
        |> List.mapi (fun index curve -> series (Lines(stroke index)) index curve)
        |> Figure.create (Figure.axis "rank r") (Figure.logarithmicAxis "mean squared error per pixel")

    /// Losses of several maps on images moved by k pixels.
    let lossAgainstShift (curves: Curve list) =
        curves
        |> List.mapi (fun index curve -> series (LinesAndPoints(stroke index)) index curve)
        |> Figure.create (Figure.axis "shift of the test images, pixels to the right") {
            Figure.axis "mean squared error per pixel, test" with
                Range =
                    Some(
                        0.0,
                        1.08
                        * (curves |> List.collect (_.Points >> Array.map snd >> List.ofArray) |> List.max)
                    )
        }

    // Beyond this many points a curve is a line, and the points are no longer drawn.
    let private pointsShown = 40

    let private overEpochs vertical (curves: Curve list) =
        curves
        |> List.mapi (fun index curve ->
            let mark =
                if curve.Points.Length > pointsShown then
                    Lines
                else
                    LinesAndPoints

            series (mark (stroke index)) index curve)
        |> Figure.create (Figure.axis "epoch") vertical

    /// Losses after each epoch, on a logarithmic axis; what is not finite leaves a gap.
    let lossAgainstEpoch (curves: Curve list) =
        overEpochs (Figure.logarithmicAxis "mean squared error per pixel") curves

    /// Wall time of each epoch.
    let secondsPerEpoch (points: (float * float)[]) =
        let longest = points |> Array.map snd |> Array.filter System.Double.IsFinite

        let vertical = {
            Figure.axis "seconds" with
                Range =
                    if Array.isEmpty longest then
                        None
                    else
                        Some(0.0, 1.08 * Array.max longest)
        }

        {
            overEpochs vertical [ { Name = "seconds"; Points = points } ] with
                Height = 300
        }

    /// One bar per isotypic component: its mean square per pixel, on a logarithmic axis.
    let blockEnergies (labels: string[]) (energies: (string * float[]) list) =
        energies
        |> List.mapi (fun index (name, values) -> {
            Name = name
            Mark = Bars
            Color = Figure.color index
            X = Categories labels
            Y = values
        })
        |> Figure.create (Figure.axis "isotypic component (l,m)") (Figure.logarithmicAxis "mean square per pixel")

    /// Rank vectors side by side: one group of bars per isotypic component.
    let rankVectors (labels: string[]) (vectors: (string * int[]) list) =
        vectors
        |> List.mapi (fun index (name, ranks) -> {
            Name = name
            Mark = Bars
            Color = Figure.color index
            X = Categories labels
            Y = Array.map float ranks
        })
        |> Figure.create (Figure.axis "isotypic component (l,m)") (Figure.axis "rank of the block")

    /// Falling eigenvalues, one curve per block, numbered from 1; what is not positive leaves a gap.
    let eigenvalues title (spectra: (string * float[]) list) =
        spectra
        |> List.mapi (fun index (name, values) ->
            series (LinesAndPoints(stroke index)) index {
                Name = name
                Points =
                    values
                    |> Array.mapi (fun position value -> float (position + 1), (if value > 0.0 then value else nan))
            })
        |> Figure.create
            {
                Figure.axis "number of the eigenvalue" with
                    Range = Some(0.5, 0.5 + float (spectra |> List.map (snd >> Array.length) |> List.max))
            }
            (Figure.logarithmicAxis title)
        |> fun figure -> { figure with Height = 520 }
