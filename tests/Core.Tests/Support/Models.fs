/// Autoencoders for tests: random ones, and the reference model of the fixtures.
module Neurovariety.Tests.Support.Models

open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics

/// A network with weights of a size that keeps its Jacobians away from 0.
let random (seed: uint64) (widths: string) (latent: int) hidden output =
    let random = RandomSource.FromSeed(seed).Split(widths)

    let layers =
        Autoencoder.Initialise(Architecture.Parse(widths, System.Nullable latent).With(hidden, output), random)

    let widen (layer: AffineLayer) =
        let weights = layer.Weights.ToArray() |> Array.map (fun w -> 2f * w)
        AffineLayer.Of(layer.Inputs, layer.Outputs, weights, layer.Bias, layer.Activation)

    Autoencoder.Of(Seq.map widen layers.Encoder |> Seq.toArray, Seq.map widen layers.Decoder |> Seq.toArray)

/// A point with coordinates uniform on [-1, 1].
let point (seed: uint64) count =
    let source = RandomSource.FromSeed(seed).Split "point"
    Array.init count (fun _ -> float (float32 (2.0 * source.NextDouble() - 1.0)))

/// A point that is -1 but for one coordinate in five.
let drawing (seed: uint64) count =
    let source = RandomSource.FromSeed(seed).Split "drawing"

    Array.init count (fun _ ->
        if source.NextDouble() < 0.2 then
            float (float32 (2.0 * source.NextDouble() - 1.0))
        else
            -1.0)

/// The model of `autoencoder_small.safetensors`: 784-128-64-32-5, ReLU between layers, tanh at the end.
let reference () =
    let file = Safetensors.Read(Fixtures.path "autoencoder_small.safetensors")

    let part name (activations: Activation list) = [|
        for index, activation in List.indexed activations do
            let weights = file.Find $"{name}.{2 * index}.weight"
            let bias = file.Find $"{name}.{2 * index}.bias"

            AffineLayer.Of(
                int weights.Shape[1],
                int weights.Shape[0],
                weights.ToSingles(),
                bias.ToSingles(),
                activation
            )
    |]

    let relu = List.replicate 3 Activation.Relu
    Autoencoder.Of(part "encoder" (relu @ [ Activation.Identity ]), part "decoder" (relu @ [ Activation.Tanh ]))
