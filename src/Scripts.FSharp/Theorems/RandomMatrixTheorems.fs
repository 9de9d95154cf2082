/// Laws of random matrices as statistical properties. Every instance draws its matrices from its own seed; where a bound is a
/// chance, it is one false alarm in 10^6 instances; where a law holds in the limit only, the bound on the distance says how near.
module internal Neurovariety.Scripts.Theorems.RandomMatrixTheorems

open System
open System.Numerics
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.RandomMatrices

/// Widths of a chain, and the seed of its matrices.
type private Draw = { Widths: int list; Seed: int }

/// Chance of a false alarm.
let private falseAlarm = 1e-6

/// Standard deviations that a mean exceeds with less than that chance.
let private deviations = 5.0

let private draws (shipped: int list list) generate : Instances<Draw> = {
    Shipped = shipped |> List.mapi (fun i widths -> { Widths = widths; Seed = i })
    Size = fun _ -> 1
    Generate =
        Some(fun _ ->
            gen {
                let! widths = generate
                let! seed = Gen.choose (0, 1000000)
                return { Widths = widths; Seed = seed }
            })
    Shrink = fun _ -> Seq.empty
    Show =
        fun draw ->
            let widths = draw.Widths |> List.map string |> String.concat ","
            $"widths {widths}, seed {draw.Seed}"
}

/// Chains of widths whose matrices are drawn.
let private instances shipped generate =
    Subject.alone "random matrices" (draws shipped generate)

let private constantly widths =
    instances [ widths ] (Gen.constant widths)

let private span (draw: Draw) = Array.ofList draw.Widths

/// |lambda| of one eigenvalue, chosen at random, of each of some products of complex Gaussian matrices of variance 1/fan_in.
let private complexModuli count (draw: Draw) =
    let random = RandomSource.FromSeed(uint64 draw.Seed).Split "complex products"
    let widths = span draw
    let k = widths.Length
    let d = widths[0]

    // [Re, -Im; Im, Re] has every eigenvalue and its conjugate.
    let realified (a: ComplexMatrix) =
        Array.init (4 * d * d) (fun at ->
            let row, column = at / (2 * d), at % (2 * d)
            let z = a[row % d, column % d]

            match row < d, column < d with
            | true, true
            | false, false -> z.Real
            | true, false -> -z.Imaginary
            | false, true -> z.Imaginary)

    let matrices =
        Array.init count (fun _ ->
            List.init k (fun j ->
                let next = widths[(j + 1) % k]
                Ensembles.Complex(widths[j], next, 1.0 / float next, random))
            |> List.reduce (fun a b -> a.Multiply(b, 1))
            |> realified)
        |> Array.concat

    let found = SmallEigen.Values(ReadOnlySpan matrices, count, 2 * d, 1)
    let values = found.Values.ToArray()
    Array.init count (fun i -> values[2 * d * i + random.NextInt(2 * d)].Magnitude)

let private follows (law: Law) (sample: float[]) =
    Distances.FromLaw(ReadOnlySpan sample, law).KolmogorovSmirnovPValue > falseAlarm

let private sampled (count: int64) (ensemble: SpectralEnsemble) (draw: Draw) =
    ensemble.Sample(count, 4.0, SamplingOptions(uint64 draw.Seed, 1))

let private distance (law: Law) (found: EigenvalueHistogram) =
    found.Moduli.DistancesFrom(law).KolmogorovSmirnov

let private product entries variance (draw: Draw) : SpectralEnsemble =
    ProductEnsemble.Of(ReadOnlySpan(span draw), entries, variance)

let private finite (widths: int list) =
    FiniteProduct.OfGaussian(ReadOnlySpan(Array.ofList widths))

/// The smallest width first.
let private rotated (widths: int list) =
    let at = List.findIndex ((=) (List.min widths)) widths
    List.permute (fun i -> (i - at + widths.Length) % widths.Length) widths

