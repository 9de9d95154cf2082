namespace Neurovariety.Scripts.Charts

open Plotly.NET

/// The charts that reports share, each from plain arrays to a chart of Plotly.NET.
[<RequireQualifiedAccess>]
module Plots =

    /// A line of a chart: name and the points (x, y).
    type Curve = {
        Name: string
        Points: (float * float)[]
    }

    let private line index curve =
        Figure.line (Figure.stroke index) (Figure.color index) curve.Name curve.Points

    let private lineWithPoints index curve =
        Figure.lineWithPoints (Figure.stroke index) (Figure.color index) curve.Name curve.Points

    /// Losses against the rank, one curve per constraint, on a logarithmic axis.
    let lossAgainstRank (curves: Curve list) =
        curves
        |> List.mapi line
        |> Figure.create (Figure.axis "rank r") (Figure.logarithmicAxis "mean squared error per pixel")

    /// Losses of several maps on images moved by k pixels.
    let lossAgainstShift (curves: Curve list) =
        curves
        |> List.mapi lineWithPoints
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
            if curve.Points.Length > pointsShown then
                line index curve
            else
                lineWithPoints index curve)
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

        overEpochs vertical [ { Name = "seconds"; Points = points } ]
        |> Chart.withSize (Height = 300)

    let private barsOver labels index (name, values) =
        Figure.pairs name labels values |> Figure.bars (Figure.color index) name

    /// One bar per isotypic component: its mean square per pixel, on a logarithmic axis.
    let blockEnergies (labels: string[]) (energies: (string * float[]) list) =
        energies
        |> List.mapi (barsOver labels)
        |> Figure.create (Figure.axis "isotypic component (l,m)") (Figure.logarithmicAxis "mean square per pixel")

    /// Rank vectors side by side: one group of bars per isotypic component.
    let rankVectors (labels: string[]) (vectors: (string * int[]) list) =
        vectors
        |> List.mapi (fun index (name, ranks) -> barsOver labels index (name, Array.map float ranks))
        |> Figure.create (Figure.axis "isotypic component (l,m)") (Figure.axis "rank of the block")

    /// Falling eigenvalues, one curve per block, numbered from 1; what is not positive leaves a gap.
    let eigenvalues title (spectra: (string * float[]) list) =
        spectra
        |> List.mapi (fun index (name, values) ->
            lineWithPoints index {
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
        |> Chart.withSize (Height = 520)
