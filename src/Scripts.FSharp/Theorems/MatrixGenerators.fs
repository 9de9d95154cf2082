/// Matrices, alone or with a group on their columns, shipped and drawn, with their simpler variants.
/// They have small integer entries, so that products and minors are exact.
module Neurovariety.Scripts.Theorems.MatrixGenerators

open FsCheck
open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.Generators

/// Whole numbers from -4 to 4.
let entries (rows: int) (columns: int) =
    gen {
        let! values = Gen.arrayOfLength (rows * columns) (Gen.choose (-4, 4))
        return matrix rows columns (fun i j -> float values[i * columns + j])
    }

let replaced (row: int) (column: int) (value: float) (a: Matrix) =
    matrix a.RowCount a.ColumnCount (fun i j -> if i = row && j = column then value else a[i, j])

let withoutColumn (column: int) (a: Matrix) =
    matrix a.RowCount (a.ColumnCount - 1) (fun i j -> a[i, (if j < column then j else j + 1)])

let withoutRow (row: int) (a: Matrix) =
    matrix (a.RowCount - 1) a.ColumnCount (fun i j -> a[(if i < row then i else i + 1), j])

/// Matrices of the same size with simpler entries.
let shrinkEntries (a: Matrix) =
    SimplerNumbers.candidates (a.ToArray())
    |> Seq.map (fun values -> Matrix.FromEntries(a.RowCount, a.ColumnCount, values))

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
let plain (rows: int) (columns: int) =
    matrix rows columns (fun i j -> float ((3 * i * i + 5 * j + 2 * i * j + 1) % 7 - 3))

/// Like a given structured matrix, or any, or structured but for one entry.
let nearly (structure: Matrix -> Matrix) (rows: int) (columns: int) =
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
        Some(fun maxDegree ->
            gen {
                let! g = generators generatorCount maxDegree
                let! rows = Gen.choose (1, max 1 (maxDegree / 2))
                let! chosen = nearly (tied ((groupOf g).Orbits())) rows (degree g)
                return { Generators = g; Matrix = chosen }
            })
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
        Some(fun maxDegree ->
            gen {
                let! g = generators generatorCount maxDegree
                let! chosen = nearly (commuting g) (degree g) (degree g)
                return { Generators = g; Matrix = chosen }
            })
    Shrink = shrinkGroupMatrix true
    Show = showGroupMatrix
}

// Elimination with complete pivoting is cubic with a large constant in lists.
let private largestFactor = 10

/// Factors A (m × r) and B (r × n).
let factorInstances: Instances<Factors> = {
    Shipped = [ { Left = plain 3 2; Right = plain 2 4 } ]
    Size = fun f -> List.max [ f.Left.RowCount; f.Left.ColumnCount; f.Right.ColumnCount ]
    Generate =
        Some(fun maxDegree ->
            let size = Gen.choose (1, max 1 (min largestFactor maxDegree))

            gen {
                let! rows = size
                let! inner = size
                let! columns = size
                let! left = entries rows inner
                let! right = entries inner columns
                return { Left = left; Right = right }
            })
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
