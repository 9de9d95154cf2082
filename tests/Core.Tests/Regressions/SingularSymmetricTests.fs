/// Broke once: a block of rounding noise, as a Gram matrix of few samples has it, kept the QL iteration from ending.
module Neurovariety.Tests.Regressions.SingularSymmetricTests

open Expecto
open System
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics

[<Tests>]
let tests =
    testList "SingularSymmetricTests" [
        testTheory
            "a symmetric matrix of low rank is decomposed"
            [ 300, 50; 300, 200; 120, 1; 64, 0 ]
            (fun (size, rank) ->
                let random = RandomSource.FromSeed(uint64 (1000 * size + rank))
                let samples = Matrix.Create(rank, size, (fun _ _ -> random.NextGaussian()))
                let gram = MatrixProduct.Gram samples
                let eigen = SymmetricEigen.Decompose gram
                let values = eigen.Values |> Seq.toArray
                let scale = max values[0] 1.0
                let bound = Tolerance.Factorization(size, scale)
                Assert.All(values[rank..], fun value -> Assert.InRange(value, -bound, bound))

                let scaled = Matrix.Create(size, size, (fun i j -> eigen.Vectors[i, j] * values[j]))
                let rebuilt = MatrixProduct.MultiplyTransposedRight(scaled, eigen.Vectors)

                let residual =
                    MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(rebuilt, gram))

                Assert.InRange(residual, 0.0, bound * Math.Sqrt(float size))

                let largest = SymmetricEigen.Largest(gram, 5)
                Assert.Equal(values[0], largest.Values[0], bound))
    ]
