/// What theorems on autoencoders speak of: networks drawn from their widths, or a given one, with points to try them on.
module Neurovariety.Scripts.Theorems.NetworkSubjects

open System
open FsCheck
open FsCheck.FSharp
open Neurovariety.Networks
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Theorems.Subjects

/// Widths from the input to the latent layer, at least one layer, with the seed of the weights.
type Widths = { Widths: int list; Seed: int }

/// Epsilon of single precision.
let floatEpsilon = 1.1920928955078125e-7

/// Width of the narrow layer.
let latentOf (widths: Widths) = List.last widths.Widths

let architecture (hidden: Activation) (output: Activation) (instance: Widths) =
    Architecture.Parse(String.Join('-', instance.Widths), Nullable()).With(hidden, output)

let start architecture (instance: Widths) =
    Autoencoder.Initialise(architecture, randomOf instance.Seed)

let private smaller (instance: Widths) =
    seq {
        match instance.Widths with
        | input :: _ :: rest when not rest.IsEmpty -> { instance with Widths = input :: rest }
        | _ -> ()

        for place in 0 .. instance.Widths.Length - 1 do
            let width = instance.Widths[place]

            let isFree =
                if place = 0 then
                    width - 1 > latentOf instance
                else
                    width > 1

            if isFree then
                {
                    instance with
                        Widths = List.updateAt place (width - 1) instance.Widths
                }
    }

/// Widths of small autoencoders.
let widthInstances: Instances<Widths> = {
    Shipped = [
        { Widths = [ 6; 5; 2 ]; Seed = 1 }
        { Widths = [ 9; 7; 5; 3 ]; Seed = 2 }
        { Widths = [ 2; 1 ]; Seed = 3 }
    ]
    Size = fun instance -> List.max instance.Widths
    Generate =
        Some(fun bound ->
            gen {
                let! input = Gen.choose (2, max 2 bound)
                let! hiddenCount = Gen.choose (0, 2)
                let! hidden = Gen.listOfLength hiddenCount (Gen.choose (1, max 2 bound))
                let! latent = Gen.choose (1, input - 1)
                let! seed = Gen.choose (0, 1000000)

                return {
                    Widths = input :: hidden @ [ latent ]
                    Seed = seed
                }
            })
    Shrink = smaller
    Show = fun instance -> $"widths {instance.Widths}, seed {instance.Seed}"
}

/// An autoencoder with a point of its input space and the seed of whatever is drawn besides.
type NetworkPoint = {
    Network: Autoencoder
    /// As many numbers as the network has inputs, all of single precision.
    Point: float[]
    Seed: int
    /// What the network was drawn from; None for a given one.
    Drawn: Widths option
}

/// Width of the narrow layer.
let latent (instance: NetworkPoint) = instance.Network.LatentCount

/// The largest width of the network.
let widest (network: Autoencoder) =
    network.Layers
    |> Seq.map (fun layer -> max layer.Inputs layer.Outputs)
    |> Seq.max

let private numbers (values: float[]) =
    let first =
        values |> Seq.truncate 8 |> Seq.map _.ToString("G6") |> String.concat ", "

    if values.Length <= 8 then
        $"[{first}]"
    else
        $"[{first}, ... {values.Length} numbers]"

// Images have many pixels of one value, others have none: so do points.
let private drawnPoint (network: Autoencoder) (seed: int) =
    let random = randomOf seed
    let isSparse = random.NextDouble() < 0.3

    Array.init network.InputCount (fun _ ->
        let value = float (float32 (random.NextGaussian()))

        if isSparse && random.NextDouble() < 0.7 then
            -1.0
        else
            value)

let private given (network: Autoencoder) : Instances<NetworkPoint> =
    let at seed = {
        Network = network
        Point = drawnPoint network seed
        Seed = seed
        Drawn = None
    }

    {
        Shipped = [
            {
                at 0 with
                    Point = Array.zeroCreate network.InputCount
            }
        ]
        Size = fun _ -> 0
        Generate = Some(fun _ -> Gen.choose (1, 1000000) |> Gen.map at)
        Shrink =
            fun instance ->
                SimplerNumbers.candidates instance.Point
                |> Seq.map (fun point -> { instance with Point = point })
        Show = fun instance -> $"x = {numbers instance.Point}, seed {instance.Seed}"
    }

