namespace Neurovariety.Scripts.Charts

open Plotly.NET
open Plotly.NET.LayoutObjects

/// Charts of the spectra of Jacobians, and of the regressions on them.
[<RequireQualifiedAccess>]
module SpectrumPlots =

    let private dots index (name, points: (float * float)[]) =
        Figure.dots (Figure.color index) name points

    /// Eigenvalues in the complex plane, one cloud for each name; a unit is as long upwards as to the right.
    let complexPlane (clouds: (string * (float * float)[]) list) =
        clouds
        |> List.mapi dots
        |> Figure.create (Figure.axis "real part") (Figure.axis "imaginary part")
        |> Chart.withYAxis (LinearAxis.init (ScaleAnchor = StyleParam.ScaleAnchor.X 1))
        |> Chart.withSize (Height = 520)

    /// Clouds of points.
    let clouds horizontal vertical (clouds: (string * (float * float)[]) list) =
        clouds
        |> List.mapi dots
        |> Figure.create (Figure.axis horizontal) (Figure.axis vertical)

    /// Shares of each bin, one group of bars for each bin; empty bins leave a gap on a logarithmic axis.
    let histogram vertical title (centres: float[]) (shares: (string * float[]) list) =
        shares
        |> List.mapi (fun index (name, values) ->
            values
            |> Array.map (fun value -> if value > 0.0 then value else nan)
            |> Figure.pairs name centres
            |> Figure.bars (Figure.color index) name)
        |> Figure.create (Figure.axis title) vertical

    /// One group of bars for each name.
    let grouped title (names: string[]) (values: (string * float[]) list) =
        values
        |> List.mapi (fun index (name, heights) ->
            Figure.pairs name names heights |> Figure.bars (Figure.color index) name)
        |> Figure.create (Figure.axis "") (Figure.axis title)

    /// Lines over epochs, drawn with points.
    let overEpochs vertical (lines: (string * (float * float)[]) list) =
        lines
        |> List.mapi (fun index (name, points) ->
            Figure.lineWithPoints StyleParam.DrawingStyle.Solid (Figure.color index) name points)
        |> Figure.create (Figure.axis "epoch") vertical

    /// A figure against the latent width: ours with errors, and what was published dashed in the same colours.
    let againstLatent
        title
        (measured: (string * (float * float * float)[]) list)
        (published: (string * (float * float)[]) list)
        =
        let ours =
            measured
            |> List.mapi (fun index (name, points) ->
                // Where the palette repeats, the stroke tells the curves apart.
                let stroke =
                    if index < Figure.palette.Length then
                        StyleParam.DrawingStyle.Solid
                    else
                        StyleParam.DrawingStyle.Dot

                Figure.lineWithErrors stroke (Figure.color index) name points)

        let theirs =
            published
            |> List.indexed
            |> List.filter (fun (_, (_, points)) -> not (Array.isEmpty points))
            |> List.map (fun (index, (name, points)) ->
                Figure.lineWithPoints StyleParam.DrawingStyle.Dash (Figure.color index) name points)

        Figure.create (Figure.axis "latent width d") (Figure.axis title) (ours @ theirs)
