namespace Neurovariety.Scripts.Analyses

open System
open System.Threading
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Numerics

/// A stored pattern, the query made from it, and what the memory answered.
type RetrievalExample = {
    Pattern: float[]
    Query: float[]
    Wanted: float[]
    Answer: float[]
    SquaredDistance: float
}

/// What came of a trial.
type RetrievalResult = {
    Trial: MemoryTrial
    /// Rows and columns of a pattern.
    Shape: int * int
    Figures: RetrievalFigures
    /// The largest squared distance that counts as right.
    Threshold: float
    /// The squared distance of each query of each run.
    Distances: float[] list
    /// The share of queries that found their pattern exactly.
    Exact: float
    /// The first queries of the first run.
    Examples: RetrievalExample list
}

/// One trial of a memory.
[<RequireQualifiedAccess>]
module MemoryRetrieval =

    /// The name of a mode.
    let modeName mode =
        match mode with
        | MemoryMode.Published -> "published"
        | _ -> "corrected"

    // Pictures that fit beside each other on a page.
    let private exampleCount = 10

    // Below this share of the threshold an answer is the pattern but for rounding.
    let private rounding = 1e-9

    let private examples (task: RetrievalTask) (answers: Matrix) (distances: float[]) = [
        for i in 0 .. min exampleCount answers.RowCount - 1 ->
            {
                Pattern = task.Patterns.Row(i).ToArray()
                Query = task.Queries.Row(i).ToArray()
                Wanted = task.Values.Row(i).ToArray()
                Answer = answers.Row(i).ToArray()
                SquaredDistance = distances[i]
            }
    ]

    /// Stores, asks and counts, as often as the trial says.
    let run (pool: PatternPool) (trial: MemoryTrial) (follow: Progress -> unit) (cancel: CancellationToken) =
        let threshold = Capacity.Threshold pool.Width

        let runs = [
            for run in 0 .. trial.RunCount - 1 do
                cancel.ThrowIfCancellationRequested()
                follow (Progress("memory", int64 run, int64 trial.RunCount))
                let task = RetrievalTask.Draw(pool, trial, run)
                let answers = task.Store(trial.Options).Retrieve task.Queries
                let distances = task.Distances answers
                distances, (if run = 0 then examples task answers distances else [])
        ]

        let distances = runs |> List.map fst

        let shares limit = [| for one in distances -> Capacity.Share(ReadOnlySpan one, limit) |]

        {
            Trial = trial
            Shape = pool.Rows, pool.Columns
            Figures = RetrievalFigures.Of(shares threshold, trial.PatternCount)
            Threshold = threshold
            Distances = distances
            Exact = Array.average (shares (rounding * threshold))
            Examples = snd runs.Head
        }
