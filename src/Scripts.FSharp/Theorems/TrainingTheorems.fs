/// Training: what a step of gradient descent is, and what a run needs in order to go on.
module internal Neurovariety.Scripts.Theorems.TrainingTheorems

open System
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training
open Neurovariety.Scripts.Theorems.NetworkSubjects
open Neurovariety.Scripts.Theorems.Subjects

/// One row of pixels for each image.
let private imagesOf (instance: NetworkPoint) =
    let random = randomOf (instance.Seed + 1)
    let width = instance.Network.InputCount
    let pixels = Array.init (7 * width) (fun _ -> byte (random.NextInt 256))
    ImageSet.FromPixels(1, width, ReadOnlySpan pixels, ReadOnlySpan.Empty, "random pixels")

// Smooth activations, so that differences approach the derivative everywhere.
let private smooth = [|
    Activation.Tanh
    Activation.Sigmoid
    Activation.Softplus
    Activation.Gelu
    Activation.Identity
|]

let private trainable =
    let build (widths: Widths) =
        let random = randomOf widths.Seed

        let hidden, output =
            smooth[random.NextInt smooth.Length], smooth[random.NextInt smooth.Length]

        start (architecture hidden output widths) widths, Array.zeroCreate<float> widths.Widths.Head

    networks "an autoencoder to be trained" build |> reconstructing

// ---------------------------------------------------------------- gradients

/// Weights and bias of each layer in double precision, to be moved one at a time.
type private Layer = {
    Weights: float[]
    Bias: float[]
    Activation: Activation
}

let private layersOf (network: Autoencoder) = [|
    for layer in network.Layers ->
        {
            Weights = layer.Weights.ToArray() |> Array.map float
            Bias = layer.Bias.ToArray() |> Array.map float
            Activation = layer.Activation
        }
|]

/// Sums of each layer before its activation, handed to a function, and the outputs of the last one.
let private forwardTelling (tell: Layer -> float[] -> unit) (layers: Layer[]) (x: float[]) =
    let step (input: float[]) layer =
        let sums =
            layer.Bias
            |> Array.mapi (fun i bias ->
                let mutable sum = bias

                for j in 0 .. input.Length - 1 do
                    sum <- sum + layer.Weights[i * input.Length + j] * input[j]

                sum)

        tell layer sums
        sums |> Array.map (fun sum -> Activations.Value(layer.Activation, sum))

    Array.fold step x layers

let private forward (layers: Layer[]) (x: float[]) = forwardTelling (fun _ _ -> ()) layers x

let private pixels (images: ImageSet) image =
    images.Image(image).ToArray() |> Array.map InputScale.Symmetric.OfPixel

/// Which ReLU units are on at each image.
let private switchedOn (images: ImageSet) (layers: Layer[]) =
    let on = ResizeArray<bool>()

    let tell layer sums =
        if layer.Activation = Activation.Relu then
            on.AddRange(sums |> Array.map (fun sum -> sum > 0.0))

    if layers |> Array.exists (fun layer -> layer.Activation = Activation.Relu) then
        for i in 0 .. images.Count - 1 do
            forwardTelling tell layers (pixels images i) |> ignore

    on.ToArray()

/// The mean over images and pixels of (D(E(x)) - x)^2, by loops in double precision.
let private loss (images: ImageSet) (layers: Layer[]) =
    [|
        for i in 0 .. images.Count - 1 ->
            let x = pixels images i
            Array.fold2 (fun sum y target -> sum + (y - target) ** 2.0) 0.0 (forward layers x) x
    |]
    |> Array.sum
    |> fun sum -> sum / float (images.Count * images.PixelCount)

/// The derivative of the loss in one entry of an array of the layers, by a central difference; None where a ReLU unit is
/// switched on the way, so that there is no derivative to be met.
let private difference images layers (entries: float[]) index =
    // The cube root of the rounding unit, about.
    let step = 6e-6
    let kept = entries[index]

    let at value =
        entries[index] <- value
        loss images layers, switchedOn images layers

    let above, onAbove = at (kept + step)
    let below, onBelow = at (kept - step)
    entries[index] <- kept

    if onAbove = onBelow then
        Some((above - below) / (2.0 * step))
    else
        None

