module Neurovariety.Tests.Oracles.ProjectionGeometryTests

open Expecto
open System
open System.Numerics
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Spectra

let private gaussian (random: RandomSource) rows columns =
    Matrix.Create(rows, columns, (fun _ _ -> random.NextGaussian()))

let private close (relative: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - relative * (abs expected + 1e-12), expected + relative * (abs expected + 1e-12))

let private norm (values: float[]) =
    values |> Array.sumBy (fun v -> v * v) |> sqrt

let private quick test count =
    Check.One(Config.QuickThrowOnFailure.WithMaxTest count, Prop.forAll (ArbMap.defaults |> ArbMap.arbitrary) test)

// The same from the N x N matrix: its eigenvectors, and P from a basis of all of them.
let private full (a: Matrix) (b: Matrix) =
    let j = MatrixProduct.Multiply(a, b)

    let p =
        MatrixProduct.Multiply(a, MatrixProduct.Multiply(Factorizations.PseudoInverse(MatrixProduct.Multiply(b, a)), b))

    j, p

let private pair (random: RandomSource) d n =
    let geometry = ProjectionGeometry.Of(gaussian random n d, gaussian random d n)
    let x = Array.init n (fun _ -> random.NextGaussian())
    let y = Array.init n (fun _ -> random.NextGaussian())
    geometry, x, y

// A linear autoencoder: D(E(x)) = J x.
let private transport (geometry: ProjectionGeometry) (x: float[]) (y: float[]) =
    let imageOfX = geometry.Apply(ReadOnlySpan x)
    let imageOfY = geometry.Apply(ReadOnlySpan y)
    ErrorTransport.Measure(geometry, ReadOnlySpan x, ReadOnlySpan imageOfX, ReadOnlySpan y, ReadOnlySpan imageOfY)

