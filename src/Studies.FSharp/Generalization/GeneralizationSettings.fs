namespace Neurovariety.Studies

open System
open Neurovariety.Spectra

/// Settings of the experiments of [ADGL21] on nonlinear autoencoders.
type GeneralizationSettings = {
    Scale: Scale
    /// Names of published architectures, or widths; the first is the one whose tables are published.
    Architectures: string list
    /// Latent widths d, rising.
    Latents: int list
    /// One network for each; the first is the one that figures and tables show.
    Seeds: uint64 list
    /// Epochs that every network is trained for.
    Epochs: int
    /// Epochs whose networks are measured, the one that figures and tables show first.
    MeasuredEpochs: int list
    /// Pairs of a test image and its nearest training image on which the theorem is tried.
    PairCount: int
    /// Latent widths whose networks are judged on shifted images.
    ScoredLatents: int list
    /// Latent points at which a network is audited without data.
    AuditPoints: int
    Threads: int
}

/// What the settings of each scale are.
[<RequireQualifiedAccess>]
module GeneralizationSettings =

    let private paper = {
        Scale = Paper
        Architectures = [ "exp-default"; "exp-3-layer"; "exp-5-layer" ]
        Latents = [ 2..20 ]
        Seeds = [ 0UL .. 9UL ]
        Epochs = 500
        // The tables are of 300 epochs, the text says 500.
        MeasuredEpochs = [ 300; 100; 200; 400; 500 ]
        PairCount = 300
        ScoredLatents = [ 4; 10; 20 ]
        AuditPoints = 1000
        Threads = 0
    }

    /// Smoke: three latent widths, 5 epochs. Seed: what the published tables show, one seed, 300 epochs. Paper: everything.
    /// The seeds count from the given one.
    let ofScale scale (seed: uint64) =
        match scale with
        | Smoke -> {
            paper with
                Scale = Smoke
                Architectures = [ "exp-default" ]
                Latents = [ 2; 8; 20 ]
                Seeds = [ seed ]
                Epochs = 5
                MeasuredEpochs = [ 5 ]
                PairCount = 100
                ScoredLatents = [ 20 ]
          }
        | Seed -> {
            paper with
                Scale = Seed
                Architectures = [ "exp-default" ]
                Seeds = [ seed ]
                Epochs = 300
                MeasuredEpochs = [ 300 ]
          }
        | Paper -> {
            paper with
                Seeds = [ for offset in 0UL .. 9UL -> seed + offset ]
          }

/// A sample of numbers in short.
type Spread = {
    /// The quantile at 10 %.
    Lowest: float
    /// The quantile at 25 %.
    Low: float
    Median: float
    /// The quantile at 75 %.
    High: float
    /// The quantile at 90 %.
    Highest: float
    Mean: float
    Deviation: float
}

/// Samples in short.
[<RequireQualifiedAccess>]
module Spread =

    /// What a distribution of Core says, in short.
    let ofDistribution (one: Distribution) : Spread = {
        Lowest = one.TenPercent
        Low = one.LowerQuartile
        Median = one.Median
        High = one.UpperQuartile
        Highest = one.NinetyPercent
        Mean = one.Mean
        Deviation = one.Deviation
    }

    /// The spread of at least one number, none NaN.
    let ofSample (values: float[]) =
        Distribution.Of(ReadOnlySpan values) |> ofDistribution
