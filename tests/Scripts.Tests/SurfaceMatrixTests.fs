/// Matrices in the F# surface: operators, slices, files, and what they are taken apart into.
module Neurovariety.Scripts.Tests.SurfaceMatrixTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support

let private random rows columns =
    let source = (RandomSource.FromSeed 4UL).Split $"{rows} x {columns}"
    Matrix.init rows columns (fun _ _ -> source.NextGaussian())

let private near (expected: Matrix) (actual: Matrix) =
    Assert.Equal(expected.Shape, actual.Shape)
    Assert.True(Matrix.norm (expected - actual) <= 1e-12 * (1.0 + Matrix.norm expected))

[<Tests>]
let tests =
    testList "SurfaceMatrixTests" [
        testCase "matrices are made of rows, arrays and formulas, and taken apart again" (fun () ->
            let a = Matrix.ofRows [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ]
            Assert.Equal((2, 3), Matrix.size a)
            Assert.Equal(a, Matrix.ofArray2D (Matrix.toArray2D a))
            Assert.Equal(a, Matrix.init 2 3 (fun i j -> float (3 * i + j + 1)))
            Assert.Equal<float[] list>([ [| 1.0; 2.0; 3.0 |]; [| 4.0; 5.0; 6.0 |] ], Matrix.rows a)
            Assert.Equal(Matrix.ofRows [ [ 1.0; 4.0 ]; [ 2.0; 5.0 ]; [ 3.0; 6.0 ] ], Matrix.transpose a)
            Assert.Equal(a, Matrix.map sqrt (Matrix.map (fun x -> x * x) a))
            Assert.Equal(Matrix.zero 2 3, 0.0 * a)

            Assert.Throws<ArgumentException>(fun () -> Matrix.ofRows [ [ 1.0 ]; [] ] |> ignore)
            |> ignore)

        testCase "operators are those of matrices, equality that of the entries" (fun () ->
            let a = Matrix.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
            let b = Matrix.ofRows [ [ 0.0; 1.0 ]; [ 1.0; 0.0 ] ]
            Assert.True((a * b = Matrix.ofRows [ [ 2.0; 1.0 ]; [ 4.0; 3.0 ] ]))
            Assert.True((a + b = Matrix.ofRows [ [ 1.0; 3.0 ]; [ 4.0; 4.0 ] ]))
            Assert.True((a - b = Matrix.ofRows [ [ 1.0; 1.0 ]; [ 2.0; 4.0 ] ]))
            Assert.True((-a + a = Matrix.zero 2 2))
            Assert.True((2.0 * a = a * 2.0 && 2.0 * a = a + a))
            Assert.True(((2.0 * a) / 2.0 = a))
            Assert.True((Matrix.multiply a b = a * b && a * b <> b * a))
            Assert.Equal<float[]>([| 5.0; 11.0 |], Matrix.apply a [| 1.0; 2.0 |])
            Assert.Equal(5.0, Matrix.trace a)

            let refused =
                Assert.Throws<ArgumentException>(fun () -> a + Matrix.zero 2 3 |> ignore)

            Assert.Contains("expected 2 x 2 like the first matrix, got 2 x 3", refused.Message)

            let refused =
                Assert.Throws<ArgumentException>(fun () -> a * Matrix.zero 3 2 |> ignore)

            Assert.Contains("inner sizes", refused.Message))

        testCase "slices are parts of a matrix, and outside it they are refused" (fun () ->
            let a = Matrix.init 3 4 (fun i j -> float (10 * i + j))
            Assert.Equal(Matrix.ofRows [ [ 11.0; 12.0 ]; [ 21.0; 22.0 ] ], a[1.., 1..2])
            Assert.Equal(a, a[*, *])
            Assert.Equal<float[]>([| 10.0; 11.0; 12.0; 13.0 |], a[1, *])
            Assert.Equal<float[]>([| 2.0; 12.0 |], a[..1, 2])
            Assert.Equal((0, 4), Matrix.size a[1..0, *])
            Assert.Throws<ArgumentException>(fun () -> a[0..3, *] |> ignore) |> ignore
            Assert.Throws<ArgumentException>(fun () -> a[*, 4] |> ignore) |> ignore
            Assert.Throws<ArgumentException>(fun () -> a[-1, *] |> ignore) |> ignore)

        testCase "printing shows the size and the figures, and cuts large matrices" (fun () ->
            let text = string (Matrix.ofRows [ [ 1.0; -0.25 ]; [ 1e-20; 100.0 ] ])
            Assert.Equal("2 x 2\n      1  -0.25\n  1E-20    100", text)
            let large = string (Matrix.zero 100 30)
            Assert.StartsWith("100 x 30\n", large)
            Assert.Equal(22, large.Split('\n').Length)
            Assert.Equal("0 x 3", string (Matrix.zero 0 3)))

        testCase "singular values, rank and inverse satisfy what defines them" (fun () ->
            let a = random 5 3 * random 3 7
            let svd = Matrix.svd a
            let k = svd.SingularValues.Length

            let middle =
                Matrix.init k k (fun i j -> if i = j then svd.SingularValues[i] else 0.0)

            near a (svd.U * middle * Matrix.transpose svd.V)
            near (Matrix.identity k) (Matrix.transpose svd.U * svd.U)
            Assert.Equal<float[]>(svd.SingularValues, Matrix.singularValues a)
            Assert.Equal(3, Matrix.rank a)
            let inverse = Matrix.pseudoInverse a
            near a (a * inverse * a)
            near (Matrix.transpose (a * inverse)) (a * inverse)
            Assert.Equal(Matrix.norm a, sqrt (Array.sumBy (fun s -> s * s) svd.SingularValues), 1e-12))

        testCase "files of every format give the matrix back, and a wrong path one line" (fun () ->
            let a = random 4 3

            Program.inFolder (fun folder ->
                for name in [ "a.npy"; "a.csv"; "a.safetensors" ] do
                    let file = Path.Combine(folder, name)
                    Matrix.write file a
                    Assert.Equal(a, Matrix.read file)

                let line path =
                    match Matrix.tryRead path with
                    | Error line -> line
                    | Ok _ -> failwith "expected an error"

                Assert.Contains("is a folder", line folder)
                Assert.Contains("does not exist", line (Path.Combine(folder, "b.npy")))
                File.WriteAllText(Path.Combine(folder, "c.csv"), "1,2\n3\n")
                Assert.Contains("c.csv", line (Path.Combine(folder, "c.csv")))

                Assert.Throws<InputError>(fun () -> Matrix.read (Path.Combine(folder, "b.npy")) |> ignore)
                |> ignore))
    ]
