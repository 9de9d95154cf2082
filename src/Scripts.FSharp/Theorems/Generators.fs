/// Instances of the theorems: permutations, groups and integer matrices, with their simpler variants.
/// Matrices have small integer entries, so that products and minors are exact.
module Neurovariety.Scripts.Theorems.Generators

open System
open FsCheck
open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Scripts.Theorems.Subjects

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

/// The lists with one item left out, if that leaves any.
let dropOne (items: 'a list) =
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

// Elimination with complete pivoting is cubic with a large constant in lists.
let private largestFactor = 10

/// Factors A (m × r) and B (r × n).
let factorInstances: Instances<Factors> = {
    Shipped = [ { Left = plain 3 2; Right = plain 2 4 } ]
    Size = fun f -> List.max [ f.Left.RowCount; f.Left.ColumnCount; f.Right.ColumnCount ]
    Generate =
        fun maxDegree ->
            let size = Gen.choose (1, max 1 (min largestFactor maxDegree))

            gen {
                let! rows = size
                let! inner = size
                let! columns = size
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

// Lists of components and of critical points grow exponentially.
let private largestRanked = 10

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
                let! g = generators generatorCount (min largestRanked maxDegree)
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