/// Autoencoders built from drawn widths, or a given one. The function builds network and point of a drawn one.
let networks (name: string) (build: Widths -> Autoencoder * float[]) : Subject<NetworkPoint> =
    let ofWidths widths =
        let network, point = build widths

        {
            Network = network
            Point = point
            Seed = widths.Seed
            Drawn = Some widths
        }

    {
        Name = name
        Instances = widthInstances |> Instances.map ofWidths _.Drawn.Value
        On =
            fun instance ->
                match instance with
                | Given.Network network -> Ok(given network)
                | _ -> Error("it speaks of " + name)
    }

let private onNetwork reason =
    Subject.requiring (fun given ->
        match given with
        | Given.Network network -> reason network
        | _ -> None)

/// A given network must give back as many numbers as it takes, through fewer.
let reconstructing (subject: Subject<'a>) : Subject<'a> =
    subject
    |> onNetwork (fun network ->
        if network.OutputCount <> network.InputCount then
            Some $"it needs as many outputs as inputs, here are {network.OutputCount} and {network.InputCount}"
        elif network.LatentCount >= network.InputCount then
            Some $"it needs a latent layer narrower than the input, here are {network.LatentCount} units"
        else
            None)

/// Which ReLU units are on at a point, layer by layer: where they are the same, derivatives can be compared.
let switches (layers: AffineLayer seq) (point: float[]) : bool[] =
    let switched = ResizeArray<bool>()

    let through (input: float[]) (layer: AffineLayer) =
        let weights, bias = layer.Weights.ToArray(), layer.Bias.ToArray()

        Array.init layer.Outputs (fun i ->
            let mutable sum = float bias[i]

            for j in 0 .. layer.Inputs - 1 do
                sum <- sum + float weights[i * layer.Inputs + j] * input[j]

            if layer.Activation = Activation.Relu then
                switched.Add(sum > 0.0)

            Activations.Value(layer.Activation, sum))

    layers |> Seq.fold through point |> ignore
    switched.ToArray()

/// A claim in which neither point nor seed occurs is tried once on a given network.
let onceOnly (subject: Subject<NetworkPoint>) : Subject<NetworkPoint> = {
    subject with
        On =
            subject.On
            >> Result.map (fun instances -> {
                instances with
                    Generate = None
                    Shrink = fun _ -> Seq.empty
                    Show = fun _ -> "the network as given"
            })
}

/// In the claim the seed draws all but the network: no point is shown or simplified.
let seededOnly (subject: Subject<NetworkPoint>) : Subject<NetworkPoint> = {
    subject with
        On =
            subject.On
            >> Result.map (fun instances -> {
                instances with
                    Shrink = fun _ -> Seq.empty
                    Show = fun instance -> $"seed {instance.Seed}"
            })
}

/// A given network must not have more weights and biases.
let upToParameters (largest: int64) (subject: Subject<'a>) : Subject<'a> =
    subject
    |> onNetwork (fun network ->
        if network.ParameterCount > largest then
            Some $"its cost grows fast: checked up to {largest} weights, here are {network.ParameterCount}"
        else
            None)

/// A network like an untrained one, and a point, from the seed of drawn widths; weights are scaled so that activations bend.
let bent (hidden: Activation) (output: Activation) (instance: Widths) : Autoencoder * float[] =
    let random = randomOf instance.Seed
    let first = Autoencoder.Initialise(architecture hidden output instance, random)

    let scaled (layer: AffineLayer) =
        let factor = sqrt 3.0f
        let weights = layer.Weights.ToArray() |> Array.map ((*) factor)
        AffineLayer.Of(layer.Inputs, layer.Outputs, ReadOnlySpan weights, layer.Bias, layer.Activation)

    let network =
        Autoencoder.Of(first.Encoder |> Seq.map scaled |> Array.ofSeq, first.Decoder |> Seq.map scaled |> Array.ofSeq)

    network, Array.init instance.Widths.Head (fun _ -> float (float32 (random.NextGaussian())))

/// The same weights with other activations between the layers and at the end.
let withActivations (hidden: Activation) (output: Activation) (network: Autoencoder) =
    let last = network.Decoder.Count - 1

    let changed activation (layer: AffineLayer) =
        AffineLayer.Of(layer.Inputs, layer.Outputs, layer.Weights, layer.Bias, activation)

    Autoencoder.Of(
        network.Encoder |> Seq.map (changed hidden) |> Array.ofSeq,
        network.Decoder
        |> Seq.mapi (fun i layer -> changed (if i = last then output else hidden) layer)
        |> Array.ofSeq
    )
