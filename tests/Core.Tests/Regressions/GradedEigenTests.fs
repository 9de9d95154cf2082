module Neurovariety.Tests.Regressions.GradedEigenTests

open Expecto
open System
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics

[<Tests>]
let tests =
    testList "GradedEigenTests" [
        // Moments of images with dead pixels are graded down to rounding noise, on which the iteration once did not end.
        testTheory
            "an eigenproblem that falls off into rounding noise is solved"
            [ 28, 3; 28, 12; 64, 20 ]
            (fun (size: int, rank: int) ->
                let random = RandomSource.FromSeed 5UL

                for decade in [ 0.1; 0.5; 1.5 ] do
                    let factor =
                        Matrix.Create(
                            size,
                            rank,
                            fun i k ->
                                if i % 7 = 0 then
                                    0.0
                                else
                                    random.NextGaussian() * Math.Pow(10.0, -decade * float k)
                        )

                    let moments = MatrixProduct.MultiplyTransposedRight(factor, factor)
                    let eigen = SymmetricEigen.Decompose moments
                    let image = MatrixProduct.Multiply(moments, eigen.Vectors)

                    let residual =
                        Matrix.Create(size, size, fun i j -> image[i, j] - eigen.Vectors[i, j] * eigen.Values[j])

                    let norm = MatrixArithmetic.FrobeniusNorm moments
                    Assert.True(MatrixArithmetic.FrobeniusNorm residual <= Tolerance.Factorization(size, norm)))
    ]
