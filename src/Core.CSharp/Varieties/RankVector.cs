using System;
using System.Collections;
using System.Collections.Generic;

namespace Neurovariety.Varieties;

/// <summary>
/// One rank for each block of the commutant, in the order of the blocks; over R the rank of a block is the one over
/// its division algebra. The maximal rank vectors name the irreducible components.
/// </summary>
/// <remarks>Source: [KSS24, Prop. on equivariance]. Correction: there rank vectors are listed in two different
/// orders; here the order is always that of the blocks, 1,1 first and 2,1 last for one permutation. Immutable; order and equality are those of the entries.</remarks>
public sealed class RankVector : IReadOnlyList<int>, IEquatable<RankVector>, IComparable<RankVector>, IComparable
{
    private readonly int[] _ranks;

    private RankVector(int[] ranks) => _ranks = ranks;

    /// <summary>Number of blocks.</summary>
    public int Count => _ranks.Length;

    /// <summary>The ranks in the order of the blocks.</summary>
    public ReadOnlySpan<int> Ranks => _ranks;

    /// <summary>Rank of one block.</summary>
    /// <param name="index">0-based position of the block.</param>
    /// <returns>The rank, at least 0.</returns>
    public int this[int index] => _ranks[index];

    /// <summary>A rank vector from its entries, which are copied.</summary>
    /// <param name="ranks">One rank per block, each at least 0.</param>
    /// <returns>The vector.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A rank is negative.</exception>
    public static RankVector Of(params ReadOnlySpan<int> ranks)
    {
        for (int i = 0; i < ranks.Length; i++)
        {
            if (ranks[i] < 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(ranks),
                    $"rank vector: entry {i + 1} is {ranks[i]}; ranks are at least 0"
                );
            }
        }

        return new RankVector(ranks.ToArray());
    }

    /// <summary>Whether both vectors have the same entries.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">A vector.</param>
    /// <returns>True when equal.</returns>
    public static bool operator ==(RankVector? left, RankVector? right) => Equals(left, right);

    /// <summary>Whether the vectors differ.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">A vector.</param>
    /// <returns>True when they differ.</returns>
    public static bool operator !=(RankVector? left, RankVector? right) => !Equals(left, right);

    /// <summary>Whether the left vector comes first lexicographically.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">A vector.</param>
    /// <returns>True when left is smaller.</returns>
    public static bool operator <(RankVector left, RankVector right) => Compare(left, right) < 0;

    /// <summary>Whether the left vector comes last lexicographically.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">A vector.</param>
    /// <returns>True when left is larger.</returns>
    public static bool operator >(RankVector left, RankVector right) => Compare(left, right) > 0;

    /// <summary>Whether the left vector is the right one or comes first.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">A vector.</param>
    /// <returns>True when left is not larger.</returns>
    public static bool operator <=(RankVector left, RankVector right) => Compare(left, right) <= 0;

    /// <summary>Whether the left vector is the right one or comes last.</summary>
    /// <param name="left">A vector.</param>
    /// <param name="right">A vector.</param>
    /// <returns>True when left is not smaller.</returns>
    public static bool operator >=(RankVector left, RankVector right) => Compare(left, right) >= 0;

    /// <summary>Lexicographic order.</summary>
    /// <param name="other">Another vector.</param>
    /// <returns>Negative, zero or positive as this is smaller, equal or larger.</returns>
    public int CompareTo(RankVector? other) => other is null ? 1 : _ranks.AsSpan().SequenceCompareTo(other._ranks);

    /// <inheritdoc/>
    int IComparable.CompareTo(object? obj) =>
        obj is null or RankVector
            ? CompareTo(obj as RankVector)
            : throw new ArgumentException($"expected a rank vector, got {obj.GetType()}", nameof(obj));

    /// <inheritdoc/>
    public bool Equals(RankVector? other) => other is not null && _ranks.AsSpan().SequenceEqual(other._ranks);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RankVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int rank in _ranks)
        {
            hash.Add(rank);
        }

        return hash.ToHashCode();
    }

    /// <summary>The entries between parentheses, as in (13,10,9).</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"({string.Join(',', _ranks)})";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_ranks).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _ranks.GetEnumerator();

    /// <summary>Copies entries that are known to be valid.</summary>
    internal static RankVector FromValid(ReadOnlySpan<int> ranks) => new(ranks.ToArray());

    private static int Compare(RankVector left, RankVector right)
    {
        ArgumentNullException.ThrowIfNull(left);
        return left.CompareTo(right);
    }
}
