/// Boxes, steps in series and resamples of images, each against a second route.
module Neurovariety.Scripts.Tests.SpreadFigureTests

open Expecto
open System
open Xunit
open Neurovariety.Numerics
open Neurovariety.Studies

let private numbers label count draw =
    let random = (RandomSource.FromSeed 11UL).Split label
    Array.init count (fun _ -> draw random)

// The number that has exactly so many numbers below it, by counting; all are different.
let private orderStatistic (values: float[]) rank =
    values
    |> Array.find (fun value -> (values |> Array.filter (fun other -> other < value) |> Array.length) = rank)

// ---- change points ----------------------------------------------------------------------------------------------------------

let private noisy label (level: int -> float) =
    let random = (RandomSource.FromSeed 5UL).Split label

    let draw () =
        Array.init 12 (fun position -> level position + 0.02 * random.NextGaussian())

    draw (), Array.init 200 (fun _ -> draw ())

// ---- resamples --------------------------------------------------------------------------------------------------------------

let private images label shift : ImageSample = {
    PerImage = 3
    Values =
        numbers label (3 * 400) (fun random ->
            if random.NextDouble() < 0.1 then
                nan
            else
                shift + random.NextGaussian())
}

let private bare (values: float[]) =
    values |> Array.filter (Double.IsNaN >> not) |> Array.sort

// At every number of both samples, by counting.
let private kolmogorov (one: float[]) (other: float[]) =
    let share (values: float[]) at =
        float (values |> Array.filter (fun value -> value <= at) |> Array.length)
        / float values.Length

    Array.append one other
    |> Array.map (fun at -> abs (share one at - share other at))
    |> Array.max

// The images of the drawn blocks, each as often as its block was drawn.
let private repeat (drawn: int[]) (sample: ImageSample) =
    sample.Values
    |> Array.chunkBySize sample.PerImage
    |> Array.indexed
    |> Array.collect (fun (image, values) ->
        Array.replicate drawn[image % BlockResampling.blocks] values |> Array.concat)
    |> bare

