namespace Neurovariety.Scripts.Surface

open System
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Spectra

/// Derivatives of an autoencoder at single points, in double precision.
[<RequireQualifiedAccess>]
module Jacobian =

    /// J_I(x), the derivative of D(E(x)): N x N.
    let ofInput (sample: float[]) (network: Autoencoder) =
        JacobianMap.Of(network).InputJacobian(ReadOnlySpan sample)

    /// DE(x) DD(z), d x d, with the nonzero eigenvalues of J_I(x).
    let small (sample: float[]) (network: Autoencoder) =
        JacobianMap.Of(network).SmallInputJacobian(ReadOnlySpan sample)

    /// J_L at z = E(x), the derivative of E(D(z)): d x d.
    let ofLatent (sample: float[]) (network: Autoencoder) =
        JacobianMap.Of(network).LatentJacobian(ReadOnlySpan sample)

    /// How far J_I(x) is from the projection onto its eigenvectors.
    let geometry (sample: float[]) (network: Autoencoder) =
        let map = JacobianMap.Of network
        let latent = map.Encode(ReadOnlySpan sample)
        ProjectionGeometry.Of(map.DecoderJacobian(ReadOnlySpan latent), map.EncoderJacobian(ReadOnlySpan sample))

/// Spectra of both Jacobians at many points.
[<RequireQualifiedAccess>]
module Spectrum =

    let private inDouble = SpectrumOptions(SpectrumPrecision.DoublePrecision)

    /// At images of the training split, then at those of the test split; either may be missing.
    let ofImages (train: ImageSet option) (test: ImageSet option) (network: Autoencoder) =
        JacobianSpectrum.OfImages(network, Option.toObj train, Option.toObj test)

    /// At samples, rows of the width of the input.
    let ofSamples (samples: float32[]) (network: Autoencoder) =
        JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples)

    /// The same with Jacobians in double precision.
    let ofSamplesInDouble (samples: float32[]) (network: Autoencoder) =
        JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples, inDouble)

    /// At points from a file or folder: .npy, .npz, .csv, IDX, PNG files.
    let ofFile (path: string) (network: Autoencoder) =
        JacobianSpectrum.OfPoints(network, PointFile.Read path)

    /// Figures of all points, of each split and of each class.
    let summary (table: SpectrumTable) = SpectralStatistics.Of table

    /// Writes a table as .safetensors.
    let save (path: string) (table: SpectrumTable) = SpectrumFile.Write(path, table)

    /// Reads a table as `spectra --out` writes it.
    let load (path: string) = SpectrumFile.Read path
