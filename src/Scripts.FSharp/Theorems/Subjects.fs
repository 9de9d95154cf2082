/// What theorems are about: groups, matrices and shapes; how they are written, and how matrices are compared.
module Neurovariety.Scripts.Theorems.Subjects

open System
open System.Collections.Generic
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties

/// Generators of a group, all of one degree, with a matrix that has a column for each point.
type GroupMatrix = {
    Generators: Permutation list
    Matrix: Matrix
}

/// Two matrices that can be multiplied.
type Factors = { Left: Matrix; Right: Matrix }

/// A bound on the rank of m × n matrices, with the seed of whatever is drawn at random besides.
type Shape = {
    Rank: int
    Rows: int
    Columns: int
    Seed: int
}

/// Real isotypic blocks and a bound on the total rank.
type RankedBlocks = {
    Blocks: IsotypicBlock list
    Bound: int
}

/// A group with a bound on the rank and a seed.
type RankedGroup = {
    Group: Permutation list
    Bound: int
    Seed: int
}

let degree (generators: Permutation list) = generators.Head.Degree

let groupOf (generators: Permutation list) =
    PermutationGroup.FromGenerators(degree generators, List.toArray generators)

let decompose (generators: Permutation list) =
    IsotypicDecomposition.Of(groupOf generators)

let matrix (rows: int) (columns: int) (entry: int -> int -> float) = Matrix.Create(rows, columns, entry)

let rankVector (ranks: int seq) =
    let ranks = Seq.toArray ranks
    RankVector.Of ranks

// ---------------------------------------------------------------- text

let showMatrix (a: Matrix) =
    seq { 0 .. a.RowCount - 1 }
    |> Seq.map (fun i ->
        let row = a.Row(i).ToArray()
        String.Join(' ', row |> Array.map (fun x -> x.ToString "G6")))
    |> String.concat "; "
    |> sprintf "[%s]"

let showGenerators (generators: Permutation list) =
    generators
    |> List.map PermutationText.FormatCycles
    |> String.concat ";"
    |> sprintf "%s on %d points"
    <| degree generators

let showGroupMatrix (instance: GroupMatrix) =
    $"G = {showGenerators instance.Generators}, M = {showMatrix instance.Matrix}"

let showFactors (instance: Factors) =
    $"A = {showMatrix instance.Left}, B = {showMatrix instance.Right}"

let showShape (shape: Shape) =
    $"r = {shape.Rank}, m = {shape.Rows}, n = {shape.Columns}, seed {shape.Seed}"

let showBlocks (instance: RankedBlocks) =
    let block (b: IsotypicBlock) =
        $"{b.Type} (cost {b.Dimension}, size {b.Multiplicity})"

    let blocks = instance.Blocks |> List.map block |> String.concat ", "
    $"blocks [{blocks}], r = {instance.Bound}"

let showRankedGroup (instance: RankedGroup) =
    $"G = {showGenerators instance.Group}, r = {instance.Bound}, seed {instance.Seed}"

// ---------------------------------------------------------------- structured matrices

/// The matrix whose columns agree along each orbit: those of the orbits' first points are kept.
let tied (partition: SetPartition) (a: Matrix) =
    matrix a.RowCount a.ColumnCount (fun i j -> a[i, partition.Block(partition.BlockOf j)[0]])

/// Labels of the orbits on pairs of points: pair (i, j) has the number i·n + j of the first pair of its orbit.
let pairOrbits (generators: Permutation list) =
    let n = degree generators
    let images = generators |> List.map (fun p -> p.Image.ToArray()) |> List.toArray
    let labels = Array.create (n * n) -1
    let pending = Stack<int>()

    let reach label pair =
        if labels[pair] < 0 then
            labels[pair] <- label
            pending.Push pair

    for first in 0 .. n * n - 1 do
        reach first first

        while pending.Count > 0 do
            let pair = pending.Pop()

            for image in images do
                reach first (image[pair / n] * n + image[pair % n])

    labels

/// The commuting matrix that keeps the entry at the first pair of each orbit on pairs.
let commuting (generators: Permutation list) (a: Matrix) =
    let n = a.RowCount
    let labels = pairOrbits generators
    matrix n n (fun i j -> a[labels[i * n + j] / n, labels[i * n + j] % n])

let totalCost (blocks: IsotypicBlock list) =
    blocks |> List.sumBy (fun b -> b.Dimension * b.Multiplicity)

let componentsOf (instance: RankedBlocks) =
    Components.Of(List.toArray instance.Blocks, instance.Bound)

// ---------------------------------------------------------------- random numbers and comparisons

/// The stream of an instance's seed.
let randomOf (seed: int) = RandomSource.FromSeed(uint64 seed)

let gaussian (rows: int) (columns: int) (random: RandomSource) =
    matrix rows columns (fun _ _ -> random.NextGaussian())

let times (a: Matrix) (b: Matrix) = MatrixProduct.Multiply(a, b)

let minus (a: Matrix) (b: Matrix) = MatrixArithmetic.Subtract(a, b)

let norm (a: Matrix) = MatrixArithmetic.FrobeniusNorm a

let rank (a: Matrix) =
    if a.RowCount = 0 || a.ColumnCount = 0 || norm a = 0.0 then
        0
    else
        TangentSpace.Rank a

/// The mean of a square matrix over each orbit on pairs of points: its average over the group.
let average (generators: Permutation list) (a: Matrix) =
    let n = a.RowCount
    let labels = pairOrbits generators
    let sums, counts = Array.zeroCreate (n * n), Array.zeroCreate (n * n)

    for k in 0 .. n * n - 1 do
        sums[labels[k]] <- sums[labels[k]] + a[k / n, k % n]
        counts[labels[k]] <- counts[labels[k]] + 1.0

    matrix n n (fun i j -> sums[labels[i * n + j]] / counts[labels[i * n + j]])

/// Whether two matrices agree to the bound of a factorisation, 64·n·ε·scale.
let agree (scale: float) (a: Matrix) (b: Matrix) =
    a.RowCount = b.RowCount
    && a.ColumnCount = b.ColumnCount
    && norm (minus a b)
       <= Tolerance.Factorization(List.max [ 1; a.RowCount; a.ColumnCount ], scale)
