module Neurovariety.Tests.Oracles.CyclicBasisTests

open Expecto
open System
open System.Numerics
open Xunit
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Tests.Support.GroupGenerators
open Neurovariety.Tests.Support.Representations

let private decomposition (sigma: Permutation) =
    IsotypicDecomposition.Of(PermutationGroup.Cyclic sigma)

let private eigenvalue (block: IsotypicBlock) =
    let parts = block.Label.Split ','
    unitCircle (float parts[1] / float parts[0])

let private bound (n: int) = Tolerance.Factorization(n, 1.0)

// P_sigma in the order of the coefficients: 1, -1, or the realified conjugate eigenvalue, over and over.
let private expectedPermutation (d: IsotypicDecomposition) =
    let entries = Array2D.zeroCreate d.Degree d.Degree
    let mutable at = 0

    for block in d.Blocks do
        let lambda = eigenvalue block
        let e = block.AlgebraDimension
        let small = [| [| lambda.Real; lambda.Imaginary |]; [| -lambda.Imaginary; lambda.Real |] |]

        for _ in 1 .. block.Multiplicity do
            for i in 0 .. e - 1 do
                for j in 0 .. e - 1 do
                    entries[at + i, at + j] <- small[i][j]

            at <- at + e

    Matrix.Create(d.Degree, d.Degree, (fun i j -> entries[i, j]))

let private isOrthogonal (q: Matrix) =
    distance (MatrixProduct.Gram q) (Matrix.Identity q.ColumnCount)
    <= bound q.ColumnCount

let private brings (q: Matrix) sigma expected =
    let conjugate =
        MatrixProduct.MultiplyTransposedLeft(q, PermutationAction.ActOnRows(sigma, q))

    distance conjugate expected <= bound q.ColumnCount * sqrt (float q.ColumnCount)

