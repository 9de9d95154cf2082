/// The eigenproblem of matrices of small rank did not converge: couplings of pure rounding noise were held against
/// neighbours just as small, not against the matrix.
module Neurovariety.Tests.Regressions.RankDeficientEigenTests

open Expecto
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics

let private moments (random: RandomSource) rank size decay =
    Matrix.Create(rank, size, (fun i j -> decay ** float i * random.NextGaussian()))
    |> MatrixProduct.Gram

[<Tests>]
let tests =
    testList "RankDeficientEigenTests" [
        testTheory
            "matrices of small rank, evenly or steeply graded, are diagonalised"
            [ 60, 5, 1.0; 120, 5, 0.5; 120, 50, 0.5; 200, 100, 0.8; 300, 20, 1.0 ]
            (fun (size, rank, decay) ->
                let s = moments (RandomSource.FromSeed 3UL) rank size decay
                let eigen = SymmetricEigen.Decompose s
                let bound = Tolerance.Factorization(size, MatrixArithmetic.FrobeniusNorm s)

                let scaled =
                    Matrix.Create(size, size, (fun i j -> eigen.Vectors[i, j] * eigen.Values[j]))

                let again = MatrixProduct.MultiplyTransposedRight(scaled, eigen.Vectors)
                Assert.InRange(MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(again, s)), 0.0, bound)
                Assert.All(Array.skip rank eigen.Values, fun value -> Assert.InRange(value, -bound, bound)))
    ]
