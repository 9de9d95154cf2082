/// Exact optima on the 60000 and 10000 MNIST images, from an independent NumPy computation (mnist_linear.json says how).
module Neurovariety.Tests.Oracles.MnistLinearTests

open Expecto
open System.Text.Json
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Varieties
open Neurovariety.Tests.Support
open Xunit

let private reference = lazy (Fixtures.json "mnist_linear.json")

let private get (e: JsonElement) (name: string) = e.GetProperty name
let private number (e: JsonElement) (name: string) = (get e name).GetDouble()
let private whole (e: JsonElement) (name: string) = (get e name).GetInt32()

let private vector (e: JsonElement) (name: string) =
    let ranks = [| for r in (get e name).EnumerateArray() -> r.GetInt32() |]
    RankVector.Of ranks

let private items (name: string) (e: JsonElement) =
    (get e name).EnumerateArray() |> Seq.toList

let private shift () =
    reference.Value |> items "groups" |> List.head

/// The moments of cycles are summed in float products (relative error of the sums about 2e-8, ten times
/// that in the loss, which is a tenth of them), the others exactly.
let private close (what: string) (expected: float) (actual: float) =
    let gap = abs (actual - expected) / expected
    Assert.True(gap <= 5e-7, $"{what}: expected {expected}, got {actual}, relative gap {gap}")

let private equivariant (network: LinearAutoencoder) = network :?> EquivariantAutoencoder

/// The images moved cyclically to the right by k columns, byte by byte.
let private movedRight (k: int) (images: Neurovariety.Data.ImageSet) =
    let pixels = images.Pixels.ToArray()
    let moved = Array.zeroCreate<byte> pixels.Length

    for i in 0 .. pixels.Length - 1 do
        let column = i % 28
        moved[i - column + (column + k + 28) % 28] <- pixels[i]

    moved

[<Tests>]
let tests =
    testList "MnistLinearTests" [
        mnistCase "the energies of the blocks are those of the reference" (fun () ->
            for i, block in (shift () |> items "blocks") |> List.indexed do
                let mine = Mnist.horizontal().Blocks[i]
                Assert.Equal((get block "label").GetString(), mine.Label)
                close mine.Label (number block "mean_square_train") (Mnist.trainBlocks().MeanSquareOf i)
                close mine.Label (number block "mean_square_test") (Mnist.testBlocks().MeanSquareOf i))

        mnistCase
            "the global equivariant optimum, its component and its runner-up are those of the reference"
            (fun () ->
                for case in shift () |> items "optimum" do
                    let rank = whole case "r_total"
                    let fit = ExactFit.Equivariant(Mnist.trainBlocks (), rank)
                    Assert.Equal<RankVector>(vector case "r", fit.Component)
                    Assert.Equal<RankVector>(vector case "runner_up_r", fit.RunnerUp)
                    close $"train {rank}" (number case "train_mse") fit.TrainLoss

                    close
                        $"test {rank}"
                        (number case "test_mse")
                        (Mnist.testBlocks().MeanSquaredError(equivariant fit.Network))

                    close $"runner-up {rank}" (number case "runner_up_train_mse") fit.RunnerUpLoss.Value
                    close $"by rank {rank}" (number case "train_mse") fit.LossByRank[rank].Loss
                    Assert.True(fit.CertifiedOptimal, $"rank {rank}: {fit.TrainLoss} against bound {fit.LowerBound}"))

        mnistCase "the optimum on every listed component is that of the reference" (fun () ->
            for case in shift () |> items "vectors" do
                let fit = ExactFit.Equivariant(Mnist.trainBlocks (), vector case "r")
                let name = (get case "name").GetString()
                Assert.Equal(whole case "rank", fit.Rank)
                close name (number case "train_mse") fit.TrainLoss
                close name (number case "test_mse") (Mnist.testBlocks().MeanSquaredError(equivariant fit.Network))
                Assert.True(fit.CertifiedOptimal, name))

        mnistCase "the published component has the published number of weights" (fun () ->
            let fit =
                ExactFit.Equivariant(Mnist.trainBlocks (), vector (shift () |> items "vectors" |> List.head) "r")

            Assert.Equal(5544L, fit.Network.ParameterCount)
            Assert.Equal(99, fit.Network.LatentCount))

        mnistCase "the dense optimum is that of the reference" (fun () ->
            for case in reference.Value |> items "dense" do
                let rank = whole case "r_total"
                let fit = ExactFit.Dense(Mnist.trainGram (), rank)
                close $"train {rank}" (number case "train_mse") fit.TrainLoss
                close $"test {rank}" (number case "test_mse") (Mnist.testGram().MeanSquaredError fit.Network)
                Assert.True(fit.CertifiedOptimal, $"rank {rank}: {fit.TrainLoss} against bound {fit.LowerBound}"))

        mnistCase "the invariant optimum is that of the reference" (fun () ->
            let group = Mnist.horizontal().Group

            for case in reference.Value |> items "invariant" do
                let rank = whole case "r_total"
                let fit = ExactFit.Invariant(Mnist.trainGram (), group, rank)
                Assert.Equal(whole case "rank_of_minimum_norm_optimum", fit.Rank)
                close $"train {rank}" (number case "train_mse") fit.TrainLoss
                close $"test {rank}" (number case "test_mse") (Mnist.testGram().MeanSquaredError fit.Network)
                Assert.True(fit.CertifiedOptimal, $"rank {rank}: {fit.TrainLoss} against bound {fit.LowerBound}"))

        // The moments of the images together with all their shifts are the average of P·S·Pᵀ: its dense optimum commutes.
        mnistCase "the dense optimum over all 28 shifts of the images is the equivariant optimum" (fun () ->
            let gram = Mnist.trainGram ()
            let averaged = OrbitalAverage.Of(gram.Moments, Mnist.horizontal().Group)
            let fit = ExactFit.Dense(SampleGram.FromMoments(averaged, gram.SampleCount), 99)

            let expected =
                number (get reference.Value "dense_rank99_fitted_on_all_28_shifts") "train_mse"

            close "averaged" expected fit.TrainLoss
            close "equivariant" (ExactFit.Equivariant(Mnist.trainBlocks (), 99)).TrainLoss fit.TrainLoss)

        mnistCase "the dense optimum on shifted test images is that of the reference" (fun () ->
            let network = (ExactFit.Dense(Mnist.trainGram (), 99)).Network
            let shifted = get (get reference.Value "dense_rank99_on_shifted_test") "by_shift"

            for case in shifted.EnumerateObject() do
                // The stored figures count k to the left: moving the bytes themselves to the right by k gives those of −k.
                let moved = movedRight -(int case.Name) (Mnist.test ())

                close case.Name (case.Value.GetDouble()) (SampleGram.FromImages(moved, 784).MeanSquaredError network))

        mnistCase "the optimal map commutes with the shift and has the stated rank" (fun () ->
            let fit = ExactFit.Equivariant(Mnist.trainBlocks (), 99)
            let map = fit.Network.EndToEnd()
            let audit = EquivarianceAudit.Of(map, Mnist.horizontal().Group)
            let bound = 16.0 * 784.0 * 2.2e-16 * MatrixArithmetic.FrobeniusNorm map
            Assert.True(audit.Equivariance.Residual <= bound, $"residual {audit.Equivariance.Residual}")
            close "dense moments" fit.TrainLoss (Mnist.trainGram().MeanSquaredError fit.Network)
            Assert.Equal<RankVector>(fit.Component, (equivariant fit.Network).BlockRanks()))
    ]
