namespace Neurovariety.Studies

/// Settings of the experiments of [DAL22] on eigenvalues from the untrained to the trained network.
type InitializationSettings = {
    Scale: Scale
    /// Name of a published architecture, or widths.
    Architecture: string
    /// Latent widths d, rising.
    Latents: int list
    /// One network for each; the first is the one whose boxes the figures show.
    Seeds: uint64 list
    /// Epochs that every network is trained for; after them it counts as trained.
    Epochs: int
    /// Epochs whose boxes the figures show, 0 first and Epochs last.
    ShownEpochs: int list
    /// Epochs besides, of the checkpoints that every run keeps: they cost no training.
    FurtherEpochs: int list
    /// Seeds of networks that are looked at untrained only.
    UntrainedSeeds: uint64 list
    /// Test images at which those are looked at.
    UntrainedImages: int
    /// Products of random matrices drawn for each latent width.
    SimulatedProducts: int
    /// Resamples behind every interval.
    Resamples: int
    Threads: int
}

/// What the settings of each scale are.
[<RequireQualifiedAccess>]
module InitializationSettings =

    let private seed = {
        Scale = Seed
        Architecture = "exp-default"
        Latents = [ 2..20 ]
        Seeds = [ 0UL ]
        Epochs = 300
        ShownEpochs = [ 0; 1; 4; 10; 50; 300 ]
        FurtherEpochs = [ 5; 100; 200 ]
        UntrainedSeeds = [ 0UL .. 19UL ]
        UntrainedImages = 2000
        SimulatedProducts = 20000
        Resamples = 200
        Threads = 0
    }

    /// Smoke: three latent widths, 5 epochs. Seed: what the source shows, nineteen widths with one seed, 300 epochs. Paper:
    /// the same with ten seeds. The seeds count from the given one.
    let ofScale scale (first: uint64) =
        let seeds count = [ for offset in 0UL .. count - 1UL -> first + offset ]

        let seed = {
            seed with
                Seeds = seeds 1UL
                UntrainedSeeds = seeds 20UL
        }

        match scale with
        | Smoke -> {
            seed with
                Scale = Smoke
                Latents = [ 2; 8; 20 ]
                Epochs = 5
                ShownEpochs = [ 0; 1; 4; 5 ]
                FurtherEpochs = []
                UntrainedSeeds = seeds 5UL
                UntrainedImages = 500
                SimulatedProducts = 4000
          }
        | Seed -> seed
        | Paper -> {
            seed with
                Scale = Paper
                Seeds = seeds 10UL
          }

    /// All epochs that are measured, rising.
    let epochs settings =
        settings.ShownEpochs @ settings.FurtherEpochs |> List.distinct |> List.sort
