/// What theorems on the decomposition of layers speak of: drawn layers with samples, or those of a given network.
module Neurovariety.Scripts.Theorems.LayerSubjects

open System
open FsCheck.FSharp
open Neurovariety.LayerDecomposition
open Neurovariety.Networks
open Neurovariety.Scripts.Theorems.NetworkSubjects
open Neurovariety.Scripts.Theorems.ShapeGenerators
open Neurovariety.Scripts.Theorems.Subjects

/// Weights o × i and curved samples; few more than neighbours, so that graphs fall apart now and then.
let draw (shape: Shape) =
    let random = randomOf shape.Seed
    let weights = gaussian shape.Rows shape.Columns random
    let samples = 3 * (shape.Rows + shape.Columns) + 8

    let inputs =
        gaussian samples shape.Columns random
        |> fun x -> matrix samples shape.Columns (fun i j -> tanh x[i, j] + 0.3 * x[i, (j + 1) % shape.Columns])

    LayerSamples.Of(weights, inputs, 1), random

/// A layer with samples of what reaches it.
type LayerCase = {
    /// Weights with the samples that reach them.
    Layer: LayerSamples
    /// What it was drawn from; None for a layer of a given network.
    Drawn: Shape option
    /// The layer's number in a given network, from 1, and the seed of the samples.
    Place: int * int
}

// Every number of latent dimensions is tried, each with graphs on the samples.
let private widestLayer = 32

let private layersOf (network: Autoencoder) =
    let count = Seq.length network.Layers

    let case seed =
        let place = 1 + seed % count
        let samples = 3 * 2 * widest network + 8
        let random = randomOf seed

        let inputs =
            Array.init (samples * network.InputCount) (fun _ -> float32 (random.NextGaussian()))

        {
            Layer = LayerSamples.OfNetwork(network, place, ReadOnlySpan inputs, false, 1)
            Drawn = None
            Place = place, seed
        }

    let isRefused seed =
        try
            case seed |> ignore
            false
        with :? ArgumentException ->
            true

    if widest network > widestLayer then
        Error $"its cost grows fast: checked up to {widestLayer} units in a layer, here are {widest network}"
    elif [ 0 .. count - 1 ] |> List.exists isRefused then
        Error "all samples coincide at a layer of the network, which has no graph then"
    else
        Ok {
            Shipped = [ for seed in 0 .. count - 1 -> case seed ]
            Size = fun _ -> 0
            Generate = Some(fun _ -> Gen.choose (count, 1000000) |> Gen.map case)
            Shrink = fun _ -> Seq.empty
            Show = fun one -> $"layer {fst one.Place}, samples of seed {snd one.Place}"
        }

/// Layers with samples, drawn or those of a given network.
let layerCases: Subject<LayerCase> = {
    Name = "a layer with samples"
    Instances =
        shapeInstances 8 0
        |> Instances.map
            (fun shape -> {
                Layer = fst (draw shape)
                Drawn = Some shape
                Place = 0, 0
            })
            _.Drawn.Value
    On =
        fun given ->
            match given with
            | Given.Network network -> layersOf network
            | _ -> Error "it speaks of a layer with samples"
}
