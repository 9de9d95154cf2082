namespace Neurovariety.Studies

open Neurovariety.Scripts.Charts
open Neurovariety.Studies

open Plotly.NET

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

    let private curve dash index (one: Plots.Curve) =
        Figure.lineWithPoints dash (Figure.color index) one.Name one.Points

    let private median index (one: Banded) =
        one.Points
        |> Array.map (fun (d, value, _) -> d, value)
        |> Figure.lineWithPoints StyleParam.DrawingStyle.Solid (Figure.color index) one.Name

    let private quartiles index (one: Banded) = [
        let edge pick =
            one.Points
            |> Array.choose (fun (d, _, band) -> band |> Option.map (fun band -> d, pick band))

        let dotted name =
            Figure.line StyleParam.DrawingStyle.Dot (Figure.color index) (one.Name + name)

        if not (Array.isEmpty (edge fst)) then
            dotted ", quarter below" (edge fst)
            dotted ", quarter above" (edge snd)
    ]

    /// Medians by latent width, with their quartiles dotted.
    let banded vertical (curves: Banded list) =
        [
            for index, one in List.indexed curves do
                median index one
                yield! quartiles index one
        ]
        |> Figure.create across (Figure.axis vertical)

    /// Curves by latent width; the second of each pair, where there is one, is dashed in the colour of the first.
    let paired vertical (pairs: (Plots.Curve * Plots.Curve option) list) =
        [
            for index, (first, second) in List.indexed pairs do
                curve StyleParam.DrawingStyle.Solid index first

                match second with
                | Some second -> curve StyleParam.DrawingStyle.Dash index second
                | None -> ()
        ]
        |> Figure.create across (Figure.axis vertical)

    let private curvesOn vertical (curves: Plots.Curve list) =
        curves
        |> List.mapi (fun index one -> curve (Figure.stroke index) index one)
        |> Figure.create across vertical

    /// Curves by latent width.
    let curves vertical (curves: Plots.Curve list) = curvesOn (Figure.axis vertical) curves

    /// The same on a logarithmic axis.
    let logarithmic vertical (curves: Plots.Curve list) =
        curvesOn (Figure.logarithmicAxis vertical) curves

    /// Groups of bars, one group for each target.
    let areas (targets: string[]) (scores: (string * float[]) list) =
        scores
        |> List.mapi (fun index (name, values) ->
            Figure.pairs name targets values |> Figure.bars (Figure.color index) name)
        |> Figure.create (Figure.axis "shift of the test images") {
            Figure.axis "area under the ROC curve" with
                Range = Some(0.0, 1.0)
        }

    /// One point for each network: what an audit says, and the true error.
    let audits (groups: Plots.Curve list) =
        groups
        |> List.mapi (fun index one -> Figure.points (Figure.color index) one.Name one.Points)
        |> Figure.create (Figure.axis "score of the audit, 0 for a perfect model") (Figure.logarithmicAxis "test MSE")
