/// What fitting, networks and training say to arguments that do not fit, and at the smallest sizes.
module Neurovariety.Tests.Shapes.FittingShapeTests

open Expecto
open System
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Training
open Neurovariety.Tests.Support.SmallProblems
open Neurovariety.Tests.Support.Representations
open Xunit

let private fails (part: string) (action: unit -> obj) =
    let error = Assert.ThrowsAny<ArgumentException>(fun () -> action () |> ignore)
    Assert.Contains(part, error.Message)

let private shift () =
    PermutationGroup.Cyclic(GridActions.Shift(2, 4, true, 1L))

[<Tests>]
let tests =
    testList "FittingShapeTests" [
        testCase "vectors that do not fit the blocks are refused with the numbers" (fun () ->
            let decomposition, _, gram = problem 1UL (shift ())
            fails "expected 3 ranks" (fun () -> ExactFit.Equivariant(gram, vector [| 1; 1 |]))
            fails "exceeds its multiplicity 2" (fun () -> ExactFit.Equivariant(gram, vector [| 3; 0; 0 |]))

            fails "parameters: expected 4 numbers" (fun () ->
                let none: float[] = [||]
                EquivariantAutoencoder.FromParameters(decomposition, vector [| 1; 0; 0 |], none)))

        testCase "negative ranks, other degrees and other shapes are refused" (fun () ->
            let decomposition, gram, blockGram = problem 1UL (shift ())
            let other = PermutationGroup.Cyclic(GridActions.Rotate 3)
            fails "rank" (fun () -> ExactFit.Equivariant(blockGram, -1))
            fails "rank" (fun () -> ExactFit.Dense(gram, -1))
            fails "expected degree 8" (fun () -> ExactFit.Invariant(gram, other, 1))
            fails "expected 8 x 8" (fun () -> NearestMatrix.Equivariant(decomposition, Matrix.Zero(8, 7), 1))

            fails "transpose" (fun () ->
                ReducedRankRegression.Equivariant(decomposition, Matrix.Zero(7, 8), Matrix.Zero(7, 8), 1))

            fails "multiple of 8 bytes" (fun () ->
                let bytes: byte[] = Array.zeroCreate 9
                BlockGram.FromImages(decomposition, bytes))

            fails "latent x orbits" (fun () ->
                InvariantAutoencoder.FromParameters(other.Orbits(), Matrix.Zero(1, 2), Matrix.Zero(9, 1)))

            fails "decoder needs 2 columns" (fun () ->
                DenseAutoencoder.FromFactors(Matrix.Zero(2, 3), Matrix.Zero(3, 1))))

        testCase "a matrix that is not a number is refused" (fun () ->
            let matrix = Matrix.Create(8, 8, (fun i _ -> if i = 3 then nan else 1.0))
            let decomposition = IsotypicDecomposition.Of(shift ())
            fails "" (fun () -> NearestMatrix.Dense(matrix, 2))
            fails "" (fun () -> NearestMatrix.Equivariant(decomposition, matrix, 2))
            fails "" (fun () -> EquivarianceAudit.Of(matrix, shift ())))

        testCase "an encoder that is not complex linear is refused with its residual" (fun () ->
            let decomposition =
                IsotypicDecomposition.Of(PermutationGroup.Cyclic(GridActions.Shift(1, 3, true, 1L)))

            let encoders = [| Matrix.Zero(0, 1); Matrix.FromRows([| 1.0; 0.0 |], [| 0.0; -1.0 |]) |]
            let decoders = [| Matrix.Zero(1, 0); Matrix.Identity 2 |]

            let error =
                Assert.Throws<PremiseException>(fun () ->
                    EquivariantAutoencoder.FromBlocks(decomposition, vector [| 0; 1 |], encoders, decoders)
                    |> ignore)

            Assert.True(error.Residual > error.Bound))

        testCase "rank 0 keeps nothing, rank n keeps all, and more than n counts as n" (fun () ->
            for name, group in smallGroups () do
                let _, gram, blockGram = problem 2UL group
                let zero = ExactFit.Equivariant(blockGram, 0)
                Assert.Equal(blockGram.MeanSquare, zero.TrainLoss, 1e-12)
                Assert.Equal(0, zero.Network.LatentCount)

                for fit in
                    [
                        ExactFit.Equivariant(blockGram, group.Degree + 5)
                        ExactFit.Dense(gram, group.Degree + 5)
                    ] do
                    Assert.True(fit.TrainLoss <= 1e-12 * gram.MeanSquare, name)
                    Assert.Equal(group.Degree, fit.Rank)
                    Assert.True fit.CertifiedOptimal)

        testCase "a single point and the zero data set are fitted" (fun () ->
            let one = PermutationGroup.Cyclic(Permutation.Identity 1)
            let decomposition = IsotypicDecomposition.Of one

            let gram =
                BlockGram.FromSamples(decomposition, SampleGram.FromSamples(Matrix.FromRows [| [| 2.0 |] |]))

            Assert.Equal(0.0, (ExactFit.Equivariant(gram, 1)).TrainLoss, 1e-15)
            let zero = SampleGram.FromSamples(Matrix.Zero(4, 8))

            let fit =
                ExactFit.Equivariant(BlockGram.FromSamples(IsotypicDecomposition.Of(shift ()), zero), 3)

            Assert.Equal(0.0, fit.TrainLoss)
            Assert.Equal(0.0, MatrixArithmetic.FrobeniusNorm(fit.Network.EndToEnd())))

        testCase "moments straight from bytes are those of the same numbers, for equal and unequal cycles" (fun () ->
            let random = RandomSource.FromSeed 3UL

            for group in
                [
                    shift ()
                    PermutationGroup.Cyclic(GridActions.Rotate 3)
                    GridActions.Dihedral 4
                    ofCycles 5 [ [ [ 1; 3; 4; 2; 5 ] ] ]
                ] do
                let n = group.Degree
                let bytes = Array.init (300 * n) (fun _ -> byte (random.NextInt 256))
                let samples = Matrix.Create(300, n, (fun i j -> float bytes[i * n + j] / 255.0))
                let decomposition = IsotypicDecomposition.Of group
                let direct = BlockGram.FromImages(decomposition, bytes)
                let dense = BlockGram.FromSamples(decomposition, SampleGram.FromSamples samples)
                Assert.Equal(dense.Energy, direct.Energy, 1e-6 * dense.Energy)

                for i in 0 .. decomposition.Blocks.Count - 1 do
                    let gap = distance direct.Blocks[i] dense.Blocks[i]
                    Assert.True(gap <= 1e-6 * dense.Energy, $"block {i}: {gap}"))

        testCase "training refuses networks of another width and settings out of range" (fun () ->
            let pixels: byte[] = Array.create 32 3uy
            let images = ImageSet.FromPixels(2, 4, pixels, ReadOnlySpan<byte>.Empty, "test")
            let random = RandomSource.FromSeed 1UL
            let start = DenseAutoencoder.Random(8, 2, random)
            fails "expected 8 inputs" (fun () -> LinearTrainer.Train(DenseAutoencoder.Random(9, 2, random), images))
            fails "Epochs" (fun () -> LinearTrainer.Train(start, images, LinearTrainingOptions(Epochs = 0)))
            fails "BatchSize" (fun () -> LinearTrainer.Train(start, images, LinearTrainingOptions(BatchSize = 0))))
    ]
