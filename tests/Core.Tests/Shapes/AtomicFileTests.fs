module Neurovariety.Tests.Shapes.AtomicFileTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.Tests.Support

[<Tests>]
let tests =
    testList "AtomicFileTests" [
        testCase "a file appears whole, in folders that are made for it, and nothing else stays" (fun () ->
            use folder = new TemporaryFolder()
            let path = Path.Combine(folder.Path, "a", "b", "text.txt")
            AtomicFile.WriteText(path, "first")
            AtomicFile.WriteText(path, "second")
            Assert.Equal("second", File.ReadAllText path)

            Assert.Equal<string list>(
                [ "text.txt" ],
                Directory.GetFiles(Path.GetDirectoryName path)
                |> Seq.map Path.GetFileName
                |> List.ofSeq
            ))

        testCase "when the writer fails the old file stays and no part of the new one" (fun () ->
            use folder = new TemporaryFolder()
            let path = folder.File "data.bin"
            AtomicFile.WriteBytes(path, ReadOnlyMemory [| 1uy; 2uy |])

            Assert.Throws<InvalidOperationException>(fun () ->
                AtomicFile.Write(
                    path,
                    fun stream ->
                        stream.WriteByte 9uy
                        invalidOp "stop"
                ))
            |> ignore

            Assert.Equal<byte[]>([| 1uy; 2uy |], File.ReadAllBytes path)
            Assert.Equal<string[]>([| "data.bin" |], folder.Names))

        testCase "a folder that cannot be written gives one line with its name" (fun () ->
            use folder = new TemporaryFolder()
            let blocked = folder.File "plain"
            File.WriteAllText(blocked, "")
            let path = Path.Combine(blocked, "inner", "x.txt")

            let error = Assert.Throws<IOException>(fun () -> AtomicFile.WriteText(path, "text"))

            Assert.Contains(path, error.Message)
            Assert.DoesNotContain("\n", error.Message))

        testCase "a folder is not replaced by a file" (fun () ->
            use folder = new TemporaryFolder()
            Directory.CreateDirectory(folder.File "name") |> ignore

            let error =
                Assert.Throws<IOException>(fun () -> AtomicFile.WriteText(folder.File "name", "text"))

            Assert.Contains("folder", error.Message)
            Assert.Equal<string[]>([| "name" |], folder.Names))
    ]
