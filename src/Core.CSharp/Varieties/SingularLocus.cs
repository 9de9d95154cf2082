using System.Numerics;

namespace Neurovariety.Varieties;

/// <summary>The points at which a variety is singular.</summary>
/// <param name="Description">What they are, in words.</param>
/// <param name="Dimension">Dimension of the set, or null when it is empty.</param>
/// <param name="RankAtMost">The bound on the rank that cuts them out, or null when empty or no single bound does.</param>
public sealed record SingularLocus(string Description, BigInteger? Dimension, int? RankAtMost)
{
    /// <summary>Whether the variety is smooth.</summary>
    public bool IsEmpty => Dimension is null;

    /// <summary>The empty locus.</summary>
    /// <param name="reason">Why the variety is smooth.</param>
    /// <returns>The locus.</returns>
    internal static SingularLocus Empty(string reason) => new($"empty: {reason}", null, null);
}
