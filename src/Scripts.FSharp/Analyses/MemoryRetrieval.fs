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
type RetrievalOutcome = {
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
    let modeName (mode: MemoryMode) : string =
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

    /// Stores, asks and counts, as often as the trial says. Raises ArgumentException for more patterns than the pool has and for
    /// patterns that the similarity cannot compare, OperationCanceledException when asked to stop.
    let run
        (pool: PatternPool)
        (trial: MemoryTrial)
        (follow: Progress -> unit)
        (cancel: CancellationToken)
        : RetrievalOutcome =
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
            Figures = RetrievalFigures.Of(shares threshold, trial.PatternCount)
            Threshold = threshold
            Distances = distances
            Exact = Array.average (shares (rounding * threshold))
            Examples = snd runs.Head
        }

/// How many random patterns of signs a dense memory holds.
[<RequireQualifiedAccess>]
module DenseCapacity =

    /// The share of the patterns that must stand still.
    let stable = 0.9

    /// More patterns than this take too long to try, and are more than the exponential bound of the units that are used.
    let mostPatterns = 20000

    // Independent draws of the patterns for each number of them, and how many patterns of each are looked at.
    let private draws = 5
    let private probes = 20

    let private share seed units order count =
        Seq.init draws (fun draw ->
            let random =
                RandomSource.FromSeed(seed).Split($"capacity {units} {order} {count} {draw}")

            Capacity.StableShare(units, count, order, random, probes))
        |> Seq.average

    /// The most patterns of which at least nine in ten are fixed points, to 3 %: n of a dense memory, or 0 for the exponential one, and
    /// the number of units, at least 2. At most twice `mostPatterns`.
    let largest (seed: uint64) (order: int) (units: int) : int =
        let holds count = share seed units order count >= stable

        let rec grow count =
            if count >= mostPatterns then count
            elif holds (2 * count) then grow (2 * count)
            else count

        let rec narrow low high =
            if high - low <= max 1 (low / 32) then
                low
            else
                let middle = (low + high) / 2

                if holds middle then
                    narrow middle high
                else
                    narrow low middle

        let low = grow 1
        narrow low (2 * low)

    /// What theory says of the same: [KH16, Eq. 6] and, for order 0, [DHLUV17, Theorem 3].
    let theory (order: int) (units: int) : float =
        if order = 0 then
            Capacity.ExponentialPatterns units
        else
            Capacity.DensePatterns(units, order)
