namespace Neurovariety.Training;

/// <summary>Settings of the training of a linear autoencoder.</summary>
public sealed record LinearTrainingOptions
{
    /// <summary>Passes over the data, at least 1.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images in one step, at least 1.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The optimiser; its learning rate falls to 0 along half a cosine over all steps.</summary>
    public AdamOptions Adam { get; init; } = new();

    /// <summary>Seed of the order of the images.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use; 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }
}
