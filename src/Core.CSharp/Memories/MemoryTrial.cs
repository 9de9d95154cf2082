namespace Neurovariety.Memories;

/// <summary>What is tried: how many patterns, which damage, how often, by which memory.</summary>
public sealed record MemoryTrial
{
    /// <summary>100 patterns, noise of .5, 5 runs, the default memory.</summary>
    public static MemoryTrial Default { get; } = new();

    /// <summary>Patterns stored, N.</summary>
    public int PatternCount { get; init; } = 100;

    /// <summary>How queries are made from the patterns.</summary>
    public Perturbation Perturbation { get; init; } = Perturbation.Noise(0.5);

    /// <summary>Whether a pattern stands for another one instead of itself.</summary>
    public bool IsHetero { get; init; }

    /// <summary>Runs, each with patterns and noise of its own.</summary>
    public int RunCount { get; init; } = 5;

    /// <summary>Determines all that is random.</summary>
    public ulong Seed { get; init; }

    /// <summary>The memory.</summary>
    public MemoryOptions Options { get; init; } = MemoryOptions.Default;
}