let private finiteProduct =
    let widths =
        gen {
            let! count = Gen.choose (1, 3)
            let! widths = Gen.listOfLength count (Gen.choose (1, 4))
            return rotated widths
        }

    Theorem.about
        (instances [ [ 2; 6 ]; [ 3 ]; [ 2; 3; 4 ] ] widths)
        ("finite-product-law",
         "For complex Gaussian matrices of any finite sizes the squared moduli of the eigenvalues of their product are, as a set, independent products of Gamma(i + n_j - n_1) numbers.",
         "[AB12], [ARRS16]")
        (fun draw -> complexModuli 80 draw |> follows (finite draw.Widths))
        "the widths are taken to be all equal to the smallest"
        (fun draw ->
            let equal = draw.Widths |> List.map (fun _ -> draw.Widths.Head)
            complexModuli 80 draw |> follows (finite equal))

// A distance of 1.2/sqrt(n): the eigenvalues of a real matrix of 36 rows lie near the real axis more often than the law.
let private bound n = 1.2 / sqrt (float n)

let private circularLaw =
    Theorem.about
        (constantly [ 36 ])
        ("circular-law-uniform",
         "Eigenvalues of an n x n matrix with entries uniform on +-1/sqrt(n), whose variance is 1/(3n), fill the disc of radius 1/sqrt(3).",
         "[DAL22, Corollary II.4], corrected")
        (fun draw ->
            sampled 12L (product EntryLaw.Uniform (1.0 / 3.0) draw) draw
            |> distance (CircularLaw(1.0 / sqrt 3.0))
                <
                bound 36)
        "the variance is taken for 1/sqrt(3), as the text says"
        (fun draw ->
            sampled 12L (product EntryLaw.Uniform (1.0 / 3.0) draw) draw
            |> distance (CircularLaw(3.0 ** -0.25))
                <
                bound 36)

let private ginibreProduct =
    let widths = Gen.choose (2, 4) |> Gen.map (fun factors -> List.replicate factors 36)

    Theorem.about
        (instances [ [ 36; 36 ] ] widths)
        ("ginibre-product-law",
         "|lambda| of a product of m large square matrices has the radial distribution function r^(2/m).",
         "[GT10], [DAL22, Theorem II.6]")
        (fun draw ->
            sampled 12L (product EntryLaw.Gaussian 1.0 draw) draw
            |> distance (GinibreProduct draw.Widths.Length)
                <
                bound 36)
        "the circular law is taken for a product"
        (fun draw ->
            sampled 12L (product EntryLaw.Gaussian 1.0 draw) draw
            |> distance (CircularLaw())
                <
                bound 36)

let private rectangularProduct =
    let widths =
        Gen.choose (8, 20) |> Gen.map (fun d -> [ d; 32; 64; 128; 784; 128; 64; 32 ])

    let law (draw: Draw) =
        RectangularProduct.FromWidths(ReadOnlySpan(span draw))

    let ratio (draw: Draw) =
        let found = sampled 100L (product EntryLaw.Gaussian (1.0 / 3.0) draw) draw
        (found.Moduli.Quantile 0.5 / (law draw).Median) ** 2.0

    // Half of the eigenvalues of real matrices of this size are up to a quarter smaller; noise adds less than .1.
    let near ratio = ratio > 0.6 && ratio < 1.4

    Theorem.about
        (instances [ [ 20; 32; 64; 128; 784; 128; 64; 32 ] ] widths)
        ("rectangular-product-median",
         "The median of |lambda|^2 of a product of layers as torch draws them is near the value of the formula at U = 1/2, with the factor 1/2 that the printed figures lack.",
         "[ARRS16, Theorem 11], [DAL22], corrected")
        (fun draw -> near (ratio draw))
        "the median lacks the factor 1/2, as printed"
        (fun draw -> near (ratio draw / 2.0))

let private thinned =
    let zeros masked (draw: Draw) =
        let widths = span draw
        let shares = FiniteProduct.ReluShares(ReadOnlySpan widths)

        let ensemble =
            ProductEnsemble.Of(ReadOnlySpan widths, EntryLaw.Gaussian, 1.0 / 3.0, ReadOnlySpan shares)

        let law =
            if masked then
                FiniteProduct.OfRelu(ReadOnlySpan widths)
            else
                FiniteProduct.OfGaussian(ReadOnlySpan widths)

        let count = 300
        let found = (sampled (int64 count) ensemble draw).Moduli.ZeroShare
        // The share of one matrix lies between 0 and 1 and has at most the variance p(1 - p).
        let p = law.MassAtZero
        abs (found - p) <= deviations * sqrt (p * (1.0 - p) / float count) + 1e-9

    Theorem.about
        (instances
            [ [ 10; 16; 30; 16 ]; [ 4; 6; 20; 6 ] ]
            (gen {
                let! d = Gen.choose (2, 12)
                let! hidden = Gen.choose (d, 20)
                return [ d; hidden; 40; hidden ]
            }))
        ("exact-zeros",
         "With half of the hidden units off, the expected share of eigenvalues that are exactly 0 is the mean of (d - m)/d, m the smallest number of active units.",
         "derivation at FiniteProduct")
        (zeros true)
        "no unit is ever off"
        (zeros false)

