module Neurovariety.Tests.Kernels.ShiftGramTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

let private bytes seed count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> byte (source.NextInt 256))

/// Cycles of the shift of an R x C image by k pixels to the right.
let private horizontal rows columns k =
    let rec gcd a b = if b = 0 then a else gcd b (a % b)
    let starts = gcd columns k

    [|
        for r in 0 .. rows - 1 do
            for c in 0 .. starts - 1 do
                [| for t in 0 .. columns / starts - 1 -> r * columns + (c + k * t) % columns |]
    |]

/// Cycles of the shift down by one pixel.
let private vertical rows columns = [|
    for c in 0 .. columns - 1 -> [| for r in 0 .. rows - 1 -> r * columns + c |]
|]

let private cases = [
    "rows of 28", 28 * 28, horizontal 28 28 1
    "columns of 28", 28 * 28, vertical 28 28
    "shift by 6", 8 * 28, horizontal 8 28 6
    "odd length", 5 * 7, horizontal 5 7 1
    "length 2", 6 * 10, horizontal 6 10 5
    "length 1", 12, horizontal 3 4 4
    "length 4, many cycles", 40 * 4, horizontal 40 4 1
    "long cycles", 3 * 64, horizontal 3 64 1
    "vertical of another shape", 9 * 33, vertical 9 33
]

let private moments samples (table: CycleTable) (pixels: byte[]) threads =
    let result =
        Array.create ((table.Length / 2 + 1) * 2 * table.Count * table.Count) nan

    ShiftGramKernel.MomentsInto(ReadOnlySpan<byte> pixels, samples, table, result, threads)
    result

[<Tests>]
let tests =
    testList "ShiftGramTests" [
        testCase "the second moments agree with their scalar twin for every kind of shift" (fun () ->
            for name, size, cycles in cases do
                for samples in [ 0; 1; 7; 130; 300 ] do
                    let pixels = bytes 1UL (samples * size)
                    let before = Array.copy pixels
                    let table = CycleTable(cycles, size)
                    let fast = moments samples table pixels 2
                    let slow = Array.zeroCreate fast.Length
                    ShiftGramKernel.MomentsScalarInto(ReadOnlySpan<byte> pixels, samples, table, slow)
                    // Each coefficient is at most 255·L; L + 1 roundings make it, up to 256 products are added in float.
                    let length = float table.Length
                    let scale = 2.0 * float samples * 65025.0 * length * length
                    let bound = Tolerance.EpsilonSingle * (2.0 * length + 256.0) * scale + 1e-300

                    for i in 0 .. fast.Length - 1 do
                        Assert.True(
                            abs (fast[i] - slow[i]) <= bound,
                            $"{name}, {samples} samples: {fast[i]} against {slow[i]}"
                        )

                    Assert.Equal<byte[]>(before, pixels))

        testCase "the traces carry the energy of the images" (fun () ->
            for name, size, cycles in cases do
                let samples = 500
                let pixels = bytes 2UL (samples * size)
                let table = CycleTable(cycles, size)
                let sums = moments samples table pixels 0
                let square = table.Count * table.Count

                let trace j =
                    Seq.sum [ for a in 0 .. table.Count - 1 -> sums[j * 2 * square + a * table.Count + a] ]

                let total =
                    Seq.sum [
                        for j in 0 .. table.Length / 2 ->
                            (if j = 0 || 2 * j = table.Length then 1.0 else 2.0) * trace j
                    ]

                let energy =
                    Seq.sumBy
                        (fun cycle ->
                            Seq.sum [
                                for k in 0 .. samples - 1 do
                                    for p: int in cycle -> float pixels[k * size + p] ** 2.0
                            ])
                        cycles

                Assert.True(
                    abs (total / float table.Length / energy - 1.0) < 16.0 * Tolerance.EpsilonSingle,
                    $"{name}: {total} {energy}"
                ))

        testCase "the second moments have the same bits for any number of threads" (fun () ->
            let table = CycleTable(horizontal 28 28 1, 784)
            let pixels = bytes 3UL (2500 * 784)
            let expected = moments 2500 table pixels 1

            for threads in [ 0; 2; 3; 7 ] do
                Assert.Equal<float[]>(expected, moments 2500 table pixels threads))

        testCase "cycles of different length or outside the image are refused" (fun () ->
            let table cycles size = CycleTable(cycles, size) |> ignore

            Assert.Throws<ArgumentException>(fun () -> table [| [| 0; 1 |]; [| 2 |] |] 3)
            |> ignore

            Assert.Throws<ArgumentException>(fun () -> table [| [| 0; 3 |] |] 3) |> ignore)
    ]
