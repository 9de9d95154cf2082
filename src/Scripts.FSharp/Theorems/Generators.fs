/// Instances of the theorems: permutations, groups and integer matrices, with their simpler variants.
/// Matrices have small integer entries, so that products and minors are exact.
module Neurovariety.Scripts.Theorems.Generators

open System
open FsCheck
open FsCheck.FSharp
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

// ---------------------------------------------------------------- permutations

/// Groups from the literature and from images.
let shippedGroups: Permutation list list =
    [
        "(1 3 4)(2 5)"
        "(1 2 3)"
        "()"
        "cyclic:6"
        "(1 2)(3 4)"
        "rotate:3x3"
        "shift:4x4:horizontal"
        "symmetric:3"
        "(1 2)(3 4);(1 3)(2 4)"
        "(1 2 4 7)(3 5 8 6);(1 3 4 8)(2 6 7 5)"
        "(1 4 2)(3 5 6);(2 5)(3 4)"
        "dihedral:3x3"
    ]
    |> List.map (fun text ->
        let size = if text = "()" then Nullable 3 else Nullable()
        List.ofSeq (PermutationText.ParseGroup(text, size)).Generators)

let shippedPermutations = shippedGroups |> List.filter (fun g -> g.Length = 1)

let private permutationOf (degree: int) =
    // Conjugates of few random transpositions have fixed points and short cycles; shuffles have long ones.
    let shuffle = Gen.shuffle [| 0 .. degree - 1 |]

    let blockwise =
        gen {
            let! order = shuffle
            let! cut = Gen.choose (0, degree)
            let image = Array.init degree id

            for i in 0 .. cut - 1 do
                image[order[i]] <- order[(if i + 1 < cut then i + 1 else 0)]

            return image
        }

    Gen.oneof [ shuffle; blockwise ]
    |> Gen.map (fun image -> Permutation.FromImage image)

let private generators (count: int) (maxDegree: int) =
    gen {
        let! size = Gen.choose (1, max 1 maxDegree)
        let! number = Gen.choose (1, count)
        return! Gen.listOfLength number (permutationOf size)
    }

/// The permutation with one point taken out of its cycle.
let private without (point: int) (p: Permutation) =
    let image = p.Image.ToArray()
    let bypassed = image |> Array.map (fun j -> if j = point then image[point] else j)
    let relabel j = if j > point then j - 1 else j

    let rest = bypassed |> Array.indexed |> Array.filter (fun (i, _) -> i <> point)
    let image = rest |> Array.map (snd >> relabel)
    Permutation.FromImage image

