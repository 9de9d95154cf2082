/// Autoencoders with activations: how they start, and what the narrow layer lets through.
module internal Neurovariety.Scripts.Theorems.AutoencoderTheorems

open System
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Scripts.Theorems.NetworkSubjects
open Neurovariety.Scripts.Theorems.Subjects

let private initialWeights =
    // Squares of numbers uniform on [-b, b] have mean b^2 / 3 and variance 4 b^4 / 45; seven deviations of the mean of n of
    // them are never left but once in 10^11.
    let isUniform (bound: float) (values: float32[]) =
        let mean = values |> Array.averageBy (fun value -> float value * float value)
        let deviation = bound * bound * sqrt (4.0 / 45.0 / float values.Length)

        values
        |> Array.forall (fun value -> abs (float value) <= bound * (1.0 + floatEpsilon))
        && abs (mean - bound * bound / 3.0) <= 7.0 * deviation

    let claim (fan: AffineLayer -> int) (instance: Widths) =
        // Layers wide enough for their mean square to be told from that of another bound.
        let wide = {
            instance with
                Widths = instance.Widths |> List.map (fun width -> 8 * width)
        }

        let network = start (architecture Activation.Relu Activation.Tanh wide) wide

        network.Layers
        |> Seq.forall (fun layer ->
            let bound = 1.0 / sqrt (float (fan layer))

            isUniform bound (layer.Weights.ToArray())
            && isUniform bound (layer.Bias.ToArray()))

    Theorem.about
        (Subject.alone "weights before training" widthInstances)
        ("initial-weights",
         "Before training the weights and biases of a layer with n inputs are uniform on an interval of half width 1/sqrt(n): none is outside, and their mean square is 1/(3n).",
         "[DAL22, initialization by torch.nn.Linear]; derivation of the moments")
        (claim _.Inputs)
        "n is the number of outputs"
        (claim _.Outputs)

/// Columns A(e_j) - A(0) of the map of a network.
let private columns (network: Autoencoder) =
    let width = network.InputCount
    let samples = Array.zeroCreate<float32>((width + 1) * width)

    for j in 0 .. width - 1 do
        samples[(j + 1) * width + j] <- 1.0f

    let outputs = network.Apply(ReadOnlySpan samples, 1)

    matrix network.OutputCount width (fun i j -> float outputs[(j + 1) * network.OutputCount + i] - float outputs[i])

let private narrowLayer =
    // Weights of the size 1 make the outputs tell activations apart well above rounding; given ones stay as they are.
    let scaled (layer: AffineLayer) =
        let factor = sqrt (3.0f * float32 layer.Inputs)
        let weights = layer.Weights.ToArray() |> Array.map ((*) factor)
        AffineLayer.Of(layer.Inputs, layer.Outputs, ReadOnlySpan weights, layer.Bias, layer.Activation)

    let build (widths: Widths) =
        let network =
            start (architecture Activation.Identity Activation.Identity widths) widths

        Autoencoder.Of(
            network.Encoder |> Seq.map scaled |> Array.ofSeq,
            network.Decoder |> Seq.map scaled |> Array.ofSeq
        ),
        Array.zeroCreate widths.Widths.Head

    let claim (hidden: Activation) (instance: NetworkPoint) =
        let m = columns (withActivations hidden Activation.Identity instance.Network)
        let singular = (Factorizations.Svd m).SingularValues
        let scale = float (widest instance.Network)
        let depth = float (Seq.length instance.Network.Encoder + 1)

        singular.Length <= latent instance
        || singular[latent instance]
           <= 64.0 * scale * floatEpsilon * depth * (1.0 + singular[0])

    Theorem.about
        (networks "an autoencoder, its activations left out" build
         |> onceOnly
         |> Subject.upTo 128)
        ("narrow-layer-rank",
         "The map of an autoencoder without activations is affine, and its matrix has rank at most d, the width of the latent layer.",
         "[KSS24, Preliminaries]: the determinantal variety is the function space")
        (claim Activation.Identity)
        "so it is with ReLU between the layers"
        (claim Activation.Relu)

