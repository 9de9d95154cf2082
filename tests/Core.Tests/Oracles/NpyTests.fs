module Neurovariety.Tests.Oracles.NpyTests

open Expecto
open System
open System.Text
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Data

// Files are written by hand here, after the format's description.

let private npy version (header: string) (data: byte[]) =
    let text = Encoding.Latin1.GetBytes(header + "\n")

    let length =
        if version = 1uy then
            BitConverter.GetBytes(uint16 text.Length)
        else
            BitConverter.GetBytes(uint32 text.Length)

    Array.concat [ [| 0x93uy |]; "NUMPY"B; [| version; 0uy |]; length; text; data ]

let private parseNpy (file: byte[]) = Npy.Parse(ReadOnlyMemory file, "m.npy")

let private numbers = [| 1.0; -2.0; 3.0; 100.0; 0.0; 7.0 |]

let private doubles (values: float[]) =
    values |> Array.collect (fun value -> BitConverter.GetBytes(value: float))

let private encodings: (string * (float -> byte[])) list = [
    "<f8", BitConverter.GetBytes
    ">f8", BitConverter.GetBytes >> Array.rev
    "<f4", float32 >> BitConverter.GetBytes
    ">f4", float32 >> BitConverter.GetBytes >> Array.rev
    "<f2", Half.op_Explicit >> (fun (h: Half) -> BitConverter.GetBytes h)
    "<i8", int64 >> BitConverter.GetBytes
    ">i8", int64 >> BitConverter.GetBytes >> Array.rev
    "<i4", int32 >> BitConverter.GetBytes
    ">i4", int32 >> BitConverter.GetBytes >> Array.rev
    "<i2", int16 >> BitConverter.GetBytes
    "|i1", sbyte >> fun b -> [| byte b |]
]

[<Tests>]
let tests =
    testList "NpyTests" [
        testCase "npy files of every version, type, byte order and index order are read" (fun () ->
            let expected = Matrix.FromEntries(2, 3, numbers)

            for version in [ 1uy; 2uy; 3uy ] do
                for descr, encode in encodings do
                    let header order =
                        $"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': (2, 3), }}"

                    Assert.Equal(expected, parseNpy (npy version (header "False") (Array.collect encode numbers)))
                    let columns = [| 0; 3; 1; 4; 2; 5 |] |> Array.collect (fun i -> encode numbers[i])
                    Assert.Equal(expected, parseNpy (npy version (header "True") columns))

            // Python 2 wrote an L behind long numbers.
            let long = "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }"
            Assert.Equal(expected, parseNpy (npy 1uy long (doubles numbers)))

            let small = "{'shape':(3,),'fortran_order':False,'descr':\"|u1\"}"

            Assert.Equal(
                Matrix.FromRows([| 1.0 |], [| 255.0 |], [| 0.0 |]),
                parseNpy (npy 1uy small [| 1uy; 255uy; 0uy |])
            )

            let truth = "{'shape':(1, 2),'fortran_order':False,'descr':'|b1'}"
            Assert.Equal(Matrix.FromRows [| 1.0; 0.0 |], parseNpy (npy 1uy truth [| 1uy; 0uy |])))

        testTheory
            "npy headers that break the format are named"
            [
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 4), }", "need 64 bytes, the file has 48"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }", "need 32 bytes, the file has 48"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647), }",
                "bytes, the file has 48"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 1), }", "too many"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999999999999, 1), }", "expected"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-2, 3), }", "number"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3), }", "3 dimensions"
                "{'descr': '<c16', 'fortran_order': False, 'shape': (1, 3), }", "'<c16'"
                "{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", "'|O'"
                "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (6,), }",
                "a structured array of records, each with the fields [('a', '<f8')]"
                "{'descr': [('a', '<f8'], 'fortran_order': False, 'shape': (6,), }", "does not end"
                "{'descr': '<U3', 'fortran_order': False, 'shape': (2, 3), }", "an array of texts"
                "{'descr': '<M8[D]', 'fortran_order': False, 'shape': (2, 3), }", "an array of times"
                "{'descr': '<f8', 'shape': (2, 3), }", "descr, fortran_order and shape"
                "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", "twice"
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3), }", "True or False"
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } + 1", "descr, fortran_order and shape"
                "", "'{' was expected"
            ]
            (fun (header, words) ->
                let file = npy 1uy header (doubles numbers)
                let error = Assert.Throws<DataFormatException>(fun () -> parseNpy file |> ignore)
                Assert.Contains(words, error.Message))

        testCase "numbers that are not finite are refused with row and column" (fun () ->
            for value, word in [ nan, "NaN"; infinity, "infinite" ] do
                let data = doubles [| 1.0; 2.0; 3.0; value; 5.0; 6.0 |]

                let file =
                    npy 1uy "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }" data

                let error = Assert.Throws<DataFormatException>(fun () -> parseNpy file |> ignore)
                Assert.Contains($"row 2, column 1 is {word}", error.Message))
    ]
