module Neurovariety.Tests.Oracles.DistortionTests

open Expecto
open System
open Xunit
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Data

/// A set of images with labels, or none.
let private imagesOf rows columns (pixels: byte[]) (labels: byte[]) name =
    ImageSet.FromPixels(rows, columns, pixels, labels, name)

let private random = RandomSource.FromSeed 8UL

let private noise rows columns count =
    let own = random.Split $"{rows} {columns}"
    let pixels = Array.init (rows * columns * count) (fun _ -> byte (own.NextInt 256))
    imagesOf rows columns pixels (Array.init count byte) "noise"

let private digits = lazy (SyntheticDigits.Draw(300, random.Split "digits"))

let private bytes (images: ImageSet) = images.Pixels.ToArray()

let private same (expected: ImageSet) (actual: ImageSet) =
    Assert.Equal<byte[]>(bytes expected, bytes actual)
    Assert.Equal<byte[]>(expected.Labels.ToArray(), actual.Labels.ToArray())

let private equal (a: ImageSet) (b: ImageSet) = bytes a = bytes b

/// Every image with its pixels moved by a permutation.
let private permute (p: Permutation) (images: ImageSet) =
    let pixels = bytes images
    let moved = Array.zeroCreate pixels.Length

    for i in 0 .. pixels.Length - 1 do
        let start = i / p.Degree * p.Degree
        moved[start + p[i % p.Degree]] <- pixels[i]

    imagesOf images.Rows images.Columns moved (images.Labels.ToArray()) "permuted"

let private sizes = [ 1, 1; 1, 6; 5, 2; 7, 7; 28, 28 ]

