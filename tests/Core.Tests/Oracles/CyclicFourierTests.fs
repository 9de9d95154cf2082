module Neurovariety.Tests.Oracles.CyclicFourierTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.LinearAlgebra

let private numbers seed count =
    let source = RandomSource.FromSeed seed
    Array.init count (fun _ -> source.NextGaussian())

let private norm (x: float[]) =
    Math.Sqrt(Array.sumBy (fun a -> a * a) x)

let private bound n =
    16.0 * Math.Log2(float n + 1.0) * Tolerance.Epsilon

/// Small lengths, primes, prime powers, mixed factors, a large prime and twice one.
let private lengths =
    [ 1..40 ]
    @ [ 49; 60; 64; 97; 101; 125; 128; 210; 243; 256; 262; 360; 509; 961; 1000; 1024 ]

[<Tests>]
let tests =
    testList "CyclicFourierTests" [
        testCase "the basis matrix is orthogonal and its columns are cosines and sines" (fun () ->
            for n in [ 1; 2; 3; 4; 7; 28 ] do
                let basis = CyclicFourier.OfLength(n).BasisMatrix()
                let gram = MatrixProduct.MultiplyTransposedLeft(basis, basis)

                let loss =
                    MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(gram, Matrix.Identity n))

                Assert.True(loss <= Tolerance.Factorization(n, 1.0))
                Assert.Equal(1.0 / Math.Sqrt(float n), basis[n / 2, 0], 14)

            let basis = CyclicFourier.OfLength(28).BasisMatrix()
            Assert.Equal(Math.Sqrt(2.0 / 28.0) * Math.Cos(2.0 * Math.PI * 3.0 * 5.0 / 28.0), basis[5, 5], 14)
            Assert.Equal(Math.Sqrt(2.0 / 28.0) * Math.Sin(2.0 * Math.PI * 3.0 * 5.0 / 28.0), basis[5, 6], 14)
            Assert.Equal(-1.0 / Math.Sqrt 28.0, basis[5, 27], 14))

        testCase "the fast transform agrees with the basis matrix" (fun () ->
            for n in lengths do
                let x = numbers 1UL n
                let fourier = CyclicFourier.OfLength n
                let slow = MatrixProduct.Apply(fourier.BasisMatrix().Transpose(), x)
                let difference = Array.map2 (-) (fourier.Forward x) slow |> norm
                // The matrix product itself loses up to n roundings.
                Assert.True(difference <= (bound n + float n * Tolerance.Epsilon) * norm x, $"{n}: {difference}"))

        testCase "the inverse transform gives the vector back" (fun () ->
            for n in lengths @ [ 10007; 65536; 100000 ] do
                let x = numbers 2UL n
                let fourier = CyclicFourier.OfLength n
                let coefficients = fourier.Forward x
                let difference = Array.map2 (-) (fourier.Inverse coefficients) x |> norm
                Assert.True(difference <= 2.0 * bound n * norm x, $"{n}: {difference}")
                Assert.True(abs (norm coefficients - norm x) <= bound n * norm x))

        testCase "a cyclic shift turns each pair of coefficients by its angle" (fun () ->
            let n = 45
            let x = numbers 3UL n
            let shifted = Array.init n (fun k -> x[(k + n - 1) % n])
            let fourier = CyclicFourier.OfLength n
            let before, after = fourier.Forward x, fourier.Forward shifted

            for j in 1 .. (n - 1) / 2 do
                let angle = 2.0 * Math.PI * float j / float n
                let a, b = before[2 * j - 1], before[2 * j]
                Assert.Equal(a * cos angle - b * sin angle, after[2 * j - 1], 12)
                Assert.Equal(a * sin angle + b * cos angle, after[2 * j], 12))

        testCase "rows are transformed one by one" (fun () ->
            let n, m = 30, 5
            let rows = Matrix.FromEntries(m, n, numbers 4UL (m * n))
            let fourier = CyclicFourier.OfLength n
            let all = fourier.ForwardRows rows

            for i in 0 .. m - 1 do
                Assert.Equal<float[]>(fourier.Forward(rows.Row i), all.Row(i).ToArray())

            let back = fourier.InverseRows all
            Assert.True(MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(back, rows)) <= 1e-13))

        testCase "wrong lengths are refused" (fun () ->
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> CyclicFourier.OfLength 0 |> ignore)
            |> ignore

            let x = numbers 5UL 3

            Assert.Throws<ArgumentException>(fun () -> CyclicFourier.OfLength(4).Forward x |> ignore)
            |> ignore)
    ]
