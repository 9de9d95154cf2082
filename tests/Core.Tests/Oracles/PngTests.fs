module Neurovariety.Tests.Oracles.PngTests

open Expecto
open System
open System.IO
open System.IO.Compression
open System.Text
open Xunit
open Neurovariety.Numerics
open Neurovariety.Data

/// Reads a PNG of filter 0 by the specification: chunks with their checks, then the rows.
let private decodePng (file: byte[]) =
    let word at =
        (int file[at] <<< 24)
        ||| (int file[at + 1] <<< 16)
        ||| (int file[at + 2] <<< 8)
        ||| int file[at + 3]

    Assert.Equal<byte[]>([| 137uy; 80uy; 78uy; 71uy; 13uy; 10uy; 26uy; 10uy |], file[0..7])

    // The check of a chunk bit by bit, by division of polynomials.
    let crc (bytes: byte[]) =
        let mutable rest = 0xFFFFFFFFu

        for value in bytes do
            for bit in 0..7 do
                let carry = (rest ^^^ (uint32 value >>> bit)) &&& 1u
                rest <- (rest >>> 1) ^^^ (if carry = 1u then 0xEDB88320u else 0u)

        ~~~rest

    let rec chunks at = [
        if at < file.Length then
            let length = word at
            Assert.Equal(crc file[at + 4 .. at + 7 + length], uint32 (word (at + 8 + length)))
            Encoding.ASCII.GetString(file, at + 4, 4), file[at + 8 .. at + 7 + length]
            yield! chunks (at + 12 + length)
    ]

    let all = chunks 8
    Assert.Equal<string list>([ "IHDR"; "IDAT"; "IEND" ], List.map fst all)
    use zlib = new ZLibStream(new MemoryStream(snd all[1]), CompressionMode.Decompress)
    use rows = new MemoryStream()
    zlib.CopyTo rows
    word 16, word 20, file[24], file[25], rows.ToArray()

[<Tests>]
let tests =
    testList "PngTests" [
        testCase "a picture read by the specification gives its pixels" (fun () ->
            let random = RandomSource.FromSeed 2UL

            for width, height in [ 1, 1; 7, 3; 28, 28; 300, 2 ] do
                for channels, kind in [ 1, 0uy; 3, 2uy ] do
                    let pixels =
                        Array.init (width * height * channels) (fun _ -> byte (random.NextInt 256))

                    let file =
                        if channels = 1 then
                            PngWriter.EncodeGrey(width, height, pixels)
                        else
                            PngWriter.EncodeRgb(width, height, pixels)

                    let w, h, depth, colour, rows = decodePng file
                    Assert.Equal((width, height, 8uy, kind), (w, h, depth, colour))

                    let lines =
                        pixels
                        |> Array.chunkBySize (width * channels)
                        |> Array.collect (Array.append [| 0uy |])

                    Assert.Equal<byte[]>(lines, rows))

        testCase "a picture with the wrong number of bytes is refused" (fun () ->
            let pixels = Array.zeroCreate<byte> 5

            Assert.Throws<ArgumentException>(fun () -> PngWriter.EncodeGrey(2, 3, pixels) |> ignore)
            |> ignore)
    ]
