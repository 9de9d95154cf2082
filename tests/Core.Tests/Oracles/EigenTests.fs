module Neurovariety.Tests.Oracles.EigenTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Numerics
open Neurovariety.LinearAlgebra

let private gaussian (seed: uint64) rows columns =
    let source = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> source.NextGaussian())

let private symmetric seed n =
    let a = gaussian seed n n
    MatrixArithmetic.Add(a, a.Transpose())

let private orthogonal seed n = Factorizations.Qr(gaussian seed n n).Q

/// A symmetric matrix with a known spectrum.
let private withSpectrum seed (values: float[]) =
    let q = orthogonal seed values.Length

    let scaled =
        Matrix.Create(values.Length, values.Length, fun i j -> q[i, j] * values[j])

    MatrixProduct.MultiplyTransposedRight(scaled, q)

let private checkSymmetric (name: string) (s: Matrix) (result: SymmetricEigenResult) =
    let n, count = s.RowCount, result.Vectors.ColumnCount
    let norm = MatrixArithmetic.FrobeniusNorm s
    let v = result.Vectors
    let image = MatrixProduct.Multiply(s, v)
    let scaled = Matrix.Create(n, count, fun i j -> v[i, j] * result.Values[j])

    let residual =
        MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(image, scaled))

    Assert.True(residual <= Tolerance.Factorization(n, norm), $"{name}: residual {residual}, norm {norm}")

    let gram = MatrixProduct.MultiplyTransposedLeft(v, v)

    let loss =
        MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(gram, Matrix.Identity count))

    Assert.True(loss <= Tolerance.Factorization(n, 1.0), $"{name}: orthogonality {loss}")

    for i in 1 .. n - 1 do
        Assert.True(result.Values[i - 1] >= result.Values[i], $"{name}: values fall")

let private cases = [
    "empty", Matrix.Zero(0, 0)
    "one", Matrix.FromRows [| -3.0 |]
    "two", Matrix.FromRows([| 1.0; 2.0 |], [| 2.0; 1.0 |])
    "zero", Matrix.Zero(40, 40)
    "identity", Matrix.Identity 33
    "diagonal", Matrix.Create(35, 35, fun i j -> if i = j then float (i % 7) - 3.0 else 0.0)
    "all ones", Matrix.Create(50, 50, fun _ _ -> 1.0)
    "repeated", withSpectrum 1UL (Array.init 90 (fun i -> float (i % 3)))
    "graded", Matrix.Create(40, 40, fun i j -> Math.Pow(10.0, -0.4 * float (i + j)) * (if i = j then 3.0 else 1.0))
    "graded upwards", Matrix.Create(40, 40, fun i j -> Math.Pow(10.0, -0.4 * float (78 - i - j)))
    "tiny", MatrixArithmetic.Scale(symmetric 2UL 20, 1e-300)
    "huge", MatrixArithmetic.Scale(symmetric 3UL 20, 1e150)
    "blocks", Matrix.Create(64, 64, fun i j -> if i / 8 = j / 8 then 1.0 / float (1 + i + j) else 0.0)
    "low rank", MatrixProduct.Gram(gaussian 4UL 5 70)
    "panel size", symmetric 5UL 32
    "panel size + 1", symmetric 6UL 33
    "several panels", symmetric 7UL 131
]

let private hermitian seed n =
    let real, imaginary = gaussian seed n n, gaussian (seed + 1UL) n n
    let a = ComplexMatrix.FromParts(real, imaginary)
    a.Add(a.ConjugateTranspose())

let private hermitianCases = [
    "empty", ComplexMatrix.Zero(0, 0)
    "one", ComplexMatrix.FromRows [| Complex(2.0, 0.0) |]
    "two", ComplexMatrix.FromRows([| Complex.Zero; Complex(0.0, -1.0) |], [| Complex(0.0, 1.0); Complex.Zero |])
    "zero", ComplexMatrix.Zero(9, 9)
    "identity", ComplexMatrix.Identity 9
    "real", ComplexMatrix.FromReal(symmetric 11UL 28)
    "random", hermitian 12UL 28
    "tiny", (hermitian 14UL 12).Scale(Complex(1e-300, 0.0))
    "low rank",
    (let u = ComplexMatrix.FromParts(gaussian 16UL 30 2, gaussian 17UL 30 2) in u.Multiply(u.ConjugateTranspose()))
    "imaginary", ComplexMatrix.Create(20, 20, fun i j -> Complex(0.0, float (sign (i - j))))
]