let private dropOne (items: 'a list) =
    seq {
        if items.Length > 1 then
            for i in 0 .. items.Length - 1 do
                List.removeAt i items
    }

let private shrinkGenerators (group: Permutation list) =
    seq {
        yield! dropOne group

        if degree group > 1 then
            for point in 0 .. degree group - 1 do
                group |> List.map (without point)
    }

// ---------------------------------------------------------------- matrices

let private entries (rows: int) (columns: int) =
    gen {
        let! values = Gen.arrayOfLength (rows * columns) (Gen.choose (-4, 4))
        return matrix rows columns (fun i j -> float values[i * columns + j])
    }

let private replaced (row: int) (column: int) (value: float) (a: Matrix) =
    matrix a.RowCount a.ColumnCount (fun i j -> if i = row && j = column then value else a[i, j])

let withoutColumn (column: int) (a: Matrix) =
    matrix a.RowCount (a.ColumnCount - 1) (fun i j -> a[i, (if j < column then j else j + 1)])

let withoutRow (row: int) (a: Matrix) =
    matrix (a.RowCount - 1) a.ColumnCount (fun i j -> a[(if i < row then i else i + 1), j])

let private shrinkEntries (a: Matrix) =
    seq {
        for i in 0 .. a.RowCount - 1 do
            for j in 0 .. a.ColumnCount - 1 do
                if a[i, j] <> 0.0 then
                    replaced i j 0.0 a

                if abs a[i, j] > 1.0 then
                    replaced i j (float (sign a[i, j])) a
    }

/// The matrix whose columns agree along each orbit: those of the orbits' first points are kept.
let tied (partition: SetPartition) (a: Matrix) =
    matrix a.RowCount a.ColumnCount (fun i j -> a[i, partition.Block(partition.BlockOf j)[0]])

/// Labels of the orbits on pairs of points: pair (i, j) has the number i·n + j of the first pair of its orbit.
let pairOrbits (generators: Permutation list) =
    let n = degree generators
    let labels = Array.init (n * n) id
    let mutable stable = false

    while not stable do
        stable <- true

        for p in generators do
            for i in 0 .. n - 1 do
                for j in 0 .. n - 1 do
                    let here, there = i * n + j, p[i] * n + p[j]
                    let smaller = min labels[here] labels[there]

                    if labels[here] <> smaller || labels[there] <> smaller then
                        labels[here] <- smaller
                        labels[there] <- smaller
                        stable <- false

    labels

/// The commuting matrix that keeps the entry at the first pair of each orbit on pairs.
let commuting (generators: Permutation list) (a: Matrix) =
    let n = a.RowCount
    let labels = pairOrbits generators
    matrix n n (fun i j -> a[labels[i * n + j] / n, labels[i * n + j] % n])

let private shrinkGroupMatrix (isSquare: bool) (instance: GroupMatrix) =
    seq {
        for generators in dropOne instance.Generators do
            {
                instance with
                    Generators = generators
            }

        let n = degree instance.Generators

        if n > 1 then
            for point in 0 .. n - 1 do
                let columns = withoutColumn point instance.Matrix

                {
                    Generators = instance.Generators |> List.map (without point)
                    Matrix = if isSquare then withoutRow point columns else columns
                }

        if not isSquare && instance.Matrix.RowCount > 1 then
            for row in 0 .. instance.Matrix.RowCount - 1 do
                {
                    instance with
                        Matrix = withoutRow row instance.Matrix
                }

        for simpler in shrinkEntries instance.Matrix do
            { instance with Matrix = simpler }
    }

let private groupSize (instance: GroupMatrix) = degree instance.Generators

/// A fixed matrix of small integers, for the shipped groups.
let private plain (rows: int) (columns: int) =
    matrix rows columns (fun i j -> float ((3 * i * i + 5 * j + 2 * i * j + 1) % 7 - 3))

/// Like a given structured matrix, or any, or structured but for one entry.
let private nearly (structure: Matrix -> Matrix) (rows: int) (columns: int) =
    gen {
        let! free = entries rows columns
        let structured = structure free
        let! row = Gen.choose (0, rows - 1)
        let! column = Gen.choose (0, columns - 1)
        let spoilt = replaced row column (structured[row, column] + 1.0) structured
        return! Gen.frequency [ 2, Gen.constant free; 3, Gen.constant structured; 2, Gen.constant spoilt ]
    }

/// Matrices with a column for each point: any, invariant, or invariant but for one entry.
let columnInstances (generatorCount: int) : Instances<GroupMatrix> = {
    Shipped =
        shippedGroups
        |> List.filter (fun g -> g.Length <= generatorCount)
        |> List.map (fun g -> {
            Generators = g
            Matrix = tied ((groupOf g).Orbits()) (plain 4 (degree g))
        })
    Size = groupSize
    Generate =
        fun maxDegree ->
            gen {
                let! g = generators generatorCount maxDegree
                let! rows = Gen.choose (1, max 1 (maxDegree / 2))
                let! chosen = nearly (tied ((groupOf g).Orbits())) rows (degree g)
                return { Generators = g; Matrix = chosen }
            }
    Shrink = shrinkGroupMatrix false
    Show = showGroupMatrix
}

/// Square matrices on the points of a group: any, commuting, or commuting but for one entry.
let squareInstances (generatorCount: int) : Instances<GroupMatrix> = {
    Shipped =
        shippedGroups
        |> List.filter (fun g -> g.Length <= generatorCount)
        |> List.map (fun g -> {
            Generators = g
            Matrix = commuting g (plain (degree g) (degree g))
        })
    Size = groupSize
    Generate =
        fun maxDegree ->
            gen {
                let! g = generators generatorCount maxDegree
                let! chosen = nearly (commuting g) (degree g) (degree g)
                return { Generators = g; Matrix = chosen }
            }
    Shrink = shrinkGroupMatrix true
    Show = showGroupMatrix
}

/// Groups alone.
let groupInstances (generatorCount: int) : Instances<Permutation list> = {
    Shipped = shippedGroups |> List.filter (fun g -> g.Length <= generatorCount)
    Size = degree
    Generate = generators generatorCount
    Shrink = shrinkGenerators
    Show = showGenerators
}

/// Two permutations of one degree.
let pairInstances: Instances<Permutation list> = {
    Shipped = shippedGroups |> List.filter (fun g -> g.Length = 2)
    Size = degree
    Generate =
        fun maxDegree ->
            gen {
                let! size = Gen.choose (1, max 1 maxDegree)
                return! Gen.listOfLength 2 (permutationOf size)
            }
    Shrink = shrinkGenerators >> Seq.filter (fun g -> g.Length = 2)
    Show = showGenerators
}

/// One matrix of any shape, often of low rank.
let matrixInstances: Instances<Matrix> = {
    Shipped = [
        plain 3 3
        plain 2 4
        matrix 2 2 (fun i j -> if i = j then float (i + 1) else 0.0)
    ]
    Size = fun a -> max a.RowCount a.ColumnCount
    Generate =
        fun maxDegree ->
            gen {
                let! rows = Gen.choose (1, max 1 maxDegree)
                let! columns = Gen.choose (1, max 1 maxDegree)
                return! entries rows columns
            }
    Shrink =
        fun a ->
            seq {
                if a.RowCount > 1 then
                    for i in 0 .. a.RowCount - 1 do
                        withoutRow i a

                if a.ColumnCount > 1 then
                    for j in 0 .. a.ColumnCount - 1 do
                        withoutColumn j a

                yield! shrinkEntries a
            }
    Show = showMatrix
}

/// Factors A (m × r) and B (r × n).
let factorInstances: Instances<Factors> = {
    Shipped = [ { Left = plain 3 2; Right = plain 2 4 } ]
    Size = fun f -> List.max [ f.Left.RowCount; f.Left.ColumnCount; f.Right.ColumnCount ]
    Generate =
        fun maxDegree ->
            gen {
                let! rows = Gen.choose (1, max 1 maxDegree)
                let! inner = Gen.choose (1, max 1 maxDegree)
                let! columns = Gen.choose (1, max 1 maxDegree)
                let! left = entries rows inner
                let! right = entries inner columns
                return { Left = left; Right = right }
            }
    Shrink =
        fun f ->
            seq {
                if f.Left.RowCount > 1 then
                    { f with Left = withoutRow 0 f.Left }

                if f.Right.ColumnCount > 1 then
                    {
                        f with
                            Right = withoutColumn 0 f.Right
                    }

                if f.Right.RowCount > 1 then
                    {
                        Left = withoutColumn 0 f.Left
                        Right = withoutRow 0 f.Right
                    }

                for left in shrinkEntries f.Left do
                    { f with Left = left }

                for right in shrinkEntries f.Right do
                    { f with Right = right }
            }
    Show = showFactors
}

// ---------------------------------------------------------------- shapes and blocks

let private smallerShapes (shape: Shape) =
    seq {
        if shape.Rank > 0 then
            { shape with Rank = shape.Rank - 1 }

        if shape.Rows > 1 then
            { shape with Rows = shape.Rows - 1 }

        if shape.Columns > 1 then
            {
                shape with
                    Columns = shape.Columns - 1
            }
    }

/// Shapes with 0 ≤ r ≤ `above` + min(m, n) and sizes up to the bound, at most `largest`.
let shapeInstances (largest: int) (above: int) : Instances<Shape> =
    let shape r m n seed = {
        Rank = r
        Rows = m
        Columns = n
        Seed = seed
    }

    {
        Shipped = [ shape 2 3 4 1; shape 1 2 2 1; shape 1 3 3 1; shape 1 2 3 1 ]
        Size = fun s -> max s.Rows s.Columns
        Generate =
            fun maxDegree ->
                gen {
                    let bound = max 1 (min largest maxDegree)
                    let! m = Gen.choose (1, bound)
                    let! n = Gen.choose (1, bound)
                    let! r = Gen.choose (0, above + min m n)
                    let! seed = Gen.choose (0, 1000000)
                    return shape r m n seed
                }
        Shrink = smallerShapes
        Show = showShape
    }

let totalCost (blocks: IsotypicBlock list) =
    blocks |> List.sumBy (fun b -> b.Dimension * b.Multiplicity)

let private blockInstance =
    gen {
        let! algebra =
            Gen.elements [ DivisionAlgebra.Real; DivisionAlgebra.Complex; DivisionAlgebra.Quaternionic ]

        let! factor = Gen.choose (1, 2)
        let! multiplicity = Gen.choose (1, 3)
        return IsotypicBlock("b", algebra, factor * int algebra, multiplicity)
    }

/// Lists of up to three blocks with a bound on the rank.
let blockInstances: Instances<RankedBlocks> =
    let cyclic (rank: int) = {
        Blocks = [
            IsotypicBlock("1,1", DivisionAlgebra.Real, 1, 2)
            IsotypicBlock("3,2", DivisionAlgebra.Complex, 2, 1)
            IsotypicBlock("2,1", DivisionAlgebra.Real, 1, 1)
        ]
        Bound = rank
    }

    {
        Shipped = [ for rank in 0..5 -> cyclic rank ]
        Size = fun _ -> 1
        Generate =
            fun _ ->
                gen {
                    let! count = Gen.choose (1, 3)
                    let! blocks = Gen.listOfLength count blockInstance
                    let! bound = Gen.choose (0, totalCost blocks)
                    return { Blocks = blocks; Bound = bound }
                }
        Shrink =
            fun instance ->
                seq {
                    for blocks in dropOne instance.Blocks do
                        {
                            Blocks = blocks
                            Bound = min instance.Bound (totalCost blocks)
                        }

                    if instance.Bound > 0 then
                        {
                            instance with
                                Bound = instance.Bound - 1
                        }
                }
        Show = showBlocks
    }

let componentsOf (instance: RankedBlocks) =
    Components.Of(List.toArray instance.Blocks, instance.Bound)

/// Groups with a bound on the rank of equivariant matrices.
let rankedGroupInstances (generatorCount: int) : Instances<RankedGroup> = {
    Shipped = [
        for g in shippedGroups do
            if g.Length <= generatorCount then
                {
                    Group = g
                    Bound = (degree g + 1) / 2
                    Seed = 1
                }
    ]
    Size = fun instance -> degree instance.Group
    Generate =
        fun maxDegree ->
            gen {
                let! g = generators generatorCount maxDegree
                let! bound = Gen.choose (0, degree g)
                let! seed = Gen.choose (0, 1000000)

                return {
                    Group = g
                    Bound = bound
                    Seed = seed
                }
            }
    Shrink =
        fun instance ->
            seq {
                for g in shrinkGenerators instance.Group do
                    {
                        instance with
                            Group = g
                            Bound = min instance.Bound (degree g)
                    }

                if instance.Bound > 0 then
                    {
                        instance with
                            Bound = instance.Bound - 1
                    }
            }
    Show = showRankedGroup
}

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
