/// Rounding is not signal: weights that were stored in few digits have the rank and spectrum of what they stand for.
module Neurovariety.Tests.Regressions.RoundedWeightTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Statistics
open Neurovariety.Training
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.Representations

let private network (name: string) =
    AutoencoderFile.Read(
        Fixtures.path ("reports/" + name),
        AutoencoderFileOptions(Hidden = Nullable Activation.Identity, Output = Nullable Activation.Identity)
    )

let private weights (layer: AffineLayer) =
    let entries = layer.Weights.ToArray()
    Matrix.Create(layer.Outputs, layer.Inputs, (fun i j -> float entries[i * layer.Inputs + j]))

let private spectrum (layer: AffineLayer) =
    WeightSpectrum.Of(weights layer, 0UL, Nullable layer.Precision)

let private first name = spectrum (network name).Layers[0]

// Written by hand: bfloat16 is read only.
let private zeros (kind: string) size =
    let count = 3 * 8 * size

    let tensor name shape start =
        $"\"{name}\":{{\"dtype\":\"{kind}\",\"shape\":{shape},\"data_offsets\":[{start},{start + count}]}}"

    let header =
        "{"
        + tensor "encoder.0.weight" "[3,8]" 0
        + ","
        + tensor "decoder.0.weight" "[8,3]" count
        + "}"

    Array.concat [
        BitConverter.GetBytes(uint64 header.Length)
        Text.Encoding.ASCII.GetBytes header
        Array.zeroCreate (2 * count)
    ]