[<Tests>]
let tests =
    testList "ProjectionGeometryTests" [
        testCase "general eigenvectors belong to their eigenvalues" (fun () ->
            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let n = 1 + random.NextInt 12
                let a = gaussian random n n
                let eigen = Factorizations.GeneralEigen a
                let left = ComplexMatrix.FromReal(a).Multiply eigen.Vectors

                let right =
                    ComplexMatrix.Create(n, n, (fun i j -> eigen.Vectors[i, j] * eigen.Values[j]))

                let scale = MatrixArithmetic.FrobeniusNorm a
                Assert.InRange(left.Subtract(right).FrobeniusNorm(), 0.0, 64.0 * float n * 2.3e-16 * scale * float n)

                for before, after in Seq.pairwise eigen.Values do
                    Assert.True(before.Magnitude >= after.Magnitude)

                close 1e-10 (MatrixArithmetic.Trace a) (eigen.Values |> Array.sumBy _.Real)

            quick holds 100)

        testCase "norms and projection agree with the N x N matrices" (fun () ->
            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let d = 1 + random.NextInt 5
                let n = d + random.NextInt 9
                let a, b = gaussian random n d, gaussian random d n
                let geometry = ProjectionGeometry.Of(a, b)
                let j, p = full a b
                // P is what Definition 3.7 says: it keeps the eigenvectors of nonzero eigenvalues and kills the kernel of J.
                let eigen = Factorizations.GeneralEigen j
                let moved = ComplexMatrix.FromReal(p).Multiply eigen.Vectors

                for k in 0 .. n - 1 do
                    for i in 0 .. n - 1 do
                        let expected = if k < d then eigen.Vectors[i, k] else Complex.Zero
                        Assert.InRange((moved[i, k] - expected).Magnitude, 0.0, 1e-6)

                let singular = Factorizations.SingularValues(MatrixArithmetic.Subtract(j, p))
                close 1e-8 singular[0] geometry.SpectralDistance
                close 1e-8 (norm singular) geometry.FrobeniusDistance
                close 1e-8 (Array.head (Factorizations.SingularValues p)) geometry.ProjectionNorm

                for k in 0 .. d - 1 do
                    Assert.InRange(
                        (geometry.Eigenvalues[k] - eigen.Values[k]).Magnitude,
                        0.0,
                        1e-7 * eigen.Values[0].Magnitude
                    )

                let vectors = [| for k in 0 .. d - 1 -> Array.init n (fun i -> eigen.Vectors[i, k]) |]

                let inner (u: Complex[]) (v: Complex[]) =
                    (Array.map2 (fun (x: Complex) y -> x * Complex.Conjugate y) u v
                     |> Array.fold (+) Complex.Zero)
                        .Magnitude

                let overlap =
                    [
                        0.0
                        for i in 0 .. d - 1 do
                            for k in 0 .. i - 1 do
                                inner vectors[i] vectors[k]
                    ]
                    |> List.max

                Assert.InRange(geometry.LargestOverlap, overlap - 1e-6, overlap + 1e-6)
                Assert.True(geometry.ConditionNumber >= 1.0 - 1e-12)

            quick holds 100)

        testCase "the bounds on the distortion hold at every point" (fun () ->
            // The bound by max |lambda - 1| alone would need orthogonal eigenvectors: somewhere it must fail.
            let mutable mutantFell = false

            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let d = 1 + random.NextInt 6
                let geometry, x, y = pair random d (d + random.NextInt 9)
                let parts = transport geometry x y
                let square = parts.Distortion * parts.Distortion
                let slack = 1.0 + 1e-8
                Assert.True(square <= parts.Bounds.Spectral * slack)
                Assert.True(square <= parts.Bounds.Condition * slack)
                Assert.True(square <= parts.Bounds.Normality * slack)
                Assert.True(parts.Bounds.Spectral <= parts.Bounds.Normality * slack)

                if square > (geometry.LargestShift * parts.Step) ** 2.0 * slack then
                    mutantFell <- true

            quick holds 200
            Assert.True mutantFell)

        testCase "of a linear autoencoder the linearisation misses nothing, with the sign of Definition 2.3" (fun () ->
            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let geometry, x, y = pair random 3 8
                let parts = transport geometry x y

                let scale =
                    parts.Step * (1.0 + geometry.FrobeniusDistance + geometry.ProjectionNorm)

                Assert.InRange(parts.Nonlinear, 0.0, 1e-10 * scale)
                // The sign of the lemma's display: images of x and y change places with the points.
                let imageOfX = geometry.Apply(ReadOnlySpan x)
                let imageOfY = geometry.Apply(ReadOnlySpan y)

                let mirrored =
                    ErrorTransport.Measure(
                        geometry,
                        ReadOnlySpan imageOfX,
                        ReadOnlySpan x,
                        ReadOnlySpan imageOfY,
                        ReadOnlySpan y
                    )

                Assert.True(mirrored.Nonlinear > 1e-3 * parts.Change)

            quick holds 50)

        testCase "the theorem holds where its assumption and a step in the span do" (fun () ->
            // Eigenvectors with overlaps of at most 1/(2(d-1)), real eigenvalues, steps in their span.
            let mutable applied = 0

            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let d, n = 2 + random.NextInt 4, 12
                let orthonormal = (Factorizations.Qr(gaussian random n d)).Q
                let tilt = 0.4 / float d

                let mixed =
                    Matrix.Create(d, d, (fun i j -> if i = j then 1.0 else tilt * (random.NextDouble() - 0.5)))

                let vectors = MatrixProduct.Multiply(orthonormal, mixed)
                let values = Array.init d (fun _ -> 0.2 + 1.5 * random.NextDouble())
                let decoder = Matrix.Create(n, d, (fun i j -> vectors[i, j] * values[j]))
                let geometry = ProjectionGeometry.Of(decoder, Factorizations.PseudoInverse vectors)

                if geometry.AssumptionHolds then
                    applied <- applied + 1
                    let x = Array.init n (fun _ -> random.NextGaussian())

                    let step =
                        MatrixProduct.Apply(vectors, ReadOnlySpan(Array.init d (fun _ -> random.NextGaussian())))

                    let parts = transport geometry x (Array.map2 (+) x step)
                    Assert.True(parts.Change ** 2.0 <= parts.Bounds.Theorem * (1.0 + 1e-10))
                    Assert.InRange(parts.Outside, 0.0, 1e-9 * parts.Step)

            quick holds 100
            Assert.True(applied > 50))

        testCase "the theorem fails without its assumption" (fun () ->
            // A nearly nilpotent J: eigenvectors almost parallel, eigenvalues 1, so that J - P vanishes although y - x is not kept.
            let a = Matrix.FromRows([| 1.0; 1.0 |], [| 0.0; 1e-3 |], [| 0.0; 0.0 |])
            let geometry = ProjectionGeometry.Of(a, Factorizations.PseudoInverse a)
            Assert.True(geometry.LargestOverlap > 0.99)
            Assert.False geometry.AssumptionHolds
            let parts = transport geometry [| 0.0; 0.0; 0.0 |] [| 0.0; 0.0; 1.0 |]
            Assert.InRange(parts.Bounds.Theorem, 0.0, 1e-12)
            Assert.Equal(1.0, parts.Change, 12)
            Assert.Equal(1.0, parts.Outside, 9))

        testCase "a singular Jacobian and wrong shapes are refused" (fun () ->
            let a = Matrix.FromRows([| 1.0; 0.0 |], [| 0.0; 1.0 |], [| 0.0; 0.0 |])
            let b = Matrix.FromRows([| 1.0; 0.0; 0.0 |], [| 2.0; 0.0; 0.0 |])

            let error =
                Assert.Throws<PremiseException>(fun () -> ProjectionGeometry.Of(a, b) |> ignore)

            Assert.Contains("singular", error.Message)

            Assert.Throws<ArgumentException>(fun () -> ProjectionGeometry.Of(a, a) |> ignore)
            |> ignore)
    ]
