module Neurovariety.Tests.Regressions.GradedNearestTests

open Expecto
open System
open Xunit
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations

let private gaussian rows columns seed =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, (fun _ _ -> random.NextGaussian()))

/// A matrix with known singular values in general position.
let private withValues rows columns (values: float[]) =
    let left = (Factorizations.Svd(gaussian rows rows 1UL)).U
    let right = (Factorizations.Svd(gaussian columns columns 2UL)).U

    Matrix.Create(
        rows,
        columns,
        (fun i j -> values |> Array.mapi (fun k s -> left[i, k] * s * right[j, k]) |> Array.sum)
    )

let private graded = [| 1.0; 3e-8; 1e-8; 4e-9 |]

let private expectTails (fit: int -> LeastSquaresFit) =
    for rank in 1..3 do
        let expected = graded |> Array.skip rank |> Array.sumBy (fun s -> s * s)
        let nearest = fit rank
        Assert.InRange(nearest.SquaredError / expected, 1.0 - 1e-5, 1.0 + 1e-5)
        Assert.Equal(rank, nearest.Rank)
        Assert.True nearest.CertifiedOptimal

[<Tests>]
let tests =
    testList "GradedNearestTests" [
        testCase "small singular values are not lost by squaring the matrix" (fun () ->
            for rows, columns in [ 4, 4; 6, 4; 4, 7 ] do
                let matrix = withValues rows columns graded
                expectTails (fun rank -> NearestMatrix.Dense(matrix, rank)))

        testCase "nor in the coordinates of the orbits" (fun () ->
            let trivial = PermutationText.ParseGroup("()", Nullable 4)
            let matrix = withValues 5 4 graded
            expectTails (fun rank -> NearestMatrix.Invariant(trivial, matrix, rank)))

        testCase "the nearest matrix has no rank out of rounding in a block that vanishes" (fun () ->
            // One block is 1, the others are 0 but for the rounding of the basis change.
            for text in [ "(1 2 4 7)(3 5 8 6);(1 3 4 8)(2 6 7 5)"; "(1 2 3 4 5 6 7)"; "(1 2 3);(1 2)" ] do
                let group = PermutationText.ParseGroup(text, Nullable())
                let decomposition = IsotypicDecomposition.Of group
                let n = group.Degree

                let lone = [|
                    for i in 0 .. decomposition.Blocks.Count - 1 do
                        let block = decomposition.Blocks[i]
                        let size = block.AlgebraDimension * block.Multiplicity

                        if i = 0 then
                            Matrix.Identity size
                        else
                            Matrix.Zero(size, size)
                |]

                let fit = NearestMatrix.Equivariant(decomposition, decomposition.FromBlocks lone, n)
                let first = decomposition.Blocks[0]
                Assert.Equal(first.Dimension * first.Multiplicity, fit.Rank)
                Assert.InRange(fit.SquaredError, 0.0, 1e-26)
                Assert.True fit.CertifiedOptimal)
    ]
