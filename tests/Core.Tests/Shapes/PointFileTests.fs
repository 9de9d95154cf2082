module Neurovariety.Tests.Shapes.PointFileTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

let private read path = PointFile.Read(path, null)

let private readAs range path =
    PointFile.Read(path, PointFileOptions(Range = range))

let private fails (words: string) action =
    let error = Assert.Throws<DataFormatException>(fun () -> action () |> ignore)
    Assert.Contains(words, error.Message)
    Assert.DoesNotContain("\n", error.Message)

let private matrix rows columns (values: float list) =
    let values = List.toArray values
    Matrix.FromEntries(rows, columns, values)

let private digits = lazy (SyntheticDigits.Draw(12, RandomSource.FromSeed 5UL))

let private tensor name (shape: int list) (values: float[]) kind =
    let shape = List.toArray shape
    StoredTensor.FromDoubles(name, ReadOnlySpan shape, ReadOnlySpan values, kind)

/// Pixels scaled by their definition.
let private scaled (images: ImageSet) =
    images.Pixels.ToArray()
    |> Array.map (fun p -> float32 ((2.0 * float p - 255.0) / 255.0))

[<Tests>]
let tests =
    testList "PointFileTests" [
        testCase "the same images from every kind of file are the same points" (fun () ->
            use folder = new TemporaryFolder()
            let images = digits.Value
            let values = images.Pixels.ToArray() |> Array.map float
            let write name (t: StoredTensor) = Npy.WriteTensor(folder.File name, t)
            write "u1.npy" (tensor "x" [ 12; 784 ] values ElementType.U8)
            write "i8.npy" (tensor "x" [ 12; 28; 28 ] values ElementType.I64)
            write "f4.npy" (tensor "x" [ 12; 1; 28; 28 ] values ElementType.F32)
            Npz.Write(folder.File "a.npz", [ tensor "x" [ 12; 784 ] values ElementType.F16 ])
            let label = Array.map float (images.Labels.ToArray())

            Safetensors
                .Of(
                    [
                        tensor "y" [ 12 ] label ElementType.I64
                        tensor "x" [ 12; 784 ] values ElementType.F64
                    ]
                )
                .Write(folder.File "a.safetensors")

            Csv.Write(folder.File "a.csv", Matrix.FromEntries(12, 784, values))
            IdxWriter.WriteImages(folder.File "a.idx", images)
            IdxWriter.WriteImages(folder.File "images-ubyte", images)
            IdxWriter.WriteLabels(folder.File "labels-ubyte", images)
            Directory.CreateDirectory(folder.File "pictures") |> ignore

            for i in 0..11 do
                let name = Path.Combine("pictures", $"{char (int 'l' - i)}.png")
                PngWriter.WriteGrey(folder.File name, 28, 28, images.Image i)

            File.WriteAllText(folder.File(Path.Combine("pictures", "notes.txt")), "no picture")
            let expected = scaled images

            for name in [ "u1.npy"; "i8.npy"; "f4.npy"; "a.npz"; "a.csv"; "a.idx"; "images-ubyte" ] do
                let points = read (folder.File name)
                Assert.Equal<float32[]>(expected, points.Samples.ToArray())
                Assert.Equal((12, 784, PointRange.Bytes), (points.Count, points.Width, points.Range))
                Assert.Equal<string>([ for i in 1..12 -> string i ], points.Names)
                Assert.Equal(0, points.Labels.Length)

            let labels = images.Labels.ToArray() |> Array.map int
            let named = PointFileOptions(Array = "x", LabelArray = "y")
            let points = PointFile.Read(folder.File "a.safetensors", named)
            Assert.Equal<float32[]>(expected, points.Samples.ToArray())
            Assert.Equal<int[]>(labels, points.Labels.ToArray())

            let beside =
                PointFile.Read(folder.File "a.idx", PointFileOptions(LabelFile = folder.File "labels-ubyte"))

            Assert.Equal<int[]>(labels, beside.Labels.ToArray())
            let pictures = read (folder.File "pictures")
            Assert.Equal<string>([ for c in 'a' .. 'l' -> $"{c}.png" ], pictures.Names)

            Assert.Equal<float32[]>(
                expected |> Array.chunkBySize 784 |> Array.rev |> Array.concat,
                pictures.Samples.ToArray()
            )

            Assert.Equal((28, 28), (pictures.Rows, pictures.Columns))
            Assert.True(pictures.SampleMemory.Span.SequenceEqual pictures.Samples)
            let one = read (folder.File(Path.Combine("pictures", "l.png")))
            Assert.Equal<float32[]>(expected[..783], one.Samples.ToArray())
            let images = PointSet.FromImages images
            Assert.Equal<float32[]>(expected, images.Samples.ToArray())
            Assert.Equal<int[]>(labels, images.Labels.ToArray()))

        testCase "whole numbers of every type are pixels" (fun () ->
            use folder = new TemporaryFolder()

            for descr, size in
                [
                    "|u1", 1
                    "<u2", 2
                    ">u2", 2
                    "<u4", 4
                    ">u8", 8
                    "<i2", 2
                    ">i4", 4
                    "<i8", 8
                ] do
                let header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': (1, 3), }}\n"

                let data =
                    [| 0; 51; 255 |]
                    |> Array.collect (fun value ->
                        let bytes = Array.init size (fun i -> if i = 0 then byte value else 0uy)
                        if descr[0] = '>' then Array.rev bytes else bytes)

                let text = Text.Encoding.ASCII.GetBytes header

                let file =
                    Array.concat [
                        [| 0x93uy |]
                        "NUMPY"B
                        [| 1uy; 0uy |]
                        BitConverter.GetBytes(uint16 text.Length)
                        text
                        data
                    ]

                File.WriteAllBytes(folder.File "a.npy", file)
                let points = read (folder.File "a.npy")
                Assert.Equal<float32[]>([| -1f; -0.6f; 1f |], points.Samples.ToArray())
                Assert.Equal(PointRange.Bytes, points.Range))

        testCase "the range of real numbers is taken from them or from the options" (fun () ->
            use folder = new TemporaryFolder()
            let path = folder.File "a.npy"

            let points (values: float list) range =
                Npy.Write(path, matrix 1 values.Length values)
                readAs range path

            let check (values: float list) range (expectedRange: PointRange) (expected: float32 list) =
                let found = points values range
                Assert.Equal(expectedRange, found.Range)
                Assert.Equal<float32[]>(List.toArray expected, found.Samples.ToArray())

            check [ 0.0; 0.5; 1.0 ] PointRange.Auto PointRange.Unit [ -1f; 0f; 1f ]
            check [ -0.5; 0.5; 1.0 ] PointRange.Auto PointRange.Symmetric [ -0.5f; 0.5f; 1f ]
            check [ 0.0; 1.5; 255.0 ] PointRange.Auto PointRange.Bytes [ -1f; -252f / 255f; 1f ]
            check [ 0.0; 1.0 ] PointRange.Bytes PointRange.Bytes [ -1f; -253f / 255f ]
            check [ 0.0; 1.0 ] PointRange.Symmetric PointRange.Symmetric [ 0f; 1f ]
            fails "point 1: number 2 is 1.5, outside -1..1" (fun () -> points [ -0.5; 1.5 ] PointRange.Auto)
            fails "number 3 is 256, outside 0..255" (fun () -> points [ 0.0; 5.0; 256.0 ] PointRange.Auto)
            fails "number 1 is -1, outside 0..1" (fun () -> points [ -1.0; 1.0 ] PointRange.Unit)

            for range in Enum.GetValues<PointRange>() do
                Assert.Equal(range, PointFileOptions.ParseRange(PointFileOptions.RangeText range))

            let error =
                Assert.Throws<FormatException>(fun () -> PointFileOptions.ParseRange "0-1" |> ignore)

            Assert.Contains("expected auto, 0..255, 0..1, -1..1", error.Message))

        testCase "points that cannot be used give one line that names them" (fun () ->
            use folder = new TemporaryFolder()
            let path = folder.File "a.npy"

            let write shape (values: float[]) kind =
                Npy.WriteTensor(path, tensor "x" shape values kind)

            write [ 2; 3 ] [| 0.0; 1.0; 1.0; 0.5; nan; 0.0 |] ElementType.F32

            for range in Enum.GetValues<PointRange>() do
                fails "point 2: number 2 is NaN" (fun () -> readAs range path)

            write [ 2; 3 ] [| 0.0; 1.0; 1.0; infinity; 0.0; 0.0 |] ElementType.F64
            fails "point 2: number 1 is Infinity" (fun () -> read path)
            write [ 0; 3 ] [||] ElementType.F32
            fails "no points" (fun () -> read path)
            write [ 3 ] [| 1.0; 2.0; 3.0 |] ElementType.F32
            fails "expected [points, numbers] or [points, rows, columns]" (fun () -> read path)
            write [ 1; 2; 3 ] (Array.create 6 0.5) ElementType.F32
            let points = read path
            points.RequireWidth 6
            fails "points of 6 numbers (2 x 3), but the network takes 784" (fun () -> points.RequireWidth 784)
            fails "'y' is not there, the file has a" (fun () -> PointFile.Read(path, PointFileOptions(Array = "y")))
            Csv.Write(folder.File "y.csv", matrix 2 1 [ 1.0; 2.0 ])
            let labels = PointFileOptions(LabelFile = folder.File "y.csv")
            fails "2 labels for 1 points" (fun () -> PointFile.Read(path, labels))
            Csv.Write(folder.File "y.csv", matrix 1 1 [ 1.5 ])
            fails "label 1 is 1.5" (fun () -> PointFile.Read(path, labels))

            fails "no file of named arrays" (fun () ->
                PointFile.Read(folder.File "y.csv", PointFileOptions(Array = "x")))

            Directory.CreateDirectory(folder.File "pictures") |> ignore
            fails "no .png files" (fun () -> read (folder.File "pictures"))

            let picture name =
                folder.File(Path.Combine("pictures", name))

            let black = Array.zeroCreate<byte> 6
            let four = Array.zeroCreate<byte> 4
            PngWriter.WriteGrey(picture "a.png", 2, 2, four)
            PngWriter.WriteGrey(picture "b.png", 3, 2, black)
            fails "b.png: byte 16: 3 x 2 pixels, but a.png has 2 x 2" (fun () -> read (folder.File "pictures"))
            File.WriteAllText(folder.File "what", "neither")
            fails "unknown kind" (fun () -> read (folder.File "what"))

            let missing =
                Assert.Throws<IOException>(fun () -> read (folder.File "none.npy") |> ignore)

            Assert.Contains("no such file", missing.Message))

        testCase "channels may stand before the rows or after the columns" (fun () ->
            use folder = new TemporaryFolder()
            let values = [| for i in 0..95 -> float i |]

            for shape, rows, columns, noted in
                [
                    [ 2; 6; 8; 1 ], 6, 8, 0
                    [ 2; 1; 6; 8 ], 6, 8, 0
                    [ 2; 3; 2; 8 ], 6, 8, 1
                    [ 2; 8; 2; 3 ], 8, 6, 1
                    [ 1; 8; 6; 2 ], 8, 12, 1
                ] do
                Npy.WriteTensor(folder.File "a.npy", tensor "x" shape values ElementType.U8)
                let points = read (folder.File "a.npy")
                Assert.Equal((rows, columns, noted), (points.Rows, points.Columns, points.Notes.Count))
                Assert.Equal(-1f, points.Samples[0])

            Npy.WriteTensor(folder.File "a.npy", tensor "x" [ 1; 6; 8; 2; 1 ] values ElementType.U8)
            fails "expected [points, numbers]" (fun () -> read (folder.File "a.npy"))
            Npy.WriteTensor(folder.File "a.npy", tensor "x" [ 1; 6; 2; 8 ] values ElementType.U8)
            fails "expected [points, numbers]" (fun () -> read (folder.File "a.npy")))

        testCase "of several arrays one of the wanted width is preferred, one of labels never" (fun () ->
            use folder = new TemporaryFolder()

            let array name shape =
                tensor name shape (Array.create (List.fold (*) 1 shape) 0.5) ElementType.F32

            Npz.Write(
                folder.File "a.npz",
                [
                    array "y" [ 4; 1 ]
                    array "small" [ 4; 3 ]
                    array "large" [ 4; 5 ]
                    array "n" [ 4 ]
                ]
            )

            let width = Nullable 5
            Assert.Equal(3, (read (folder.File "a.npz")).Width)
            Assert.Equal(5, PointFile.Read(folder.File "a.npz", PointFileOptions(Width = width)).Width)
            Npz.Write(folder.File "a.npz", [ array "n" [ 4 ] ])
            fails "expected [points, numbers]" (fun () -> read (folder.File "a.npz")))

        testCase "folders of pictures are classes" (fun () ->
            use folder = new TemporaryFolder()

            let picture (name: string) (grey: byte) =
                let path = folder.File name
                Directory.CreateDirectory(Path.GetDirectoryName path) |> ignore
                PngWriter.WriteGrey(path, 1, 1, ReadOnlySpan [| grey |])

            picture "digits/10/a.png" 255uy
            picture "digits/2/b.png" 0uy
            picture "digits/2/a.png" 255uy
            Directory.CreateDirectory(folder.File "digits/empty") |> ignore
            let points = read (folder.File "digits")
            Assert.Equal<string>([ "10/a.png"; "2/a.png"; "2/b.png" ], points.Names)
            Assert.Equal<int[]>([| 10; 2; 2 |], points.Labels.ToArray())
            Assert.Equal<float32[]>([| 1f; 1f; -1f |], points.Samples.ToArray())
            Assert.Contains("10 = 10, 2 = 2", Assert.Single points.Notes)
            picture "animals/dog/a.png" 0uy
            picture "animals/cat/a.png" 255uy
            Assert.Equal<int[]>([| 0; 1 |], (read (folder.File "animals")).Labels.ToArray())
            picture "animals/top.png" 0uy
            let top = read (folder.File "animals")
            Assert.Equal((1, 0), (top.Count, top.Labels.Length))
            Assert.Contains("not entered", Assert.Single top.Notes))

        testCase "what comes through a pipe is read" (fun () ->
            use folder = new TemporaryFolder()
            Npy.Write(folder.File "a.npy", matrix 1 2 [ 0.0; 0.5 ])
            IdxWriter.WriteImages(folder.File "a.idx", digits.Value)
            File.WriteAllText(folder.File "a.csv", "a,b\n0,0.5\n")

            let through (file: string) (read: string -> 'a) =
                let pipe = folder.File "pipe"
                use made = Diagnostics.Process.Start("mkfifo", pipe)
                made.WaitForExit()
                let contents = File.ReadAllBytes(folder.File file)

                let writing =
                    Threading.Tasks.Task.Run(fun () ->
                        use stream = new FileStream(pipe, FileMode.Open, FileAccess.Write)
                        stream.Write(contents, 0, contents.Length))

                let found = read pipe
                writing.Wait()
                File.Delete pipe
                found

            if not (OperatingSystem.IsWindows()) then
                for file in [ "a.npy"; "a.csv" ] do
                    Assert.Equal<float32[]>([| -1f; 0f |], (through file (fun pipe -> (read pipe).Samples.ToArray())))
                    Assert.Equal(matrix 1 2 [ 0.0; 0.5 ], through file MatrixFile.Read)

                Assert.Equal<float32[]>(
                    scaled digits.Value,
                    (through "a.idx" (fun pipe -> (read pipe).Samples.ToArray()))
                )

                Assert.Equal(12, (through "a.idx" IdxReader.ReadImages).Count))

        testCase "empty files and pointers are named as what they are, whoever reads them" (fun () ->
            use folder = new TemporaryFolder()
            let page = "\n<!DOCTYPE HTML>\n<title>404</title>"
            let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n"

            for ending in [ "npy"; "csv"; "idx"; "npz"; "safetensors"; "pt"; "bin" ] do
                for text, words in [ "", "the file is empty"; page, "web page"; pointer, "Git LFS" ] do
                    File.WriteAllText(folder.File $"a.{ending}", text)

                    let error =
                        Assert.Throws<DataFormatException>(fun () -> read (folder.File $"a.{ending}") |> ignore)

                    Assert.Contains(words, error.Message)
                    Assert.DoesNotContain("byte 0:", error.Message))
    ]
