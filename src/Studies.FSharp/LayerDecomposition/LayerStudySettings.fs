namespace Neurovariety.Studies

/// Settings of the experiments on [NLQ23].
type LayerStudySettings = {
    Scale: Scale
    Latents: int list
    Seeds: uint64 list
    /// Epochs that every network is trained for.
    Epochs: int
    /// Epochs whose networks are decomposed, rising.
    MeasuredEpochs: int list
    /// Training images that are sent through the network.
    Points: int
    /// The latent width n' at which readings are compared.
    Compared: int
    /// A residual is small from here down.
    Epsilon: float
    Threads: int
}

/// What the settings of each scale are.
[<RequireQualifiedAccess>]
module LayerStudySettings =

    /// The architecture of all networks.
    let architecture = "exp-default"

    let private paper = {
        Scale = Paper
        Latents = [ 2..20 ]
        Seeds = [ 0UL .. 4UL ]
        Epochs = 300
        MeasuredEpochs = [ 0; 10; 50; 300 ]
        Points = 5000
        Compared = 10
        Epsilon = 0.1
        Threads = 0
    }

    /// Smoke: one latent width, 5 epochs. Seed: three widths, one seed, 300 epochs. Paper: all widths, five seeds. The seeds
    /// count from the given one.
    let ofScale scale (seed: uint64) =
        match scale with
        | Smoke -> {
            paper with
                Scale = Smoke
                Latents = [ 8 ]
                Seeds = [ seed ]
                Epochs = 5
                MeasuredEpochs = [ 0; 5 ]
                Points = 400
          }
        | Seed -> {
            paper with
                Scale = Seed
                Latents = [ 4; 10; 20 ]
                Seeds = [ seed ]
                Points = 2000
          }
        | Paper -> {
            paper with
                Seeds = [ for one in 0UL .. 4UL -> seed + one ]
          }
