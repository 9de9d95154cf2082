module Neurovariety.Tests.Oracles.EnsembleTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.RandomMatrices

let private close (bound: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - bound, expected + bound)

let private product (widths: int list) entries =
    let widths = Array.ofList widths
    ProductEnsemble.Of(widths, entries, 1.0 / 3.0)

/// |lambda| of the largest and of a later eigenvalue of each matrix: independent from matrix to matrix.
let private moduli (ensemble: SpectralEnsemble) count seed index =
    ensemble.Eigenvalues(count, SamplingOptions seed)
    |> Array.chunkBySize ensemble.Size
    |> Array.map (fun values -> values[index].Magnitude)

[<Tests>]
let tests =
    testList "EnsembleTests" [
        // One false alarm in 10^5 for each comparison.
        testCase "both routes to Gaussian products agree in law" (fun () ->
            for widths in [ [ 3; 4; 9 ]; [ 6; 8; 12; 8 ]; [ 1; 2 ]; [ 5 ] ] do
                let reduced = product widths EntryLaw.Gaussian
                Assert.True reduced.IsReduced
                let direct = reduced.Direct()
                Assert.False direct.IsReduced

                for index in [ 0; widths.Head - 1 ] do
                    let a, b = moduli reduced 1500 1UL index, moduli direct 1500 2UL index
                    Assert.InRange(Distances.Between(a, b).KolmogorovSmirnovPValue, 1e-5, 1.0))

        testCase "both routes agree with masks, zeros included" (fun () ->
            let widths = [| 4; 5; 9; 5 |]
            let shares = FiniteProduct.ReluShares widths
            let reduced = ProductEnsemble.Of(widths, EntryLaw.Gaussian, 1.0 / 3.0, shares)
            let law = FiniteProduct.OfRelu widths

            for ensemble in
                [
                    reduced
                    reduced.Direct()
                    ProductEnsemble.Of(widths, EntryLaw.Uniform, 1.0 / 3.0, shares)
                ] do
                let found = ensemble.Sample(4000L, 1.0)
                // The share of zeros of one matrix has a standard deviation below .3: five of them over sqrt 4000.
                close 0.024 law.MassAtZero found.Moduli.ZeroShare

            let last = widths[0] - 2
            let a, b = moduli reduced 1500 1UL last, moduli (reduced.Direct()) 1500 2UL last
            Assert.InRange(Distances.Between(a, b).KolmogorovSmirnovPValue, 1e-5, 1.0))

        testCase "the same seed draws the same for any number of threads" (fun () ->
            let ensembles: SpectralEnsemble list = [
                product [ 4; 6; 10 ] EntryLaw.Gaussian
                product [ 4; 6; 10 ] EntryLaw.Uniform
                EllipticEnsemble.Of(5, 0.3)
                SymmetricEnsemble.Real 5
                SymmetricEnsemble.Hermitian 4
                SymmetricEnsemble.Covariance(6, 4)
            ]

            for ensemble in ensembles do
                let one = ensemble.Sample(300L, 3.0, SamplingOptions(5UL, 1))
                let three = ensemble.Sample(300L, 3.0, SamplingOptions(5UL, 3))
                let other = ensemble.Sample(300L, 3.0, SamplingOptions(6UL, 3))
                Assert.Equal(one.Moduli.Maximum, three.Moduli.Maximum)
                Assert.Equal<int64[]>(one.Plane.Counts.ToArray(), three.Plane.Counts.ToArray())
                Assert.NotEqual(one.Moduli.Maximum, other.Moduli.Maximum)

                let largest =
                    ensemble.Eigenvalues(300, SamplingOptions 5UL)
                    |> Array.map Complex.Abs
                    |> Array.max

                Assert.Equal(one.Moduli.Maximum, largest))

        // The real 1 x 1 product of two normal numbers: P(|XY| ≤ x) has the density 2/pi·K_0, mean 2/pi.
        testCase "entries have the stated variance" (fun () ->
            for entries in [ EntryLaw.Gaussian; EntryLaw.Uniform ] do
                let random = RandomSource.FromSeed 1UL
                let a = Ensembles.Real(60, 70, entries, 0.25, random).Entries.ToArray()
                close 0.02 0.25 (a |> Array.averageBy (fun x -> x * x))
                let widths = [| 3; 40 |]
                // The trace of (AB)(AB)^T is not seen here, but E sum |lambda|^2 ≤ E ‖AB‖² = d·d·v²·n/(n·d) holds; for d = 1 with equality.
                let single = [| 1; 40 |]
                let found = ProductEnsemble.Of(single, entries, 0.5).Eigenvalues(4000)
                close 0.02 0.25 (found |> Array.averageBy (fun z -> z.Magnitude ** 2.0))
                Assert.Equal(3, ProductEnsemble.Of(widths, entries).Size)

            let layer =
                Ensembles.TorchLayer(50, 100, RandomSource.FromSeed 2UL).Entries.ToArray()

            Assert.True(layer |> Array.forall (fun x -> abs x <= 0.1))
            close 2e-4 (1.0 / 300.0) (layer |> Array.averageBy (fun x -> x * x)))

        // [Forrester14]: both eigenvalues of the product of two real 2 x 2 Gaussian matrices are real with probability pi/4.
        testCase "two by two products have the known share of real pairs" (fun () ->
            let found = (product [ 2; 2 ] EntryLaw.Gaussian).Sample(20000L, 5.0)
            // Five standard deviations of the share of 20000 pairs.
            close 0.0145 (Math.PI / 4.0) found.Arguments.RealShare
            let single = (product [ 2 ] EntryLaw.Gaussian).Sample(20000L, 5.0)
            close 0.016 (RealEigenvalues.AllRealProbability 2) single.Arguments.RealShare)

        testCase "symmetric, covariance and elliptic matrices follow their laws" (fun () ->
            let far (law: Law) (ensemble: SpectralEnsemble) count =
                (ensemble.Sample(count, 3.0)).Moduli.DistancesFrom(law).KolmogorovSmirnov

            // Distances of size 1/n: eigenvalues of one matrix lie evenly.
            Assert.InRange(far (Semicircle().Modulus()) (SymmetricEnsemble.Real(60, EntryLaw.Uniform)) 30L, 0.0, 0.03)
            Assert.InRange(far (Semicircle().Modulus()) (SymmetricEnsemble.Hermitian 40) 20L, 0.0, 0.03)
            Assert.InRange(far (MarchenkoPastur(0.5).BigSide()) (SymmetricEnsemble.Covariance(60, 30)) 30L, 0.0, 0.03)
            Assert.InRange(far (EllipticLaw 0.5) (EllipticEnsemble.Of(60, 0.5)) 30L, 0.0, 0.06))

        // [ABGR13]: the smaller of the two spacings over the larger has the density 27/4·(r + r²)/(1 + r + r²)^(5/2) at three levels of a real
        // symmetric matrix, with the mean 4 - 2√3; at independent levels 2/(1 + r)².
        testCase "spacings of symmetric matrices repel each other as stated" (fun () ->
            let ratios =
                SymmetricEnsemble.Real(3).Eigenvalues(3000)
                |> Array.chunkBySize 3
                |> Array.map (fun levels ->
                    let sorted = levels |> Array.map _.Real |> Array.sort
                    let low, high = sorted[1] - sorted[0], sorted[2] - sorted[1]
                    min low high / max low high)

            let distribution (density: float -> float) r =
                let step = r / 400.0
                step * Seq.sum (Seq.init 400 (fun i -> density (step * (float i + 0.5))))

            let distance density =
                let sorted = Array.sort ratios
                let count = float sorted.Length

                sorted
                |> Array.mapi (fun i r ->
                    let expected = distribution density r
                    max (abs (expected - float i / count)) (abs (expected - float (i + 1) / count)))
                |> Array.max

            let repelling r =
                27.0 / 4.0 * (r + r * r) / (1.0 + r + r * r) ** 2.5

            // Kolmogorov's distance times the root of the number: beyond 2.3 once in 20000 samples.
            let root = sqrt (float ratios.Length)
            Assert.InRange(root * distance repelling, 0.0, 2.3)
            Assert.True(root * distance (fun r -> 2.0 / (1.0 + r) ** 2.0) > 3.3)
            // Five standard errors.
            close 0.025 (4.0 - 2.0 * sqrt 3.0) (Array.average ratios))

        // More than 64 rows go another way.
        testCase "large matrices have eigenvalues too" (fun () ->
            let found = (product [ 80 ] EntryLaw.Gaussian).Sample(2L, 2.0)
            Assert.Equal(160L, found.Moduli.Count)
            close 0.06 (0.5 * 1.0 / 3.0) (found.Moduli.Quantile 0.5 ** 2.0))
    ]
