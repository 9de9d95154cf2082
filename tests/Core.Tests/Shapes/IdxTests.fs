module Neurovariety.Tests.Shapes.IdxTests

open Expecto
open System
open System.IO
open System.IO.Compression
open Xunit
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

let private bigEndian (number: int) = [|
    byte (number >>> 24)
    byte (number >>> 16)
    byte (number >>> 8)
    byte number
|]

let private file (numbers: int list) (data: byte[]) =
    Array.append (numbers |> Seq.collect bigEndian |> Array.ofSeq) data

let private gzip (contents: byte[]) =
    use packed = new MemoryStream()

    using (new GZipStream(packed, CompressionLevel.Fastest, true)) (fun stream ->
        stream.Write(contents, 0, contents.Length))

    packed.ToArray()

let private images (contents: byte[]) =
    IdxReader.ReadImages(new MemoryStream(contents), "images")

let private labels (contents: byte[]) =
    IdxReader.ReadLabels(new MemoryStream(contents), "labels")

let private pixels = [| for i in 0..23 -> byte (i * 7) |]
let private good = file [ 0x803; 4; 2; 3 ] pixels

let private fails (read: unit -> 'a) offset (words: string) =
    let error = Assert.Throws<DataFormatException>(fun () -> read () |> ignore)
    Assert.Equal(offset, error.Offset)
    Assert.Contains(words, error.Message)
    Assert.Contains($"byte {offset}", error.Message)
    Assert.DoesNotContain("\n", error.Message)

[<Tests>]
let tests =
    testList "IdxTests" [
        testCase "images are read, plain and compressed" (fun () ->
            for contents in [ good; gzip good ] do
                let set = images contents
                Assert.Equal((4, 2, 3), (set.Count, set.Rows, set.Columns))
                Assert.Equal<byte[]>(pixels, set.Pixels.ToArray())
                Assert.Equal<byte[]>(pixels[6..11], set.Image(1).ToArray()))

        testCase "labels are read, plain and compressed" (fun () ->
            let contents = file [ 0x801; 3 ] [| 7uy; 0uy; 9uy |]

            for form in [ contents; gzip contents ] do
                Assert.Equal<byte[]>([| 7uy; 0uy; 9uy |], labels form))

        testCase "a set without images is a set" (fun () ->
            Assert.Equal(0, (images (file [ 0x803; 0; 28; 28 ] [||])).Count)
            Assert.Empty(labels (gzip (file [ 0x801; 0 ] [||]))))

        testCase "a truncated file is named at the byte where it ends" (fun () ->
            for length in 0 .. good.Length - 1 do
                let expected = if length < 16 then length / 4 * 4 + length % 4 else length
                fails (fun () -> images good[.. length - 1]) (int64 expected) "truncated"
                fails (fun () -> images (gzip good[.. length - 1])) (int64 expected) "truncated")

        testCase "bytes to spare are named at the byte where the data should end" (fun () ->
            fails (fun () -> images (Array.append good [| 1uy; 2uy |])) 40L "2 bytes follow"
            fails (fun () -> images (gzip (Array.append good [| 1uy; 2uy |]))) 40L "bytes follow"

            fails
                (fun () -> images (Array.append (gzip good) [| 1uy; 2uy; 3uy; 4uy; 5uy |]))
                40L
                "followed by other bytes")

        testCase "a gzip file cut anywhere is refused" (fun () ->
            let packed = gzip good

            for length in 2 .. packed.Length - 1 do
                Assert.Throws<DataFormatException>(fun () -> images packed[.. length - 1] |> ignore)
                |> ignore)

        testCase "images where labels are wanted, labels where images are wanted, and other files are named" (fun () ->
            fails (fun () -> labels good) 0L "IDX images (0x00000803), expected IDX labels"
            fails (fun () -> images (file [ 0x801; 1 ] [| 0uy |])) 0L "IDX labels (0x00000801), expected IDX images"
            fails (fun () -> images (file [ 0xD03; 1 ] [| 0uy |])) 0L "another kind (0x00000d03)"
            fails (fun () -> images "GIF89a and more"B) 0L "no IDX file (begins with 0x47494638)")

        // What is allocated is counted over the whole process, so nothing may run beside.
        testSequenced
        <| testCase "absurd sizes are refused without a try to hold them" (fun () ->
            let before = GC.GetTotalAllocatedBytes true
            fails (fun () -> images (file [ 0x803; 1; 0; 28 ] [||])) 8L "0 x 28"
            fails (fun () -> images (file [ 0x803; 1; 28; 70000 ] [||])) 8L "70000"
            fails (fun () -> images (file [ 0x803; -1; 28; 28 ] [||])) 4L "exceed 2 GB"
            fails (fun () -> images (file [ 0x803; 2000000; 28; 28 ] [| 1uy |])) 17L "truncated"
            fails (fun () -> images (gzip (file [ 0x803; 2000000; 28; 28 ] [| 1uy |]))) 17L "truncated"
            fails (fun () -> labels (gzip (file [ 0x801; 2000000000 ] [| 1uy |]))) 9L "truncated"
            Assert.InRange(GC.GetTotalAllocatedBytes true - before, 0L, 20_000_000L))

        testCase "numbers of images and labels that differ are refused" (fun () ->
            use folder = new TemporaryFolder()
            File.WriteAllBytes(folder.File "images", good)
            File.WriteAllBytes(folder.File "labels", file [ 0x801; 3 ] [| 7uy; 0uy; 9uy |])

            fails
                (fun () -> IdxReader.Read(folder.File "images", folder.File "labels"))
                4L
                "3 labels, but images holds 4 images")

        testCase "a missing file and a folder give one line" (fun () ->
            use folder = new TemporaryFolder()

            let missing =
                Assert.Throws<IOException>(fun () -> IdxReader.ReadImages(folder.File "none") |> ignore)

            Assert.Contains("no such file", missing.Message)

            let wrong =
                Assert.Throws<IOException>(fun () -> IdxReader.ReadLabels folder.Path |> ignore)

            Assert.Contains("folder", wrong.Message))

        testCase "what is written is read again" (fun () ->
            use folder = new TemporaryFolder()
            let set = SyntheticDigits.Draw(30, RandomSource.FromSeed 1UL)
            IdxWriter.WriteImages(folder.File "i", set)
            IdxWriter.WriteLabels(folder.File "l", set)
            let again = IdxReader.Read(folder.File "i", folder.File "l")
            Assert.Equal<byte[]>(set.Pixels.ToArray(), again.Pixels.ToArray())
            Assert.Equal<byte[]>(set.Labels.ToArray(), again.Labels.ToArray()))

        testCase "mutated files load or fail by a format error only" (fun () ->
            let random = RandomSource.FromSeed 17UL
            let packed = gzip good

            for trial in 1..6000 do
                let source = if trial % 2 = 0 then good else packed
                let bytes = Array.copy source

                for _ in 0 .. random.NextInt 3 do
                    bytes[random.NextInt bytes.Length] <- byte (random.NextInt 256)

                let bytes =
                    if trial % 5 = 0 then
                        bytes[.. random.NextInt bytes.Length]
                    else
                        bytes

                try
                    images bytes |> ignore
                with :? DataFormatException as error ->
                    Assert.DoesNotContain("\n", error.Message))

        mnistCase "the pixels of MNIST have the published hashes" (fun () ->
            let data = DatasetLocator.Load(DatasetOptions.ForUser null)
            Assert.Equal("741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757", data.Train.PixelSha256())
            Assert.Equal("6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161", data.Test.PixelSha256())
            Assert.Equal((60000, 10000), (data.Train.Count, data.Test.Count))
            Assert.Equal(DatasetOrigin.Environment, data.Origin)
            Assert.Equal<byte[]>([| 5uy; 0uy; 4uy; 1uy; 9uy |], data.Train.Labels.Slice(0, 5).ToArray())
            Assert.Empty data.Warnings)
    ]