[<Tests>]
let tests =
    testList "CyclicBasisTests" [
        testCase "Q is orthogonal and brings P to blocks of the realified conjugate eigenvalues" (fun () ->
            holds 80 (permutation 14) (fun sigma ->
                let d = decomposition sigma
                let q = d.OrthogonalMatrix()
                isOrthogonal q && brings q sigma (expectedPermutation d)))

        testCase "mutant: the last vector of an even cycle as printed is no unit vector" (fun () ->
            let property (sigma: Permutation) =
                let d = decomposition sigma
                let q = d.OrthogonalMatrix()
                let last = d.Blocks.Count - 1

                let printed =
                    if d.Blocks[last].Label = "2,1" then
                        let first = d.Degree - d.Blocks[last].Multiplicity

                        Matrix.Create(
                            d.Degree,
                            d.Degree,
                            (fun i j -> if j >= first then sqrt 2.0 * q[i, j] else q[i, j])
                        )
                    else
                        q

                isOrthogonal printed

            Assert.True(falsified 40 (permutation 14) property))

        testCase "mutant: without the conjugate the blocks of P have the wrong sign" (fun () ->
            let property sigma =
                let d = decomposition sigma
                brings (d.OrthogonalMatrix()) sigma (expectedPermutation(d).Transpose())

            Assert.True(falsified 40 (permutation 14) property))

        testCase "the multiplicity of an eigenvalue is the number of cycles whose length its order divides" (fun () ->
            holds 80 (permutation 20) (fun sigma ->
                // Independent route: every cycle of length L has each L-th root of unity once.
                let roots =
                    [
                        for cycle in sigma.Cycles() do
                            for j in 0 .. cycle.Length - 1 do
                                let g =
                                    int (BigInteger.GreatestCommonDivisor(BigInteger cycle.Length, BigInteger j))

                                cycle.Length / g, j / g
                    ]
                    |> List.countBy id
                    |> Map.ofList

                let blocks = (decomposition sigma).Blocks

                blocks
                |> Seq.forall (fun b ->
                    let parts = b.Label.Split ','
                    let l, m = int parts[0], int parts[1]
                    roots[(l, m % l)] = b.Multiplicity && b.Dimension = (if l > 2 then 2 else 1))
                && Seq.sumBy (fun (b: IsotypicBlock) -> b.ComponentDimension) blocks = int64 sigma.Degree))

        testCase "mutant: counting only the cycles of length exactly l fails" (fun () ->
            let property (sigma: Permutation) =
                let d = decomposition sigma

                d.Blocks
                |> Seq.forall (fun b ->
                    let l = int (b.Label.Split(',')[0])
                    let exactly = sigma.Cycles() |> Seq.filter (fun c -> c.Length = l) |> Seq.length
                    b.Multiplicity = exactly)

            Assert.True(falsified 40 (permutation 14) property))

        testCase "blocks run from 1,1 with falling m over l to 2,1" (fun () ->
            holds 60 (permutation 30) (fun sigma ->
                let turns = [
                    for b in (decomposition sigma).Blocks do
                        let parts = b.Label.Split ','
                        float parts[1] / float parts[0]
                ]

                turns.Head = 1.0
                && List.pairwise turns |> List.forall (fun (a, b) -> a > b)
                && List.last turns >= 0.5))

        testCase "the fast transform equals the dense matrix and its inverse undoes it" (fun () ->
            holds 40 (permutation 40) (fun sigma ->
                let basis = CyclicBasis.Of sigma
                let random = RandomSource.FromSeed(uint64 sigma.Degree)
                let x = [| for _ in 1 .. sigma.Degree -> random.NextGaussian() |]
                let coefficients = basis.ToIsotypic x
                let dense = MatrixProduct.Apply(basis.OrthogonalMatrix().Transpose(), x)
                let back = basis.FromIsotypic coefficients

                let close (a: float[]) (b: float[]) =
                    Array.forall2 (fun p q -> abs (p - q) < 1e-12) a b

                close coefficients dense && close back x))

        testCase "a matrix commutes with P exactly when it is blocks over R and C in the basis" (fun () ->
            holds 40 (permutation 12) (fun sigma ->
                let d = decomposition sigma
                let random = RandomSource.FromSeed(uint64 sigma.Degree)
                let m = randomCommutant random d.Group
                let rebuilt = d.FromBlocks(d.BlocksOf m)
                let other = gaussian random d.Degree d.Degree
                let projected = d.ProjectToCommutant other

                let commutes a =
                    distance a (PermutationAction.Conjugate(sigma, a)) <
                        1e-12 * (1.0 + MatrixArithmetic.FrobeniusNorm a)

                distance rebuilt m < 1e-12 * (1.0 + MatrixArithmetic.FrobeniusNorm m)
                && commutes projected
                && (commutes other = (distance projected other < 1e-10))))

        testCase "every basis intertwines a commutant matrix with its block" (fun () ->
            holds 40 (permutation 12) (fun sigma ->
                let d = decomposition sigma
                let m = randomCommutant (RandomSource.FromSeed 3UL) d.Group

                Seq.forall
                    (fun i ->
                        let b = d.Basis(i, 0)
                        distance (m *. b) (b *. d.BlockOf(m, i)) < 1e-11)
                    [ 0 .. d.Blocks.Count - 1 ]))

        testCase "the published rotation of nine pixels has three blocks and the published matrix" (fun () ->
            // (1 3 9 7)(2 6 8 4): I_3, then R(i) twice, then -I_2, in the order of the blocks.
            let d = IsotypicDecomposition.Of(ofCycles 9 [ [ [ 1; 3; 9; 7 ]; [ 2; 6; 8; 4 ] ] ])
            Assert.Equal<string list>([ "1,1"; "4,3"; "2,1" ], [ for b in d.Blocks -> b.Label ])
            let q = d.OrthogonalMatrix()

            let p =
                MatrixProduct.MultiplyTransposedLeft(q, PermutationAction.ActOnRows(d.Group.Generators[0], q))

            let expected =
                Matrix.FromRows [|
                    [| 1.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0 |]
                    [| 0.0; 1.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0 |]
                    [| 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0 |]
                    [| 0.0; 0.0; 0.0; 0.0; -1.0; 0.0; 0.0; 0.0; 0.0 |]
                    [| 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 0.0; 0.0 |]
                    [| 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; -1.0; 0.0; 0.0 |]
                    [| 0.0; 0.0; 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0 |]
                    [| 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; -1.0; 0.0 |]
                    [| 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; 0.0; -1.0 |]
                |]

            Assert.True(distance p expected < bound 9))

        testCase "a cycle of a million points has its half a million blocks listed" (fun () ->
            let n = 1000000
            let image = Array.init n (fun i -> (i + 1) % n)
            let d = decomposition (Permutation.FromImage image)
            Assert.Equal(n / 2 + 1, d.Blocks.Count)
            Assert.Equal("1000000,999999", d.Blocks[1].Label)
            Assert.Equal("2,1", d.Blocks[n / 2].Label)
            Assert.Equal(BigInteger n, d.CommutantDimension))
    ]
