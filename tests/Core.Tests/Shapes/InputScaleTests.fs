module Neurovariety.Tests.Shapes.InputScaleTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.Memories
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Tests.Support

/// One image with every pixel once, in a shuffled order of no importance.
let private everyPixel =
    ImageSet.FromPixels(
        16,
        16,
        ReadOnlySpan [| for p in 0..255 -> byte ((p * 37) % 256) |],
        ReadOnlySpan<byte>.Empty,
        "all"
    )

let private pixels = everyPixel.Pixels.ToArray()

/// The nearest single number to a quotient of whole numbers, by exact decimal arithmetic with 28 digits.
let private nearest (numerator: int) (denominator: int) =
    float32 (float (decimal numerator / decimal denominator))

[<Tests>]
let tests =
    testList "InputScaleTests" [
        testCase "each of the 256 pixels is scaled with one rounding" (fun () ->
            let check (scale: InputScale) exact =
                let found = scale.Apply everyPixel

                for i in 0..255 do
                    Assert.Equal(exact (int pixels[i]), found[i])

            check InputScale.Symmetric (fun p -> nearest (2 * p - 255) 255)
            check InputScale.Unit (fun p -> nearest p 255)
            check InputScale.None float32
            check (InputScale.Standardised(0.5, 0.25)) (fun p -> nearest (2 * (2 * p - 255)) 255))

        testCase "two roundings give other numbers for many pixels" (fun () ->
            let found = InputScale.Symmetric.Apply everyPixel

            let others =
                Array.fold2
                    (fun count (p: byte) (x: float32) -> if float32 p / 127.5f - 1.0f = x then count else count + 1)
                    0
                    pixels
                    found

            Assert.True(others > 50, $"{others}"))

        testCase "images as points and images as images are the same numbers on every scale" (fun () ->
            let network = Models.reference ()

            let images =
                let random = RandomSource.FromSeed 5UL
                let bytes = Array.init (6 * network.InputCount) (fun _ -> byte (random.NextInt 256))
                ImageSet.FromPixels(1, network.InputCount, ReadOnlySpan bytes, ReadOnlySpan<byte>.Empty, "noise")

            let moments scale =
                let table =
                    JacobianSpectrum.OfImages(network, null, images, SpectrumOptions(Scale = scale))

                let points = PointSet.FromImages(images, scale)
                Assert.Equal(scale, points.Scale)
                let other = JacobianSpectrum.OfPoints(network, points)
                Assert.Equal<float[]>(table.Mse.ToArray(), other.Mse.ToArray())
                Assert.Equal<float32[]>(scale.Apply images, points.Samples.ToArray())
                table.Mse[0]

            let found =
                [
                    InputScale.Symmetric
                    InputScale.Unit
                    InputScale.Standardised(0.1307, 0.3081)
                ]
                |> List.map moments

            Assert.Equal(3, (List.distinct found).Length))

        testCase "a file's numbers reach every scale, and its own scale untouched" (fun () ->
            use folder = new TemporaryFolder()

            let read (range: PointRange) (scale: InputScale) (values: float list) =
                let path = folder.File "points.csv"

                File.WriteAllText(
                    path,
                    String.Join(
                        ",",
                        values
                        |> List.map (fun v -> v.ToString("R", Globalization.CultureInfo.InvariantCulture))
                    )
                    + "\n"
                )

                PointFile.Read(path, PointFileOptions(Range = range, Scale = scale)).Samples.ToArray()

            Assert.Equal<float32[]>([| 0f; 0.2f; 1f |], read PointRange.Bytes InputScale.Unit [ 0.0; 51.0; 255.0 ])
            Assert.Equal<float32[]>([| 0.1f; 0.7f |], read PointRange.Unit InputScale.Unit [ 0.1; 0.7 ])
            Assert.Equal<float32[]>([| 0f; 0.5f; 1f |], read PointRange.Symmetric InputScale.Unit [ -1.0; 0.0; 1.0 ])

            Assert.Equal<float32[]>(
                [| 0f; 127.5f; 255f |],
                read PointRange.Symmetric InputScale.None [ -1.0; 0.0; 1.0 ]
            )

            Assert.Equal<float32[]>(
                [| -2f; 2f |],
                read PointRange.Unit (InputScale.Standardised(0.5, 0.25)) [ 0.0; 1.0 ]
            )

            Assert.Equal<float32[]>([| -1f; 1f |], read PointRange.Unit InputScale.Symmetric [ 0.0; 1.0 ]))

        testCase "patterns of a memory do not depend on the scale their points were read on" (fun () ->
            let pattern scale =
                (PatternPool.FromPoints(PointSet.FromImages(everyPixel, scale)).Draw(1, RandomSource.FromSeed 1UL))
                    .Entries.ToArray()

            let plain = pattern InputScale.Symmetric

            let direct =
                (PatternPool.FromImages everyPixel).Draw(1, RandomSource.FromSeed 1UL).Entries.ToArray()

            for scale in
                [
                    InputScale.Symmetric
                    InputScale.Unit
                    InputScale.None
                    InputScale.Standardised(0.3, 0.2)
                ] do
                let found = pattern scale

                for i in 0..255 do
                    // Points are single numbers.
                    Assert.Equal(direct[i], found[i], 1e-6)
                    Assert.Equal(plain[i], found[i], 1e-6))

        testCase "texts of scales are read back, and others refused in one line" (fun () ->
            for text in [ "auto"; "-1..1"; "0..1"; "none"; "0.1307,0.3081" ] do
                Assert.Equal(text, (InputScale.Parse text).ToString())
                Assert.Equal(InputScale.Parse text, InputScale.Parse(" " + text))

            for text in [ ""; "1"; "0..2"; "0.1,0"; "0.1,-1"; "a,b"; "0.1,0.2,0.3"; "0,1e999"; "NaN,1" ] do
                let error =
                    Assert.Throws<FormatException>(fun () -> InputScale.Parse text |> ignore)

                Assert.Contains("expected auto", error.Message)
                Assert.DoesNotContain("\n", error.Message)

            Assert.Throws<ArgumentOutOfRangeException>(fun () -> InputScale.Standardised(nan, 1.0) |> ignore)
            |> ignore)

        testCase "the automatic scale is decided by the last activation and is no scale before" (fun () ->
            Assert.Equal(InputScale.Unit, InputScale.Auto.Decide true)
            Assert.Equal(InputScale.Symmetric, InputScale.Auto.Decide false)
            Assert.Equal(InputScale.None, InputScale.None.Decide true)

            Assert.Throws<InvalidOperationException>(fun () -> InputScale.Auto.OfPixel 3uy |> ignore)
            |> ignore

            for scale in
                [
                    InputScale.Symmetric
                    InputScale.Unit
                    InputScale.None
                    InputScale.Standardised(0.3, 0.2)
                ] do
                for p in [ 0uy; 77uy; 255uy ] do
                    Assert.Equal(float p / 255.0, scale.ToBrightness(scale.OfPixel p), 1e-15)
                    Assert.Equal(scale.OfPixel p, scale.OfBrightness(float p / 255.0), 1e-13))
    ]