/// What one step of plain gradient descent on all images takes from the parameters, divided by its rate.
let private descent images network rate =
    let optimizer =
        OptimizerOptions(Kind = OptimizerKind.Sgd, LearningRate = rate, Momentum = 0.0)

    let options =
        AutoencoderTrainingOptions(BatchSize = (images: ImageSet).Count, Optimizer = optimizer)

    let after =
        AutoencoderTrainer.Train(TrainingState.Start network, images, options, 1, 1).State.Network

    let moved (before: float32[]) (after: float32[]) =
        Array.map2 (fun x y -> (float x - float y) / rate) before after

    [|
        for one, other in Seq.zip network.Layers after.Layers ->
            moved (one.Weights.ToArray()) (other.Weights.ToArray()), moved (one.Bias.ToArray()) (other.Bias.ToArray())
    |]

let private gradient =
    let claim (factor: float) (instance: NetworkPoint) =
        let images = imagesOf instance
        let network = instance.Network
        let layers = layersOf network
        let steps = descent images network 1.0
        let random = randomOf (instance.Seed + 2)

        // Sums of single precision over images and units, and the rounding of the weights that the step ends on.
        let scale =
            float (
                images.Count
                + (instance.Network.Encoder |> Seq.sumBy _.Outputs)
                + instance.Network.InputCount
            )

        let bound = 64.0 * scale * floatEpsilon

        Array.forall2
            (fun (layer: Layer) (weights: float[], bias: float[]) ->
                let agrees (entries: float[]) (step: float[]) =
                    let index = random.NextInt entries.Length

                    match difference images layers entries index with
                    | None -> true
                    | Some slope ->
                        // Weights of a given network may be large, and with them its slopes and their rounding.
                        let size = if instance.Drawn.IsSome then 1.0 else max 1.0 (abs slope)
                        abs (factor * slope - step[index]) <= bound * size

                agrees layer.Weights weights && agrees layer.Bias bias)
            layers
            steps

    Theorem.about
        (trainable |> seededOnly |> upToParameters 300000L)
        ("backpropagation",
         "A step of gradient descent on all images moves each weight and bias by minus the rate times the derivative of the mean over images and pixels of (D(E(x)) - x)^2.",
         "[ADGL21, Section 3]; the derivative by central differences of a loss computed in double precision")
        (claim 1.0)
        "the loss is half of that"
        (claim 0.5)

// ---------------------------------------------------------------- going on

let private sameBits (one: Autoencoder) (other: Autoencoder) =
    Seq.forall2
        (fun (a: AffineLayer) (b: AffineLayer) -> a.Weights.SequenceEqual b.Weights && a.Bias.SequenceEqual b.Bias)
        one.Layers
        other.Layers

let private resumption =
    let claim (forget: TrainingState -> TrainingState) (instance: NetworkPoint) =
        let images = imagesOf instance

        let options = AutoencoderTrainingOptions(BatchSize = 3, Seed = uint64 instance.Seed)

        let train state epochs threads =
            AutoencoderTrainer.Train(state, images, options, epochs, threads).State

        let first = TrainingState.Start(instance.Network)
        let undisturbed = train first 3 1
        let resumed = train (forget (train first 1 2)) 2 2
        resumed.Epoch = 3 && sameBits undisturbed.Network resumed.Network

    Theorem.about
        (trainable |> seededOnly |> upToParameters 500000L)
        ("training-resumes",
         "Network, moments of the optimiser and number of steps are all that training needs to go on: what follows has the same bits as if it had never stopped, for any number of threads.",
         "[KB15], with the order of the images drawn from seed and epoch")
        (claim id)
        "the network and the number of steps are all"
        (claim (fun state ->
            let empty = TrainingState.Start state.Network
            TrainingState.Of(state.Network, empty.Moments, state.Epoch, state.Step, state.LossSum, state.TotalSteps)))

let all = [ gradient; resumption ]
