module Neurovariety.Tests.Regressions.SaturatedPixelTests

open Expecto
open System
open Xunit
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations

/// Images of black and white pixels: their sums along short cycles take few values, again and again.
let private blackAndWhite samples size =
    let random = RandomSource.FromSeed 3UL
    Array.init (samples * size) (fun _ -> if random.NextInt 4 = 0 then 0uy else 255uy)

let private gap (group: string) samples =
    let group = PermutationText.ParseGroup(group, Nullable())
    let decomposition = IsotypicDecomposition.Of group
    let pixels = blackAndWhite samples group.Degree
    let fast = BlockGram.FromImages(decomposition, ReadOnlySpan pixels)
    let exact = SampleGram.FromImages(ReadOnlySpan pixels, group.Degree)
    abs (fast.Energy / BlockGram.FromSamples(decomposition, exact).Energy - 1.0)

[<Tests>]
let tests =
    testList "SaturatedPixelTests" [
        testCase "saturated pixels on short cycles do not bias the moments" (fun () ->
            for group in
                [
                    "shift:28x28:horizontal:2"
                    "shift:28x28:vertical:4"
                    "shift:28x28:horizontal:14"
                    "rotate:28x28"
                    "reflect:28x28:vertical"
                ] do
                let gap = gap group 512
                Assert.True(gap <= 1e-13, $"{group}: relative gap {gap}"))

        testCase "saturated pixels on cycles of 28 bias the moments by less than 2e-7" (fun () ->
            for group in [ "shift:28x28:horizontal"; "shift:28x28:vertical:3" ] do
                let gap = gap group 512
                Assert.True(gap <= 2e-7, $"{group}: relative gap {gap}"))
    ]
