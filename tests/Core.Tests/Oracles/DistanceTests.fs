module Neurovariety.Tests.Oracles.DistanceTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Numerics
open Neurovariety.RandomMatrices

let private close (bound: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - bound, expected + bound)

/// The uniform law on [0, 1].
let private uniform = GinibreProduct 2

let private histogram (sample: float seq) =
    let histogram = ModulusHistogram()
    Seq.iter histogram.Add sample
    histogram

[<Tests>]
let tests =
    testList "DistanceTests" [
        testCase "three numbers against the uniform law, by hand" (fun () ->
            let sample = [| 0.9; 0.2; 0.3 |]
            let distances = Distances.FromLaw(sample, uniform)
            // F_n is 1/3 at .2, 2/3 at .3, 1 at .9.
            close 1e-15 (2.0 / 3.0 - 0.3) distances.KolmogorovSmirnov

            let piece c a b = // ∫_a^b |c − x| dx
                if c <= a then (b * b - a * a) / 2.0 - c * (b - a)
                elif c >= b then c * (b - a) - (b * b - a * a) / 2.0
                else ((c - a) ** 2.0 + (b - c) ** 2.0) / 2.0

            let exact =
                piece 0.0 0.0 0.2
                + piece (1.0 / 3.0) 0.2 0.3
                + piece (2.0 / 3.0) 0.3 0.9
                + piece 1.0 0.9 1.0

            close 1e-14 exact distances.Wasserstein1

            let squares =
                1.0 / 36.0
                + (0.2 - 1.0 / 6.0) ** 2.0
                + (0.3 - 0.5) ** 2.0
                + (0.9 - 5.0 / 6.0) ** 2.0

            close 1e-15 squares distances.CramerVonMises)

        testCase "two samples, by hand" (fun () ->
            let first = [| 1.0; 2.0 |]
            let second = [| 2.0; 3.0; 4.0 |]
            let distances = Distances.Between(first, second)
            close 1e-15 (2.0 / 3.0) distances.KolmogorovSmirnov
            // |F − G|: 1/2 on [1, 2), 2/3 on [2, 3), 1/3 on [3, 4).
            close 1e-15 1.5 distances.Wasserstein1
            close 1e-15 1.2 distances.Count
            close 1e-15 (1.2 / 5.0 * (0.25 + 2.0 * 4.0 / 9.0 + 1.0 / 9.0)) distances.CramerVonMises
            Assert.Equal(0.0, Distances.Between(first, first).KolmogorovSmirnov))

        // [MTW03] prints K(10, .274); two numbers: P(D < d) = 2(d − 1/4)²·… by areas, 1 − 2(1 − d)² for d ≥ 1/2.
        testCase "Kolmogorov's distribution has its known values" (fun () ->
            close 1e-12 (1.0 - 0.6284796154565) (KolmogorovDistribution.PValue(0.274, 10.0))
            close 1e-14 (2.0 * 0.3 ** 2.0) (KolmogorovDistribution.PValue(0.7, 2.0))
            close 1e-13 (2.0 * 0.1 ** 3.0) (KolmogorovDistribution.PValue(0.9, 3.0))
            // The asymptotic 5 % point 1.3581/√n.
            close 1e-4 0.05 (KolmogorovDistribution.PValue(1.3581 / sqrt 1e8, 1e8))
            // Both forms meet at 140.
            close 2e-3 (KolmogorovDistribution.PValue(0.1, 140.0)) (KolmogorovDistribution.PValue(0.1, 140.5)))

        testCase "the limit of Cramer and von Mises has its tabulated points" (fun () ->
            for statistic, p in [ 0.34730, 0.1; 0.46136, 0.05; 0.74346, 0.01; 1.16786, 0.001 ] do
                close (2e-4 * p + 1e-6) p (CramerVonMisesDistribution.PValue statistic))

        // Millions of numbers of another law have statistics for which the series has too few terms: their chance is 0.
        testCase "the chance of a great statistic of Cramer and von Mises is 0" (fun () ->
            Assert.InRange(CramerVonMisesDistribution.PValue 5.0, 1e-12, 1e-11)

            for statistic in [ 8.5; 1e3; 1e4; 6.4e4; 1e9; infinity ] do
                Assert.Equal(0.0, CramerVonMisesDistribution.PValue statistic))

        // Under the law itself p-values are uniform: of 400 samples about 20 fall below .05; 5 … 40 once in 10^4 tests not.
        testCase "p-values of right samples are uniform" (fun () ->
            let random = RandomSource.FromSeed 5UL

            let below =
                Seq.init 400 (fun _ ->
                    let sample = Array.init 60 (fun _ -> uniform.Sample random)
                    let distances = Distances.FromLaw(sample, uniform)
                    distances.KolmogorovSmirnovPValue < 0.05, distances.CramerVonMisesPValue < 0.05)
                |> Seq.toList

            Assert.InRange(below |> List.filter fst |> List.length, 6, 39)
            Assert.InRange(below |> List.filter snd |> List.length, 6, 39))

        testCase "the histogram has the quantiles and distances of the sample itself" (fun () ->
            let random = RandomSource.FromSeed 7UL
            let law = MarchenkoPastur(0.4).BigSide()
            let sample = Array.init 20000 (fun _ -> law.Sample random)
            let histogram = histogram sample
            let exact = Distances.FromLaw(sample, law)
            let streamed = histogram.DistancesFrom law
            close 0.003 exact.KolmogorovSmirnov streamed.KolmogorovSmirnov
            close (0.02 * exact.Wasserstein1) exact.Wasserstein1 streamed.Wasserstein1
            close (0.05 * exact.CramerVonMises + 1e-3) exact.CramerVonMises streamed.CramerVonMises
            let sorted = Array.sort sample

            for p in [ 0.7; 0.9; 0.99 ] do
                let expected = sorted[int (p * 20000.0)]
                close (0.001 * expected + 1e-3) expected (histogram.Quantile p)

            Assert.Equal(Array.last sorted, histogram.Maximum)
            Assert.Equal(Array.last sorted, histogram.Quantile 1.0)
            Assert.Equal(0.0, histogram.Quantile 0.5)
            Assert.Equal(float (sample |> Array.filter ((=) 0.0) |> Array.length) / 20000.0, histogram.ZeroShare)
            close 1e-3 0.9 (histogram.DistributionFunction(histogram.Quantile 0.9)))

        testCase "a wrong law is far from the histogram" (fun () ->
            let random = RandomSource.FromSeed 8UL
            let sample = Array.init 4000 (fun _ -> (GinibreProduct 3).Sample random)
            let distances = (histogram sample).DistancesFrom(CircularLaw())
            // sup |r^(2/3) − r²| at r^(4/3) = 1/3: (1/3)^(1/2) − (1/3)^(3/2).
            close 0.02 (sqrt (1.0 / 3.0) * 2.0 / 3.0) distances.KolmogorovSmirnov
            // ∫ (r^(2/3) − r²) dr = 3/5 − 1/3.
            close 0.02 (4.0 / 15.0) distances.Wasserstein1
            close 1e-12 0.0 distances.KolmogorovSmirnovPValue)

        testCase "histograms merge to the same whatever the order" (fun () ->
            let random = RandomSource.FromSeed 9UL

            let values =
                Array.init 5000 (fun _ ->
                    Complex(random.NextGaussian(), if random.NextInt 4 = 0 then 0.0 else random.NextGaussian()))

            let whole = EigenvalueHistogram 3.0
            whole.Add values
            let parts = values |> Array.chunkBySize 700
            let merged = EigenvalueHistogram 3.0

            for part in Array.rev parts do
                let histogram = EigenvalueHistogram 3.0
                histogram.Add part
                merged.Merge histogram

            for p in [ 0.0; 0.3; 0.9; 1.0 ] do
                Assert.Equal(whole.Moduli.Quantile p, merged.Moduli.Quantile p)
                Assert.Equal(whole.Arguments.Quantile p, merged.Arguments.Quantile p)

            Assert.Equal(
                whole.Plane.CumulativeSpectralDistribution(0.3, 0.0),
                merged.Plane.CumulativeSpectralDistribution(0.3, 0.0)
            )

            Assert.Throws<ArgumentException>(fun () -> merged.Merge(EigenvalueHistogram 2.0))
            |> ignore)

        testCase "the cumulative spectral distribution function counts a quadrant" (fun () ->
            let random = RandomSource.FromSeed 10UL
            let disc = CircularLaw()
            let points = Array.init 20000 (fun _ -> disc.SamplePoint random)
            let exact = EmpiricalSpectrum.Of points
            let histogram = EigenvalueHistogram 1.0
            histogram.Add points

            for x, y in [ 0.0, 0.0; 0.5, -0.25; -0.4, 0.9 ] do
                let expected = exact.CumulativeSpectralDistribution(x, y)
                close 1e-12 expected (histogram.Plane.CumulativeSpectralDistribution(x, y))
                close 0.015 (disc.CumulativeSpectralDistribution(x, y)) expected

            Assert.Equal(
                0.5,
                EmpiricalSpectrum
                    .Of(ReadOnlySpan [| Complex(1.0, 2.0); Complex(-1.0, -2.0) |])
                    .CumulativeSpectralDistribution(0.0, 0.0)
            )

            let one = EmpiricalSpectrum.Of(ReadOnlySpan [| Complex(-3.0, 4.0) |])
            Assert.Equal<float[]>([| 5.0 |], one.Moduli())
            Assert.Equal<float[]>([| 25.0 |], one.SquaredModuli())
            close 1e-15 (Math.Atan2(4.0, -3.0)) (one.Arguments()[0]))

        testCase "real eigenvalues are atoms of the arguments" (fun () ->
            let arguments = ArgumentHistogram()

            for value in
                [
                    Complex(2.0, 0.0)
                    Complex(-1.0, 0.0)
                    Complex(0.0, 1.0)
                    Complex(0.0, -1.0)
                    Complex.Zero
                ] do
                arguments.Add value

            Assert.Equal(
                (1L, 1L, 2L, 1L),
                (arguments.PositiveCount, arguments.NegativeCount, arguments.ComplexCount, arguments.ZeroCount)
            )

            Assert.Equal(0.5, arguments.RealShare)
            Assert.Equal(0.0, arguments.Quantile 0.25)
            close 0.01 (Math.PI / 2.0) (arguments.Quantile 0.5)
            Assert.Equal(Math.PI, arguments.Quantile 1.0))
    ]
