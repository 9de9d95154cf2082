module Neurovariety.Tests.Oracles.RandomMatrixLawTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Numerics
open Neurovariety.RandomMatrices

let private close (bound: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - bound, expected + bound)

let private published d = [| d; 32; 64; 128; 784; 128; 64; 32 |]

let private rectangular d =
    let widths = published d
    RectangularProduct.FromWidths widths

let private relu d =
    let widths = published d
    FiniteProduct.OfRelu widths

/// Every law, for properties that all must have.
let private laws: (string * Law) list = [
    "semicircle", Semicircle()
    "half of the semicircle", Semicircle(1.5).Modulus()
    "circular", CircularLaw(1.0 / sqrt 3.0)
    "product of 5", GinibreProduct(5, 2.0)
    "rectangular product", rectangular 20
    "elliptic", EllipticLaw 0.4
    "elliptic, upright", EllipticLaw(-0.6, 2.0)
    "Marchenko-Pastur", MarchenkoPastur(0.3, 1.5)
    "Marchenko-Pastur, square", MarchenkoPastur 1.0
    "singular values", MarchenkoPastur(0.7).SingularValues()
    "big side", MarchenkoPastur(0.25).BigSide()
    "finite product",
    (let widths = [| 3; 5; 4 |]
     FiniteProduct.OfGaussian widths)
    "thinned product", relu 16
    "Tracy-Widom 1", TracyWidom 1
    "Tracy-Widom 4", TracyWidom 4
    "Tracy-Widom 2", TracyWidom 2
    "Ginibre product of six", GinibreProduct(6, 1.5)
    "scaled", Semicircle().Scale 0.25
]

let private names = List.map fst laws

let private law name = List.find (fst >> (=) name) laws |> snd

/// ∫ f from a to b by Simpson's rule.
let private simpson (f: float -> float) a b =
    let n = 4000
    let h = (b - a) / float n

    let sum =
        Seq.init (n + 1) (fun i ->
            let weight =
                if i = 0 || i = n then 1.0
                elif i % 2 = 1 then 4.0
                else 2.0

            weight * f (a + h * float i))
        |> Seq.sum

    sum * h / 3.0

/// P(Gamma(i) ≤ x) for whole i.
let private gammaDistribution i x =
    let terms = List.scan (fun term j -> term * x / float j) 1.0 [ 1 .. i - 1 ]
    1.0 - exp (-x) * List.sum terms

