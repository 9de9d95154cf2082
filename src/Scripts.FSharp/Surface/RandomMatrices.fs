namespace Neurovariety.Scripts.Surface

open System
open System.Numerics
open Neurovariety.RandomMatrices

/// Laws of the eigenvalues of random matrices: `Law` itself has density, distribution function, quantile, moments and a sampler.
[<RequireQualifiedAccess>]
module SpectralLaw =

    /// The semicircle of radius 2 sigma.
    let semicircle (sigma: float) : Law = Semicircle(2.0 * sigma)

    /// |lambda| of the circular law on the disc of a radius.
    let circular (radius: float) : PlanarLaw = CircularLaw radius

    /// |lambda| of the elliptic law of a correlation.
    let elliptic (correlation: float) : PlanarLaw = EllipticLaw correlation

    /// |lambda| of products of so many large square matrices.
    let ginibreProduct (factors: int) : PlanarLaw = GinibreProduct factors

    /// |lambda| of products of large rectangular matrices with entries of variance v/fan_in; the first width is the smallest.
    let rectangularProduct (variance: float) (widths: int list) : PlanarLaw =
        RectangularProduct.FromWidths(ReadOnlySpan(Array.ofList widths), variance)

    /// |lambda| of products of complex Gaussian matrices of these very sizes, exactly.
    let finiteProduct (variance: float) (widths: int list) : PlanarLaw =
        FiniteProduct.OfGaussian(ReadOnlySpan(Array.ofList widths), variance)

    /// |lambda| of J_L of an untrained ReLU autoencoder with the widths d, ..., N, ..., with its exact zeros.
    let reluProduct (widths: int list) : PlanarLaw =
        FiniteProduct.OfRelu(ReadOnlySpan(Array.ofList widths))

    /// Eigenvalues of W times its transpose, aspect ratio q = m/n.
    let marchenkoPastur (aspectRatio: float) : Law = MarchenkoPastur aspectRatio

    /// The largest eigenvalue, beta 1, 2 or 4.
    let tracyWidom (beta: int) : Law = TracyWidom beta

    /// The distances of a sample from a law.
    let distances (sample: float[]) (law: Law) : Distances =
        Distances.FromLaw(ReadOnlySpan sample, law)

/// Random matrices by the thousand.
[<RequireQualifiedAccess>]
module RandomMatrix =

    /// Products of rectangular matrices with normal entries of variance v/fan_in.
    let gaussianProduct (variance: float) (widths: int list) : SpectralEnsemble =
        ProductEnsemble.Of(ReadOnlySpan(Array.ofList widths), EntryLaw.Gaussian, variance)

    /// Products of rectangular matrices with uniform entries of variance v/fan_in.
    let uniformProduct (variance: float) (widths: int list) : SpectralEnsemble =
        ProductEnsemble.Of(ReadOnlySpan(Array.ofList widths), EntryLaw.Uniform, variance)

    /// Eigenvalues of so many matrices, counted in fixed memory; the grid in the plane reaches to the radius.
    let sample (seed: uint64) (radius: float) (count: int64) (ensemble: SpectralEnsemble) : EigenvalueHistogram =
        ensemble.Sample(count, radius, SamplingOptions seed)

    /// The eigenvalues of the first matrices.
    let eigenvalues (seed: uint64) (count: int) (ensemble: SpectralEnsemble) : Complex[] =
        ensemble.Eigenvalues(count, SamplingOptions seed)