[<Tests>]
let tests =
    testList "EigenTests" [
        testCase
            "symmetric eigenvectors have small residual and are orthonormal, for degenerate matrices too"
            (fun () ->
                for name, s in cases do
                    checkSymmetric name s (SymmetricEigen.Decompose s))

        testCase "the eigenvectors of the largest eigenvalues are those of the whole decomposition" (fun () ->
            for name, s in cases do
                for count in List.distinct [ 0; min 1 s.RowCount; s.RowCount / 2 ] do
                    let part = SymmetricEigen.Largest(s, count)
                    Assert.Equal<float[]>(SymmetricEigen.Decompose(s).Values, part.Values)
                    checkSymmetric name s part)

        testCase "a prescribed spectrum is found again" (fun () ->
            let values = Array.init 100 (fun i -> 5.0 - 0.1 * float (i / 4))
            let found = SymmetricEigen.Decompose(withSpectrum 8UL values).Values

            for i in 0..99 do
                Assert.True(abs (found[i] - values[i]) <= Tolerance.Factorization(100, 5.0)))

        testCase "the path graph has its known eigenvalues" (fun () ->
            let n = 61
            let path = Matrix.Create(n, n, fun i j -> if abs (i - j) = 1 then 1.0 else 0.0)
            let found = SymmetricEigen.Decompose(path).Values

            for k in 1..n do
                let expected = 2.0 * Math.Cos(Math.PI * float k / float (n + 1))
                Assert.True(abs (found[k - 1] - expected) <= Tolerance.Factorization(n, 2.0)))

        testCase "symmetric eigenvalues agree with MathNet" (fun () ->
            let s = symmetric 9UL 75

            let theirs =
                MathNet.Numerics.LinearAlgebra.Matrix<float>.Build.DenseOfRowMajor(75, 75, s.ToArray())

            let expected =
                theirs.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenValues

            let found = SymmetricEigen.Decompose(s).Values

            for i in 0..74 do
                Assert.True(
                    abs (found[i] - expected[74 - i].Real)
                    <= Tolerance.Factorization(75, MatrixArithmetic.FrobeniusNorm s)
                ))

        testCase "eigenvalues and vectors have the same bits for any number of threads" (fun () ->
            let s = symmetric 10UL 300
            let expected = SymmetricEigen.Largest(s, 40, 1)

            for threads in [ 0; 2; 3; 7 ] do
                let found = SymmetricEigen.Largest(s, 40, threads)
                Assert.Equal<float[]>(expected.Values, found.Values)
                Assert.Equal(expected.Vectors, found.Vectors))

        testCase "matrices that are not square or not finite are refused" (fun () ->
            Assert.Throws<ArgumentException>(fun () -> SymmetricEigen.Decompose(Matrix.Zero(2, 3)) |> ignore)
            |> ignore

            Assert.Throws<ArgumentException>(fun () -> SymmetricEigen.Decompose(Matrix.FromRows [| nan |]) |> ignore)
            |> ignore)

        testCase "Hermitian eigenvectors have small residual and are unitary" (fun () ->
            for name, h in hermitianCases do
                let n = h.RowCount
                let result = HermitianEigen.Decompose h
                let v = result.Vectors

                let scaled =
                    ComplexMatrix.Create(n, n, fun i j -> v[i, j] * Complex(result.Values[j], 0.0))

                let residual = h.Multiply(v).Subtract(scaled).FrobeniusNorm()

                let norm =
                    Math.Sqrt(
                        Seq.sumBy (fun (z: Complex) -> z.Magnitude * 1e150 * (z.Magnitude * 1e150)) (h.ToArray())
                    )
                    / 1e150

                Assert.True(residual <= Tolerance.Factorization(n, norm), $"{name}: residual {residual}")

                let loss =
                    v.ConjugateTranspose().Multiply(v).Subtract(ComplexMatrix.Identity n).FrobeniusNorm()

                Assert.True(loss <= Tolerance.Factorization(n, 1.0), $"{name}: orthogonality {loss}"))

        testCase "Hermitian eigenvalues are those of the realification, each twice" (fun () ->
            let n = 28
            let h = hermitian 20UL n

            let realified =
                Matrix.Create(
                    2 * n,
                    2 * n,
                    fun i j ->
                        let z = h[i % n, j % n]

                        if i / n = j / n then z.Real
                        elif i < n then -z.Imaginary
                        else z.Imaginary
                )

            let twice = SymmetricEigen.Decompose(realified).Values
            let once = HermitianEigen.Decompose(h).Values

            for i in 0 .. 2 * n - 1 do
                Assert.True(
                    abs (twice[i] - once[i / 2])
                    <= Tolerance.Factorization(2 * n, h.FrobeniusNorm())
                ))
    ]
