namespace Neurovariety.Studies

open Neurovariety.Memories

/// How much of the experiments of [MSSLB22] is done. The numbers of patterns are those of the source at the paper scale.
type MemorySettings = {
    Scale: Scale
    Seed: uint64
    Threads: int
    Runs: int
    /// Numbers of patterns of the capacity curves.
    Sizes: int list
    NoisePatterns: int
    MaskPatterns: int
    RandomMaskPatterns: int
    ThresholdPatterns: int
    ClassicalSizes: int list
    /// Units of the networks of signs by which capacities are measured.
    Units: int list
    /// Training digits that the autoencoder is asked for.
    AutoencoderDigits: int
    /// Training digits that the layers of the autoencoder store.
    BridgeDigits: int
}

[<RequireQualifiedAccess>]
module MemorySettings =

    let private paper = {
        Scale = Scale.Paper
        Seed = 0UL
        Threads = 0
        Runs = 5
        Sizes = [ 2; 5; 10; 20; 50; 100; 200; 300; 500; 700; 1000 ]
        NoisePatterns = 100
        MaskPatterns = 50
        RandomMaskPatterns = 300
        ThresholdPatterns = 250
        ClassicalSizes = [ 2; 5; 10; 20; 30; 50 ]
        Units = [ 16; 24; 32; 48 ]
        AutoencoderDigits = 200
        BridgeDigits = 1000
    }

    /// The settings of a scale: a look, two runs, or five as in the source.
    let ofScale scale seed =
        match scale with
        | Scale.Smoke -> {
            paper with
                Scale = scale
                Seed = seed
                Runs = 2
                Sizes = [ 2; 10; 40 ]
                NoisePatterns = 30
                MaskPatterns = 30
                RandomMaskPatterns = 30
                ThresholdPatterns = 30
                ClassicalSizes = [ 2; 10 ]
                Units = [ 12; 16 ]
                AutoencoderDigits = 30
                BridgeDigits = 100
          }
        | Scale.Seed -> {
            paper with
                Scale = scale
                Seed = seed
                Runs = 2
          }
        | Scale.Paper -> { paper with Seed = seed }

    /// The similarities of every experiment, in the order of the source, and cosine.
    let similarities = [
        Similarity.Dot
        Similarity.NormalisedDot
        Similarity.Cosine
        Similarity.Euclidean
        Similarity.Manhattan
        Similarity.KullbackLeibler
        Similarity.ReverseKullbackLeibler
        Similarity.JensenShannon
    ]

    /// The separations of the separation experiment, the weakest first.
    let separations = [
        Separation.Power 0.5
        Separation.Log
        Separation.Identity
        Separation.Power 2.0
        Separation.Power 3.0
        Separation.Power 4.0
        Separation.Power 10.0
        Separation.Softmax
        Separation.SoftmaxOf 1000.0
        Separation.TopK 5
        Separation.Max
    ]

    let noises = [ 0.05; 0.1; 0.2; 0.3; 0.5; 0.8; 1.0; 1.5 ]
    let masks = [ 0.1; 0.2; 0.3; 0.4; 0.5; 0.6; 0.7; 0.8; 0.9 ]
    let randomMasks = [ 0.1; 0.2; 0.3; 0.4; 0.5; 0.6; 0.7 ]

    let thresholds = [ 1.0; 5.0; 10.0; 20.0; 30.0; 40.0; 50.0; 60.0; 70.0; 80.0; 100.0; 120.0 ]

    let betas = [ 1e-4; 1e-3; 0.01; 0.03; 0.1; 0.3; 1.0; 10.0; 100.0 ]
