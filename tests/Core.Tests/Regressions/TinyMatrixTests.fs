/// Matrices far from 1 get the answers of the same matrix near 1, with their certificates.
module Neurovariety.Tests.Regressions.TinyMatrixTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Statistics
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.Representations

let private near expected (found: float) =
    Assert.InRange(found / expected, 1.0 - 1e-7, 1.0 + 1e-7)

// Of [[1, 2], [3, 4]], by the roots of x² - 30x + 4.
let private squaredDistance = 15.0 - sqrt 221.0
let private nearest = [| 1.27357; 1.80721; 2.87898; 4.08529 |]

let private trivial =
    IsotypicDecomposition.Of(PermutationGroup.FromGenerators(2, [| Permutation.Identity 2 |]))

let private expectNearest (size: float) (matrix: Matrix) (fit: LeastSquaresFit) =
    Assert.True fit.CertifiedOptimal
    near (sqrt squaredDistance) (fit.Error / size)

    for expected, found in Array.zip nearest (fit.Matrix.ToArray()) do
        Assert.InRange(found / size, expected - 1e-5, expected + 1e-5)

    let distance =
        MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(fit.Matrix, matrix))

    near fit.Error distance

let private fits matrix = [
    NearestMatrix.Dense(matrix, 1)
    NearestMatrix.Equivariant(trivial, matrix, 1)
    NearestMatrix.Invariant(trivial.Group, matrix, 1)
]

let private refusal (action: unit -> unit) =
    Assert.ThrowsAny<ArgumentException>(action).Message

[<Tests>]
let tests =
    testList "TinyMatrixTests" [
        testCase "a matrix of entries near 1e-18 gets its nearest matrix of rank 1" (fun () ->
            let matrix = MatrixFile.Read(Fixtures.path "reports/small_1e-18.npy")

            for fit in fits matrix do
                expectNearest 1e-18 matrix fit
                near 1.3393125e-37 fit.SquaredError
                Assert.False fit.SquaresLeaveRange)

        testCase "at 1e-200 the answer is scaled, and the square that is lost is said to be" (fun () ->
            let matrix = MatrixFile.Read(Fixtures.path "reports/small_1e-200.npy")

            for fit in fits matrix do
                expectNearest 1e-200 matrix fit
                Assert.True fit.SquaresLeaveRange
                Assert.Equal(0.0, fit.SquaredError))

        testTheory "far from 1 the answer holds and is certified" [ 1e-90; 1e90; 1e200; 1e-140 ] (fun (size: float) ->
            let matrix =
                MatrixArithmetic.Scale(Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.0 |]), size)

            for fit in fits matrix do
                expectNearest size matrix fit
                Assert.Equal((size = 1e200), fit.SquaresLeaveRange))

        testCase "problems given by squares refuse data whose squares leave the range" (fun () ->
            for size in [ 1e-200; 1e200 ] do
                let matrix =
                    MatrixArithmetic.Scale(Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.0 |]), size)

                let refusals = [
                    refusal (fun () -> EquivariantLeastSquares.Nearest(trivial, matrix) |> ignore)
                    refusal (fun () ->
                        EquivariantLeastSquares.Regression(trivial, matrix, Matrix.Identity 2) |> ignore)
                    refusal (fun () ->
                        EquivariantLeastSquares.Regression(trivial, Matrix.Identity 2, matrix) |> ignore)
                    refusal (fun () -> SampleGram.FromSamples matrix |> ignore)
                ]

                Assert.All(refusals, (fun text -> Assert.Contains("squares leave the range", text))))

        testCase "regressions scale inputs and targets apart, and refuse a matrix that leaves the range" (fun () ->
            let random = RandomSource.FromSeed 8UL
            let x, y = gaussian random 4 30, gaussian random 4 30
            let expected = ReducedRankRegression.Dense(x, y, 2)

            let tiny, huge =
                MatrixArithmetic.Scale(x, Math.ScaleB(1.0, -500)), MatrixArithmetic.Scale(y, Math.ScaleB(1.0, 520))

            let fit = ReducedRankRegression.Dense(tiny, huge, 2)
            Assert.Equal(MatrixArithmetic.Scale(expected.Matrix, Math.ScaleB(1.0, 1020)), fit.Matrix)
            Assert.Equal(Math.ScaleB(expected.Error, 520), fit.Error)
            let beyond = MatrixArithmetic.Scale(y, Math.ScaleB(1.0, 530))

            Assert.Contains(
                "leave the range of double",
                refusal (fun () -> ReducedRankRegression.Dense(tiny, beyond, 2) |> ignore)
            ))

        // Columns and response at their own powers of two: coefficients and errors scale to the bit.
        testCase "a linear regression scales with its columns and its response" (fun () ->
            let random = RandomSource.FromSeed 9UL

            let draw () =
                Array.init 25 (fun _ -> random.NextGaussian())

            let a, b, y = draw (), draw (), draw ()

            let times k =
                Array.map (fun (x: float) -> Math.ScaleB(x, k))

            let fit i j k =
                LinearRegression.Fit(
                    [| RegressionColumn("a", times i a); RegressionColumn("b", times j b) |],
                    ReadOnlySpan(times k y)
                )

            let plain = fit 0 0 0

            for i, j, k in [ -400, 3, 0; 0, 0, 301; 200, -300, -100; -660, -660, -660; 600, 600, 600 ] do
                let scaled = fit i j k
                Assert.Equal(plain.RSquared, scaled.RSquared)

                for name, shift in [ "a", k - i; "b", k - j ] do
                    let expected, found = plain.Term name, scaled.Term name
                    Assert.Equal(Math.ScaleB(expected.Coefficient, shift), found.Coefficient)
                    Assert.Equal(Math.ScaleB(expected.StandardError, shift), found.StandardError)
                    Assert.Equal(Math.ScaleB(expected.RobustStandardError, shift), found.RobustStandardError)
                    Assert.Equal(expected.T, found.T)

            Assert.Contains("leaves the range of double", refusal (fun () -> fit 0 -600 500 |> ignore)))

        testCase "deviations scale, and standardised values do not" (fun () ->
            let random = RandomSource.FromSeed 10UL
            let values = Array.init 25 (fun _ -> random.NextGaussian())
            let struct (mean, deviation) = Samples.MeanAndDeviation(ReadOnlySpan values)
            let standard = Samples.Standardise(ReadOnlySpan values)

            for k in [ -900; -664; -1; 1; 664; 900 ] do
                let scaled = values |> Array.map (fun x -> Math.ScaleB(x, k))

                let struct (scaledMean, scaledDeviation) =
                    Samples.MeanAndDeviation(ReadOnlySpan scaled)

                Assert.Equal(Math.ScaleB(mean, k), scaledMean)
                Assert.Equal(Math.ScaleB(deviation, k), scaledDeviation)
                Assert.Equal<float[]>(standard, Samples.Standardise(ReadOnlySpan scaled)))

        testCase "memories of tiny patterns are refused as huge ones are" (fun () ->
            for size in [ 1e-200; 1e200 ] do
                let patterns =
                    MatrixArithmetic.Scale(Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.0 |]), size)

                let text =
                    refusal (fun () ->
                        Neurovariety.Memories.UniversalMemory.Of(
                            patterns,
                            Neurovariety.Memories.MemoryOptions.Default
                        )
                        |> ignore)

                Assert.Contains("square cannot be computed", text))
    ]
