module Neurovariety.Tests.Oracles.PngReaderTests

open Expecto
open System
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

// A writer of the format of its own, by the specification.

let private word (value: int) = [| byte (value >>> 24); byte (value >>> 16); byte (value >>> 8); byte value |]

let private chunk (kind: string) (contents: byte[]) =
    let body = Array.append (Encoding.ASCII.GetBytes kind) contents
    Array.concat [ word contents.Length; body; word (int (PngWriter.Crc(ReadOnlySpan body))) ]

let private magic = [| 137uy; 80uy; 78uy; 71uy; 13uy; 10uy; 26uy; 10uy |]

let private deflate (bytes: byte[]) =
    use packed = new MemoryStream()

    do
        use zlib = new ZLibStream(packed, CompressionLevel.Optimal, true)
        zlib.Write(bytes, 0, bytes.Length)

    packed.ToArray()

let private header width height depth colour interlace =
    Array.concat [
        word width
        word height
        [| byte depth; byte colour; 0uy; 0uy; byte interlace |]
    ]
    |> chunk "IHDR"

let private file chunks = Array.concat (magic :: chunks)
let private ending = chunk "IEND" [||]

/// A file of 2 x 2 grey pixels, its rows as given.
let private small rows =
    file [ header 2 2 8 0 0; chunk "IDAT" (deflate rows); ending ]

let private parse (bytes: byte[]) = PngReader.Parse(bytes, "p.png")

let private fails bytes offset (words: string) =
    let error = Assert.Throws<DataFormatException>(fun () -> parse bytes |> ignore)
    Assert.Contains(words, error.Message)
    Assert.Equal(offset, error.Offset)

/// Grey by luminance, laid on black by the opacity, in steps of 1/65535.
let private greyOf (rgba: float[]) =
    let luminance = 0.299 * rgba[0] + 0.587 * rgba[1] + 0.114 * rgba[2]
    luminance * rgba[3] / 65535.0

/// Puts right the checks of all chunks that can be walked to.
let private repair (bytes: byte[]) =
    let number at =
        (int64 bytes[at] <<< 24)
        ||| (int64 bytes[at + 1] <<< 16)
        ||| (int64 bytes[at + 2] <<< 8)
        ||| int64 bytes[at + 3]

    let mutable at = 8

    while at + 12 <= bytes.Length && number at <= int64 (bytes.Length - at - 12) do
        let length = int (number at)
        let check = PngWriter.Crc(ReadOnlySpan(bytes, at + 4, length + 4))
        (word (int check)).CopyTo(bytes, at + 8 + length)
        at <- at + 12 + length

