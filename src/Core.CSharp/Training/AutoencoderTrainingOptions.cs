using System;

namespace Neurovariety.Training;

/// <summary>Settings of the training of a nonlinear autoencoder; the default ones are those of the papers.</summary>
/// <remarks>Source: [ADGL21, Section 3]: batches of 128, Adam with its default values, no weight decay.</remarks>
public sealed record AutoencoderTrainingOptions
{
    /// <summary>Images in one step, at least 1; the last step of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The optimiser.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Seed of the order of the images in each epoch.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws when a setting is out of its range.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentNullException.ThrowIfNull(Optimizer);
        Optimizer.Check();
    }
}
