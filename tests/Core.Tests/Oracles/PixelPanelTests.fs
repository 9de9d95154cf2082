module Neurovariety.Tests.Oracles.PixelPanelTests

open Expecto
open System
open Xunit
open Neurovariety.Kernels
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Tests.Support

/// 200 pixels through 24 ReLU units and 5 latent numbers to a hyperbolic tangent. The bias of a pixel saturates it, more or less,
/// and the encoder looks at a pixel with a weight of its own.
let private network (seed: uint64) (bias: int -> float) (sight: int -> float) =
    let start = Models.random seed "200-24-d" 5 Activation.Relu Activation.Tanh

    let first (layer: AffineLayer) =
        let weights =
            layer.Weights.ToArray()
            |> Array.mapi (fun i w -> float32 (sight (i % layer.Inputs)) * w)

        AffineLayer.Of(layer.Inputs, layer.Outputs, weights, layer.Bias, layer.Activation)

    let last (layer: AffineLayer) =
        let shifts = Array.init layer.Outputs (bias >> float32)
        AffineLayer.Of(layer.Inputs, layer.Outputs, layer.Weights, shifts, layer.Activation)

    Autoencoder.Of([| first start.Encoder[0]; start.Encoder[1] |], [| start.Decoder[0]; last start.Decoder[1] |])

let private points =
    Array.init 40 (fun i -> Models.point (uint64 i) 200 |> Array.map float32)

let private forms (network: Autoencoder) =
    let results: float[][] = Array.zeroCreate points.Length

    let read =
        SampleReader<float32>(fun index order target ->
            for i in 0..199 do
                target[i] <- points[index].[order[i]])

    let take (block: JacobianBlock) =
        for p in 0 .. block.Count - 1 do
            results[block.First + p] <- block.InputForms[25 * p .. 25 * p + 24]

    JacobianBatch.Run<float32>(JacobianNetwork<float32>(network), points.Length, read, struct (1, 16), take)
    results

/// ‖K - K'‖/‖K'‖ of the form in single precision against the chain rule written out in double, over the points.
let private errors (network: Autoencoder) =
    let map = JacobianMap.Of network
    let norm = Array.sumBy (fun x -> x * x) >> sqrt

    Array.map2
        (fun x found ->
            let wide = Array.map float x
            let exact = (map.SmallInputJacobian wide).ToArray()
            norm (Array.map2 (-) exact found) / norm exact)
        points
        (forms network)

/// What is left out at a point: how many panels, and their part of all shares, by the definition.
let private leftOut<'T
    when 'T: unmanaged
    and 'T :> System.Numerics.IFloatingPointIeee754<'T>
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType>
    (network: Autoencoder)
    (x: float32[])
    (norms: float[])
    =
    let arranged = JacobianNetwork<'T>(network)
    let panels = PixelPanels<'T>(arranged)
    let map = JacobianMap.Of network
    let wide = Array.map float x
    let latent = map.Encode wide
    let image = map.Decode latent
    let slopes = arranged.Order |> Array.map (fun p -> 1.0 - image[p] * image[p])
    let narrow = Array.map (fun (s: float) -> 'T.CreateChecked s) slopes
    panels.Select narrow
    let chosen = set (panels.Chosen.ToArray())
    let width = AlignedArray<'T>.PanelWidth

    let share first =
        Seq.sumBy (fun i -> slopes[i] * norms[arranged.Order[i]]) (seq { first .. min 199 (first + width - 1) })

    let all = [ 0..width..199 ]
    let gone = all |> List.filter (fun first -> not (chosen.Contains first))
    gone.Length, List.sumBy share gone / List.sumBy share all

let private norms (network: Autoencoder) =
    let first, last = network.Encoder[0], network.Decoder[1]

    let norm count (entry: int -> float32) =
        Seq.sumBy (fun i -> float (entry i) ** 2.0) (seq { 0 .. count - 1 }) |> sqrt

    Array.init 200 (fun p ->
        norm 24 (fun i -> first.Weights[i * 200 + p])
        * norm 24 (fun i -> last.Weights[p * 24 + i]))

/// Three of four pixels saturated, at depths from slope 1e-2 to 1e-17, in no order.
let private depths p =
    if p % 4 = 0 then
        0.0
    else
        3.0 + 17.0 * float ((p * 37) % 101) / 101.0

[<Tests>]
let tests =
    testList "PixelPanelTests" [
        testCase "saturated pixels are left out where that changes less than rounding does" (fun () ->
            let model = network 1UL depths (fun _ -> 1.0)
            let weights = norms model

            let counts, parts =
                points |> Array.map (fun x -> leftOut<float32> model x weights) |> Array.unzip

            // Slopes of 1 - y^2 are those of the tangent to 1e-16.
            Assert.All(parts, fun part -> Assert.InRange(part, 0.0, 2.1 * Tolerance.EpsilonSingle))
            Assert.All(counts, fun count -> Assert.InRange(count, 2, 10))

            for error in errors model do
                Assert.InRange(error, 0.0, 1e-5))

        testCase "in double next to nothing is left out" (fun () ->
            let model = network 1UL depths (fun _ -> 1.0)
            let weights = norms model

            for x in points do
                let _, part = leftOut<float> model x weights
                Assert.InRange(part, 0.0, 3.0 * Tolerance.Epsilon))

        testCase "pixels that alone are seen stay, however saturated they are" (fun () ->
            // The encoder sees the saturated half only: their slopes are small, and all that there is.
            let saturated p = p % 2 = 1
            let bias p = if saturated p then 12.0 else 0.0
            let blind = network 2UL bias (fun p -> if saturated p then 1.0 else 0.0)

            for error in errors blind do
                Assert.InRange(error, 0.0, 1e-4)

            // The mutant, slopes without the norms of the weights, would leave out everything.
            let seeing = network 2UL bias (fun _ -> 1.0)

            for x in points do
                let count, part = leftOut<float32> seeing x (norms blind)
                Assert.InRange(count, 3, 8)
                Assert.InRange(part, 0.1, 1.0))

        testCase "the order holds every pixel once, and groups those that saturate together" (fun () ->
            let model = network 3UL (fun p -> if p % 2 = 1 then 12.0 else 0.0) (fun _ -> 1.0)
            let order = PixelOrder.Of(model, 16)
            Assert.Equal<int[]>([| 0..199 |], Array.sort order)

            let panels =
                Array.chunkBySize 16 order |> Array.map (Array.countBy (fun p -> p % 2))

            Assert.InRange(panels |> Array.filter (fun counts -> counts.Length = 1) |> Array.length, 11, 13)

            let linear = Models.random 3UL "40-20-d" 4 Activation.Relu Activation.Identity
            Assert.Equal<int[]>([| 0..39 |], PixelOrder.Of(linear, 16)))
    ]
