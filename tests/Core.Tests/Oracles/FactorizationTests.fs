module Neurovariety.Tests.Oracles.FactorizationTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.LinearAlgebra

let private gaussian (seed: uint64) rows columns =
    let source = RandomSource.FromSeed seed
    Matrix.Create(rows, columns, fun _ _ -> source.NextGaussian())

let private lowRank seed rows columns rank =
    MatrixProduct.Multiply(gaussian seed rows rank, gaussian (seed + 100UL) rank columns)

let private cases = [
    "empty", Matrix.Zero(0, 3)
    "one", Matrix.FromRows [| -2.0 |]
    "zero", Matrix.Zero(4, 6)
    "square", gaussian 1UL 30 30
    "tall", gaussian 2UL 50 20
    "wide", gaussian 3UL 17 40
    "low rank", lowRank 4UL 40 30 7
    "low rank, wide", lowRank 5UL 20 45 3
    "column", gaussian 6UL 9 1
    "row", gaussian 7UL 1 9
    "equal singular values", Matrix.Identity 12
]

let private distance a b =
    MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(a, b))

let private orthonormal (q: Matrix) =
    distance (MatrixProduct.MultiplyTransposedLeft(q, q)) (Matrix.Identity q.ColumnCount)

[<Tests>]
let tests =
    testList "FactorizationTests" [
        testCase
            "the singular value decomposition gives the matrix back, with orthonormal factors and falling values"
            (fun () ->
                for name, a in cases do
                    let svd = Factorizations.Svd a
                    let k, size = min a.RowCount a.ColumnCount, max a.RowCount a.ColumnCount

                    let scaled =
                        Matrix.Create(a.RowCount, k, fun i j -> svd.U[i, j] * svd.SingularValues[j])

                    let error = distance (MatrixProduct.MultiplyTransposedRight(scaled, svd.V)) a
                    let norm = MatrixArithmetic.FrobeniusNorm a
                    Assert.True(error <= Tolerance.Factorization(size, norm), $"{name}: {error}")
                    Assert.True(orthonormal svd.U <= Tolerance.Factorization(size, 1.0), $"{name}: U")
                    Assert.True(orthonormal svd.V <= Tolerance.Factorization(size, 1.0), $"{name}: V")
                    Assert.Equal<float[]>(Array.sortDescending svd.SingularValues, svd.SingularValues)
                    Assert.All(svd.SingularValues, (fun value -> Assert.True(value >= 0.0))))

        testCase "squared singular values are the eigenvalues of the Gram matrix" (fun () ->
            let a = gaussian 8UL 40 25
            let values = Factorizations.SingularValues a
            let squares = SymmetricEigen.Decompose(MatrixProduct.Gram a).Values

            for i in 0..24 do
                Assert.True(
                    abs (values[i] * values[i] - squares[i])
                    <= Tolerance.Factorization(40, squares[0])
                ))

        testCase "the QR factorisation gives the matrix back from an orthonormal and a triangular factor" (fun () ->
            for name, a in cases do
                let qr = Factorizations.Qr a
                let size = max a.RowCount a.ColumnCount
                let error = distance (MatrixProduct.Multiply(qr.Q, qr.R)) a

                Assert.True(
                    error <= Tolerance.Factorization(size, MatrixArithmetic.FrobeniusNorm a),
                    $"{name}: {error}"
                )

                Assert.True(orthonormal qr.Q <= Tolerance.Factorization(size, 1.0), $"{name}: Q")

                for i in 0 .. qr.R.RowCount - 1 do
                    for j in 0 .. min i qr.R.ColumnCount - 1 do
                        Assert.Equal(0.0, qr.R[i, j]))

        testCase "the numerical rank is the number of independent columns" (fun () ->
            let rank name =
                Factorizations.NumericalRank(List.find (fst >> (=) name) cases |> snd)

            Assert.Equal(0, rank "empty")
            Assert.Equal(0, rank "zero")
            Assert.Equal(30, rank "square")
            Assert.Equal(7, rank "low rank")
            Assert.Equal(3, rank "low rank, wide")
            let diagonal = Matrix.FromRows([| 3.0; 0.0 |], [| 0.0; 1.0 |])
            Assert.Equal(1, Factorizations.NumericalRank(diagonal, Nullable 2.0)))

        testCase "the pseudo-inverse satisfies the four conditions of Penrose" (fun () ->
            for name, a in cases do
                let inverse = Factorizations.PseudoInverse a

                let product, other =
                    MatrixProduct.Multiply(a, inverse), MatrixProduct.Multiply(inverse, a)

                let condition =
                    1.0 + MatrixArithmetic.FrobeniusNorm a * MatrixArithmetic.FrobeniusNorm inverse

                let check scale value =
                    Assert.True(value <= 1e-14 * condition * condition * scale + 1e-300, $"{name}: {value}")

                check (MatrixArithmetic.FrobeniusNorm a) (distance (MatrixProduct.Multiply(product, a)) a)

                check
                    (MatrixArithmetic.FrobeniusNorm inverse)
                    (distance (MatrixProduct.Multiply(inverse, product)) inverse)

                check 1.0 (distance product (product.Transpose()))
                check 1.0 (distance other (other.Transpose())))
    ]
