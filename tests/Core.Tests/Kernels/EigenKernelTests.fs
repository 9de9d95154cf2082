module Neurovariety.Tests.Kernels.EigenKernelTests

open Expecto
open Xunit
open Neurovariety.Numerics
open Neurovariety.Kernels

let private numbers seed count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> source.NextDouble() - 0.5)

[<Tests>]
let tests =
    testList "EigenKernelTests" [
        testCase
            "the product of a block with a vector agrees with its scalar twin and has the same bits for any number of threads"
            (fun () ->
                for n in [ 0; 1; 7; 8; 9; 33; 300 ] do
                    for from in List.distinct [ 0; n / 3; n ] do
                        let a, x = numbers 1UL (n * n), numbers 2UL n
                        let twin, one = numbers 3UL n, numbers 3UL n
                        SymmetricProductKernel.ApplyScalarInto(a, n, from, x, twin)
                        SymmetricProductKernel.ApplyInto(a, n, from, x, one, 1)

                        for i in 0 .. n - 1 do
                            Assert.True(abs (twin[i] - one[i]) <= 2.0 * float n * Tolerance.Epsilon * 0.25 * float n)

                        for threads in [ 2; 3; 7 ] do
                            let other = numbers 3UL n
                            SymmetricProductKernel.ApplyInto(a, n, from, x, other, threads)
                            Assert.Equal<float[]>(one, other))

        testCase "rotations agree with their scalar twin" (fun () ->
            let rows = 50
            let sequence = RotationSequence 5
            let angles = numbers 4UL 2000

            for sweep in 0..29 do
                let first = sweep % 20
                let begins = sequence.Count

                for k in 0..28 do
                    sequence.Add(cos angles[30 * sweep + k], sin angles[30 * sweep + k])

                sequence.Sweeps.Add(struct (first, begins, sequence.Count))

            let strips = numbers 5UL (3 * rows * RotationKernel.StripWidth)
            let twin = Array.copy strips
            RotationKernel.ApplyReversed(sequence, strips, rows, 2)
            RotationKernel.ApplyReversedScalar(sequence, twin, rows)

            for i in 0 .. strips.Length - 1 do
                Assert.True(abs (strips[i] - twin[i]) <= 16.0 * 900.0 * Tolerance.Epsilon))
    ]