// ---------------------------------------------------------------- affine autoencoders and principal components

/// Rows of samples with a mean of their own.
let private samplesOf (instance: NetworkPoint) =
    let random = randomOf instance.Seed
    let width = instance.Network.InputCount
    let count = width + 2
    let offsets = Array.init width (fun _ -> 2.0 * random.NextGaussian())
    // In single precision from the start, so that both routes see the same numbers.
    matrix count width (fun _ j -> float (float32 (offsets[j] + random.NextGaussian()))), random

let private means (samples: Matrix) = [|
    for j in 0 .. samples.ColumnCount - 1 -> Array.averageBy (fun i -> samples[i, j]) [| 0 .. samples.RowCount - 1 |]
|]

let private centred (samples: Matrix) =
    let mean = means samples
    matrix samples.RowCount samples.ColumnCount (fun i j -> samples[i, j] - mean[j])

/// Sum of the squares of the singular values beyond the d-th.
let private tail d (samples: Matrix) =
    (Factorizations.Svd samples).SingularValues
    |> Seq.skip (min d (min samples.RowCount samples.ColumnCount))
    |> Seq.sumBy (fun value -> value * value)

/// x to V V^T (x - mean) + mean with every number moved by noise, V the first d principal directions.
let private principal d (noise: unit -> float) (samples: Matrix) =
    let v = (Factorizations.Svd(centred samples)).V
    let width = samples.ColumnCount
    let mean = means samples

    let moved rows columns entry = [|
        for i in 0 .. rows - 1 do
            for j in 0 .. columns - 1 -> float32 (entry i j + noise ())
    |]

    let affine inputs outputs (weights: float32[]) (bias: float32[]) =
        AffineLayer.Of(inputs, outputs, ReadOnlySpan weights, ReadOnlySpan bias, Activation.Identity)

    let towards =
        moved 1 d (fun _ k -> -Seq.sum(seq { for j in 0 .. width - 1 -> v[j, k] * mean[j] }))

    let encoder = affine width d (moved d width (fun k j -> v[j, k])) towards

    let decoder =
        affine d width (moved width d (fun i k -> v[i, k])) (moved 1 width (fun _ i -> mean[i]))

    Autoencoder.Of([| encoder |], [| decoder |])

let private squaredError (samples: Matrix) (network: Autoencoder) =
    let inputs = samples.Entries.ToArray() |> Array.map float32
    let outputs = network.Apply(ReadOnlySpan inputs, 1)
    Array.fold2 (fun sum x y -> sum + (float x - float y) ** 2.0) 0.0 inputs outputs

let private untrained (widths: Widths) =
    start (architecture Activation.Identity Activation.Identity widths) widths,
    Array.zeroCreate<float> widths.Widths.Head

let private principalComponents =
    let claim (bound: int -> Matrix -> float) (instance: NetworkPoint) =
        let samples, random = samplesOf instance
        let d = latent instance
        let least = bound d samples
        // Of a sum of squares: each output carries rounding errors of single precision, of the size of the samples.
        let size = norm samples
        let rounding = 64.0 * floatEpsilon * float samples.ColumnCount * size
        let slack = rounding * (rounding + 2.0 * sqrt (tail d (centred samples)))
        let best = squaredError samples (principal d (fun () -> 0.0) samples)

        let rival =
            match instance.Drawn with
            | Some _ -> principal d (fun () -> 0.1 * random.NextGaussian()) samples
            | None -> withActivations Activation.Identity Activation.Identity instance.Network

        let other = squaredError samples rival

        abs (best - least) <= slack && other >= least - slack

    Theorem.about
        (networks "an autoencoder, its activations left out" untrained
         |> reconstructing
         |> Subject.upTo 128)
        ("affine-autoencoder-optimum",
         "Without activations the least squared error is the sum of the squares of the singular values of the centred samples beyond the d-th: the principal components about the mean reach it, no other weights go below.",
         "[EY36], with the bias of the last layer at its optimum")
        (claim (fun d samples -> tail d (centred samples)))
        "the samples are not centred"
        (claim tail)

let all = [ initialWeights; narrowLayer; principalComponents ]
