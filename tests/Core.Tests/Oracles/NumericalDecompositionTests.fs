module Neurovariety.Tests.Oracles.NumericalDecompositionTests

open Expecto
open Xunit
open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Tests.Support.GroupGenerators
open Neurovariety.Tests.Support.Representations

let private blocks (d: IsotypicDecomposition) = [ for b in d.Blocks -> b.Label, b.Multiplicity ]

let private decompose (group: PermutationGroup) = IsotypicDecomposition.Of group

let private regularQuaternion = [ ofOneLine [ 2; 4; 5; 7; 8; 3; 1; 6 ]; ofOneLine [ 3; 6; 4; 8; 2; 7; 5; 1 ] ]

// Each generator acts on all copies of its points at once.
let private copies count (generators: Permutation list) =
    let n = generators.Head.Degree

    let spread (g: Permutation) =
        ofImage [| for i in 0 .. count * n - 1 -> i / n * n + g[i % n] |]

    groupOf (count * n) (List.map spread generators)

// The non-zero vectors of F_p^2 under SL(2, p).
let private specialLinear p =
    let vectors = [|
        for x in 0 .. p - 1 do
            for y in 0 .. p - 1 do
                if (x, y) <> (0, 0) then
                    x, y
    |]

    let act (a, b, c, d) =
        ofImage [|
            for x, y in vectors -> System.Array.IndexOf(vectors, ((a * x + b * y) % p, (c * x + d * y) % p))
        |]

    groupOf vectors.Length [ act (1, 1, 0, 1); act (1, 0, 1, 1) ]

// PSL(2, 7) as GL(3, 2) on the seven points and the seven lines of the Fano plane.
let private fano =
    let apply (rows: int list) v =
        rows
        |> List.mapi (fun i row -> (System.Numerics.BitOperations.PopCount(uint32 (row &&& v)) % 2) <<< i)
        |> List.sum

    let lines = [|
        for l in 1..7 ->
            set [
                for v in 1..7 do
                    if System.Numerics.BitOperations.PopCount(uint32 (l &&& v)) % 2 = 0 then
                        v
            ]
    |]

    let act rows =
        ofImage [|
            for v in 1..7 -> apply rows v - 1
            for line in lines -> 7 + System.Array.IndexOf(lines, Set.map (apply rows) line)
        |]

    groupOf 14 [ act [ 4; 1; 2 ]; act [ 3; 2; 4 ] ]

// Iterated wreath products of C_2: a Sylow 2-subgroup of the symmetric group on 2^k points.
let private sylow k =
    let n = 1 <<< k

    groupOf n [
        for s in 0 .. k - 1 -> ofImage [| for i in 0 .. n - 1 -> if i < (2 <<< s) then i ^^^ (1 <<< s) else i |]
    ]

let private named: (string * PermutationGroup * (string * int) list) list = [
    "identity twice", groupOf 5 [ Permutation.Identity 5; Permutation.Identity 5 ], [ "R1.1", 5 ]
    "symmetric on 6", PermutationText.ParseGroup("symmetric:6"), [ "R1.1", 1; "R5.1", 1 ]
    "alternating on 5", PermutationText.ParseGroup("alternating:5"), [ "R1.1", 1; "R4.1", 1 ]
    "Q8 regular, five times", copies 5 regularQuaternion, [ "R1.1", 5; "R1.2", 5; "R1.3", 5; "R1.4", 5; "H4.1", 5 ]
    "SL(2,3) on 8 vectors", specialLinear 3, [ "R1.1", 1; "R3.1", 1; "C4.1", 1 ]
    "SL(2,5) on 24 vectors", specialLinear 5, [ "R1.1", 1; "R3.1", 1; "R3.2", 1; "R5.1", 1; "H12.1", 1 ]
    "PSL(2,7) on 7 + 7 points", fano, [ "R1.1", 2; "R6.1", 2 ]
    "Sylow 2-subgroup on 16 points", sylow 4, [ "R1.1", 1; "R1.2", 1; "R2.1", 1; "R4.1", 1; "R8.1", 1 ]
    "24 rotations of 4 x 4 x 4", CubeActions.Rotations 4, [ "R1.1", 4; "R1.2", 4; "R2.1", 4; "R3.1", 8; "R3.2", 8 ]
    "the eight symmetries of 10 x 10",
    GridActions.Dihedral 10,
    [ "R1.1", 10; "R1.2", 10; "R1.3", 15; "R1.4", 15; "R2.1", 25 ]
    "rotation and fixed points",
    ofCycles 9 [ [ [ 1; 2; 3; 4 ] ]; [ [ 1; 3 ]; [ 2; 4 ] ] ],
    [ "R1.1", 1; "R1.2", 6; "C2.1", 1 ]
]

