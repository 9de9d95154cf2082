namespace Neurovariety.Studies

open System
open System.Threading
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses

/// How many random patterns of signs a separation holds, beside theory.
type CapacityRow = {
    /// n of a dense memory, 0 for the exponential function.
    Order: int
    Units: int
    /// The most patterns of which at least nine in ten are fixed points.
    Measured: int
    Theory: float
}

/// What theory says of capacity, measured; and the classical network on digits.
[<RequireQualifiedAccess>]
module MemoryCapacity =

    /// Units of the exponential memory: its capacity doubles with every two of them.
    let exponentialUnits = [ 8; 10; 12; 14; 16; 18 ]

    // A low order holds few patterns: it needs more units before their number tells anything.
    let private unitsOf (settings: MemorySettings) order =
        match order with
        | 0 -> exponentialUnits
        | 2 -> settings.Units |> List.map ((*) 4)
        | _ -> settings.Units

    /// Rows for orders 2, 3 and 4, and for the exponential function.
    let rows (settings: MemorySettings) (cancel: CancellationToken) = [
        for order in [ 2; 3; 4; 0 ] do
            for units in unitsOf settings order do
                cancel.ThrowIfCancellationRequested()

                {
                    Order = order
                    Units = units
                    Measured = DenseCapacity.largest settings.Seed order units
                    Theory = DenseCapacity.theory order units
                }
    ]

    /// The slope of log patterns over log units (over units and in powers of 2 for the exponential function), by least squares.
    let slope order (patterns: CapacityRow -> float) (rows: CapacityRow list) =
        let chosen = rows |> List.filter (fun row -> row.Order = order)

        let x =
            chosen
            |> List.map (fun row -> if order = 0 then float row.Units else log (float row.Units))

        let y =
            chosen
            |> List.map (fun row -> log (patterns row) / (if order = 0 then log 2.0 else 1.0))

        let mean = List.average x
        let middle = List.average y

        List.sum (List.map2 (fun a b -> (a - mean) * (b - middle)) x y)
        / List.sumBy (fun a -> (a - mean) ** 2.0) x

    /// Patterns held, as a number.
    let held (row: CapacityRow) = float row.Measured

    // ---- the classical network on digits ----------------------------------------------------------------------------------

    let private signs (matrix: Matrix) =
        Matrix.Create(matrix.RowCount, matrix.ColumnCount, (fun i j -> if matrix[i, j] >= 0.5 then 1.0 else -1.0))

    // Signs as pixels 0 and 1: the squared distance is the number of wrong pixels.
    let private wrong (a: float[]) (b: ReadOnlySpan<float>) =
        let mutable count = 0

        for i in 0 .. a.Length - 1 do
            if a[i] <> b[i] then
                count <- count + 1

        float count

    let private classicalRun (pool: PatternPool) (settings: MemorySettings) count run =
        let trial =
            MemoryTrial(
                PatternCount = count,
                Perturbation = Perturbation.Noise 0.5,
                Seed = settings.Seed,
                RunCount = settings.Runs
            )

        let task = RetrievalTask.Draw(pool, trial, run)
        let patterns = signs task.Patterns
        let queries = signs task.Queries
        let network = ClassicalHopfield.Of patterns

        let ends (starts: Matrix) = [|
            for i in 0 .. count - 1 ->
                let row = starts.Row(i).ToArray()
                wrong (Array.ofSeq (network.Run(ReadOnlySpan row)).State) (patterns.Row i)
        |]

        let nearest =
            UniversalMemory.Of(patterns, MemoryOptions(Threads = settings.Threads)).Retrieve queries

        let limit = Capacity.Threshold pool.Width
        let exact, asked = ends patterns, ends queries

        let best = [|
            for i in 0 .. count - 1 -> wrong (nearest.Row(i).ToArray()) (patterns.Row i)
        |]

        [
            "the pattern itself, exactly", Capacity.Share(ReadOnlySpan exact, 0.0)
            "the pattern itself", Capacity.Share(ReadOnlySpan exact, limit)
            "noise of .5", Capacity.Share(ReadOnlySpan asked, limit)
            "noise of .5, nearest pattern instead", Capacity.Share(ReadOnlySpan best, limit)
        ]

    /// The classical Hopfield network on binary digits, run to rest from the digits and from noisy ones.
    let classical (pool: PatternPool) (settings: MemorySettings) (cancel: CancellationToken) =
        let rows = [
            for count in settings.ClassicalSizes ->
                cancel.ThrowIfCancellationRequested()

                let runs = [ for run in 0 .. settings.Runs - 1 -> classicalRun pool settings count run ]

                float count,
                [
                    for place in 0 .. runs.Head.Length - 1 ->
                        fst runs.Head[place],
                        RetrievalFigures.Of([| for run in runs -> snd (List.item place run) |], count)
                ]
        ]

        {
            Key = "classical"
            Title = "The classical Hopfield network on black and white digits"
            Axis = "number of patterns N"
            IsLogarithmic = false
            Curves = [
                for place, (name, _) in List.indexed (snd rows.Head) ->
                    {
                        Name = name
                        Mode = MemoryMode.Corrected
                        Points = [ for x, found in rows -> x, snd (List.item place found) ]
                    }
            ]
        }
