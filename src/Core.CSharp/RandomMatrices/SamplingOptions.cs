namespace Neurovariety.RandomMatrices;

/// <summary>How an ensemble is sampled.</summary>
/// <param name="Seed">Of all random numbers; matrix i depends on seed and i alone.</param>
/// <param name="Threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
public sealed record SamplingOptions(ulong Seed = 0, int Threads = 0)
{
    /// <summary>Seed 0, all cores.</summary>
    public static SamplingOptions Default { get; } = new();
}
