namespace Neurovariety.Studies

open Neurovariety.Scripts.Charts
open Neurovariety.Studies

open Plotly.NET

/// Charts for the study of [DAL22].
[<RequireQualifiedAccess>]
module InitializationPlots =

    /// A box at a latent width, with what stands out beside it.
    type LatentBox = {
        Latent: int
        Median: float
        Edges: BoxEdges
        NinetyFivePercent: float
        Outliers: float list
    }

    let private boxSeries (boxes: LatentBox list) = [
        boxes
        |> List.map (fun one -> float one.Latent, one.Median, one.Edges)
        |> Array.ofList
        |> Figure.boxes (Figure.color 0) "quartiles, median, whiskers"

        boxes
        |> List.map (fun one -> float one.Latent, one.NinetyFivePercent)
        |> Array.ofList
        |> Figure.points (Figure.color 1) "95 %"
    ]

    let private dashed offset (curves: Plots.Curve list) =
        curves
        |> List.mapi (fun index one ->
            Figure.line StyleParam.DrawingStyle.Dash (Figure.color (index + offset)) one.Name one.Points)

    let private overLatent vertical series =
        Figure.create (Figure.axis "latent width d") vertical series

    /// Boxes by latent width, with curves behind them.
    let boxes vertical range (height: int) (curves: Plots.Curve list) (boxes: LatentBox list) =
        boxSeries boxes @ dashed 2 curves
        |> overLatent {
            Figure.axis vertical with
                Range = range
        }
        |> Chart.withSize (Height = height)

    /// The same with some of the outliers as dots.
    let boxesWithOutliers vertical (curves: Plots.Curve list) (boxes: LatentBox list) =
        let outliers =
            boxes
            |> List.collect (fun one -> one.Outliers |> List.map (fun value -> float one.Latent, value))
            |> Array.ofList
            |> Figure.dots (Figure.color 6) "some of the outliers, the greatest among them"

        boxSeries boxes @ dashed 2 curves @ [ outliers ]
        |> overLatent (Figure.axis vertical)
        |> Chart.withSize (Height = 480)

    let private share = {
        Figure.axis "" with
            Range = Some(0.0, 1.05)
    }

    let private atEpochs dash index (epochs: int[]) (name, values: float[]) =
        Figure.pairs name (epochs |> Array.map string) values
        |> Figure.lineWithPoints dash (Figure.color index) name

    /// Curves over epochs, each epoch one step to the right: epochs are far apart late and close together early.
    let overEpochs vertical (epochs: int[]) (curves: (string * float[]) list) =
        curves
        |> List.mapi (fun index curve -> atEpochs (Figure.stroke index) index epochs curve)
        |> Figure.create (Figure.axis "epoch") { share with Title = vertical }

    /// Pairs of curves over epochs, the second of each dashed in the colour of the first.
    let pairsOverEpochs vertical (epochs: int[]) (pairs: ((string * float[]) * (string * float[])) list) =
        [
            for index, (first, second) in List.indexed pairs do
                atEpochs StyleParam.DrawingStyle.Solid index epochs first
                atEpochs StyleParam.DrawingStyle.Dash index epochs second
        ]
        |> Figure.create (Figure.axis "epoch") { share with Title = vertical }

    /// Shares of numbers up to each place, one curve for each name; the second of each pair is dashed.
    let cumulative horizontal (pairs: (Plots.Curve * Plots.Curve) list) =
        [
            for index, (first, second) in List.indexed pairs do
                Figure.line StyleParam.DrawingStyle.Solid (Figure.color index) first.Name first.Points
                Figure.line StyleParam.DrawingStyle.Dash (Figure.color index) second.Name second.Points
        ]
        |> Figure.create (Figure.axis horizontal) {
            Figure.axis "share up to here" with
                Range = Some(0.0, 1.02)
        }
