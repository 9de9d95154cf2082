module Neurovariety.Tests.Oracles.ArrayFileTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Data
open Neurovariety.Tests.Support

// Files of NumPy and PyTorch; arrays/make_fixtures.py wrote them and the values beside them.

let private path name =
    Fixtures.path (Path.Combine("arrays", name))

let private bytes name = File.ReadAllBytes(path name)
let private expected = lazy Fixtures.json "arrays/expected.json"

let private numbers (array: JsonElement) = [| for value in array.EnumerateArray() -> value.GetDouble() |]

let private agrees file (tensors: StoredTensor seq) =
    let wanted = [
        for entry in expected.Value.GetProperty(file: string).EnumerateObject() do
            if not (entry.Name.StartsWith '(') then
                entry.Name, entry.Value
    ]

    Assert.Equal<string list>([ for name, _ in wanted -> name ], [ for tensor in tensors -> tensor.Name ])

    for (_, array), tensor in Seq.zip wanted tensors do
        Assert.Equal<float[]>(numbers (array.GetProperty "shape"), [| for n in tensor.Shape -> float n |])
        Assert.Equal<float[]>(numbers (array.GetProperty "values"), tensor.ToDoubles())

        Assert.Equal<float32[]>([| for v in numbers (array.GetProperty "values") -> float32 v |], tensor.ToSingles())

let private refused name (words: string) =
    let error =
        Assert.Throws<DataFormatException>(fun () -> TensorFile.Read(path name) |> ignore)

    Assert.Contains(words, error.Message)
    Assert.DoesNotContain("\n", error.Message)
    error

let private doubles (name: string) (shape: int[]) (values: float[]) kind =
    StoredTensor.FromDoubles(name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values, kind)

let private singles (name: string) (shape: int[]) (values: float32[]) =
    StoredTensor.FromSingles(name, ReadOnlySpan<int> shape, ReadOnlySpan<float32> values)

let private samples =
    [|
        ElementType.F64
        ElementType.F32
        ElementType.F16
        ElementType.I64
        ElementType.I32
        ElementType.U8
    |]
    |> Array.map (fun kind -> doubles $"layer/{kind}" [| 2; 1; 3 |] [| 0.0; 1.0; 2.0; 3.0; 100.0; 255.0 |] kind)

let private same (a: StoredTensor) (b: StoredTensor) =
    Assert.Equal((a.Name, a.Type), (b.Name, b.Type))
    Assert.Equal<int64 list>(List.ofSeq a.Shape, List.ofSeq b.Shape)
    Assert.Equal<byte[]>(a.Bytes.ToArray(), b.Bytes.ToArray())

[<Tests>]
let tests =
    testList "ArrayFileTests" [
        testTheory
            "arrays that NumPy wrote are read with any number of dimensions"
            [
                "v1.npy"
                "v2_fortran.npy"
                "v3_big_endian.npy"
                "big_endian_fortran.npy"
                "scalar_half.npy"
                "bool.npy"
                "int64.npy"
            ]
            (fun name ->
                let found = Npy.ReadTensor(path name)
                agrees name [ Npy.ParseTensor(ReadOnlyMemory(bytes name), NpySource(name, "array")) ]
                Assert.Equal(Path.GetFileNameWithoutExtension name, found.Name)
                let again = TensorFile.Read(path name)
                Assert.Equal(".npy", again.Kind)
                Assert.Equal<byte[]>(found.Bytes.ToArray(), again.Tensors[0].Bytes.ToArray()))

        testTheory "archives that NumPy wrote are read" [ "stored.npz"; "deflated.npz" ] (fun name ->
            agrees name (Npz.Read(path name))
            Assert.Equal(".npz", TensorFile.Read(path name).Kind))

        testTheory
            "state dicts that PyTorch saved are read"
            [ "sequential.pt"; "checkpoint.pt"; "protocol4.pth"; "views.pt" ]
            (fun name ->
                let found = TorchStateDict.Read(path name)
                agrees name found.Tensors
                Assert.Equal(".pt", TensorFile.Read(path name).Kind)

                for tensor in found.Tensors do
                    Assert.Same(tensor, found.Find tensor.Name)

                Assert.Null(found.Find "encoder.1.weight"))

        testCase "of a checkpoint the numbers and texts beside the weights become metadata" (fun () ->
            let metadata = TorchStateDict.Read(path "checkpoint.pt").Metadata
            Assert.Equal("5", metadata["epoch"])
            Assert.Equal("run 1", metadata["name"])
            Assert.Equal<string list>([ "epoch"; "loss"; "name" ], [ for note in metadata -> note.Key ]))

        testCase "whatever is no tensor stays opaque and is never executed" (fun () ->
            // The file asks for os.system("echo must never run"); the word for it is all that is kept.
            let found = TorchStateDict.Read(path "os_system.pt")
            Assert.Equal<string list>([ "weight" ], [ for tensor in found.Tensors -> tensor.Name ])
            Assert.Equal<UnreadEntry>([ UnreadEntry("evil", "posix.system") ], found.Unread)
            refused "whole_module.pt" "__main__.Model is refused" |> ignore
            refused "expanded.pt" "repeats the 1 numbers" |> ignore)

        testCase "the form from before PyTorch 1.6 holds the same tensors" (fun () ->
            let old = TorchStateDict.Read(path "old_format.pt")
            // The checkpoint was saved after the same step of training.
            Seq.iter2 same (TorchStateDict.Read(path "checkpoint.pt").Tensors) old.Tensors
            Assert.Equal(8, old.Tensors.Count))

        testCase "a file of unknown kind names the kinds that are known" (fun () ->
            for contents in [ [||]; "GIF89a and more"B; Array.zeroCreate 40 ] do
                let error =
                    Assert.Throws<DataFormatException>(fun () -> TensorFile.Parse(contents, "x.gif") |> ignore)

                for kind in [ ".safetensors"; ".pt"; ".npz"; ".npy" ] do
                    Assert.Contains(kind, error.Message)

                for name in [ "x.safetensors"; "x.pt"; "x.pth"; "x.npz"; "x.npy" ] do
                    Assert.Throws<DataFormatException>(fun () -> TensorFile.Parse(contents, name) |> ignore)
                    |> ignore)

        testCase "arrays that are written are read again" (fun () ->
            use folder = new TemporaryFolder()

            let odd = [|
                doubles "scalar" [||] [| 7.0 |] ElementType.F64
                singles "none" [| 3; 0 |] [||]
                singles "line" [| 2 |] [| 1.5f; Single.NaN |]
            |]

            let all = Array.append samples odd

            for compress in [ false; true ] do
                Npz.Write(folder.File "a.npz", all, compress)
                let again = Npz.Read(folder.File "a.npz")
                Assert.Equal(all.Length, again.Count)
                Seq.iter2 same all again
                Assert.Equal<byte[]>(File.ReadAllBytes(folder.File "a.npz"), Npz.Format(all, compress))

            for tensor in all do
                Npy.WriteTensor(folder.File "a.npy", tensor)

                same
                    (Npy.ParseTensor(
                        ReadOnlyMemory(File.ReadAllBytes(folder.File "a.npy")),
                        NpySource("a", tensor.Name)
                    ))
                    tensor

            Assert.Throws<ArgumentException>(fun () -> Npz.Write(folder.File "b.npz", [ all[0]; all[0] ]))
            |> ignore

            Assert.False(File.Exists(folder.File "b.npz")))
    ]
