module Neurovariety.Tests.Oracles.ShiftTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Data
open Neurovariety.Tests.Support

/// The value of an image at any whole position, by the definition of the three fills.
let private at fill rows columns (image: byte[]) r c =
    let wrap k n = ((k % n) + n) % n
    let clamp k n = max 0 (min (n - 1) k)

    match fill with
    | ShiftFill.Wrap -> float image[wrap r rows * columns + wrap c columns] / 255.0
    | ShiftFill.Nearest -> float image[clamp r rows * columns + clamp c columns] / 255.0
    | _ when r < 0 || c < 0 || r >= rows || c >= columns -> 0.0
    | _ -> float image[r * columns + c] / 255.0

/// Bilinear interpolation at (r - v, c - h), written down directly.
let private reference fill rows columns image (h: float) (v: float) =
    Array.init (rows * columns) (fun i ->
        let y, x = float (i / columns) - v, float (i % columns) - h
        let y0, x0 = Math.Floor y, Math.Floor x
        let fy, fx = y - y0, x - x0

        let value dr dc =
            at fill rows columns image (int y0 + dr) (int x0 + dc)

        (1.0 - fy) * ((1.0 - fx) * value 0 0 + fx * value 0 1)
        + fy * ((1.0 - fx) * value 1 0 + fx * value 1 1))

let private fills = [ ShiftFill.Wrap; ShiftFill.Zero; ShiftFill.Nearest ]

let private randomImage (random: RandomSource) size =
    Array.init size (fun _ -> byte (random.NextInt 256))

let private distance (a: float32[]) (b: float[]) =
    Array.map2 (fun x y -> abs (float x - y)) a b |> Array.max