let private marchenkoPastur =
    let found (draw: Draw) =
        let widths = span draw
        sampled 12L (SymmetricEnsemble.Covariance(widths[0], widths[1])) draw

    let ratio (draw: Draw) =
        float draw.Widths[0] / float draw.Widths[1]

    Theorem.about
        (instances
            [ [ 24; 48 ] ]
            (gen {
                let! m = Gen.choose (16, 30)
                let! n = Gen.choose (2 * m, 4 * m)
                return [ m; n ]
            }))
        ("marchenko-pastur-law",
         "Eigenvalues of W W^T for m x n entries of variance 1/n lie between (1 - sqrt q)^2 and (1 + sqrt q)^2, q = m/n, with Marchenko and Pastur's density.",
         "[MP67]")
        (fun draw -> distance (MarchenkoPastur(ratio draw)) (found draw) < 0.06)
        "q is taken for 1"
        (fun draw -> distance (MarchenkoPastur 1.0) (found draw) < 0.06)

let private realEigenvalues =
    // Real eigenvalues of one matrix have a variance of at most (2 - sqrt 2) times their mean, and n for small n.
    let near (expected: float) (draw: Draw) =
        let count, n = 400, draw.Widths.Head
        let found = sampled (int64 count) (product EntryLaw.Gaussian 1.0 draw) draw
        let mean = found.Arguments.RealShare * float n
        abs (mean - expected) <= deviations * sqrt (expected / float count)

    Theorem.about
        (instances [ [ 8 ] ] (Gen.choose (2, 12) |> Gen.map List.singleton))
        ("real-eigenvalue-count",
         "A real n x n Gaussian matrix has sqrt 2 (1 + 3/8 + ...) real eigenvalues on average, by the formula of Edelman, Kostlan and Shub.",
         "[EKS94]")
        (fun draw -> near (RealEigenvalues.ExpectedCount draw.Widths.Head) draw)
        "the leading term sqrt(2n/pi) is taken for all of it"
        (fun draw -> near (sqrt (2.0 * float draw.Widths.Head / Math.PI)) draw)

let private tracyWidom =
    // [JM12]: centred with n - 1/2 instead of n, the largest eigenvalue is within O(n^(-2/3)) of the limit.
    let near (law: Law) (draw: Draw) =
        let n = draw.Widths.Head
        let m = float n - 0.5
        let count = 400

        let values =
            SymmetricEnsemble.Real(n).Eigenvalues(count, SamplingOptions(uint64 draw.Seed))
            |> Array.chunkBySize n
            |> Array.map (fun levels ->
                let largest = levels |> Array.map _.Real |> Array.max
                m ** (1.0 / 6.0) * (sqrt (float n) * largest - 2.0 * sqrt m))

        let mean = Array.average values
        abs (mean - law.Mean) < 0.06 + deviations * sqrt (law.Variance / float count)

    let one, two = lazy (TracyWidom 1), lazy (TracyWidom 2)

    Theorem.about
        (constantly [ 20 ])
        ("tracy-widom-mean",
         "The largest eigenvalue of real symmetric Gaussian matrices, as m^(1/6)(sqrt n lambda_max - 2 sqrt m) with m = n - 1/2 and entries of variance 1/n, has the mean of Tracy and Widom's law for beta = 1.",
         "[Bornemann10], [JM12]")
        (near (one.Force()))
        "the law for beta = 2 is taken"
        (near (two.Force()))

let all = [
    circularLaw
    ginibreProduct
    rectangularProduct
    finiteProduct
    thinned
    marchenkoPastur
    realEigenvalues
    tracyWidom
]
