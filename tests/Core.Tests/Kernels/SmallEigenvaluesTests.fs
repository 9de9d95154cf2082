module Neurovariety.Tests.Kernels.SmallEigenvaluesTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

/// Matrices of several kinds in turn, so that the lanes of one group deflate at different rows.
let private matrices seed count size =
    let source = RandomSource.FromSeed seed

    Array.init count (fun k ->
        Array.init (size * size) (fun index ->
            let i, j = index / size, index % size
            let noise = source.NextGaussian()

            match k % 7 with
            | 0
            | 1 -> noise
            | 2 -> (if i = j then 0.9 else 0.0) + 0.1 * noise
            | 3 -> noise * Math.Pow(10.0, float (i - j))
            | 4 -> if i <= j then noise else 0.0
            | 5 -> if j = (i + 1) % size then 1.0 else 0.0
            | _ -> if (i + j) % 3 = 0 then noise else 0.0))
    |> Array.concat

let private solve lanes threads count size (entries: float[]) =
    let values: float[] = Array.zeroCreate (2 * count * size)
    let statuses = Array.create count IterationStatus.IterationLimit
    SmallEigenvalues.ValuesInto<float>(entries, size, values, statuses, threads, lanes)
    values, statuses

let private sizes = [ 1; 2; 3; 4; 5; 7; 8; 9; 10; 20; 33; 64 ]

[<Tests>]
let tests =
    testList "SmallEigenvaluesTests" [
        testCase "four, eight and sixteen lanes give the bits of the scalar twin" (fun () ->
            for size in sizes do
                for count in [ 0; 1; 8; 17; 21 ] do
                    let entries = matrices (uint64 size) count size
                    let before = Array.copy entries
                    let twin, statuses = solve 1 1 count size entries

                    for lanes in [ 4; 8; 16 ] do
                        let values, found = solve lanes 1 count size entries
                        Assert.Equal<float[]>(twin, values)
                        Assert.Equal<IterationStatus[]>(statuses, found)

                    Assert.Equal<float[]>(before, entries)

                    Assert.All(statuses, (fun status -> Assert.Equal(IterationStatus.Converged, status))))

        testCase "the bits do not depend on the number of threads, on the lane or on the other matrices" (fun () ->
            let size, count = 12, 700
            let entries = matrices 5UL count size
            let lanes = SmallEigenvalues.LaneCount size
            let one, _ = solve lanes 1 count size entries

            for threads in [ 2; 3; 0 ] do
                Assert.Equal<float[]>(one, fst (solve lanes threads count size entries))

            for k in [ 0; 5; 350; 699 ] do
                let alone, _ =
                    solve lanes 1 1 size entries[k * size * size .. (k + 1) * size * size - 1]

                Assert.Equal<float[]>(one[2 * k * size .. 2 * (k + 1) * size - 1], alone))

        testCase "floats are solved as the doubles that they are" (fun () ->
            let size, count = 6, 11
            let single = matrices 6UL count size |> Array.map float32
            let values: float[] = Array.zeroCreate (2 * count * size)
            let statuses: IterationStatus[] = Array.zeroCreate count
            SmallEigenvalues.ValuesInto<float32>(single, size, values, statuses, 1, SmallEigenvalues.LaneCount(size))
            Assert.Equal<float[]>(fst (solve 1 1 count size (Array.map float single)), values))

        testCase "a matrix that is not finite has a status and leaves its neighbours alone" (fun () ->
            let size, count = 5, 9
            let entries = matrices 8UL count size
            let clean, _ = solve 1 1 count size entries
            let broken = [ 2, nan; 4, infinity; 8, -infinity ]

            for k, value in broken do
                entries[k * size * size + 7] <- value

            for lanes in [ 1; 4; 8; 16 ] do
                let values, statuses = solve lanes 1 count size entries

                for k in 0 .. count - 1 do
                    let mine = values[2 * k * size .. 2 * (k + 1) * size - 1]

                    if List.exists (fun (at, _) -> at = k) broken then
                        Assert.Equal(IterationStatus.NotFinite, statuses[k])
                        Assert.All(mine, (fun value -> Assert.True(Double.IsNaN value)))
                    else
                        Assert.Equal(IterationStatus.Converged, statuses[k])
                        Assert.Equal<float[]>(clean[2 * k * size .. 2 * (k + 1) * size - 1], mine))

        testCase "sizes that do not fit are refused" (fun () ->
            let refused size (values: int) (count: int) lanes =
                Assert.ThrowsAny<ArgumentException>(fun () ->
                    let entries = Array.zeroCreate<float> 9
                    let target: float[] = Array.zeroCreate values
                    let statuses: IterationStatus[] = Array.zeroCreate count
                    SmallEigenvalues.ValuesInto<float>(entries, size, target, statuses, 1, lanes))
                |> ignore

            refused 0 6 1 1
            refused 65 6 1 1
            refused 3 5 1 1
            refused 3 12 2 1
            refused 3 6 1 3)

        testCase "solving allocates nothing once warm" (fun () ->
            let size, count = 20, 40
            let entries = matrices 9UL count size
            let values: float[] = Array.zeroCreate (2 * count * size)
            let statuses: IterationStatus[] = Array.zeroCreate count
            let lanes = SmallEigenvalues.LaneCount size

            let run () =
                let before = GC.GetAllocatedBytesForCurrentThread()
                SmallEigenvalues.ValuesInto<float>(ReadOnlySpan entries, size, Span values, Span statuses, 1, lanes)
                GC.GetAllocatedBytesForCurrentThread() - before

            // The least of several runs: tests beside this one borrow from the same pool.
            Assert.Equal(0L, Seq.min [ for _ in 1..50 -> run () ]))
    ]
