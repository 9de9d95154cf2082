module Neurovariety.Tests.Kernels.PairKernelTests

open Expecto
open Xunit
open Neurovariety.Kernels
open Neurovariety.Numerics

let private numbers seed count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> 0.01 + source.NextDouble())

let private shapes = [
    for rows in [ 0; 1; 3; 4; 5; 8; 9; 17 ] do
        for others in [ 1; 2; 7 ] do
            for length in [ 1; 7; 8; 9; 16; 100; 131 ] -> rows, others, length
]

let private agrees fast slow =
    for rows, others, length in shapes do
        let x, y = numbers 1UL (rows * length), numbers 2UL (others * length)
        let before = Array.copy x, Array.copy y

        let got, expected =
            Array.zeroCreate (rows * others), Array.zeroCreate (rows * others)

        fast x y length got
        slow x y length expected
        // Terms are at most 1 in size, and a logarithm is right to a few units.
        let bound = 8.0 * float length * Tolerance.Epsilon

        Assert.All(
            Array.zip got expected,
            (fun (a, b) -> Assert.True(abs (a - b) <= bound, $"{rows} {others} {length}"))
        )

        Assert.Equal<float[] * float[]>(before, (x, y))

[<Tests>]
let tests =
    testList "PairKernelTests" [
        testCase "sums of differences agree with their scalar twin" (fun () ->
            agrees (fun x y n r -> RowPairKernel.ManhattanInto(x, y, n, r, 2)) (fun x y n r ->
                RowPairKernel.ManhattanScalarInto(x, y, n, r)))

        testCase "entropies of mixtures agree with their scalar twin" (fun () ->
            agrees (fun x y n r -> RowPairKernel.MixtureInto(x, y, n, r, 2)) (fun x y n r ->
                RowPairKernel.MixtureScalarInto(x, y, n, r)))

        testCase "any number of threads, and any neighbours, give the same bits" (fun () ->
            let length = 301
            let x, y = numbers 3UL (90 * length), numbers 4UL (81 * length)

            for kernel in
                [
                    (fun a n (r: float[]) t -> RowPairKernel.ManhattanInto(a, y, n, r, t))
                    (fun a n r t -> RowPairKernel.MixtureInto(a, y, n, r, t))
                ] do
                let one, two = Array.zeroCreate (90 * 81), Array.zeroCreate (90 * 81)
                kernel x length one 1
                kernel x length two 2
                Assert.Equal<float[]>(one, two)
                let alone = Array.zeroCreate 81
                kernel x[6 * length .. 7 * length - 1] length alone 1
                Assert.Equal<float[]>(one[6 * 81 .. 7 * 81 - 1], alone))

        testCase "sizes that do not fit are refused" (fun () ->
            Assert.Throws<System.ArgumentException>(fun () ->
                RowPairKernel.ManhattanInto([| 1.0; 2.0; 3.0 |], [| 1.0; 2.0 |], 2, [| 0.0 |], 1))
            |> ignore)
    ]
