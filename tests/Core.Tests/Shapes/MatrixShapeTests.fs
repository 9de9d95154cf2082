module Neurovariety.Tests.Shapes.MatrixShapeTests

open Expecto
open System
open Xunit
open Neurovariety.LinearAlgebra

[<Tests>]
let tests =
    testList "MatrixShapeTests" [
        testCase "a matrix of the wrong number of entries is refused with both sizes" (fun () ->
            let entries = [| 1.0; 2.0; 3.0 |]

            let error =
                Assert.Throws<ArgumentException>(fun () -> Matrix.FromEntries(2, 2, entries) |> ignore)

            Assert.Contains("2 x 2 = 4", error.Message)
            Assert.Contains("3", error.Message))

        testCase "ragged rows are refused" (fun () ->
            Assert.Throws<ArgumentException>(fun () -> Matrix.FromRows([| 1.0; 2.0 |], [| 3.0 |]) |> ignore)
            |> ignore)

        testCase "a matrix keeps its own copy of the entries" (fun () ->
            let entries = [| 1.0; 2.0; 3.0; 4.0 |]
            let matrix = Matrix.FromEntries(2, 2, entries)
            entries[0] <- 9.0
            Assert.Equal(1.0, matrix[0, 0])
            let taken = matrix.ToArray()
            taken[3] <- 9.0
            Assert.Equal(4.0, matrix[1, 1]))

        testTheory
            "the transpose swaps the indices and undoes itself"
            [ 0, 0; 0, 3; 1, 1; 3, 5 ]
            (fun (rows, columns) ->
                let matrix = Matrix.Create(rows, columns, fun i j -> float (10 * i + j))
                let transposed = matrix.Transpose()
                Assert.Equal(columns, transposed.RowCount)
                Assert.Equal(matrix, transposed.Transpose())

                for i in 0 .. rows - 1 do
                    for j in 0 .. columns - 1 do
                        Assert.Equal(matrix[i, j], transposed[j, i]))

        testTheory "an index outside the matrix is refused" [ -1, 0; 2, 0; 0, 3 ] (fun (row, column) ->
            let matrix = Matrix.Zero(2, 3)
            Assert.Throws<ArgumentOutOfRangeException>(fun () -> matrix[row, column] |> ignore))
    ]
