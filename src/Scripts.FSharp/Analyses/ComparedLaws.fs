namespace Neurovariety.Scripts.Analyses

open System
open System.Numerics
open Neurovariety.RandomMatrices

/// The laws of |lambda| that can be put beside samples.
[<RequireQualifiedAccess>]
type ComparedLaw =
    /// Eigenvalues of a symmetric matrix, without their signs.
    | Semicircle
    /// Eigenvalues of a square matrix with independent entries.
    | Circular
    /// Products of square matrices.
    | GinibreProduct
    /// Products of rectangular matrices with entries of variance 1/(3 fan_in).
    | RectangularProduct
    /// J_L of an untrained ReLU autoencoder, at finite widths, with its exact zeros.
    | ReluProduct
    /// Eigenvalues of W times its transpose.
    | MarchenkoPastur
    /// A square matrix whose opposite entries have a correlation between -1 and 1, both left out.
    | Elliptic of correlation: float

/// Where the entries come from.
[<RequireQualifiedAccess>]
type EntrySource =
    /// Normal.
    | Gaussian
    /// Uniform on +-1/sqrt(fan_in).
    | Uniform
    /// As torch's linear layers begin; with the ReLU law whole networks at real images.
    | Torch

/// One comparison of a law with samples, every choice made.
type LawComparisonSettings = {
    Law: ComparedLaw
    /// n_1, ..., n_k; m, n for Marchenko and Pastur's law.
    Widths: int[]
    Entries: EntrySource
    /// Number of matrices.
    Samples: int64
    Seed: uint64
    /// 0 means all cores. Results do not depend on it.
    Threads: int
}

/// Figures of |lambda|, for laws and samples alike.
type ModulusFigures = {
    Median: float
    LowerQuartile: float
    UpperQuartile: float
    Q95: float
    /// The upper end; of a law without one the value that one of as many eigenvalues as there are in the sample exceeds.
    Max: float
    /// The share of exact zeros.
    ZeroFraction: float
}

/// A law and samples of it.
type SampledLaw = {
    /// The law of |lambda|.
    Law: Law
    Observed: EigenvalueHistogram
    /// Eigenvalues of the first matrices, for pictures.
    Cloud: Complex[]
    /// The product of real Gaussian matrices with masks, for the ReLU law: what the law's complex matrices leave out.
    RealGaussian: EigenvalueHistogram option
    /// The share of real eigenvalues that one real Gaussian matrix would have; None for symmetric matrices.
    SingleRealShare: float option
}

/// Figures of |lambda|.
[<RequireQualifiedAccess>]
module ModulusFigures =

    /// Of a sample.
    let ofSample (found: ModulusHistogram) : ModulusFigures = {
        Median = found.Quantile 0.5
        LowerQuartile = found.Quantile 0.25
        UpperQuartile = found.Quantile 0.75
        Q95 = found.Quantile 0.95
        Max = found.Maximum
        ZeroFraction = found.ZeroShare
    }

    /// Of a law beside a sample of so many eigenvalues.
    let ofLaw (count: int64) (law: Law) : ModulusFigures = {
        Median = law.Median
        LowerQuartile = law.Quantile 0.25
        UpperQuartile = law.Quantile 0.75
        Q95 = law.Quantile 0.95
        Max =
            if Double.IsInfinity law.Upper then
                law.Quantile(1.0 - 1.0 / float (max 2L count))
            else
                law.Upper
        ZeroFraction = law.MassAtZero
    }

/// The laws and the ensembles that go with them.
[<RequireQualifiedAccess>]
module ComparedLaw =

    /// The names of the laws, as `parse` reads them.
    let names: string list = [
        "semicircle"
        "circular"
        "ginibre-product"
        "rectangular-product"
        "relu-product"
        "marchenko-pastur"
        "elliptic"
    ]

    /// The name of a law.
    let name (law: ComparedLaw) : string =
        match law with
        | ComparedLaw.Semicircle -> "semicircle"
        | ComparedLaw.Circular -> "circular"
        | ComparedLaw.GinibreProduct -> "ginibre-product"
        | ComparedLaw.RectangularProduct -> "rectangular-product"
        | ComparedLaw.ReluProduct -> "relu-product"
        | ComparedLaw.MarchenkoPastur -> "marchenko-pastur"
        | ComparedLaw.Elliptic _ -> "elliptic"

    /// v of the entries' variance v/fan_in: 1/3 for weights as torch draws them, and for products of layers whatever the law.
    let variance (law: ComparedLaw) (entries: EntrySource) : float =
        match law, entries with
        | (ComparedLaw.RectangularProduct | ComparedLaw.ReluProduct), _
        | _, (EntrySource.Uniform | EntrySource.Torch) -> 1.0 / 3.0
        | _, EntrySource.Gaussian -> 1.0

    /// The law of |lambda| for these widths and entries.
    let law (settings: LawComparisonSettings) : Law =
        let widths = settings.Widths
        let variance = variance settings.Law settings.Entries
        let sigma = sqrt variance

        match settings.Law with
        | ComparedLaw.Semicircle -> Semicircle(2.0 * sigma).Modulus()
        | ComparedLaw.Circular -> CircularLaw sigma
        | ComparedLaw.Elliptic correlation -> EllipticLaw(correlation, sigma)
        | ComparedLaw.GinibreProduct -> GinibreProduct(widths.Length, Math.Pow(sigma, float widths.Length))
        | ComparedLaw.RectangularProduct -> RectangularProduct.FromWidths(ReadOnlySpan widths, variance)
        | ComparedLaw.ReluProduct -> FiniteProduct.OfRelu(ReadOnlySpan widths)
        | ComparedLaw.MarchenkoPastur ->
            let small, large = Array.min widths, Array.max widths
            let law = MarchenkoPastur(float small / float large, sigma)
            if widths[0] > widths[1] then law.BigSide() else law

    /// The ensemble that the law describes.
    let ensemble (settings: LawComparisonSettings) : SpectralEnsemble =
        let entries =
            match settings.Entries with
            | EntrySource.Gaussian -> EntryLaw.Gaussian
            | EntrySource.Uniform
            | EntrySource.Torch -> EntryLaw.Uniform

        let variance = variance settings.Law settings.Entries
        let widths = settings.Widths

        match settings.Law with
        | ComparedLaw.Semicircle -> SymmetricEnsemble.Real(widths[0], entries, variance)
        | ComparedLaw.MarchenkoPastur -> SymmetricEnsemble.Covariance(widths[0], widths[1], entries, variance)
        | ComparedLaw.Elliptic correlation -> EllipticEnsemble.Of(widths[0], correlation, entries, variance)
        | ComparedLaw.Circular
        | ComparedLaw.GinibreProduct
        | ComparedLaw.RectangularProduct -> ProductEnsemble.Of(ReadOnlySpan widths, entries, variance)
        | ComparedLaw.ReluProduct ->
            let shares = FiniteProduct.ReluShares(ReadOnlySpan widths)
            ProductEnsemble.Of(ReadOnlySpan widths, entries, variance, ReadOnlySpan shares)
