namespace Neurovariety.Studies

open Neurovariety.Scripts.Charts
open Neurovariety.Studies

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

    let private across = {
        Figure.axis "latent width d" with
            Range = None
    }

    let private series name mark index (points: (float * float)[]) = {
        Name = name
        Mark = mark
        Color = Figure.color index
        X = Numbers(Array.map fst points)
        Y = Array.map snd points
    }

    let private boxSeries (boxes: LatentBox list) = [
        boxes
        |> List.map (fun one -> float one.Latent, one.Median)
        |> Array.ofList
        |> series "quartiles, median, whiskers" (Boxes(boxes |> List.map _.Edges |> Array.ofList)) 0

        boxes
        |> List.map (fun one -> float one.Latent, one.NinetyFivePercent)
        |> Array.ofList
        |> series "95 %" Points 1
    ]

    /// Boxes by latent width, with curves behind them.
    let boxes vertical range height (curves: Plots.Curve list) (boxes: LatentBox list) =
        boxSeries boxes
        @ (curves
           |> List.mapi (fun index one -> series one.Name (Lines Dashed) (index + 2) one.Points))
        |> Figure.create across {
            Figure.axis vertical with
                Range = range
        }
        |> fun figure -> { figure with Height = height }

    /// The same with some of the outliers as dots.
    let boxesWithOutliers vertical (curves: Plots.Curve list) (list: LatentBox list) =
        let figure = boxes vertical None 480 curves list

        let outliers =
            list
            |> List.collect (fun one -> one.Outliers |> List.map (fun value -> float one.Latent, value))
            |> Array.ofList
            |> series "some of the outliers, the greatest among them" Dots 6

        {
            figure with
                Series = figure.Series @ [ outliers ]
        }

    let private stroke index =
        match index / Figure.palette.Length with
        | 0 -> Solid
        | 1 -> Dashed
        | _ -> Dotted

    /// Curves over epochs, each epoch one step to the right: epochs are far apart late and close together early.
    let overEpochs vertical (epochs: int[]) (curves: (string * float[]) list) =
        curves
        |> List.mapi (fun index (name, values) -> {
            Name = name
            Mark = LinesAndPoints(stroke index)
            Color = Figure.color index
            X = Categories(epochs |> Array.map string)
            Y = values
        })
        |> Figure.create (Figure.axis "epoch") {
            Figure.axis vertical with
                Range = Some(0.0, 1.05)
        }

    /// Pairs of curves over epochs, the second of each dashed in the colour of the first.
    let pairsOverEpochs vertical (epochs: int[]) (pairs: ((string * float[]) * (string * float[])) list) =
        [
            for index, (first, second) in List.indexed pairs do
                for mark, (name, values) in [ Solid, first; Dashed, second ] do
                    {
                        Name = name
                        Mark = LinesAndPoints mark
                        Color = Figure.color index
                        X = Categories(epochs |> Array.map string)
                        Y = values
                    }
        ]
        |> Figure.create (Figure.axis "epoch") {
            Figure.axis vertical with
                Range = Some(0.0, 1.05)
        }

    /// Shares of numbers up to each place, one curve for each name; the second of each pair is dashed.
    let cumulative horizontal (pairs: (Plots.Curve * Plots.Curve) list) =
        [
            for index, (first, second) in List.indexed pairs do
                series first.Name (Lines Solid) index first.Points
                series second.Name (Lines Dashed) index second.Points
        ]
        |> Figure.create (Figure.axis horizontal) {
            Figure.axis "share up to here" with
                Range = Some(0.0, 1.02)
        }