let names = [ for name, _, _ in named -> name ]

// Null space of M -> (M P_g - P_g M) over the generators, as a numerical rank.
let private nullSpaceDimension (group: PermutationGroup) =
    let n = group.Degree
    let conditions = group.Generators.Count * n * n
    let entries = Array2D.zeroCreate conditions (n * n)

    group.Generators
    |> Seq.iteri (fun k g ->
        for i in 0 .. n - 1 do
            for j in 0 .. n - 1 do
                // (P M P^T)[g i, g j] = M[i, j]
                let row = k * n * n + i * n + j
                entries[row, i * n + j] <- entries[row, i * n + j] + 1.0
                entries[row, g[i] * n + g[j]] <- entries[row, g[i] * n + g[j]] - 1.0)

    let matrix = Matrix.Create(conditions, n * n, (fun i j -> entries[i, j]))
    n * n - Factorizations.NumericalRank(matrix, 1e-9)

// Orthogonality, component dimensions and D-linear blocks on every copy, with brute-force commutant matrices.
let private hasItsProperty (d: IsotypicDecomposition) =
    let random = RandomSource.FromSeed 11UL
    let m = randomCommutant random d.Group
    let scale = 1.0 + MatrixArithmetic.FrobeniusNorm m
    let q = d.OrthogonalMatrix()
    let values = d.BlocksOf m

    distance (MatrixProduct.Gram q) (Matrix.Identity d.Degree) < 1e-10
    && Seq.sumBy (fun (b: IsotypicBlock) -> b.ComponentDimension) d.Blocks = int64 d.Degree
    && Seq.forall
        (fun i ->
            Seq.forall
                (fun copy ->
                    let basis = d.Basis(i, copy)
                    distance (m *. basis) (basis *. values[i]) < 1e-10 * scale)
                [ 0 .. d.CopyCount i - 1 ]
            && distance values[i] (Realification.ProjectToDLinear(values[i], d.Blocks[i].Type)) < 1e-10 * scale
            && distance values[i] (d.BlockOf(m, i)) < 1e-10 * scale)
        [ 0 .. d.Blocks.Count - 1 ]
    && distance (d.FromBlocks values) m < 1e-10 * scale