[<Tests>]
let tests =
    testList "RandomMatrixLawTests" [
        testTheory "the density integrates to the distribution function" names (fun (name: string) ->
            let law = law name

            for p, q in [ 0.35, 0.6; 0.6, 0.9; 0.9, 0.99 ] do
                let a, b = law.Quantile p, law.Quantile q

                if b > a && a <> 0.0 then
                    let expected = law.DistributionFunction b - law.DistributionFunction a
                    // The elliptic density has a corner like a square root, where Simpson's rule errs by the step to the power 3/2.
                    close 1e-6 expected (simpson law.Density a b))

        testTheory "the quantile inverts the distribution function" names (fun (name: string) ->
            let law = law name

            for p in [ 1e-6; 0.01; 0.2; 0.5; 0.8; 0.95; 0.999; 1.0 - 1e-6 ] do
                let x = law.Quantile p

                if x = 0.0 && law.MassAtZero > 0.0 then
                    Assert.True(p <= law.DistributionFunction 0.0)
                else
                    close 1e-11 p (law.DistributionFunction x)

            Assert.Equal(law.Upper, law.Quantile 1.0)

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> law.Quantile nan |> ignore)
            |> ignore)

        // A wrong sampler fails; a right one would once in 10^4 seeds, were the seed not fixed.
        testTheory "the sampler follows the law" names (fun (name: string) ->
            let law = law name
            let random = RandomSource.FromSeed 11UL
            let sample = Array.init 2000 (fun _ -> law.Sample random)
            let distances = Distances.FromLaw(sample, law)
            Assert.InRange(distances.KolmogorovSmirnovPValue, 1e-4, 1.0)
            Assert.InRange(distances.CramerVonMisesPValue, 1e-4, 1.0))

        testTheory "moments are the means over the quantiles" names (fun (name: string) ->
            let law = law name
            let n = 5000
            let quantiles = Array.init n (fun i -> law.Quantile((float i + 0.5) / float n))

            for order in [ 1.0; 2.0 ] do
                let mean = quantiles |> Array.averageBy (fun x -> x ** order)
                close (1e-3 * (abs mean + sqrt (law.Moment 2.0))) mean (law.Moment order))

        testTheory "a law ends where its support ends" names (fun (name: string) ->
            let law = law name
            Assert.Equal(law.Lower, law.Quantile 0.0)
            Assert.Equal(law.Upper, law.Quantile 1.0)

            for x in [ -1e300; -infinity; 1e300; infinity ] do
                Assert.Equal(0.0, law.Density x)
                Assert.Equal((if x < 0.0 then 0.0 else 1.0), law.DistributionFunction x, 1e-14))

        // The second moment is ((1 + t)^2 + (1 - t)^2)/4; a thin ellipse has the moments of the semicircle, here of |x| on [-2, 2].
        testCase "thin ellipses have the moments of their axes" (fun () ->
            for correlation in [ 0.5; 0.99; 0.9999; -0.99999 ] do
                let long, short = 1.0 + abs correlation, 1.0 - abs correlation
                let law = EllipticLaw correlation
                close 1e-12 ((long * long + short * short) / 4.0) (law.Moment 2.0)

            let thin = EllipticLaw 0.9999999
            close 1e-6 (16.0 / (3.0 * Math.PI)) (2.0 * thin.Mean)
            close 1e-5 2.0 (thin.Moment 4.0))

        testCase "the semicircle has the Catalan numbers as moments" (fun () ->
            let law = Semicircle()
            let moments = [ for k in [ 2.0; 4.0; 6.0; 8.0; 10.0 ] -> law.Moment k ]
            Assert.Equal<float list>([ 1.0; 2.0; 5.0; 14.0; 42.0 ], moments)
            Assert.Equal(0.0, law.Moment 3.0))

        testCase "Marchenko and Pastur's law has the Narayana polynomials as moments" (fun () ->
            let q = 0.3
            let law = MarchenkoPastur q
            close 1e-14 (1.0 + 3.0 * q + q * q) (law.Moment 3.0)
            close 1e-14 (1.0 + 6.0 * q + 6.0 * q * q + q * q * q) (law.Moment 4.0)
            close 1e-13 42.0 ((MarchenkoPastur 1.0).Moment 5.0)
            close 1e-12 (8.0 / (3.0 * Math.PI)) ((MarchenkoPastur 1.0).SingularValues().Mean)
            close 1e-15 ((1.0 - sqrt q) ** 2.0) law.Lower
            close 1e-15 0.7 (law.BigSide().MassAtZero))

        testCase "the circular law's real part is a semicircle, and its plane is uniform" (fun () ->
            let law = CircularLaw 2.0
            close 1e-15 (1.0 / (4.0 * Math.PI)) (law.PlanarDensity(Complex(0.3, -1.0)))
            close 1e-15 (1.0 / (4.0 * Math.PI)) (law.PlanarDensity Complex.Zero)

            for x in [ -1.5; 0.2; 1.9 ] do
                close 2e-4 (law.RealPart().DistributionFunction x) (law.CumulativeSpectralDistribution(x, 5.0))

            close 2e-4 0.25 (law.CumulativeSpectralDistribution(0.0, 0.0))
            close 2e-4 0.5 ((EllipticLaw 0.5).CumulativeSpectralDistribution(9.0, 0.0)))

        testCase "the formula gives the medians that the paper misprints" (fun () ->
            for d, square, modulus in [ 2, 6.8136e-5, 0.0083; 20, 2.1515e-5, 0.0046 ] do
                let law = rectangular d
                close 1e-9 square (law.Median ** 2.0)
                close 5e-5 modulus law.Median
                close 1e-16 (1.0 / 81.0) law.Upper
                // Without the factor .5 of U: the printed .00013 and .000043.
                close 7e-6 (if d = 2 then 0.00013 else 0.000043) (2.0 * law.Median ** 2.0))

        testCase "a product of square matrices is the rectangular one with equal widths" (fun () ->
            let widths = [| 7; 7; 7 |]
            let rectangular = RectangularProduct.FromWidths(widths, 1.0)
            let square = GinibreProduct 3

            for p in [ 0.1; 0.5; 0.9 ] do
                close 1e-15 (square.Quantile p) (rectangular.Quantile p)
                close 1e-12 (square.Density(square.Quantile p)) (rectangular.Density(square.Quantile p)))

        testCase "one complex Gaussian matrix has moduli of gamma laws" (fun () ->
            let widths = [| 6 |]
            let law = FiniteProduct.OfGaussian(widths, 6.0)

            for x in [ 0.3; 1.0; 2.0; 3.5 ] do
                let expected = List.averageBy (fun i -> gammaDistribution i (x * x)) [ 1..6 ]
                close 1e-12 expected (law.DistributionFunction x)

            close 1e-6 (1.0 / (6.0 * Math.PI)) (law.PlanarDensity Complex.Zero))

        testCase "a product of two exponential numbers has a Bessel function as law" (fun () ->
            let widths = [| 1; 1 |]
            let law = FiniteProduct.OfGaussian widths

            for x in [ 0.01; 0.5; 3.0 ] do
                // P(XY > x) = ∫ exp(−t − x/t) dt, with t = e^s.
                let tail = simpson (fun s -> exp (s - exp s - x * exp -s)) -40.0 5.0
                close 1e-9 (1.0 - tail) (law.DistributionFunction(sqrt x)))

        testCase "masks sum to the mixture over all numbers of active units" (fun () ->
            let widths = [| 2; 3; 4; 3 |]
            let shares = [| 1.0; 0.5; 1.0; 0.7 |]
            let law = FiniteProduct.OfMasked(widths, shares, 1.0)

            let binomial n p k =
                let choose =
                    Seq.fold (fun c i -> c * float (n - i) / float (i + 1)) 1.0 (seq { 0 .. k - 1 })

                choose * p ** float k * (1.0 - p) ** float (n - k)

            let cases = [
                for a in 0..3 do
                    for b in 0..3 do
                        binomial 3 0.5 a * binomial 3 0.7 b, a, b
            ]

            close 1e-14 (List.sumBy (fun (p, a, b) -> p * (1.0 - float (min 2 (min a b)) / 2.0)) cases) law.MassAtZero

            for x in [ 0.05; 0.3; 1.1 ] do
                let expected =
                    cases
                    |> List.sumBy (fun (p, a, b) ->
                        if a = 0 || b = 0 then
                            p
                        else
                            // Variances are over all units: the law of the active sizes, scaled.
                            let active = [| 2; a; 4; b |]
                            let factor = sqrt (float (a * b) / 9.0)
                            let part = FiniteProduct.OfGaussian(active, 1.0).Scale factor
                            p * part.DistributionFunction x)

                close 1e-10 expected (law.DistributionFunction x))

        // Figures of a simulation of the same law, right to about 1 %.
        testTheory
            "the thinned law of the published widths has the simulated figures"
            [
                2, 0.00100, 0.00235, 0.0
                5, 0.00079, 0.00192, 0.0
                10, 0.00056, 0.00171, 0.003
                16, 0.00033, 0.00153, 0.117
                20, 0.00021, 0.00147, 0.279
            ]
            (fun (d, median, high, zero) ->
                let law = relu d
                close 1.2e-5 median law.Median
                close 2e-5 high (law.Quantile 0.95)
                close 0.004 zero law.MassAtZero)

        testCase "the Airy function has its tabulated values" (fun () ->
            let airy = AiryFunction()
            close 4e-15 0.355028053887817239 (airy.Value 0.0)
            close 4e-15 0.135292416312881415 (airy.Value 1.0)
            close 4e-15 0.227407428201685576 (airy.Value -2.0)
            close 1e-14 0.040241238486443191 (airy.Value -10.0)
            close 1e-24 1.1047532552898687e-10 (airy.Value 10.0))

        // [Bornemann10]: means, variances and values of the laws of Tracy and Widom.
        testTheory
            "Tracy and Widom's laws have the published means and variances"
            [
                1, -1.2065335745820, 1.607781034581
                2, -1.771086807411, 0.8131947928329
                4, -2.306884893241, 0.5177237207726
            ]
            (fun (beta, mean: float, variance: float) ->
                let law = TracyWidom beta
                close 2e-11 mean law.Mean
                close 2e-11 variance law.Variance)

        testCase "Tracy and Widom's laws have the published values and quantiles" (fun () ->
            close 1e-13 0.41322414250512257 ((TracyWidom 2).DistributionFunction -2.0)
            close 5e-5 0.9793 ((TracyWidom 1).Quantile 0.95)
            close 5e-5 2.0234 ((TracyWidom 1).Quantile 0.99)
            close 5e-5 -0.2325 ((TracyWidom 2).Quantile 0.95))

        // ln F_2 satisfies (ln F_2)'' = −q² and F_1² = F_2 e^{−∫q}, so (ln F_1²/F_2)' = q: two routes to Painlevé's q.
        testCase "the laws for 1 and 2 belong to one solution of Painleve's equation" (fun () ->
            let one, two = TracyWidom 1, TracyWidom 2
            let h = 1e-3

            let slope (law: Law) s =
                law.Density s / law.DistributionFunction s

            for s in [ -3.0; -1.0; 0.5 ] do
                let q = 2.0 * slope one s - slope two s
                let square = -(slope two (s + h) - slope two (s - h)) / (2.0 * h)
                close 1e-6 (q * q) square)

        testCase "the expected number of real eigenvalues has its known values" (fun () ->
            let expected = [
                1.0
                sqrt 2.0
                1.0 + sqrt 2.0 / 2.0
                11.0 * sqrt 2.0 / 8.0
                1.0 + 13.0 * sqrt 2.0 / 16.0
            ]

            expected
            |> List.iteri (fun i count -> close 1e-14 count (RealEigenvalues.ExpectedCount(i + 1)))

            for n in [ 10; 31; 64 ] do
                close 1e-5 (RealEigenvalues.AsymptoticCount n) (RealEigenvalues.ExpectedCount n)

            close 1e-16 (1.0 / sqrt 2.0) (RealEigenvalues.AllRealProbability 2)
            close 1e-16 0.125 (RealEigenvalues.AllRealProbability 4))
    ]
