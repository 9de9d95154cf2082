module Neurovariety.Tests.Oracles.FileFormatTests

open Expecto
open System
open System.IO
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

let private randomMatrix (random: RandomSource) rows columns =
    Matrix.Create(rows, columns, fun _ _ -> random.NextGaussian() * Math.Pow(10.0, random.NextDouble(-200.0, 200.0)))

/// Matrices of every shape from 1 x 1 to 7 x 7 with entries over the whole range.
let private matrices =
    gen {
        let! rows = Gen.choose (1, 7)
        let! columns = Gen.choose (1, 7)

        let! entries =
            Gen.arrayOfLength (rows * columns) (ArbMap.defaults |> ArbMap.generate<NormalFloat>)

        let entries = entries |> Array.map _.Get
        return Matrix.FromEntries(rows, columns, entries)
    }
    |> Arb.fromGen

let private settings = Config.QuickThrowOnFailure.WithMaxTest 60

let private holds property =
    Check.One(settings, Prop.forAll matrices property)

let private bitsEqual (a: Matrix) (b: Matrix) =
    a.RowCount = b.RowCount
    && a.ColumnCount = b.ColumnCount
    && Array.forall2
        (fun (x: float) (y: float) -> BitConverter.DoubleToInt64Bits x = BitConverter.DoubleToInt64Bits y)
        (a.ToArray())
        (b.ToArray())

let private single (m: Matrix) =
    Matrix.Create(m.RowCount, m.ColumnCount, fun i j -> float (float32 m[i, j]))

[<Tests>]
let tests =
    testList "FileFormatTests" [
        testCase "every format gives back the bits it was given" (fun () ->
            use folder = new TemporaryFolder()

            holds (fun matrix ->
                [ "m.npy"; "m.csv"; "m.txt"; "m.safetensors" ]
                |> List.forall (fun name ->
                    MatrixFile.Write(folder.File name, matrix)
                    bitsEqual matrix (MatrixFile.Read(folder.File name)))))

        testCase "single precision rounds to the nearest" (fun () ->
            let random = RandomSource.FromSeed 1UL
            let matrix = Matrix.Create(5, 4, fun _ _ -> random.NextGaussian())
            use folder = new TemporaryFolder()
            Npy.Write(folder.File "m.npy", matrix, ElementType.F32)
            Assert.True(bitsEqual (single matrix) (Npy.Read(folder.File "m.npy")))

            Safetensors
                .Of([ StoredTensor.FromMatrix("w", matrix, ElementType.F32) ])
                .Write(folder.File "m.safetensors")

            Assert.True(bitsEqual (single matrix) (MatrixFile.Read(folder.File "m.safetensors"))))

        testCase "mutated and truncated files load or fail by a format error only" (fun () ->
            let random = RandomSource.FromSeed 23UL
            let matrix = randomMatrix random 3 4
            use stream = new MemoryStream()

            Safetensors
                .Of(
                    [
                        StoredTensor.FromMatrix("encoder", matrix)
                        StoredTensor.FromMatrix("decoder", matrix.Transpose())
                    ],
                    dict [ "k", "v" ]
                )
                .WriteTo
                stream

            let sources: (byte[] * (byte[] -> unit)) list = [
                Npy.Format(matrix, ElementType.F64), (fun bytes -> Npy.Parse(ReadOnlyMemory bytes, "x") |> ignore)
                "a;b\n1;2\n3;4.5e3 # end\n"B, (fun bytes -> Csv.Parse(bytes, "x") |> ignore)
                stream.ToArray(),
                (fun bytes ->
                    LinearModel.Multiply(Safetensors.Parse(ReadOnlyMemory bytes, "x"), "x")
                    |> ignore)
            ]

            for source, read in sources do
                for trial in 1..2500 do
                    let mutated = Array.copy source

                    for _ in 0 .. random.NextInt 3 do
                        let place =
                            random.NextInt(
                                if trial % 2 = 0 then
                                    mutated.Length
                                else
                                    min mutated.Length 160
                            )

                        let digit = "0123456789-,[]{}\":'()fF"B

                        mutated[place] <-
                            if trial % 3 = 0 then
                                digit[random.NextInt digit.Length]
                            else
                                byte (random.NextInt 256)

                    let mutated =
                        if trial % 5 = 0 then
                            mutated[.. random.NextInt mutated.Length]
                        else
                            mutated

                    try
                        read mutated
                    with :? DataFormatException as error ->
                        Assert.DoesNotContain("\n", error.Message))
    ]
