module Neurovariety.Tests.Oracles.SafetensorsTests

open Expecto
open System
open System.IO
open System.Text
open System.Text.Json
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

let private safetensors (json: string) (data: byte[]) =
    let text = Encoding.UTF8.GetBytes json
    Array.concat [ BitConverter.GetBytes(int64 text.Length); text; data ]

let private tensor (name: string, shape: int[], values: float[], kind: ElementType) =
    StoredTensor.FromDoubles(name, shape, values, kind)

let private parseTensors (file: byte[]) =
    Safetensors.Parse(ReadOnlyMemory file, "m.safetensors")

[<Tests>]
let tests =
    testList "SafetensorsTests" [
        testCase "a file written by other code is read" (fun () ->
            let file = Safetensors.Read(Fixtures.path "autoencoder_small.safetensors")
            Assert.Equal("exp-default", file.Metadata["arch"])
            Assert.Equal(16, file.Tensors.Count)
            Assert.Equal("encoder.0.weight", file.Tensors[0].Name)
            Assert.Equal<int64 list>([ 784L; 128L ], List.ofSeq (file.Find("decoder.6.weight").Shape))
            // Read with Python's struct module.
            Assert.Equal(0.005946584045886993f, file.Find("encoder.0.weight").ToSingles()[0])
            Assert.Equal(0.046381089836359024f, file.Find("encoder.6.bias").ToSingles()[0])
            Assert.Null(file.Find "encoder.1.weight")

            let error =
                Assert.Throws<DataFormatException>(fun () ->
                    MatrixFile.Read(Fixtures.path "autoencoder_small.safetensors") |> ignore)

            Assert.Contains("not linear", error.Message))

        testCase "a written header is plain JSON, and the data begin at a multiple of 8" (fun () ->
            let tensors = [
                tensor ("b \"quoted\"", [| 3 |], [| 1.0; 2.0; 3.0 |], ElementType.F16)
                tensor ("a", [| 2; 2 |], [| 1.0; 2.0; 3.0; 4.0 |], ElementType.F64)
                tensor ("scalar", [||], [| 7.0 |], ElementType.I64)
                tensor ("none", [| 0; 5 |], [||], ElementType.U8)
            ]

            use stream = new MemoryStream()
            Safetensors.Of(tensors, dict [ "note", "an ä" ]).WriteTo stream
            let bytes = stream.ToArray()
            let length = int (BitConverter.ToInt64(bytes, 0))
            Assert.Equal(0, length % 8)
            use json = JsonDocument.Parse(ReadOnlyMemory(bytes, 8, length))
            let root = json.RootElement
            Assert.Equal("an ä", root.GetProperty("__metadata__").GetProperty("note").GetString())
            Assert.Equal("F16", root.GetProperty("b \"quoted\"").GetProperty("dtype").GetString())
            Assert.Equal("[6,38]", root.GetProperty("a").GetProperty("data_offsets").GetRawText())
            Assert.Equal("[]", root.GetProperty("scalar").GetProperty("shape").GetRawText())
            Assert.Equal(4.0, BitConverter.ToDouble(bytes, 8 + length + 30))
            let again = parseTensors bytes
            Assert.Equal<string list>([ "b \"quoted\""; "a"; "scalar"; "none" ], [ for t in again.Tensors -> t.Name ])
            Assert.Equal<float[]>([| 1.0; 2.0; 3.0 |], again.Tensors[0].ToDoubles())
            Assert.Equal<float[]>([| 7.0 |], again.Tensors[2].ToDoubles()))

        testCase "every element type is read" (fun () ->
            let cases: (string * byte[] * float) list = [
                "F64", BitConverter.GetBytes -1.5, -1.5
                "F32", BitConverter.GetBytes -1.5f, -1.5
                "F16", BitConverter.GetBytes(Half.op_Explicit -1.5), -1.5
                "BF16", [| 0xC0uy; 0xBFuy |], -1.5
                "I64", BitConverter.GetBytes -5L, -5.0
                "I32", BitConverter.GetBytes -5, -5.0
                "I16", BitConverter.GetBytes -5s, -5.0
                "I8", [| 251uy |], -5.0
                "U8", [| 251uy |], 251.0
                "BOOL", [| 1uy |], 1.0
            ]

            for name, bytes, expected in cases do
                let file =
                    safetensors
                        $"{{\"x\":{{\"dtype\":\"{name}\",\"shape\":[1],\"data_offsets\":[0,{bytes.Length}]}}}}"
                        bytes

                Assert.Equal<float[]>([| expected |], (parseTensors file).Tensors[0].ToDoubles()))

        testTheory
            "safetensors files that break the format are named"
            [
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "8 bytes follow"
                """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", "hole"
                """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""",
                "overlap"
                """{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "truncated"
                """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,15]}}""", "does not fit"
                """{"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}""", "does not fit"
                """{"a":{"dtype":"F32","shape":[4611686018427387904,4,0],"data_offsets":[0,16]}}""", "does not fit"
                """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9223372036854775807],"data_offsets":[0,16]}}""",
                "does not fit"
                """{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", "whole number"
                """{"a":{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}}""", "whole number"
                """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0]}}""", "two data_offsets"
                """{"a":{"dtype":"F31","shape":[4],"data_offsets":[0,16]}}""", "dtype 'F31'"
                """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16],"more":1}}""", "'more'"
                """{"a":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "twice"
                """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""",
                "twice"
                """{"a":{"shape":[4],"data_offsets":[0,16]}}""", "expected dtype"
                """{"__metadata__":{"n":1},"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""",
                "Number where String"
                """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} x""", "no valid JSON"
                """{"a":{"dtype":"F32","shape":[4],"data""", "no valid JSON"
                """{"\ud800":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "no Unicode"
                """[]""", "no JSON object"
            ]
            (fun (json, words) ->
                let error =
                    Assert.Throws<DataFormatException>(fun () ->
                        parseTensors (safetensors json (Array.zeroCreate 16)) |> ignore)

                Assert.Contains(words, error.Message)
                Assert.DoesNotContain("\n", error.Message))

        testCase "a header longer than 100 MB or than the file is refused" (fun () ->
            for length, words in
                [
                    100_000_001L, "at most 100000000"
                    -1L, "at most"
                    99_999_999L, "exceeds the file"
                ] do
                let file = Array.append (BitConverter.GetBytes length) "{}"B

                let error =
                    Assert.Throws<DataFormatException>(fun () -> parseTensors file |> ignore)

                Assert.Contains(words, error.Message)

            Assert.Throws<DataFormatException>(fun () -> parseTensors [| 1uy; 2uy |] |> ignore)
            |> ignore)

        testCase
            "a linear model is multiplied out, decoder times encoder, in whatever order its weights stand"
            (fun () ->
                use folder = new TemporaryFolder()
                let random = RandomSource.FromSeed 9UL

                let whole rows columns =
                    Matrix.Create(rows, columns, fun _ _ -> float (random.NextInt 9 - 4))

                let encoder, decoder = whole 2 5, whole 5 2

                let expected =
                    Matrix.Create(5, 5, fun i j -> Seq.sum (seq { for k in 0..1 -> decoder[i, k] * encoder[k, j] }))

                let write (names: (string * Matrix) list) =
                    let tensors = [ for name, matrix in names -> StoredTensor.FromMatrix(name, matrix) ]
                    let bias = tensor ("bias", [| 2 |], [| 0.0; 0.0 |], ElementType.F64)
                    Safetensors.Of(tensors @ [ bias ]).Write(folder.File "m.safetensors")
                    MatrixFile.Read(folder.File "m.safetensors")

                Assert.Equal(expected, write [ "encoder.weight", encoder; "decoder.weight", decoder ])
                Assert.Equal(expected, write [ "decoder.weight", decoder; "encoder.weight", encoder ])
                Assert.Equal(expected, write [ "0", encoder; "1", decoder ])
                Assert.Equal(expected, write [ "first", encoder; "again", decoder ])
                let third = whole 3 5

                let product =
                    Matrix.Create(3, 5, fun i j -> Seq.sum (seq { for k in 0..4 -> third[i, k] * expected[k, j] }))

                Assert.Equal(product, write [ "layer.10", third; "layer.2", encoder; "layer.9", decoder ])

                let error =
                    Assert.Throws<DataFormatException>(fun () -> write [ "a", third; "b", third ] |> ignore)

                Assert.Contains("do not fit", error.Message))

        testCase "thin layers that multiply out to more than memory are refused" (fun () ->
            use folder = new TemporaryFolder()
            let thin = Matrix.Zero(100000, 1)

            Safetensors
                .Of(
                    [
                        StoredTensor.FromMatrix("a", thin.Transpose())
                        StoredTensor.FromMatrix("b", thin)
                    ]
                )
                .Write(folder.File "m.safetensors")

            let error =
                Assert.Throws<DataFormatException>(fun () -> MatrixFile.Read(folder.File "m.safetensors") |> ignore)

            Assert.Contains("1 GB", error.Message))

        testCase "a name without a known ending is refused" (fun () ->
            Assert.Contains(
                ".npy",
                Assert.Throws<DataFormatException>(fun () -> MatrixFile.Read "matrix.mat" |> ignore).Message
            )

            Assert.Throws<ArgumentException>(fun () -> MatrixFile.Write("matrix.mat", Matrix.Zero(1, 1)))
            |> ignore)
    ]
