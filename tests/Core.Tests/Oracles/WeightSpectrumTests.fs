module Neurovariety.Tests.Oracles.WeightSpectrumTests

open Expecto
open System
open Xunit
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Statistics

let private gaussian seed rows columns =
    let random = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> random.NextGaussian())

let private pareto seed count exponent minimum =
    let random = RandomSource.FromSeed seed
    Array.init count (fun _ -> minimum * (1.0 - random.NextDouble()) ** (-1.0 / (exponent - 1.0)))

[<Tests>]
let tests =
    testList "WeightSpectrumTests" [
        testCase "a random matrix fills the bulk and has no spike that was not planted" (fun () ->
            for rows, columns in [ 120, 300; 300, 120 ] do
                let noise = gaussian 1UL rows columns
                let plain = WeightSpectrum.Of noise
                let edge = sqrt (float rows) + sqrt (float columns)

                // The largest singular value keeps within a few times n^(-1/6) of the edge.
                Assert.InRange(plain.SingularValues[0], plain.UpperEdge - 1.0, plain.UpperEdge + 1.0)
                Assert.InRange(plain.UpperEdge / edge, 0.99, 1.01)
                Assert.InRange(Array.last plain.SingularValues, plain.LowerEdge - 1.0, plain.LowerEdge + 2.0)
                Assert.InRange(plain.SpikeCount, 0, 1)
                Assert.Equal(0, plain.RankLoss)

                let a, b = gaussian 2UL rows 2, gaussian 3UL 2 columns

                let planted =
                    MatrixArithmetic.Add(noise, MatrixArithmetic.Scale(MatrixProduct.Multiply(a, b), 0.6))

                let found = WeightSpectrum.Of planted
                // The largest of the bulk may stand just above its edge.
                Assert.InRange(found.SpikeCount, 2, 3)
                Assert.True(found.SingularValues[1] > 1.1 * found.UpperEdge)
                Assert.True(found.SingularValues[2] < 1.02 * found.UpperEdge)
                Assert.InRange(found.EntryDeviation, 0.98, 1.02))

        testCase
            "the density of the bulk has the mass 1 between edges that stand at s times the sum and difference of roots"
            (fun () ->
                for rows, columns in [ 40, 90; 90, 40 ] do
                    let found = WeightSpectrum.Of(gaussian 7UL rows columns)
                    let s = found.EntryDeviation
                    Assert.Equal(s * (sqrt 90.0 + sqrt 40.0), found.UpperEdge, 9)
                    Assert.Equal(s * (sqrt 90.0 - sqrt 40.0), found.LowerEdge, 9)
                    let step = (found.UpperEdge - found.LowerEdge) / 4000.0

                    let mass =
                        Seq.init 4000 (fun i ->
                            found.BulkDensity(rows, columns, found.LowerEdge + (float i + 0.5) * step)
                            * step)
                        |> Seq.sum

                    Assert.InRange(mass, 0.999, 1.001)
                    Assert.Equal(0.0, found.BulkDensity(rows, columns, found.UpperEdge + 0.1)))

        testCase "stable rank and rank loss of matrices that are known" (fun () ->
            let identity = WeightSpectrum.Of(Matrix.Identity 7)
            Assert.Equal(7.0, identity.StableRank, 12)
            Assert.Equal(0, identity.RankLoss)

            let diagonal =
                WeightSpectrum.Of(Matrix.Create(4, 6, fun i j -> if i = j && i < 2 then float (2 - i) else 0.0))

            Assert.Equal(2, diagonal.Rank)
            Assert.Equal(2, diagonal.RankLoss)
            Assert.Equal(1.25, diagonal.StableRank, 12)
            Assert.Null diagonal.PowerLaw

            let zero = WeightSpectrum.Of(Matrix.Zero(3, 2))
            Assert.Equal(0, zero.Rank)
            Assert.Equal(0.0, zero.StableRank))

        testCase "the exponent of a power law is found within its interval" (fun () ->
            for seed, exponent in [ 1UL, 2.5; 2UL, 3.5; 3UL, 1.8 ] do
                let values = pareto seed 1000 exponent 2.0
                let fit = PowerLawFit.Of(ReadOnlySpan values, 0UL, 60)
                Assert.InRange(fit.Exponent, exponent - 4.0 * fit.StandardError, exponent + 4.0 * fit.StandardError)
                Assert.InRange(exponent, fit.Low - 0.1, fit.High + 0.1)
                Assert.True(fit.PValue > 0.1)
                Assert.True(fit.Low <= fit.Exponent + 0.1 && fit.Exponent - 0.1 <= fit.High))

        // The likelihood and the distance, written down from their definitions.
        testCase "the exponent maximises the likelihood of its tail, and no tail is nearer to its law" (fun () ->
            let values =
                Array.append (pareto 4UL 150 2.2 3.0) (Array.init 150 (fun i -> 3.0 * (float i + 0.5) / 150.0))

            let fit = PowerLawFit.Of(ReadOnlySpan values, 0UL, 1)

            let tail minimum =
                values |> Array.filter (fun x -> x >= minimum) |> Array.sort

            let own = tail fit.Minimum
            Assert.Equal(fit.TailCount, own.Length)

            let likelihood a =
                own
                |> Array.sumBy (fun x -> log ((a - 1.0) / fit.Minimum) - a * log (x / fit.Minimum))

            for step in [ -0.01; 0.01 ] do
                Assert.True(likelihood (fit.Exponent + step) < likelihood fit.Exponent)

            let ks minimum a =
                let sorted = tail minimum
                let n = float sorted.Length

                sorted
                |> Array.mapi (fun i x ->
                    let law = 1.0 - (x / minimum) ** (1.0 - a)
                    max ((float i + 1.0) / n - law) (law - float i / n))
                |> Array.max

            Assert.Equal(ks fit.Minimum fit.Exponent, fit.KolmogorovSmirnov, 10)

            for minimum in values do
                let sorted = tail minimum

                if sorted.Length >= PowerLawFit.ShortestTail then
                    let a = 1.0 + float sorted.Length / Array.sumBy (fun x -> log (x / minimum)) sorted
                    Assert.True(ks minimum a >= fit.KolmogorovSmirnov - 1e-10))

        testCase "numbers that follow no power law are told by the p-value" (fun () ->
            // A narrow bell: nothing of it is a straight line on two logarithmic scales. Its far tail is too short to hide in.
            let values =
                Array.init 800 (fun i -> 1.0 + 0.5 * sin (Math.PI * (float i / 800.0 - 0.5)) ** 3.0)

            let fit = PowerLawFit.Of(ReadOnlySpan values, 0UL, 60)
            Assert.True(fit.PValue < 0.1, $"p = {fit.PValue}, tail of {fit.TailCount}"))

        testCase "too few numbers have no power law, and numbers that are not positive are refused" (fun () ->
            let few = [| 1.0; 2.0; 3.0; 4.0 |]
            let equal = Array.create 20 2.0
            let negative = [| 1.0; -2.0; 3.0; 4.0; 5.0 |]
            Assert.Null(PowerLawFit.Of(ReadOnlySpan few))
            Assert.Null(PowerLawFit.Of(ReadOnlySpan equal))

            Assert.Throws<ArgumentException>(fun () -> PowerLawFit.Of(ReadOnlySpan negative) |> ignore)
            |> ignore)
    ]