[<Tests>]
let tests =
    testList "NumericalDecompositionTests" [
        testTheory "known groups have their known blocks" names (fun (name: string) ->
            let _, group, expected = named |> List.find (fun (n, _, _) -> n = name)
            let d = decompose group
            Assert.Equal<(string * int) list>(expected, blocks d)
            Assert.Equal(bigint (orbitsOnPairs group), d.CommutantDimension)
            Assert.True(d.Residual <= 64.0 * Tolerance.Factorization(d.Degree, 1.0)))

        testCase "three routes to the commutant dimension agree" (fun () ->
            holds 25 (groups 6) (fun group ->
                let d = decompose group
                let orbits = bigint (orbitsOnPairs group)

                d.CommutantDimension = orbits
                && Commutant.Dimension group = orbits
                && bigint (nullSpaceDimension group) = orbits))

        testCase "mutant: forgetting the factor of the division algebra breaks the commutant dimension" (fun () ->
            let property group =
                let d = decompose group
                let squares = d.Blocks |> Seq.sumBy (fun b -> b.Multiplicity * b.Multiplicity)
                bigint squares = Commutant.Dimension group

            Assert.True(falsified 40 (groups 6) property))

        testCase "every copy of a block sees a commutant matrix as the same matrix over the division algebra" (fun () ->
            holds 30 (groups 12) (fun group -> hasItsProperty (decompose group))

            for _, group, _ in named do
                Assert.True(hasItsProperty (decompose group)))

        testCase "the projection by blocks equals the average over orbits on pairs" (fun () ->
            holds 30 (groups 12) (fun group ->
                let d = decompose group
                let u = gaussian (RandomSource.FromSeed 2UL) d.Degree d.Degree
                let average = Commutant.Project(group, u)

                distance (d.ProjectToCommutant u) average < 1e-10
                && Seq.forall (fun g -> (PermutationAction.Conjugate(g, average)).Equals average) group.Generators))

        testCase "coefficients there and back, and in the order of the matrix" (fun () ->
            holds 30 (groups 12) (fun group ->
                let d = decompose group
                let random = RandomSource.FromSeed 4UL
                let x = [| for _ in 1 .. d.Degree -> random.NextGaussian() |]
                let c = d.ToIsotypic x
                let dense = MatrixProduct.Apply(d.OrthogonalMatrix().Transpose(), x)
                let back = d.FromIsotypic c

                let close (a: float[]) (b: float[]) =
                    Array.forall2 (fun p q -> abs (p - q) < 1e-11) a b

                close c dense && close back x))

        testCase "one generator given twice has the blocks of the exact decomposition" (fun () ->
            let kinds (d: IsotypicDecomposition) =
                [ for b in d.Blocks -> b.Dimension, int b.Type, b.Multiplicity ] |> List.sort

            holds 30 (permutation 12) (fun sigma ->
                let exact = decompose (PermutationGroup.Cyclic sigma)
                let numerical = decompose (groupOf sigma.Degree [ sigma; sigma ])
                kinds exact = kinds numerical && exact.IsExact && not numerical.IsExact))

        testCase "the same group and seed give the same bits, another seed the same blocks" (fun () ->
            let group = GridActions.Dihedral 4
            let a = IsotypicDecomposition.Of group
            let b = IsotypicDecomposition.Of group
            let c = IsotypicDecomposition.Of(group, RandomSource.FromSeed 99UL)
            Assert.Equal(a.OrthogonalMatrix(), b.OrthogonalMatrix())
            Assert.Equal<(string * int) list>(blocks a, blocks c))

        testCase "the certificate sees a basis that is turned a little" (fun () ->
            let group = GridActions.Dihedral 4
            let d = decompose group
            let shapes = Seq.toArray d.Blocks
            let rows = d.OrthogonalMatrix().Transpose()
            let turn = 1e-6

            // The first two basis vectors belong to different copies or classes from the last two.
            let turned =
                Matrix.Create(
                    16,
                    16,
                    fun i j ->
                        match i with
                        | 0 -> cos turn * rows[0, j] + sin turn * rows[15, j]
                        | 15 -> cos turn * rows[15, j] - sin turn * rows[0, j]
                        | _ -> rows[i, j]
                )

            let residual basis =
                DecompositionCertificate.Residual(group, shapes, DenseBasis(shapes, basis))

            Assert.True(residual rows <= DecompositionCertificate.Bound 16)
            Assert.True(residual turned > DecompositionCertificate.Bound 16))

        testCase "too many points for orbits on pairs give one clear line" (fun () ->
            let identity = Permutation.Identity 3000
            let group = groupOf 3000 [ identity; identity ]

            let error =
                Assert.Throws<System.ArgumentException>(fun () -> decompose group |> ignore)

            Assert.Contains("up to degree 2000", error.Message))
    ]
