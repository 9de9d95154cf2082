namespace Neurovariety.Studies

open Neurovariety.Scripts.Charts
open Neurovariety.Studies

/// Charts over the latent width, for the study of [ADGL21].
[<RequireQualifiedAccess>]
module GeneralizationPlots =

    /// A figure at each latent width, with the band that half of the points lie in where there is one.
    type Banded = {
        Name: string
        /// Latent width, median, and the quartiles around it.
        Points: (float * float * (float * float) option)[]
    }

    let private across = Figure.axis "latent width d"

    let private colored index name mark (points: (float * float)[]) = {
        Name = name
        Mark = mark
        Color = Figure.color index
        X = Numbers(Array.map fst points)
        Y = Array.map snd points
    }

    let private median index (one: Banded) =
        one.Points
        |> Array.map (fun (d, value, _) -> d, value)
        |> colored index one.Name (LinesAndPoints Solid)

    let private quartiles index (one: Banded) = [
        let edge pick =
            one.Points
            |> Array.choose (fun (d, _, band) -> band |> Option.map (fun band -> d, pick band))

        if not (Array.isEmpty (edge fst)) then
            colored index (one.Name + ", quarter below") (Lines Dotted) (edge fst)
            colored index (one.Name + ", quarter above") (Lines Dotted) (edge snd)
    ]

    /// Medians by latent width, with their quartiles dotted.
    let banded vertical (curves: Banded list) =
        [
            for index, one in List.indexed curves do
                median index one
                yield! quartiles index one
        ]
        |> Figure.create across (Figure.axis vertical)

    let private stroke index =
        match index / Figure.palette.Length with
        | 0 -> Solid
        | 1 -> Dashed
        | _ -> Dotted

    /// Curves by latent width; the second of each pair, where there is one, is dashed in the colour of the first.
    let paired vertical (pairs: (Plots.Curve * Plots.Curve option) list) =
        [
            for index, (first, second) in List.indexed pairs do
                colored index first.Name (LinesAndPoints Solid) first.Points

                match second with
                | Some second -> colored index second.Name (LinesAndPoints Dashed) second.Points
                | None -> ()
        ]
        |> Figure.create across (Figure.axis vertical)

    /// Curves by latent width.
    let curves vertical (curves: Plots.Curve list) =
        curves
        |> List.mapi (fun index one -> colored index one.Name (LinesAndPoints(stroke index)) one.Points)
        |> Figure.create across (Figure.axis vertical)

    /// The same on a logarithmic axis.
    let logarithmic vertical (list: Plots.Curve list) = {
        curves vertical list with
            Vertical = Figure.logarithmicAxis vertical
    }

    /// Groups of bars, one group for each target.
    let areas targets (scores: (string * float[]) list) =
        scores
        |> List.mapi (fun index (name, values) -> {
            Name = name
            Mark = Bars
            Color = Figure.color index
            X = Categories targets
            Y = values
        })
        |> Figure.create (Figure.axis "shift of the test images") {
            Figure.axis "area under the ROC curve" with
                Range = Some(0.0, 1.0)
        }

    /// One point for each network: what an audit says, and the true error.
    let audits (groups: Plots.Curve list) =
        groups
        |> List.mapi (fun index one -> colored index one.Name Points one.Points)
        |> Figure.create (Figure.axis "score of the audit, 0 for a perfect model") (Figure.logarithmicAxis "test MSE")
