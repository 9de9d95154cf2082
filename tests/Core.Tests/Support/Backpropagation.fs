/// Training written out once more in double, plainly, from the published formulas: it shares nothing with what it checks.
module Neurovariety.Tests.Support.Backpropagation

open System
open Neurovariety.Networks
open Neurovariety.Numerics

/// A layer: weights by unit, biases, the activation.
type Layer = {
    W: float[][]
    B: float[]
    Phi: Activation
}

let ofNetwork (network: Autoencoder) = [
    for layer in network.Layers do
        let weights, bias = layer.Weights.ToArray(), layer.Bias.ToArray()

        {
            W =
                Array.init layer.Outputs (fun i ->
                    Array.init layer.Inputs (fun j -> float weights[i * layer.Inputs + j]))
            B = Array.map float bias
            Phi = layer.Activation
        }
]

/// All parameters: each layer's weights row by row, then its biases.
let flat (layers: Layer list) =
    layers
    |> List.map (fun l -> Array.append (Array.concat l.W) l.B)
    |> Array.concat

/// The layers with other parameters.
let rebuild (layers: Layer list) (parameters: float[]) =
    let mutable at = 0

    let take n =
        at <- at + n
        parameters[at - n .. at - 1]

    layers
    |> List.map (fun l -> {
        l with
            W = Array.map (fun (row: float[]) -> take row.Length) l.W
            B = take l.B.Length
    })

let private affine (layer: Layer) (x: float[]) =
    Array.map2 (fun (w: float[]) b -> b + Array.fold2 (fun sum a c -> sum + a * c) 0.0 w x) layer.W layer.B

let private sample (layers: Layer list) (x: float[]) =
    let forward (inputs, sums) layer =
        let sum = affine layer (List.head inputs)
        Array.map (fun s -> Activations.Value(layer.Phi, s)) sum :: inputs, sum :: sums

    List.fold forward ([ x ], []) layers

/// Sum of the squared errors over samples and pixels.
let squaredError layers (samples: float[][]) =
    samples
    |> Array.sumBy (fun x ->
        let inputs, _ = sample layers x
        Array.fold2 (fun sum y t -> sum + (y - t) * (y - t)) 0.0 (List.head inputs) x)

/// Gradient of the mean squared error by all parameters, in the order of flat.
let gradient (layers: Layer list) (samples: float[][]) =
    let total = Array.zeroCreate<float>(Array.length (flat layers))
    let factor = 2.0 / float (samples.Length * samples[0].Length)

    for x in samples do
        let values, sums = sample layers x
        // From the last layer to the first: dLoss / d(what the layer sends on) is carried along.
        let mutable carried = Array.map2 (fun y t -> factor * (y - t)) (List.head values) x
        let mutable at = total.Length

        for layer, input, sum in List.zip3 (List.rev layers) (List.tail values) sums do
            let delta =
                Array.map2 (fun c s -> c * Activations.Derivative(layer.Phi, s)) carried sum

            at <- at - delta.Length
            delta |> Array.iteri (fun i d -> total[at + i] <- total[at + i] + d)
            at <- at - delta.Length * input.Length

            for i in 0 .. delta.Length - 1 do
                for j in 0 .. input.Length - 1 do
                    let place = at + i * input.Length + j
                    total[place] <- total[place] + delta[i] * input[j]

            carried <-
                Array.init input.Length (fun j -> Seq.fold2 (fun s d (w: float[]) -> s + d * w[j]) 0.0 delta layer.W)

    total

/// Parameters, first and second moments.
type Moving = { P: float[]; M: float[]; V: float[] }

/// Deliberate errors of an optimiser.
type Mistake =
    | Nothing
    | NoBiasCorrection
    | NoMomentum
    | OtherDecay
    | EpsilonUnderRoot

/// One step of an optimiser, as the papers and PyTorch's documentation write it; t counts from 1.
let step
    mistake
    (kind: Neurovariety.Training.OptimizerKind)
    rate
    (decay: float)
    epsilon
    (t: int)
    (state: Moving)
    (g: float[])
    =
    let adam = kind <> Neurovariety.Training.OptimizerKind.Sgd

    let apart =
        (kind = Neurovariety.Training.OptimizerKind.AdamW) <> (mistake = OtherDecay)

    let b1, b2 = 0.9, 0.999

    let moved i =
        let p =
            if apart then
                state.P[i] * (1.0 - rate * decay)
            else
                state.P[i]

        let g = if apart then g[i] else g[i] + decay * state.P[i]

        if adam then
            let m = b1 * state.M[i] + (1.0 - b1) * g
            let v = b2 * state.V[i] + (1.0 - b2) * g * g
            let c1, c2 = 1.0 - Math.Pow(b1, float t), 1.0 - Math.Pow(b2, float t)
            let c1, c2 = if mistake = NoBiasCorrection then 1.0, 1.0 else c1, c2

            let divisor =
                if mistake = EpsilonUnderRoot then
                    sqrt (v / c2 + epsilon)
                else
                    sqrt (v / c2) + epsilon

            p - rate * (m / c1) / divisor, m, v
        else
            let m = (if mistake = NoMomentum then 0.0 else 0.9) * state.M[i] + g
            p - rate * m, m, 0.0

    let all = Array.init g.Length moved

    {
        P = all |> Array.map (fun (p, _, _) -> p)
        M = all |> Array.map (fun (_, m, _) -> m)
        V = all |> Array.map (fun (_, _, v) -> v)
    }

/// Images of small correlated grey levels.
let images seed count rows columns =
    let random = RandomSource.FromSeed seed
    let n = rows * columns

    let pixels =
        Array.init count (fun _ ->
            let level = 60.0 * random.NextGaussian()
            Array.init n (fun j -> byte (min 255.0 (abs (level + float (7 + j % 90) * random.NextGaussian())))))
        |> Array.concat

    Neurovariety.Data.ImageSet.FromPixels(rows, columns, pixels, ReadOnlySpan<byte>.Empty, "test")

/// An image as numbers of [-1, 1].
let scaled (set: Neurovariety.Data.ImageSet) index =
    Array.init set.PixelCount (fun j -> float set.Pixels[index * set.PixelCount + j] / 127.5 - 1.0)
