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
    let parse (latent: int) (text: string) : Architecture =
        Architecture.Parse(text, Nullable latent)

    /// All widths in full, such as "784-256-20".
    let parseFull (text: string) : Architecture = Architecture.Parse(text, Nullable())

    /// The same widths with other activations between the layers and at the end.
    let withActivations (hidden: Activation) (output: Activation) (architecture: Architecture) : Architecture =
        architecture.With(hidden, output)

/// Autoencoders of affine layers with activations.
[<RequireQualifiedAccess>]
module Autoencoder =

    /// A network before training, as torch.nn.Linear would start it; the same that a run of this seed starts from.
    let initialise (seed: uint64) (architecture: Architecture) : Autoencoder =
        Autoencoder.Initialise(architecture, RandomSource.FromSeed(seed).Split "weights")

    /// E at each sample, rows of the width of the input.
    let encode (samples: float32[]) (network: Autoencoder) : float32[] = network.Encode(ReadOnlySpan samples)

    /// D at each latent point, rows of the latent width.
    let decode (latents: float32[]) (network: Autoencoder) : float32[] = network.Decode(ReadOnlySpan latents)

    /// D(E(x)) at each sample.
    let apply (samples: float32[]) (network: Autoencoder) : float32[] = network.Apply(ReadOnlySpan samples)

    /// Pixels as the networks of this library take them, on [-1, 1]: (2 x - 255) / 255, image by image.
    let pixels (images: ImageSet) : float32[] = InputScale.Symmetric.Apply images

    // Images at a time, so that a whole set is never held in single precision.
    let private chunk = 1000

    /// Mean squared error per number of each image, in units of the scale on which the network takes pixels. An `InputError` where the
    /// network does not take such images, or does not give as many numbers.
    let errorsOn (scale: InputScale) (work: Work) (images: ImageSet) (network: Autoencoder) : float[] =
        let width = images.PixelCount

        if network.InputCount <> width || network.OutputCount <> width then
            raise (
                InputError
                    $"the network takes {network.InputCount} numbers and gives {network.OutputCount}, but images of {images.Rows}x{images.Columns} have {width} pixels"
            )

        let result = Array.zeroCreate<float> images.Count

        for start in 0..chunk .. images.Count - 1 do
            work.Cancel.ThrowIfCancellationRequested()
            work.Progress(Progress("evaluating", int64 start, int64 images.Count))
            let samples = scale.Apply(images.Slice(start, min chunk (images.Count - start)))
            let outputs = network.Apply(ReadOnlySpan samples, work.Threads)

            for i in 0 .. samples.Length / width - 1 do
                let mutable sum = 0.0

                for j in i * width .. (i + 1) * width - 1 do
                    let difference = float outputs[j] - float samples[j]
                    sum <- sum + difference * difference

                result[start + i] <- sum / float width

        result

    /// Mean squared error per pixel of each image, pixels in [-1, 1].
    let errors (images: ImageSet) (network: Autoencoder) : float[] =
        errorsOn InputScale.Symmetric Work.quiet images network

    /// Mean squared error per pixel over all images, pixels in [-1, 1].
    let meanSquaredError (images: ImageSet) (network: Autoencoder) : float = errors images network |> Array.average

    /// A network from a .safetensors, .npz, .pt or .pth file, with what the file does not say. `Models.load` gives the same network with
    /// notes on what was decided: weights computed, layers ordered by their widths, one of several models chosen.
    let loadWith (options: AutoencoderFileOptions) (path: string) : Autoencoder = AutoencoderFile.Read(path, options)

    /// A network from a .safetensors, .npz, .pt or .pth file.
    let load (path: string) : Autoencoder =
        loadWith AutoencoderFileOptions.Default path

    /// Writes the weights as .safetensors under the names that PyTorch's nn.Sequential gives them.
    let save (path: string) (network: Autoencoder) : unit = AutoencoderFile.Write(path, network)
