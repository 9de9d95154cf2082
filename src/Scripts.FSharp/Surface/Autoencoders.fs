namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training

/// Widths and activations of an autoencoder.
[<RequireQualifiedAccess>]
module Architecture =

    /// A published name, or widths such as "784-256-d", with the latent width d.
    let parse (latent: int) (text: string) =
        Architecture.Parse(text, Nullable latent)

    /// The same widths with other activations between the layers and at the end.
    let withActivations (hidden: Activation) (output: Activation) (architecture: Architecture) =
        architecture.With(hidden, output)

/// Autoencoders of affine layers with activations.
[<RequireQualifiedAccess>]
module Autoencoder =

    /// A network before training, as torch.nn.Linear would start it; the same that a run of this seed starts from.
    let initialise (seed: uint64) (architecture: Architecture) =
        Autoencoder.Initialise(architecture, RandomSource.FromSeed(seed).Split "weights")

    /// E at each sample, rows of the width of the input.
    let encode (samples: float32[]) (network: Autoencoder) = network.Encode(ReadOnlySpan samples)

    /// D at each latent point, rows of the latent width.
    let decode (latents: float32[]) (network: Autoencoder) = network.Decode(ReadOnlySpan latents)

    /// D(E(x)) at each sample.
    let apply (samples: float32[]) (network: Autoencoder) = network.Apply(ReadOnlySpan samples)

    /// Pixels as a network sees them: x / 127.5 - 1, image by image.
    let pixels (images: ImageSet) =
        let bytes = images.Pixels
        let scaled = Array.zeroCreate<float32> bytes.Length

        for i in 0 .. bytes.Length - 1 do
            scaled[i] <- float32 bytes[i] / 127.5f - 1.0f

        scaled

    // Images at a time, so that a whole set is never held in single precision.
    let private chunk = 1000

    /// Mean squared error per pixel of each image, pixels in [-1, 1]; 0 threads means all cores.
    let errors threads (images: ImageSet) (network: Autoencoder) =
        let width = images.PixelCount
        let result = Array.zeroCreate<float> images.Count

        for start in 0..chunk .. images.Count - 1 do
            let samples = pixels (images.Slice(start, min chunk (images.Count - start)))
            let outputs = network.Apply(ReadOnlySpan samples, threads)

            for i in 0 .. samples.Length / width - 1 do
                let mutable sum = 0.0

                for j in i * width .. (i + 1) * width - 1 do
                    let difference = float outputs[j] - float samples[j]
                    sum <- sum + difference * difference

                result[start + i] <- sum / float width

        result

    /// Mean squared error per pixel over all images, pixels in [-1, 1].
    let meanSquaredError (images: ImageSet) (network: Autoencoder) =
        errors 0 images network |> Array.average

    /// A network from a .safetensors, .npz, .pt or .pth file, with what the file does not say.
    let loadWith (options: AutoencoderFileOptions) (path: string) = AutoencoderFile.Read(path, options)

    /// A network from a .safetensors, .npz, .pt or .pth file.
    let load path =
        loadWith AutoencoderFileOptions.Default path

    /// Writes the weights as .safetensors under the names that PyTorch's nn.Sequential gives them.
    let save (path: string) (network: Autoencoder) = AutoencoderFile.Write(path, network)

/// Training into run folders.
[<RequireQualifiedAccess>]
module Training =

    /// Adam with the published settings: batches of 128, rate 0.001.
    let options seed = AutoencoderTrainingOptions(Seed = seed)

    /// Trains to a number of epochs in a folder, or continues what stands there; told of each epoch.
    let run (folder: string) epochs options architecture (dataset: Dataset) (tell: EpochRecord -> unit) =
        let settings =
            AutoencoderRunSettings(architecture, options, epochs, CheckpointSchedule.Default)

        let results =
            AutoencoderRuns.Execute(
                [| PlannedRun(settings, folder) |],
                dataset,
                0,
                Action<RunProgress>(fun step -> tell step.Last)
            )

        results[0]

    /// What stands in a run folder.
    let openRun (folder: string) = RunFolder.Open folder
