module Neurovariety.Tests.Oracles.RealificationTests

open Expecto
open Xunit
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Tests.Support.GroupGenerators
open Neurovariety.Tests.Support.Representations

let private shapes =
    gen {
        let! m = Gen.choose (1, 5)
        let! k = Gen.choose (1, 5)
        let! n = Gen.choose (1, 5)
        let! seed = Gen.choose (0, 1000000)
        return m, k, n, RandomSource.FromSeed(uint64 seed)
    }

let private close a b =
    distance a b
    <= Tolerance.Identity(a.RowCount + a.ColumnCount, 1.0 + MatrixArithmetic.FrobeniusNorm a)

[<Tests>]
let tests =
    testList "RealificationTests" [
        testCase
            "realification of complex matrices is a ring homomorphism that doubles rank and squared norm"
            (fun () ->
                holds 60 shapes (fun (m, k, n, random) ->
                    let a = complexGaussian random m k
                    let b = complexGaussian random k n
                    let product = a.Multiply b
                    let realified = Realification.Realify product
                    let norm = product.FrobeniusNorm()

                    close realified (Realification.Realify a *. Realification.Realify b)
                    && close (Realification.Realify(a.ConjugateTranspose())) (Realification.Realify(a).Transpose())
                    && Factorizations.NumericalRank(realified, 1e-9) = 2 * min m (min k n)
                    && abs (MatrixArithmetic.SquaredFrobeniusNorm realified - 2.0 * norm * norm) <
                        1e-12 * (1.0 + norm * norm)
                    && (Realification.Complexify realified).Equals product))

        testCase
            "realification of quaternionic matrices is a ring homomorphism that quadruples rank and squared norm"
            (fun () ->
                holds 60 shapes (fun (m, k, n, random) ->
                    let a = quaternionGaussian random m k
                    let b = quaternionGaussian random k n
                    let product = a.Multiply b
                    let realified = Realification.Realify product
                    let square = product.SquaredFrobeniusNorm()
                    let back = Realification.Quaternionify realified

                    close realified (Realification.Realify a *. Realification.Realify b)
                    && close (Realification.Realify(a.ConjugateTranspose())) (Realification.Realify(a).Transpose())
                    && Factorizations.NumericalRank(realified, 1e-9) = 4 * min m (min k n)
                    && abs (MatrixArithmetic.SquaredFrobeniusNorm realified - 4.0 * square) < 1e-12 * (1.0 + square)
                    && Seq.forall2 (fun p q -> distance p q < 1e-12) back.Parts product.Parts))

        testCase "mutant: forgetting the sign of the imaginary part breaks the ring homomorphism" (fun () ->
            let realify (a: ComplexMatrix) =
                Matrix.Create(
                    2 * a.RowCount,
                    2 * a.ColumnCount,
                    fun i j ->
                        let z = a[i / 2, j / 2]
                        if i % 2 = j % 2 then z.Real else z.Imaginary
                )

            let property (m, k, n, random) =
                let a = complexGaussian random m k
                let b = complexGaussian random k n
                close (realify (a.Multiply b)) (realify a *. realify b)

            Assert.True(falsified 20 shapes property))

        testCase "left multiplications commute with right multiplications and multiply like the units" (fun () ->
            for algebra in [ DivisionAlgebra.Real; DivisionAlgebra.Complex; DivisionAlgebra.Quaternionic ] do
                let left = Realification.UnitMatrices algebra
                let right = Realification.StructureMatrices algebra
                Assert.Equal(int algebra, left.Count)
                Assert.Equal(Matrix.Identity(int algebra), left[0])

                for l in left do
                    for r in right do
                        Assert.Equal(l *. r, r *. l)

                for l in Seq.tail left do
                    Assert.Equal(MatrixArithmetic.Scale(left[0], -1.0), l *. l)

            let h = Realification.UnitMatrices DivisionAlgebra.Quaternionic
            Assert.Equal(h[3], h[1] *. h[2]))

        testCase "the projection on D-linear matrices is orthogonal and commutes with the structure" (fun () ->
            let random = RandomSource.FromSeed 5UL

            for algebra in [ DivisionAlgebra.Complex; DivisionAlgebra.Quaternionic ] do
                let e = int algebra
                let a = gaussian random (3 * e) (3 * e)
                let p = Realification.ProjectToDLinear(a, algebra)
                Assert.True(distance p (Realification.ProjectToDLinear(p, algebra)) < 1e-14)
                let residual = MatrixArithmetic.Subtract(a, p)

                let inner =
                    MatrixArithmetic.Trace(MatrixProduct.MultiplyTransposedLeft(residual, p))

                Assert.True(abs inner < 1e-12)

                for r in Realification.StructureMatrices algebra do
                    let everywhere =
                        Matrix.Create(3 * e, 3 * e, (fun i j -> if i / e = j / e then r[i % e, j % e] else 0.0))

                    Assert.True(distance (p *. everywhere) (everywhere *. p) < 1e-13))

        testCase "a matrix without the structure is refused with its distance" (fun () ->
            let a = Matrix.FromRows([| 1.0; 2.0 |], [| 3.0; 4.0 |])

            let error =
                Assert.Throws<PremiseException>(fun () -> Realification.Complexify a |> ignore)

            Assert.True(error.Residual > error.Bound)

            Assert.ThrowsAny<System.ArgumentException>(fun () -> Realification.Quaternionify a |> ignore)
            |> ignore)
    ]
