module Neurovariety.Tests.Kernels.MatMulTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

let private randomDoubles (seed: uint64) count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> source.NextDouble() - 0.5)

let private operand (entries: float[]) rows columns transposed =
    if transposed then
        Operand<float>(entries, columns, rows).Transpose()
    else
        Operand<float>(entries, rows, columns)

let private operandSingle (entries: float[]) rows columns transposed =
    let single = Array.map float32 entries

    if transposed then
        Operand<float32>(single, columns, rows).Transpose()
    else
        Operand<float32>(single, rows, columns)

/// m, k, n: empty, one, tile sizes of each vector width and their neighbours, several blocks with a remainder.
let private sizes = [
    0, 3, 2
    3, 0, 2
    1, 1, 1
    1, 7, 33
    11, 5, 31
    12, 4, 32
    13, 9, 33
    6, 16, 16
    7, 17, 17
    5, 3, 9
    24, 385, 64
    37, 801, 70
    130, 50, 100
]

let private largest (entries: seq<float>) =
    Seq.fold (fun (best: float) x -> max best (abs x)) 0.0 entries

[<Tests>]
let tests =
    testList "MatMulTests" [
        testCase "the product in double agrees with its scalar twin for every size and transposition" (fun () ->
            for m, k, n in sizes do
                for left in [ false; true ] do
                    for right in [ false; true ] do
                        let a, b = randomDoubles 1UL (m * k), randomDoubles 2UL (k * n)
                        let before = Array.copy a, Array.copy b
                        let fast, slow = randomDoubles 3UL (m * n), Array.zeroCreate (m * n)
                        MatMulKernel.MultiplyInto(operand a m k left, operand b k n right, Target<float>(fast, n), 2)

                        MatMulKernel.MultiplyScalarInto(
                            operand a m k left,
                            operand b k n right,
                            Target<float>(slow, n)
                        )

                        let bound = 2.0 * float k * Tolerance.Epsilon * (0.25 * float k) + Double.Epsilon
                        let difference = Array.map2 (-) fast slow |> largest
                        Assert.True(difference <= bound, $"{m} {k} {n}: {difference} > {bound}")
                        Assert.Equal<float[] * float[]>(before, (a, b)))

        testCase "the product in float agrees with its scalar twin in double" (fun () ->
            for m, k, n in sizes do
                for left in [ false; true ] do
                    let a, b = randomDoubles 1UL (m * k), randomDoubles 2UL (k * n)
                    let fast, slow = Array.zeroCreate<float32>(m * n), Array.zeroCreate (m * n)

                    MatMulKernel.MultiplyInto(
                        operandSingle a m k left,
                        operandSingle b k n (not left),
                        Target<float32>(fast, n),
                        1
                    )

                    MatMulKernel.MultiplyScalarInto(
                        operand a m k left,
                        operand b k n (not left),
                        Target<float>(slow, n)
                    )

                    let bound = 2.0 * (float k + 2.0) * Tolerance.EpsilonSingle * (0.25 * float k)
                    let difference = Array.map2 (fun x y -> float x - y) fast slow |> largest
                    Assert.True(difference <= bound, $"{m} {k} {n}: {difference} > {bound}"))

        testCase "accumulating adds the product and leaves the padding of the target alone" (fun () ->
            let m, k, n, stride, offset = 13, 20, 33, 40, 5
            let a, b = randomDoubles 4UL (m * k), randomDoubles 5UL (k * n)
            let start = randomDoubles 6UL (offset + m * stride)
            let fast, slow = Array.copy start, Array.copy start

            let target entries =
                Target<float>(entries, offset, stride, true)

            MatMulKernel.MultiplyInto(operand a m k false, operand b k n false, target fast, 1)
            MatMulKernel.MultiplyScalarInto(operand a m k false, operand b k n false, target slow)
            Assert.True(largest (Array.map2 (-) fast slow) <= 40.0 * Tolerance.Epsilon * float k)

            for i in 0 .. start.Length - 1 do
                let column = i - offset - ((i - offset) / stride) * stride

                if i < offset || column >= n then
                    Assert.Equal(start[i], fast[i]))

        testCase "the product has the same bits for any number of threads" (fun () ->
            let m, k, n = 151, 900, 170
            let a, b = randomDoubles 7UL (m * k), randomDoubles 8UL (k * n)

            let product threads =
                let result = Array.zeroCreate<float>(m * n)
                MatMulKernel.MultiplyInto(operand a m k false, operand b k n true, Target<float>(result, n), threads)
                result

            let expected = product 1

            for threads in [ 0; 2; 3; 7 ] do
                Assert.Equal<float[]>(expected, product threads))

        testCase "large blocks of rows, columns and depth fit together" (fun () ->
            for m, k, n in [ 4200, 3, 5; 3, 5, 2100; 2, 5000, 3 ] do
                let a, b = randomDoubles 9UL (m * k), randomDoubles 10UL (k * n)
                let fast, slow = Array.zeroCreate (m * n), Array.zeroCreate (m * n)
                MatMulKernel.MultiplyInto(operand a m k false, operand b k n false, Target<float>(fast, n), 2)
                MatMulKernel.MultiplyScalarInto(operand a m k false, operand b k n false, Target<float>(slow, n))
                Assert.True(largest (Array.map2 (-) fast slow) <= Tolerance.Epsilon * float k * float k))

        testCase "the product allocates nothing once warm" (fun () ->
            let a = operandSingle (randomDoubles 11UL (100 * 100)) 100 100 false
            let c = Target<float32>(Array.zeroCreate 10000, 100)

            let run () =
                for _ in 1..20 do
                    MatMulKernel.MultiplyInto(a, a, c, 2)

            run ()
            run ()
            let before = GC.GetAllocatedBytesForCurrentThread()
            run ()
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200L))

        testCase "factors that do not fit are refused" (fun () ->
            let a = operand (randomDoubles 1UL 6) 2 3 false

            let multiply () =
                MatMulKernel.MultiplyInto(a, a, Target<float>(Array.zeroCreate 9, 3), 1)

            Assert.Throws<ArgumentException>(multiply) |> ignore)
    ]
