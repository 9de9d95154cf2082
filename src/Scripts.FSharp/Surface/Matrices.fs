namespace Neurovariety.Scripts.Surface

open System
open System.IO
open Neurovariety.Data
open Neurovariety.LinearAlgebra

/// Real matrices: made, read, written and taken apart. `+`, `-`, `*`, `/` and slices m[1.., 0..2] work on the type itself.
[<RequireQualifiedAccess>]
module Matrix =

    /// A matrix from its rows, m of length n. ArgumentException when their lengths differ.
    let ofRows (rows: float seq seq) : Matrix =
        Matrix.FromRows(rows |> Seq.map Array.ofSeq |> Array.ofSeq)

    /// A matrix from an array of m x n numbers.
    let ofArray2D (entries: float[,]) : Matrix =
        Matrix.Create(Array2D.length1 entries, Array2D.length2 entries, (fun i j -> entries[i, j]))

    /// The m x n matrix with the entry f i j in row i and column j, both counted from 0.
    let init (rows: int) (columns: int) (f: int -> int -> float) : Matrix =
        Matrix.Create(rows, columns, Func<_, _, _>(fun i j -> f i j))

    /// The n x n identity.
    let identity (size: int) : Matrix = Matrix.Identity size

    /// The m x n matrix of zeros.
    let zero (rows: int) (columns: int) : Matrix = Matrix.Zero(rows, columns)

    /// The numbers of rows and of columns.
    let size (matrix: Matrix) : int * int = matrix.RowCount, matrix.ColumnCount

    /// The rows, m arrays of n numbers.
    let rows (matrix: Matrix) : float[] list =
        List.init matrix.RowCount (fun i -> matrix.Row(i).ToArray())

    /// The entries as an array of m x n numbers.
    let toArray2D (matrix: Matrix) : float[,] =
        Array2D.init matrix.RowCount matrix.ColumnCount (fun i j -> matrix[i, j])

    /// The matrix of f x for every entry x.
    let map (f: float -> float) (matrix: Matrix) : Matrix =
        init matrix.RowCount matrix.ColumnCount (fun i j -> f matrix[i, j])

    /// The transpose, n x m.
    let transpose (matrix: Matrix) : Matrix = matrix.Transpose()

    /// The product a b of an m x k and a k x n matrix, like a * b. ArgumentException when the inner sizes differ.
    let multiply (a: Matrix) (b: Matrix) : Matrix = a * b

    /// The product of an m x n matrix and a vector of n numbers: m numbers.
    let apply (matrix: Matrix) (x: float[]) : float[] =
        MatrixProduct.Apply(matrix, ReadOnlySpan x)

    /// The Frobenius norm, the root of the sum of the squared entries.
    let norm (matrix: Matrix) : float = MatrixArithmetic.FrobeniusNorm matrix

    /// The trace. ArgumentException unless the matrix is square.
    let trace (matrix: Matrix) : float = MatrixArithmetic.Trace matrix

    /// The singular value decomposition U diag(s) V^T: U is m x k, V is n x k, k = min(m, n), s falls.
    let svd (matrix: Matrix) : SvdResult = Factorizations.Svd matrix

    /// The singular values, falling.
    let singularValues (matrix: Matrix) : float[] = Factorizations.SingularValues matrix

    /// How many singular values exceed the rounding of the largest one.
    let rank (matrix: Matrix) : int = Factorizations.NumericalRank matrix

    /// The Moore-Penrose inverse, n x m; singular values within rounding of 0 count as 0.
    let pseudoInverse (matrix: Matrix) : Matrix = Factorizations.PseudoInverse matrix

    /// The matrix of a .npy, .csv, .txt or .tsv file, or a linear model of a .safetensors file multiplied out, with what was taken for a
    /// header; or the line that says why it cannot be read.
    let tryReadWith (header: CsvHeader) (path: string) : Result<CsvReading, string> =
        if Directory.Exists path then
            Error(path + " is a folder; expected a .npy, .csv or .safetensors file")
        elif not (File.Exists path) then
            Error(path + " does not exist; expected a .npy, .csv or .safetensors file")
        else
            Attempt.run (fun () -> MatrixFile.ReadWithNotes(path, header))

    /// The matrix of a .npy, .csv, .txt or .tsv file, or a linear model of a .safetensors file multiplied out; or the line that
    /// says why it cannot be read.
    let tryRead (path: string) : Result<Matrix, string> =
        tryReadWith CsvHeader.Auto path |> Result.map _.Matrix

    /// The same; InputError with that line.
    let read (path: string) : Matrix = tryRead path |> Attempt.value

    /// Writes the matrix in double precision to a .npy, .csv, .txt or .safetensors file, whole or not at all. ArgumentException
    /// for another name, IOException where it cannot be written.
    let write (path: string) (matrix: Matrix) : unit = MatrixFile.Write(path, matrix)

/// Slices of matrices: m[1..2, *] is a matrix, m[1, *] and m[*, 2] are arrays.
[<AutoOpen>]
module MatrixSlices =

    let private bounds name (count: int) (first: int option) (last: int option) =
        let first = defaultArg first 0
        let last = defaultArg last (count - 1)

        if first < 0 || last >= count || first > last + 1 then
            invalidArg name $"{name} {first} to {last} of a matrix with {count}; they count from 0"

        first, last - first + 1

    type Matrix with

        /// The rows and columns of the two ranges, both ends included. ArgumentException outside the matrix.
        member matrix.GetSlice
            (firstRow: int option, lastRow: int option, firstColumn: int option, lastColumn: int option)
            : Matrix =
            let row, height = bounds "rows" matrix.RowCount firstRow lastRow
            let column, width = bounds "columns" matrix.ColumnCount firstColumn lastColumn
            Matrix.init height width (fun i j -> matrix[row + i, column + j])

        /// The entries of one row in a range of columns.
        member matrix.GetSlice(row: int, firstColumn: int option, lastColumn: int option) : float[] =
            let _ = bounds "rows" matrix.RowCount (Some row) (Some row)
            let column, width = bounds "columns" matrix.ColumnCount firstColumn lastColumn
            Array.init width (fun j -> matrix[row, column + j])

        /// The entries of one column in a range of rows.
        member matrix.GetSlice(firstRow: int option, lastRow: int option, column: int) : float[] =
            let _ = bounds "columns" matrix.ColumnCount (Some column) (Some column)
            let row, height = bounds "rows" matrix.RowCount firstRow lastRow
            Array.init height (fun i -> matrix[row + i, column])