[<Tests>]
let tests =
    testList "SpreadFigureTests" [
        testTheory
            "quartiles, median and 95 % of a box are the order statistics that they fall on"
            [ 1; 21; 101; 4001 ]
            (fun count ->
                let values =
                    numbers $"box {count}" count (fun random -> exp (2.0 * random.NextGaussian()))

                let box = BoxFigures.ofSorted (Array.sort values)
                let rank level = int (level * float (count - 1))
                Assert.Equal(orderStatistic values (rank 0.25), box.LowerQuartile, 12)
                Assert.Equal(orderStatistic values (rank 0.5), box.Median, 12)
                Assert.Equal(orderStatistic values (rank 0.75), box.UpperQuartile, 12)
                Assert.Equal(orderStatistic values (rank 0.95), box.NinetyFivePercent, 12)
                Assert.Equal((Array.min values, Array.max values), (box.Least, box.Greatest))
                Assert.Equal(Array.average values, box.Mean, 9))

        testTheory
            "whiskers are the last numbers within one and a half heights of the box, outliers those beyond"
            [ 2; 50; 3000 ]
            (fun count ->
                let values =
                    numbers $"whiskers {count}" count (fun random -> random.NextGaussian() ** 3.0)

                let box = BoxFigures.ofSorted (Array.sort values)
                let reach = 1.5 * (box.UpperQuartile - box.LowerQuartile)

                let within, beyond =
                    values
                    |> Array.partition (fun value ->
                        value >= box.LowerQuartile - reach && value <= box.UpperQuartile + reach)

                Assert.Equal((Array.min within, Array.max within), (box.LowerWhisker, box.UpperWhisker))
                Assert.Equal(beyond.Length, box.OutlierCount)
                Assert.All(box.Outliers, fun value -> Assert.Contains(value, beyond))
                Assert.InRange(box.Outliers.Length, min 1 beyond.Length, 16)

                if beyond.Length > 0 then
                    Assert.Contains(beyond |> Array.maxBy abs, box.Outliers))

        testCase "equal numbers make a box without height, none make no box" (fun () ->
            let box = BoxFigures.ofSorted (Array.create 9 2.5)
            Assert.Equal((2.5, 2.5, 0), (box.LowerWhisker, box.UpperWhisker, box.OutlierCount))
            Assert.True((BoxFigures.tryOfSorted [||]).IsNone))

        testTheory "a step is found where it was put, whatever its direction" [ 0; 4; 10 ] (fun last ->
            for low, high in [ 0.1, 0.9; 0.9, 0.1 ] do
                let series, resamples =
                    noisy $"step {last} {low}" (fun position -> if position <= last then low else high)

                let found = (ChangePoint.find 0.1 series resamples).Value
                Assert.Equal(last, found.Step.Last)
                Assert.Equal((last, last + 1), (found.Earliest, found.Latest))
                Assert.Equal(low, found.Step.Before, 1)
                Assert.Equal(high, found.Step.After, 1)
                Assert.Equal(1.0, found.Support)
                Assert.InRange(found.Step.Explained, 0.95, 1.0))

        testCase "noise about one level has no change point, nor has a step that resamples do not repeat" (fun () ->
            let series, resamples = noisy "flat" (fun _ -> 0.4)
            Assert.True((ChangePoint.find 0.1 series resamples).IsNone)
            let stepped, _ = noisy "lonely" (fun position -> if position < 6 then 0.1 else 0.9)
            Assert.True((ChangePoint.find 0.1 stepped resamples).IsNone)

            let _, reversed =
                noisy "reversed" (fun position -> if position < 6 then 0.9 else 0.1)

            Assert.True((ChangePoint.find 0.1 stepped reversed).IsNone)
            Assert.True((ChangePoint.find 0.1 [| 0.4 |] [| [| 0.4 |] |]).IsNone))

        testCase "a vague break has a wide interval that holds it" (fun () ->
            let random = (RandomSource.FromSeed 6UL).Split "vague"

            let draw () =
                Array.init 12 (fun position -> (if position < 6 then 0.2 else 0.6) + 0.25 * random.NextGaussian())

            let found =
                (ChangePoint.find 0.1 (draw ()) (Array.init 400 (fun _ -> draw ()))).Value

            Assert.InRange(5, found.Earliest, found.Latest - 1)
            Assert.True(found.Latest - found.Earliest > 2, $"{found.Earliest} to {found.Latest}"))

        testCase "the step is the best of all two-level fits" (fun () ->
            let series = numbers "two levels" 9 (fun random -> random.NextDouble())

            let error last =
                let mean (part: float[]) = Array.sum part / float part.Length
                let before, after = Array.splitAt (last + 1) series
                let m, n = mean before, mean after

                series
                |> Array.mapi (fun position value -> (value - (if position <= last then m else n)) ** 2.0)
                |> Array.sum

            let found = ChangePoint.step series
            Assert.Equal([ 0..7 ] |> List.minBy error, found.Last))

        testCase "crossings are interpolated in log (1 + epoch)" (fun () ->
            let epochs = [| 0; 3; 15; 63 |]
            // 2 at log2(1 + 3) = 2, -2 at log2(1 + 15) = 4: 0 at 3, which is epoch 7.
            Assert.Equal(7.0, (ChangePoint.fallsBelowZero epochs [| 3.0; 2.0; -2.0; 1.0 |]).Value, 9)
            Assert.Equal(Some 0.0, ChangePoint.fallsBelowZero epochs [| -1.0; 2.0; -2.0; 1.0 |])
            Assert.Equal(None, ChangePoint.fallsBelowZero epochs [| 1.0; 2.0; 0.0; 1.0 |])
            let curve = [| 3.0; 2.0; -2.0; -3.0 |]

            let others = [|
                for shift in -50 .. 50 -> curve |> Array.map (fun y -> y + 0.01 * float shift)
            |]

            let value, (low, high) = (ChangePoint.crossing epochs curve others).Value
            Assert.Equal(7.0, value, 9)
            Assert.InRange(low, 5.5, 6.99)
            Assert.InRange(high, 7.01, 9.0)
            // When one in ten never crosses, there is no interval to give.
            let never = Array.create 11 [| 3.0; 2.0; 1.0; 1.0 |]
            Assert.True((ChangePoint.crossing epochs curve (Array.append others never)).IsNone))

        testCase "distances of resamples are those of the images that were drawn" (fun () ->
            let sample, other = images "one" 0.0, images "other" 0.4

            let reference =
                numbers "reference" 500 (fun random -> random.NextGaussian() - 0.3)
                |> Array.sort

            let drawn = BlockResampling.weights 3UL 4

            let toFixed = BlockResampling.toFixed drawn (bare sample.Values) sample reference

            let toSample =
                BlockResampling.toSample drawn (bare sample.Values) sample (bare other.Values) other

            for index in 0..3 do
                // Read at 512 places, between which no sample has more than about one in 256.
                let own = repeat drawn[index] sample
                Assert.InRange(kolmogorov own reference - toFixed[index], -1e-12, 0.01)
                Assert.InRange(kolmogorov own (repeat drawn[index] other) - toSample[index], -1e-12, 0.02))

        testCase "blocks are drawn as often as there are blocks, the same for the same seed" (fun () ->
            let drawn = BlockResampling.weights 3UL 50
            Assert.All(drawn, fun one -> Assert.Equal(BlockResampling.blocks, Array.sum one))
            Assert.Equal<int[]>(drawn[7], (BlockResampling.weights 3UL 8)[7])
            Assert.NotEqual<int[]>(drawn[7], (BlockResampling.weights 4UL 8)[7])
            // Poisson but for the fixed sum: about a third of the blocks is not drawn.
            let missing = drawn |> Array.sumBy (Array.filter ((=) 0) >> Array.length)
            Assert.InRange(float missing / float (50 * BlockResampling.blocks), 0.32, 0.41))
    ]