[<Tests>]
let tests =
    testList "RoundedWeightTests" [
        testCase "a matrix of rank 3 in single precision has rank 3, three spikes at most, and no power law" (fun () ->
            let found = first "rank3.npz"
            Assert.Equal(3, found.Rank)
            Assert.Equal(13, found.RankLoss)
            Assert.InRange(found.SpikeCount, 0, 3)
            Assert.Null found.PowerLaw
            Assert.Contains("3 numbers above 0, a law takes 10 or more", found.WhyNoPowerLaw)
            Assert.Equal(Tolerance.EpsilonSingle, found.Precision))

        testCase "spikes never exceed the rank" (fun () ->
            for name, rank in [ "ones.npz", 1; "dup.npz", 8; "collapsed_by_weight_decay.safetensors", 8 ] do
                let found = first name
                Assert.Equal(rank, found.Rank)
                Assert.InRange(found.SpikeCount, 0, rank))

        testCase "equal singular values have no power law" (fun () ->
            for layer in (network "orth.npz").Layers do
                let found = spectrum layer
                Assert.All(found.SingularValues, (fun value -> Assert.Equal(1.0, value, 6)))
                Assert.Null found.PowerLaw
                Assert.Equal("all 16 numbers are equal, to rounding", found.WhyNoPowerLaw))

        testCase "eight singular values above rounding have no power law" (fun () ->
            for name in [ "collapsed_by_weight_decay.safetensors"; "dup.npz" ] do
                let found = first name
                Assert.Null found.PowerLaw
                Assert.Contains("8 numbers above 0", found.WhyNoPowerLaw))

        // Twelve singular values that halve, and twelve below the rounding of the weights: the law is that of the twelve.
        testCase "a power law is fitted to singular values above rounding alone" (fun () ->
            let matrix size =
                Matrix.Create(24, 24, (fun i j -> if i <> j || i >= size then 0.0 else Math.ScaleB(1.0, -i)))

            let noise =
                Matrix.Create(
                    24,
                    24,
                    (fun i j ->
                        if i = j && i >= 12 then
                            1e-9 * float (i - 5)
                        else
                            (matrix 12)[i, j])
                )

            let clean = WeightSpectrum.Of(matrix 12, 0UL, Nullable Tolerance.EpsilonSingle)
            let found = WeightSpectrum.Of(noise, 0UL, Nullable Tolerance.EpsilonSingle)
            Assert.NotNull clean.PowerLaw
            Assert.Equal(clean.PowerLaw, found.PowerLaw)
            Assert.NotEqual(clean.PowerLaw, WeightSpectrum.Of(noise, 0UL, Nullable Tolerance.Epsilon).PowerLaw))

        testCase "weights of 1e-30 have the stable rank of the same weights near 1" (fun () ->
            let found = first "tinyw.npz"
            Assert.InRange(found.StableRank, 7.6366, 7.6368)
            Assert.Equal(16, found.Rank)

            let points = Npy.Read(Fixtures.path "reports/p.npy").ToArray() |> Array.map float32
            let layer = LayerSamples.OfNetwork(network "tinyw.npz", 1, ReadOnlySpan points)
            Assert.Equal(16, (LayerMatrixDecomposition.OfIdentity layer).Rank))

        testCase "a decomposition has the rank of the spectrum" (fun () ->
            let points = Npy.Read(Fixtures.path "reports/p.npy").ToArray() |> Array.map float32

            for name, rank in [ "rank3.npz", 3; "ones.npz", 1; "dup.npz", 8; "orth.npz", 16 ] do
                let layer = LayerSamples.OfNetwork(network name, 1, ReadOnlySpan points)
                let found = LayerMatrixDecomposition.OfIdentity layer
                Assert.Equal(rank, found.Rank)
                Assert.InRange(found.Residuals[found.Residuals.Count - 1].Frobenius, 0.0, 1e-6))

        // The same random product of rank 5 in each precision: the tolerance follows the rounding, not the other way.
        testCase "a matrix of rank 5 has rank 5 in every precision it is stored in" (fun () ->
            let random = RandomSource.FromSeed 17UL
            let product = gaussian random 40 5 *. gaussian random 5 90

            let stored (round: float -> float) =
                Matrix.Create(40, 90, (fun i j -> round product[i, j]))

            let cut bits (x: float) =
                let scale = Math.ScaleB(1.0, bits - 1 - Math.ILogB x)
                Math.Round(x * scale) / scale

            let cases = [
                Nullable(), stored id
                Nullable(), stored (float32 >> float)
                Nullable Tolerance.EpsilonSingle, stored (float32 >> float)
                Nullable Tolerance.EpsilonHalf, stored (Half.op_Explicit >> fun (x: Half) -> float x)
                Nullable Tolerance.EpsilonBFloat16, stored (cut 8)
            ]

            for precision, matrix in cases do
                let found = WeightSpectrum.Of(matrix, 0UL, precision)
                Assert.Equal(5, found.Rank)
                Assert.InRange(found.SpikeCount, 0, 5)

            // Without word of the precision, bits beyond those of single precision say double, and the rounding counts as signal.
            let _, half = cases[3]
            Assert.Equal(40, WeightSpectrum.Of(half, 0UL, Nullable Tolerance.Epsilon).Rank))

        // Full rank stays full rank: the tolerance takes no more than rounding.
        testCase "a random matrix keeps its rank in single and half precision" (fun () ->
            let random = RandomSource.FromSeed 18UL
            let matrix = gaussian random 30 80

            for precision in [ Tolerance.EpsilonSingle; Tolerance.EpsilonHalf; Tolerance.EpsilonBFloat16 ] do
                Assert.Equal(30, WeightSpectrum.Of(matrix, 0UL, Nullable precision).Rank))

        testCase "files tell the precision of their weights" (fun () ->
            use folder = new TemporaryFolder()
            let file = folder.File "model.safetensors"

            for kind, size, expected in
                [
                    "F16", 2, Tolerance.EpsilonHalf
                    "BF16", 2, Tolerance.EpsilonBFloat16
                    "F32", 4, Tolerance.EpsilonSingle
                    "F64", 8, Tolerance.EpsilonSingle
                ] do
                IO.File.WriteAllBytes(file, zeros kind size)
                Assert.All((AutoencoderFile.Read file).Layers, (fun layer -> Assert.Equal(expected, layer.Precision))))

        testCase "a power law needs ten numbers, and says what it lacks" (fun () ->
            let why (values: float list) error =
                PowerLawFit.WhyNone(ReadOnlySpan(Array.ofList values), error)

            let powers count = [ for i in 1..count -> 2.0 ** float i ]
            Assert.Equal("0 numbers above 0, a law takes 10 or more", why [] 0.0)
            Assert.Equal("9 numbers above 0, a law takes 10 or more", why (powers 9) 0.0)
            Assert.Null(why (powers 10) 0.0)
            Assert.Equal("all 10 numbers are equal, to rounding", why (List.replicate 10 2.0) 0.0)
            let near = [ for i in 0..9 -> 2.0 + 1e-8 * float i ]
            Assert.Null(why near 0.0)
            Assert.Equal("all 10 numbers are equal, to rounding", why near 1e-6)
            Assert.Contains("no tail of 5 numbers", why (near @ [ 2.5 ]) 0.05)
            // Whether there is a reason and whether there is a fit are the same question.
            for values, error in
                [
                    near, 0.0
                    near, 1e-6
                    near @ [ 2.5 ], 0.05
                    powers 2, 0.0
                    powers 9, 0.0
                    powers 10, 0.0
                ] do
                let fit = PowerLawFit.Of(ReadOnlySpan(Array.ofList values), 0UL, 5, error)
                Assert.Equal(isNull (why values error), not (isNull (box fit))))
    ]
