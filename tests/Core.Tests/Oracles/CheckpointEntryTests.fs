/// Checkpoints of PyTorch with several models: pickles written by hand.
module Neurovariety.Tests.Oracles.CheckpointEntryTests

open Expecto
open System
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open Neurovariety.Data

type private Value =
    | Tensor of float32
    | Number of byte
    | Entries of (string * Value) list

let private text (word: string) =
    Array.concat [ "X"B; BitConverter.GetBytes word.Length; Encoding.UTF8.GetBytes word ]

/// Opcodes of a value; a tensor is 1 x 1 and has a storage of its own, named after its number.
let rec private codes (value: Value) : byte[] =
    match value with
    | Number n -> [| byte 'K'; n |]
    | Tensor x ->
        Array.concat [
            Encoding.ASCII.GetBytes "ctorch._utils\n_rebuild_tensor_v2\n(("
            text "storage"
            Encoding.ASCII.GetBytes "ctorch\nFloatStorage\n"
            text (string x)
            text "cpu"
            // One number; offset 0, shape and strides (1, 1), no gradient, no hooks.
            [| byte 'K'; 1uy; byte 't'; byte 'Q'; byte 'K'; 0uy |]
            [| byte 'K'; 1uy; byte 'K'; 1uy; 0x86uy; byte 'K'; 1uy; byte 'K'; 1uy; 0x86uy |]
            [| 0x89uy; byte '}'; byte 't'; byte 'R' |]
        ]
    | Entries entries ->
        Array.concat [
            "}("B
            yield! [ for key, inner in entries -> Array.append (text key) (codes inner) ]
            "u"B
        ]

let rec private numbers value =
    match value with
    | Tensor x -> [ x ]
    | Number _ -> []
    | Entries entries -> List.collect (snd >> numbers) entries

let private parse (entry: string) (value: Value) =
    use packed = new MemoryStream()

    using (new ZipArchive(packed, ZipArchiveMode.Create, true)) (fun archive ->
        let add (name: string) (contents: byte[]) =
            use stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open()
            stream.Write(contents, 0, contents.Length)

        add "m/data.pkl" (Array.concat [ [| 0x80uy; 2uy |]; codes value; "."B ])

        for x in numbers value do
            add $"m/data/{x}" (BitConverter.GetBytes x))

    TorchStateDict.Parse(packed.ToArray(), "m.pt", entry)

let private found (dict: TorchStateDict) = [ for tensor in dict.Tensors -> tensor.Name, tensor.ToSingles()[0] ]

let private model x = Entries [ "w", Tensor x ]

[<Tests>]
let tests =
    testList "CheckpointEntryTests" [
        testCase "the model is the entry of that name, and the choice is said where there are several" (fun () ->
            for entries, name, number, said in
                [
                    [ "model", model 1f; "epoch", Number 3uy ], "w", 1f, false
                    [ "ema", model 1f; "state_dict", model 2f ], "w", 2f, true
                    [ "net", model 1f; "optimizer", Entries [ "state", model 2f ] ], "w", 1f, false
                    [ "w", Tensor 1f; "ema", model 2f ], "w", 1f, true
                    [ "w", Tensor 1f; "model", model 2f ], "w", 2f, false
                    [ "model", Entries [ "encoder", model 1f ]; "ema", model 2f ], "encoder.w", 1f, true
                    [ "anything", model 1f ], "w", 1f, false
                ] do
                let dict = parse null (Entries entries)
                Assert.Equal<(string * float32) list>([ name, number ], found dict)
                Assert.Equal((if said then 1 else 0), dict.Notes.Count))

        testCase "encoder and decoder are parts of one model" (fun () ->
            let dict = parse null (Entries [ "encoder", model 1f; "decoder", model 2f ])
            Assert.Equal<(string * float32) list>([ "encoder.w", 1f; "decoder.w", 2f ], found dict)
            Assert.Empty dict.Notes)

        testCase "several models of which none is named so are refused until one is named" (fun () ->
            for names in [ [ "generator"; "critic" ]; [ "model"; "state_dict" ] ] do
                let both = Entries(List.mapi (fun i name -> name, model (float32 i + 1f)) names)
                let error = Assert.Throws<DataFormatException>(fun () -> parse null both |> ignore)
                Assert.Contains($"'{names[0]}', '{names[1]}'", error.Message)
                Assert.Contains("--entry", error.Message)
                Assert.Equal<(string * float32) list>([ "w", 2f ], found (parse names[1] both)))

        testCase
            "entries are named by keys with dots between, and one that is not there lists those that are"
            (fun () ->
                let deep =
                    Entries [ "a", Entries [ "b", model 1f ]; "a.b", model 2f; "n", Number 1uy ]

                Assert.Equal<(string * float32) list>([ "w", 2f ], found (parse "a.b" deep))

                Assert.Equal<(string * float32) list>(
                    [ "w", 1f ],
                    found (parse "a.b" (Entries [ "a", Entries [ "b", model 1f ] ]))
                )

                for name in [ "c"; "n"; "a.c"; "" ] do
                    let error = Assert.Throws<DataFormatException>(fun () -> parse name deep |> ignore)
                    Assert.Contains("the file has 'a', 'a.b', 'n'", error.Message))

        testCase "in other files an entry is the first words of the names" (fun () ->
            let one (name: string) x =
                StoredTensor.FromSingles(name, ReadOnlySpan [| 1 |], ReadOnlySpan [| x |])

            use stream = new MemoryStream()
            Safetensors.Of([ one "ema.w" 1f; one "model.w" 2f ]).WriteTo stream
            let file = TensorFile.Parse(stream.ToArray(), "m.safetensors", "model")
            Assert.Equal("w", (Assert.Single file.Tensors).Name)
            Assert.Equal(2f, file.Tensors[0].ToSingles()[0])

            let error =
                Assert.Throws<DataFormatException>(fun () ->
                    TensorFile.Parse(stream.ToArray(), "m.safetensors", "net") |> ignore)

            Assert.Contains("no name begins with 'net.'; the file has ema.w, model.w", error.Message))
    ]