[<Tests>]
let tests =
    testList "PngReaderTests" [
        testCase "every colour type, depth, filter and interlacing reads as libpng reads it" (fun () ->
            let images = (Fixtures.json "png.json").GetProperty("images")
            let mutable kinds = Set.empty
            let mutable wrongWeights = 0.0

            for one in images.EnumerateArray() do
                let bytes = one.GetProperty("file").GetBytesFromBase64()
                let image = parse bytes
                kinds <- kinds.Add(bytes[24], bytes[25], bytes[28])
                Assert.Equal((11, 9, one.GetProperty("depth").GetInt32()), (image.Width, image.Height, image.Depth))

                let rgba =
                    one.GetProperty("rgba").GetBytesFromBase64()
                    |> Array.chunkBySize 2
                    |> Array.map (fun pair -> float (int pair[0] * 256 + int pair[1]))
                    |> Array.chunkBySize 4

                for expected, actual in Array.zip rgba (image.Grey.ToArray()) do
                    // Rounded twice: once by the luminance, once by the opacity.
                    Assert.InRange(abs (greyOf expected - float actual), 0.0, 1.0)
                    let mean = (expected[0] + expected[1] + expected[2]) / 3.0 * expected[3] / 65535.0
                    wrongWeights <- max wrongWeights (abs (mean - float actual))

            Assert.Equal(17, images.GetArrayLength())
            Assert.True(kinds.Count >= 14)
            // The mutant: the mean of the colours.
            Assert.True(wrongWeights > 100.0))

        testCase "what the writer writes is read again" (fun () ->
            let random = RandomSource.FromSeed 4UL

            for width, height in [ 1, 1; 28, 28; 1, 300; 70, 3 ] do
                let pixels = Array.init (width * height) (fun _ -> byte (random.NextInt 256))
                let image = parse (PngWriter.EncodeGrey(width, height, pixels))
                Assert.Equal<byte[]>(pixels, image.ToBytes())
                Assert.Equal<uint16[]>(Array.map (fun p -> uint16 p * 257us) pixels, image.Grey.ToArray())
                let grey = pixels |> Array.collect (fun p -> [| p; p; p |])
                Assert.Equal<byte[]>(pixels, (parse (PngWriter.EncodeRgb(width, height, grey))).ToBytes()))

        testCase "interlaced images smaller than a pass are read" (fun () ->
            // One pixel: only the first pass has rows. Two by one: the first and the sixth.
            let one = file [ header 1 1 8 0 1; chunk "IDAT" (deflate [| 0uy; 9uy |]); ending ]
            Assert.Equal<byte[]>([| 9uy |], (parse one).ToBytes())

            let two =
                file [ header 2 1 8 0 1; chunk "IDAT" (deflate [| 0uy; 9uy; 0uy; 7uy |]); ending ]

            Assert.Equal<byte[]>([| 9uy; 7uy |], (parse two).ToBytes()))

        testCase "rows may be spread over several chunks, with notes before and after them" (fun () ->
            let packed = deflate [| 0uy; 1uy; 2uy; 0uy; 3uy; 4uy |]
            let note = chunk "tEXt" "Title\000two"B

            let spread =
                file [
                    header 2 2 8 0 0
                    note
                    chunk "IDAT" packed[..2]
                    chunk "IDAT" [||]
                    chunk "IDAT" packed[3..]
                    note
                    ending
                ]

            Assert.Equal<byte[]>([| 1uy; 2uy; 3uy; 4uy |], (parse spread).ToBytes())
            let length = packed.Length
            let packed = chunk "IDAT" packed

            fails
                (file [ header 2 2 8 0 0; packed; note; packed; ending ])
                (74L + int64 length)
                "IDAT chunks with another one between")

        testCase "files that break the format say where" (fun () ->
            let good = small [| 0uy; 1uy; 2uy; 0uy; 3uy; 4uy |]
            Assert.Equal<byte[]>([| 1uy; 2uy; 3uy; 4uy |], (parse good).ToBytes())
            let packed = chunk "IDAT" (deflate [| 0uy; 1uy; 2uy; 0uy; 3uy; 4uy |])
            let whole first = file [ first; packed; ending ]
            fails [||] 0L "no PNG file"
            fails (Array.append good [| 0uy |]) (int64 good.Length) "1 bytes follow"
            fails good[.. good.Length - 2] (int64 good.Length - 1L) "truncated"
            fails (Array.mapi (fun i b -> if i = 18 then b ^^^ 1uy else b) good) 29L "check of chunk 'IHDR' fails"
            fails (file [ packed; ending ]) 16L "IHDR must stand first"
            fails (file [ header 2 2 8 0 0; header 2 2 8 0 0; packed; ending ]) 41L "IHDR must stand first"
            fails (file [ header 2 2 8 0 0; ending ]) 33L "without an IDAT"
            fails (whole (header 0 2 8 0 0)) 16L "0 x 2 pixels"
            fails (whole (header 2 2 3 0 0)) 24L "colour type 0 of 3 bits"
            fails (whole (header 2 2 16 3 0)) 24L "colour type 3 of 16 bits"
            fails (whole (header 2 2 8 0 2)) 26L "interlace 2"
            fails (whole (header -1 2 8 0 0)) 16L "exceeds 2147483647"
            fails (whole (header 65536 65536 8 0 0)) 16L "expected at most 67108864"
            fails (whole (header 8192 8192 16 6 0)) 41L "cannot hold the 536879104"
            fails (whole (header 2 2 8 3 0)) 41L "without a PLTE"
            fails (file [ header 2 2 8 0 0; chunk "ABCD" [||]; packed; ending ]) 41L "unknown chunk 'ABCD'"
            fails (file [ header 2 2 8 3 0; chunk "PLTE" [| 1uy |]; packed; ending ]) 41L "by threes"

            fails
                (file [ header 2 2 8 3 0; chunk "PLTE" [| 1uy; 2uy; 3uy |]; packed; ending ])
                56L
                "a pixel with colour 1"

            fails (file [ header 2 2 8 0 0; chunk "tRNS" [| 1uy |]; packed; ending ]) 41L "does not fit"
            fails (small [| 0uy; 1uy; 2uy; 0uy; 3uy |]) 41L "end too early"
            fails (small [| 0uy; 1uy; 2uy; 0uy; 3uy; 4uy; 0uy |]) 41L "more rows"
            fails (small [| 0uy; 1uy; 2uy; 5uy; 3uy; 4uy |]) 41L "filter 5"
            fails (file [ header 2 2 8 0 0; chunk "IDAT" (Array.zeroCreate 20); ending ]) 41L "damaged")

        testCase "damaged packed rows fail their own check" (fun () ->
            let packed = deflate [| 0uy; 1uy; 2uy; 0uy; 3uy; 4uy |]
            packed[packed.Length - 1] <- packed[packed.Length - 1] ^^^ 1uy
            fails (file [ header 2 2 8 0 0; chunk "IDAT" packed; ending ]) 41L "damaged")

        testCase "mutated PNG files load or fail by a format error only" (fun () ->
            let random = RandomSource.FromSeed 19UL

            let sources = [|
                for one in (Fixtures.json "png.json").GetProperty("images").EnumerateArray() do
                    one.GetProperty("file").GetBytesFromBase64()
            |]

            let mutable loaded = 0
            let mutable refused = 0

            for trial in 1..24000 do
                let bytes = Array.copy sources[trial % sources.Length]

                for _ in 0 .. random.NextInt 3 do
                    bytes[random.NextInt bytes.Length] <- byte (random.NextInt 256)

                let bytes =
                    if trial % 7 = 0 then
                        bytes[.. random.NextInt bytes.Length]
                    else
                        bytes

                if trial % 2 = 0 && bytes.Length > 8 then
                    repair bytes

                try
                    parse bytes |> ignore
                    loaded <- loaded + 1
                with :? DataFormatException as error ->
                    Assert.DoesNotContain("\n", error.Message)
                    Assert.InRange(error.Offset, 0L, int64 bytes.Length)
                    refused <- refused + 1

            // Both happen, or the trial tests nothing.
            Assert.True(loaded > 200 && refused > 10000, $"{loaded} loaded, {refused} refused"))
    ]
