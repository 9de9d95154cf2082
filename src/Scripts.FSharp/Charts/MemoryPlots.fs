namespace Neurovariety.Scripts.Charts

open System
open Plotly.NET
open Neurovariety.Scripts.Surface

/// Charts of associative memories.
[<RequireQualifiedAccess>]
module MemoryPlots =

    /// Shares with their intervals along an axis, one curve for each name: (x, share, low, high).
    let retrieval isLogarithmic title (curves: (string * (float * float * float * float)[]) list) =
        let horizontal =
            if isLogarithmic then
                Figure.logarithmicAxis title
            else
                Figure.axis title

        curves
        |> List.mapi (fun index (name, points) ->
            points
            // The longer half of the interval, so that it is never shown too short.
            |> Array.map (fun (x, share, low, high) -> x, share, max (share - low) (high - share))
            |> Figure.lineWithErrors (Figure.stroke index) (Figure.color index) name)
        |> Figure.create horizontal {
            Figure.axis "share of patterns retrieved" with
                Range = Some(-0.02, 1.04)
        }

    /// Retrieval against the number of patterns on a logarithmic axis, a curve for each name, as `Retrievals.curve` measures them.
    let retrievalBySize (curves: (string * (int * RetrievalResult) list) list) : GenericChart =
        let points found = [|
            for size, (one: RetrievalResult) in found -> float size, one.Accuracy, fst one.Interval, snd one.Interval
        |]

        retrieval true "number of patterns N" [ for name, found in curves -> name, points found ]

    // The share of the numbers up to each place: a step upwards at each, and level from the last one on. What is not finite
    // lies nowhere, and counts among all.
    let private steps largest (distances: float[]) =
        let sorted = distances |> Array.filter Double.IsFinite |> Array.sort
        let share count = float count / float distances.Length

        [|
            0.0, 0.0
            for i in 0 .. sorted.Length - 1 do
                sorted[i], share i
                sorted[i], share (i + 1)
            largest, share sorted.Length
        |]

    /// Which share of the queries lies within each distance, one curve for each run, and the threshold as an upright line.
    let withinDistance threshold (runs: (string * float[]) list) =
        let largest =
            runs
            |> List.collect (snd >> List.ofArray)
            |> List.filter Double.IsFinite
            |> List.fold max (2.5 * threshold)

        let curves =
            runs
            |> List.mapi (fun index (name, distances) ->
                steps largest distances
                |> Figure.line StyleParam.DrawingStyle.Solid (Figure.color index) name)

        let limit =
            Figure.line StyleParam.DrawingStyle.Dash "#222222" "threshold" [| threshold, 0.0; threshold, 1.0 |]

        Figure.create
            (Figure.axis "squared distance of the answer from what was stored")
            {
                Figure.axis "share of queries" with
                    Range = Some(-0.02, 1.04)
            }
            (curves @ [ limit ])

    /// Patterns held against units, measured as points on lines and theory dashed in the same colours.
    let capacity horizontal (curves: (string * (float * float)[] * (float * float)[]) list) =
        [
            for index, (name, measured, theory) in List.indexed curves do
                Figure.lineWithPoints StyleParam.DrawingStyle.Solid (Figure.color index) name measured
                Figure.line StyleParam.DrawingStyle.Dash (Figure.color index) (name + ", theory") theory
        ]
        |> Figure.create horizontal (Figure.logarithmicAxis "patterns held")
