namespace Neurovariety.Scripts.Charts

/// Charts of associative memories.
[<RequireQualifiedAccess>]
module MemoryPlots =

    let private stroke index =
        if index < Figure.palette.Length then Solid else Dashed

    /// Shares with their intervals along an axis, one curve for each name: (x, share, low, high).
    let retrieval isLogarithmic title (curves: (string * (float * float * float * float)[]) list) =
        let horizontal =
            if isLogarithmic then
                Figure.logarithmicAxis title
            else
                Figure.axis title

        curves
        |> List.mapi (fun index (name, points) -> {
            Name = name
            // The longer half of the interval, so that it is never shown too short.
            Mark =
                LinesWithErrors(
                    stroke index,
                    points
                    |> Array.map (fun (_, share, low, high) -> max (share - low) (high - share))
                )
            Color = Figure.color index
            X = Numbers(points |> Array.map (fun (x, _, _, _) -> x))
            Y = points |> Array.map (fun (_, share, _, _) -> share)
        })
        |> Figure.create horizontal {
            Figure.axis "share of patterns retrieved" with
                Range = Some(-0.02, 1.04)
        }

    /// Which share of the queries lies within each distance, one curve for each run, and the threshold as an upright line.
    let withinDistance threshold (runs: (string * float[]) list) =
        let largest =
            2.5 * threshold
            |> max (
                runs
                |> List.collect (snd >> List.ofArray)
                |> List.filter System.Double.IsFinite
                |> List.fold max 0.0
            )

        let curves =
            runs
            |> List.mapi (fun index (name, distances) ->
                let sorted = distances |> Array.filter System.Double.IsFinite |> Array.sort
                let share i = float i / float distances.Length

                {
                    Name = name
                    Mark = Lines Solid
                    Color = Figure.color index
                    X =
                        Numbers [|
                            0.0

                            for d in sorted do
                                d
                                d

                            largest
                        |]
                    Y = [|
                        0.0

                        for i in 0 .. sorted.Length - 1 do
                            share i
                            share (i + 1)

                        share sorted.Length
                    |]
                })

        let limit = {
            Name = "threshold"
            Mark = Lines Dashed
            Color = "#222222"
            X = Numbers [| threshold; threshold |]
            Y = [| 0.0; 1.0 |]
        }

        Figure.create
            (Figure.axis "squared distance of the answer from what was stored")
            {
                Figure.axis "share of queries" with
                    Range = Some(-0.02, 1.04)
            }
            (curves @ [ limit ])

    /// Patterns held against units, measured as points on lines and theory dashed in the same colours.
    let capacity horizontal (curves: (string * (float * float)[] * (float * float)[]) list) =
        let series mark index name (points: (float * float)[]) = {
            Name = name
            Mark = mark
            Color = Figure.color index
            X = Numbers(Array.map fst points)
            Y = Array.map snd points
        }

        [
            for index, (name, measured, theory) in List.indexed curves do
                series (LinesAndPoints Solid) index name measured
                series (Lines Dashed) index (name + ", theory") theory
        ]
        |> Figure.create horizontal (Figure.logarithmicAxis "patterns held")