[<Tests>]
let tests =
    testList "ShiftTests" [
        testCase "a shifted image is its bilinear interpolation at the moved points" (fun () ->
            let random = RandomSource.FromSeed 1UL

            for rows, columns in [ 1, 1; 1, 5; 7, 1; 6, 9; 28, 28 ] do
                for fill in fills do
                    for h, v in
                        [
                            0.0, 0.0
                            2.0, 0.0
                            -1.0, 3.0
                            0.4, 0.0
                            -5.6, 0.0
                            1.25, -2.75
                            40.5, -31.25
                        ] do
                        let image = randomImage random (rows * columns)
                        let shifted = Shifts.ShiftImage(rows, columns, image, struct (h, v), fill)
                        // Four products of floats in [0, 1] each, twice.
                        Assert.InRange(
                            distance shifted (reference fill rows columns image h v),
                            0.0,
                            16.0 * Tolerance.EpsilonSingle
                        ))

        testCase "a shift to the left is not a shift to the right: the mutant falls" (fun () ->
            let image = randomImage (RandomSource.FromSeed 2UL) 784
            let shifted = Shifts.ShiftImage(28, 28, image, struct (1.5, 0.0), ShiftFill.Wrap)
            Assert.True(distance shifted (reference ShiftFill.Wrap 28 28 image -1.5 0.0) > 0.1))

        testCase "whole shifts move bytes and keep labels; wrapping keeps every pixel" (fun () ->
            let set = SyntheticDigits.Draw(300, RandomSource.FromSeed 3UL)

            for fill in fills do
                let options = ShiftOptions(4.0, 3.0, fill, false)
                let bytes = Shifts.ApplyWhole(set, options, RandomSource.FromSeed 5UL)
                let floats = Shifts.Apply(set, options, RandomSource.FromSeed 5UL)
                Assert.Equal<byte[]>(set.Labels.ToArray(), bytes.Labels.ToArray())
                let scaled = bytes.Pixels.ToArray() |> Array.map (fun b -> float b / 255.0)
                Assert.InRange(distance (floats.Values.ToArray()) scaled, 0.0, Tolerance.EpsilonSingle)

                if fill = ShiftFill.Wrap then
                    for i in 0 .. set.Count - 1 do
                        Assert.Equal<byte[]>(
                            Array.sort (set.Image(i).ToArray()),
                            Array.sort (bytes.Image(i).ToArray())
                        ))

        testCase "the amounts cover their range evenly" (fun () ->
            let columns = 15
            // One bright pixel in the middle of each image tells where it went.
            let image = Array.init columns (fun c -> if c = 7 then 255uy else 0uy)

            let pixels = Array.concat (Array.replicate 7000 image)
            let labels = Array.zeroCreate<byte> 7000
            let set = ImageSet.FromPixels(1, columns, pixels, labels, "marks")

            let moved =
                Shifts.ApplyWhole(set, ShiftOptions(3.0, 0.0, ShiftFill.Zero, false), RandomSource.FromSeed 4UL)

            let counts = Array.zeroCreate columns

            for i in 0 .. moved.Count - 1 do
                let place = Array.IndexOf(moved.Image(i).ToArray(), 255uy)
                counts[place] <- counts[place] + 1

            // Binomial(7000, 1/7): standard deviation 29.3; five of them.
            for place in 0 .. columns - 1 do
                if abs (place - 7) <= 3 then
                    Assert.InRange(counts[place], 1000 - 147, 1000 + 147)
                else
                    Assert.Equal(0, counts[place]))

        testCase "the same seed gives the same bits whatever the threads" (fun () ->
            let set = SyntheticDigits.Draw(1000, RandomSource.FromSeed 3UL, 1)
            let again = SyntheticDigits.Draw(1000, RandomSource.FromSeed 3UL, 3)
            Assert.Equal<byte[]>(set.Pixels.ToArray(), again.Pixels.ToArray())

            Assert.NotEqual<byte[]>(
                set.Pixels.ToArray(),
                SyntheticDigits.Draw(1000, RandomSource.FromSeed 4UL).Pixels.ToArray()
            )

            let one = Shifts.Apply(set, ShiftOptions.Published, RandomSource.FromSeed 1UL, 1)
            let three = Shifts.Apply(set, ShiftOptions.Published, RandomSource.FromSeed 1UL, 3)
            Assert.Equal<float32[]>(one.Values.ToArray(), three.Values.ToArray()))

        testTheory
            "the text of an augmentation is read and printed"
            [
                "shift:6:wrap", 6.0, 0.0, ShiftFill.Wrap, false
                "shift:5.6:nearest", 5.6, 0.0, ShiftFill.Nearest, true
                "shift:2,3:zero", 2.0, 3.0, ShiftFill.Zero, false
                "shift:2.5,3.0:zero", 2.5, 3.0, ShiftFill.Zero, true
            ]
            (fun (text, h, v, fill, interpolated) ->
                let options = ShiftOptions.Parse text
                Assert.Equal(ShiftOptions(h, v, fill, interpolated), options)
                Assert.Equal(text, options.ToString()))

        testTheory
            "another text is refused in one line that shows the right form"
            [
                "shift"
                "shift:3"
                "shift:-3:wrap"
                "shift:x:wrap"
                "shift::wrap"
                "shift:1,2,3:wrap"
                "shift:3:mirror"
                "turn:3:wrap"
                "shift:1e9:wrap"
                "shift:99999999999:wrap"
            ]
            (fun text ->
                let error =
                    Assert.Throws<FormatException>(fun () -> ShiftOptions.Parse text |> ignore)

                Assert.Contains(text, error.Message)
                Assert.Contains("expected", error.Message)
                Assert.DoesNotContain("\n", error.Message))

        testCase "none is no shift, and amounts that are no numbers are refused" (fun () ->
            Assert.Null(ShiftOptions.Parse "none")
            let set = SyntheticDigits.Draw(2, RandomSource.FromSeed 3UL)

            for amount in [ nan; infinity; -1.0 ] do
                let options = ShiftOptions(amount, 0.0, ShiftFill.Zero, true)

                Assert.Throws<ArgumentException>(fun () ->
                    Shifts.Apply(set, options, RandomSource.FromSeed 1UL) |> ignore)
                |> ignore)

        testCase "synthetic digits resemble MNIST in ink and place" (fun () ->
            let set = SyntheticDigits.Draw(3000, RandomSource.FromSeed 0UL)
            let pixels = set.Pixels.ToArray()
            // MNIST: mean .131, mean square .112 (train).
            Assert.InRange(pixels |> Array.averageBy (fun b -> float b / 255.0), 0.11, 0.15)
            Assert.InRange(pixels |> Array.averageBy (fun b -> (float b / 255.0) ** 2.0), 0.09, 0.13)

            Assert.Equal<(byte * int) list>(
                [ for d in 0uy .. 9uy -> d, 300 ],
                set.Labels.ToArray() |> List.ofArray |> List.countBy id |> List.sort
            )

            for i in 0..99 do
                let image = set.Image(i).ToArray() |> Array.map float
                let mass = Array.sum image

                let mean f =
                    (Array.mapi (fun k ink -> f k * ink) image |> Array.sum) / mass

                Assert.InRange(mean (fun k -> float (k % 28)), 11.5, 15.5)
                Assert.InRange(mean (fun k -> float (k / 28)), 11.5, 15.5)
                // Hardly any ink reaches the border.
                let border =
                    Seq.sum (seq { for k in 0..27 -> image[k] + image[756 + k] + image[28 * k] + image[28 * k + 27] })

                Assert.InRange(border, 0.0, 0.01 * mass))

        mnistCase "the published shifts darken the images of MNIST as interpolation must" (fun () ->
            let data = DatasetLocator.Load(DatasetOptions.ForUser null)

            let shifted =
                Shifts.Apply(data.Test, ShiftOptions.Published, RandomSource.FromSeed 0UL)

            let values = shifted.Values.ToArray()
            let mean = values |> Array.averageBy float

            let original =
                data.Test.Pixels.ToArray() |> Array.averageBy (fun b -> float b / 255.0)
            // Hardly any ink leaves the image; averaging neighbours lowers the mean square.
            Assert.InRange(mean, 0.99 * original, 1.01 * original)
            Assert.InRange(values |> Array.averageBy (fun x -> float x * float x), 0.085, 0.113))
    ]