[<Tests>]
let tests =
    testList "DistortionTests" [
        testCase "parameters that change nothing give the same images" (fun () ->
            for rows, columns in sizes do
                let images = noise rows columns 5

                for unchanged in
                    [
                        Distortions.Rotate(images, 0.0)
                        Distortions.Rotate(images, -720.0)
                        Distortions.Scale(images, 1.0)
                        Distortions.Shift(images, 0, 0)
                        Distortions.Scatter(images, 0, random)
                        Distortions.AddNoise(images, 0.0, random)
                        Distortions.Sprinkle(images, 0.0, random)
                        Distortions.Blur(images, 0.0)
                        Distortions.Contrast(images, 1.0)
                        Distortions.Occlude(images, 0, random)
                    ] do
                    same images unchanged)

        testCase "a rotation by 90 degrees is the quarter turn of the grid" (fun () ->
            for size in [ 1; 2; 7; 28 ] do
                let images = noise size size 4
                let turn = GridActions.Rotate size
                same (permute turn images) (Distortions.Rotate(images, 90.0))
                same (permute (turn * turn) images) (Distortions.Rotate(images, 180.0))
                same (permute (turn.Inverse()) images) (Distortions.Rotate(images, -90.0))
                // The mutant: the other way round.
                Assert.Equal((size = 1), equal (permute (turn.Inverse()) images) (Distortions.Rotate(images, 90.0))))

        testCase "mirroring is the flip of the grid, and twice gives the images back" (fun () ->
            for rows, columns in sizes do
                let images = noise rows columns 4
                same (permute (GridActions.Reflect(rows, columns, true)) images) (Distortions.Mirror images)
                same images (Distortions.Mirror(Distortions.Mirror images))

            let images = noise 5 2 4
            Assert.False(equal (permute (GridActions.Reflect(5, 2, false)) images) (Distortions.Mirror images)))

        testCase "inverting twice gives the images back, once does not" (fun () ->
            let images = noise 7 7 4
            same images (Distortions.Invert(Distortions.Invert images))
            Assert.False(equal images (Distortions.Invert images))
            Assert.Equal<byte[]>(Array.map (fun p -> 255uy - p) (bytes images), bytes (Distortions.Invert images)))

        testCase "a move to and fro keeps what stayed inside and blackens the rest" (fun () ->
            let images = noise 9 8 3
            let back = Distortions.Shift(Distortions.Shift(images, 3, -2), -3, 2)

            for i in 0..2 do
                for r in 0..8 do
                    for c in 0..7 do
                        let expected = if c <= 4 && r >= 2 then images.Image(i)[r * 8 + c] else 0uy

                        Assert.Equal(expected, back.Image(i)[r * 8 + c])

            // Down and right are where the cyclic shifts of the grid move to.
            let wrapped =
                permute (GridActions.Shift(9, 8, true, 1L) * GridActions.Shift(9, 8, false, 2L)) images

            let moved = Distortions.Shift(images, 1, 2)
            Assert.Equal(wrapped.Image(0)[8 * 4 + 5], moved.Image(0)[8 * 4 + 5])

            Assert.All(
                bytes (Distortions.Shift(images, Int32.MaxValue, Int32.MinValue)),
                fun p -> Assert.Equal(0uy, p)
            ))

        testCase "a random move goes in all eight directions and no other" (fun () ->
            let pixels = Array.zeroCreate<byte> 81
            pixels[40] <- 200uy

            let set = imagesOf 9 9 (Array.concat (Seq.replicate 200 pixels)) [||] "dots"

            let moved = Distortions.Scatter(set, 3, random)

            let places =
                Set [ for i in 0..199 -> Array.IndexOf(moved.Image(i).ToArray(), 200uy) ]

            Assert.Equal<Set<int>>(
                Set [
                    for r in [ 1; 4; 7 ] do
                        for c in [ 1; 4; 7 ] do
                            if (r, c) <> (4, 4) then
                                9 * r + c
                ],
                places
            ))

        testCase "blurring keeps a constant image and spreads a dot by the normal weights" (fun () ->
            let constant = imagesOf 4 6 (Array.create 24 77uy) [||] "constant"
            same constant (Distortions.Blur(constant, 2.0))
            let dot = Array.zeroCreate<byte> 121
            dot[60] <- 255uy
            let blurred = Distortions.Blur((imagesOf 11 11 dot [||] "dot"), 1.0)
            let weight (k: int) = exp (-0.5 * float (k * k))
            let total = Seq.sumBy weight [ -3 .. 3 ]

            for r in 0..10 do
                for c in 0..10 do
                    let near = abs (r - 5) <= 3 && abs (c - 5) <= 3

                    let expected =
                        if near then
                            255.0 * weight (r - 5) * weight (c - 5) / (total * total)
                        else
                            0.0

                    Assert.InRange(abs (float (blurred.Pixels[11 * r + c]) - expected), 0.0, 0.5 + 1e-9))

        testCase "contrast 0 leaves the mean of each image" (fun () ->
            let images = noise 6 7 5
            let flat = Distortions.Contrast(images, 0.0)

            for i in 0..4 do
                let mean = images.Image(i).ToArray() |> Array.averageBy float
                Assert.All(flat.Image(i).ToArray(), fun p -> Assert.Equal(byte (Math.Round mean), p)))

        testCase "scaling by 3 about the middle triples an odd image, and by a third takes it back" (fun () ->
            let images = noise 5 5 1
            let large = Distortions.Scale(images, 3.0)
            Assert.Equal(images.Pixels[12], large.Pixels[12])
            let grown = Array.zeroCreate<byte> 81
            grown[40] <- 90uy
            let dot = Distortions.Scale((imagesOf 9 9 grown [||] "dot"), 3.0)
            // A tent of three pixels' half width.
            Assert.Equal(60uy, dot.Pixels[41])
            Assert.Equal(30uy, dot.Pixels[42])
            Assert.Equal(0uy, dot.Pixels[43])
            Assert.Equal(40uy, dot.Pixels[50]))

        testCase "noise and sprinkles have the stated size" (fun () ->
            let grey = imagesOf 100 100 (Array.create 40000 128uy) [||] "grey"
            let noisy = bytes (Distortions.AddNoise(grey, 0.1, random)) |> Array.map float
            let mean = Array.average noisy
            let deviation = sqrt (noisy |> Array.averageBy (fun v -> (v - mean) ** 2.0))
            // 40000 draws: the mean is off by 25.5 / 200 = .13, the deviation by .09, six times which is allowed.
            Assert.InRange(mean, 128.0 - 0.8, 128.0 + 0.8)
            Assert.InRange(deviation, 25.5 - 0.6, 25.5 + 0.6)
            let sprinkled = bytes (Distortions.Sprinkle(grey, 0.2, random))

            let count value =
                Array.filter ((=) value) sprinkled |> Array.length
            // Binomial with deviation 60; six times.
            Assert.InRange(count 0uy, 4000 - 360, 4000 + 360)
            Assert.InRange(count 255uy, 4000 - 360, 4000 + 360)
            Assert.Equal(40000, count 0uy + count 255uy + count 128uy))

        testCase "an occlusion blackens one square near the middle" (fun () ->
            let white = imagesOf 28 28 (Array.create (784 * 100) 255uy) [||] "white"

            let covered = Distortions.Occlude(white, 8, random)
            let mutable places = Set.empty

            for i in 0..99 do
                let dark = [
                    for p in 0..783 do
                        if covered.Image(i)[p] = 0uy then
                            p / 28, p % 28
                ]

                let top, left = List.min dark

                Assert.Equal<(int * int) list>(
                    [
                        for r in top .. top + 7 do
                            for c in left .. left + 7 -> r, c
                    ],
                    dark
                )

                Assert.InRange(top + 4, 7, 20)
                Assert.InRange(left + 4, 7, 20)
                places <- places.Add(top, left)

            Assert.True(places.Count > 50))

        testCase
            "ten named shifts and the synthetic digits are the same by the same seed, and change the images"
            (fun () ->
                let images = digits.Value
                Assert.Equal(11, Distortions.All.Count)
                Assert.Equal(11, Seq.length (Seq.distinctBy (fun (d: Distortion) -> d.Name) Distortions.All))
                Assert.Equal(6, Distortions.All |> Seq.filter _.IsNear |> Seq.length)

                for shift in Distortions.All do
                    let shifted = shift.Apply(images, 3UL)
                    Assert.Same(shift, Distortions.Parse(shift.Name.ToUpperInvariant()))
                    Assert.Equal((300, 28, 28), (shifted.Count, shifted.Rows, shifted.Columns))
                    same shifted (shift.Apply(images, 3UL))

                    let changed =
                        seq { 0..299 }
                        |> Seq.filter (fun i -> not (shifted.Image(i).SequenceEqual(images.Image i)))
                        |> Seq.length

                    Assert.True(changed >= 290, $"{shift.Name} changed {changed} of 300")

                    let others = shift.Apply(images, 4UL)

                    let isRandom =
                        List.contains shift.Name [
                            "shift-3"
                            "noise-weak"
                            "noise-strong"
                            "occlusion-8"
                            "salt-pepper"
                            "synthetic"
                        ]

                    Assert.Equal(isRandom, not (equal shifted others)))

        testCase "an image is shifted as it would be alone" (fun () ->
            let images = digits.Value

            for shift in Distortions.All do
                let some = shift.Apply(images.Slice(0, 7), 3UL)

                if shift.Name <> "synthetic" then
                    same (shift.Apply(images, 3UL).Slice(0, 7)) some)

        testCase "wrong arguments are named" (fun () ->
            let images = noise 3 4 1

            let unknown =
                Assert.Throws<FormatException>(fun () -> Distortions.Parse "turned" |> ignore)

            Assert.Contains("expected one of rotate-15, shift-3", unknown.Message)

            let synthetic =
                Assert.Throws<ArgumentException>(fun () -> Distortions.Parse("synthetic").Apply(images, 0UL) |> ignore)

            Assert.Contains("expected images of 28 x 28, got 3 x 4", synthetic.Message)

            for wrong in
                [
                    fun () -> Distortions.Rotate(images, nan)
                    fun () -> Distortions.Scale(images, 0.0)
                    fun () -> Distortions.Sprinkle(images, 1.5, random)
                    fun () -> Distortions.AddNoise(images, -1.0, random)
                    fun () -> Distortions.Blur(images, nan)
                    fun () -> Distortions.Contrast(images, -0.1)
                    fun () -> Distortions.Occlude(images, -1, random)
                ] do
                Assert.Throws<ArgumentOutOfRangeException>(fun () -> wrong () |> ignore)
                |> ignore)
    ]
