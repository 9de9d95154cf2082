using System;

namespace Neurovariety.Memories;

/// <summary>The parts of a universal Hopfield network but for its patterns.</summary>
/// <remarks>Source: [MSSLB22, Section 2]: z = P · sep(sim(M, q)).</remarks>
public sealed record MemoryOptions
{
    /// <summary>Euclidean similarity, the largest score alone, corrected mode.</summary>
    public static MemoryOptions Default { get; } = new();

    /// <summary>How alike patterns and queries are.</summary>
    public Similarity Similarity { get; init; } = Similarity.Euclidean;

    /// <summary>How scores become weights.</summary>
    public Separation Separation { get; init; } = Separation.Max;

    /// <summary>β, a factor of the scores. It acts on softmax and log; a power is normalised, so that it cancels there by itself.</summary>
    public double Beta { get; init; } = 1.0;

    /// <summary>Corrected or published.</summary>
    public MemoryMode Mode { get; init; } = MemoryMode.Corrected;

    /// <summary>Threads to use; 0 for all cores. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Refuses what no memory can work with.</summary>
    internal void Check()
    {
        _ = Similarities.Name(Similarity);
        ArgumentNullException.ThrowIfNull(Separation, nameof(Separation));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (!Enum.IsDefined(Mode))
        {
            throw new ArgumentException($"mode {Mode}: expected corrected or published");
        }

        if (!(Beta > 0.0) || !double.IsFinite(Beta))
        {
            throw new ArgumentException($"beta {Beta}: expected a positive number");
        }
    }
}
