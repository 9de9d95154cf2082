using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Neurovariety.Numerics;
using Neurovariety.Representations;

namespace Neurovariety.Varieties;

/// <summary>
/// The irreducible components of the equivariant matrices of rank at most r: the rank vectors 0 ≤ r_i ≤ m_i that are
/// maximal under Σ δ_i·r_i ≤ r. They are enumerated lazily and numbered from 0 in falling lexicographic order.
/// </summary>
/// <remarks>
/// Source: [KSS24, Prop. on equivariance], [FORMULAS]. Correction: the proposition counts the components that contain
/// a matrix of rank exactly r; the others, of smaller generic rank, are components too and are listed here.
/// </remarks>
public sealed class Components
{
    private readonly UsableRank _fill;
    private readonly Lazy<ComponentTables> _tables;
    private readonly long[] _suffixCost;
    private readonly BlockDegrees _degrees = new();

    private Components(IReadOnlyList<IsotypicBlock> isotypic, IReadOnlyList<MatrixBlock> blocks, int rank, Field field)
    {
        IsotypicBlocks = isotypic;
        Blocks = blocks;
        Field = field;
        _suffixCost = new long[blocks.Count + 1];
        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            _suffixCost[i] = _suffixCost[i + 1] + ((long)blocks[i].Dimension * blocks[i].Multiplicity);
        }

        Rank = (int)Math.Min(rank, _suffixCost[0]);
        _fill = new UsableRank(blocks, Rank);
        _tables = new Lazy<ComponentTables>(
            () => new ComponentTables(Blocks, Rank),
            LazyThreadSafetyMode.ExecutionAndPublication
        );
    }

    /// <summary>The blocks of the commutant over the field.</summary>
    public IReadOnlyList<MatrixBlock> Blocks { get; }

    /// <summary>min(r, n).</summary>
    public int Rank { get; }

    /// <summary>R or C.</summary>
    public Field Field { get; }

    private IReadOnlyList<IsotypicBlock> IsotypicBlocks { get; }

    /// <summary>The components of a bound on the rank.</summary>
    /// <param name="blocks">The real isotypic blocks of the group.</param>
    /// <param name="rank">r, at least 0; above n it counts as n.</param>
    /// <param name="field">R or C.</param>
    /// <returns>The components; nothing is enumerated yet.</returns>
    /// <exception cref="ArgumentOutOfRangeException">r is negative.</exception>
    public static Components Of(IReadOnlyList<IsotypicBlock> blocks, int rank, Field field = Field.Real)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        return new Components(blocks, MatrixBlock.Over(blocks, field), rank, field);
    }

    /// <summary>The number of all components.</summary>
    /// <returns>The count; at least 1.</returns>
    public BigInteger Count() => ComponentCount.AllMaximal(IsotypicBlocks, Rank, Field);

    /// <summary>The number of those components that contain a matrix of rank exactly min(r, n).</summary>
    /// <returns>The count, at least 1: the one that [KSS24] prints.</returns>
    public BigInteger CountOfExactRank() => ComponentCount.ContainingExactRank(IsotypicBlocks, Rank, Field);

    /// <summary>All components in falling lexicographic order, one at a time: the list is never held in memory.</summary>
    /// <returns>The rank vectors.</returns>
    public IEnumerable<RankVector> Enumerate()
    {
        ComponentWalk walk = new(Blocks, _suffixCost, _fill, Rank);
        while (walk.MoveNext())
        {
            yield return RankVector.FromValid(walk.Current);
        }
    }

    /// <summary>The component at a position of the enumeration, without listing.</summary>
    /// <param name="index">0 … count − 1.</param>
    /// <returns>The rank vector.</returns>
    /// <exception cref="ArgumentOutOfRangeException">index outside 0 … count − 1.</exception>
    /// <exception cref="ArgumentException">There are too many blocks times ranks for a table of counts.</exception>
    public RankVector Unrank(BigInteger index)
    {
        ComponentTables tables = _tables.Value;
        BigInteger count = tables.Completions(0, Rank, int.MaxValue);
        if (index.Sign < 0 || index >= count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"index: expected 0 to {count - 1}, got {index}");
        }

        int[] ranks = new int[Blocks.Count];
        int budget = Rank;
        int bound = int.MaxValue;
        for (int i = 0; i < ranks.Length; i++)
        {
            for (int value = Most(i, budget); ; value--)
            {
                BigInteger completions = Completions(i, value, budget, bound);
                if (index < completions)
                {
                    ranks[i] = value;
                    break;
                }

                index -= completions;
            }

            Step(i, ranks[i], ref budget, ref bound);
        }

        return RankVector.FromValid(ranks);
    }

    /// <summary>The position of a component in the enumeration, without listing: the inverse of <see cref="Unrank"/>.</summary>
    /// <param name="ranks">A component.</param>
    /// <returns>0 … count − 1.</returns>
    /// <exception cref="ArgumentException">The vector is no component.</exception>
    public BigInteger IndexOf(RankVector ranks)
    {
        Require(ranks);
        BigInteger index = BigInteger.Zero;
        int budget = Rank;
        int bound = int.MaxValue;
        for (int i = 0; i < ranks.Count; i++)
        {
            for (int value = Most(i, budget); value > ranks[i]; value--)
            {
                index += Completions(i, value, budget, bound);
            }

            Step(i, ranks[i], ref budget, ref bound);
        }

        return index;
    }

    /// <summary>Whether a vector is a component: within the bounds, within r and maximal.</summary>
    /// <param name="ranks">Any rank vector.</param>
    /// <returns>True for a component; false also for a vector of another length.</returns>
    public bool Contains(RankVector ranks)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        return ranks.Count == Blocks.Count
            && !Blocks.Zip(ranks).Any(pair => pair.Second > pair.First.Multiplicity)
            && GenericRank(ranks) <= Rank
            && FirstThatFits(ranks) is null;
    }

    /// <summary>Throws, saying what would be right, unless a vector is a component.</summary>
    /// <param name="ranks">Any rank vector.</param>
    /// <exception cref="ArgumentException">The length, a rank, or the sum is wrong, or the vector is not maximal.</exception>
    public void Require(RankVector ranks)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        RankVectorCheck.Fits(Blocks, ranks);
        long sum = GenericRank(ranks);
        if (sum > Rank)
        {
            throw new ArgumentException($"component: the ranks cost {sum}, more than {Rank}", nameof(ranks));
        }

        if (FirstThatFits(ranks) is int i)
        {
            throw new ArgumentException(
                $"component: the ranks cost {sum} of {Rank}, so block {Blocks[i].Label} (cost {Blocks[i].Dimension}, "
                    + $"rank {ranks[i]} of {Blocks[i].Multiplicity}) has room for one more",
                nameof(ranks)
            );
        }
    }

    /// <summary>A component drawn at random, each with the same probability, without listing.</summary>
    /// <param name="random">Source of random numbers.</param>
    /// <returns>The rank vector.</returns>
    /// <exception cref="ArgumentException">There are too many blocks times ranks for a table of counts.</exception>
    public RankVector Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Unrank(random.NextBigInteger(_tables.Value.Completions(0, Rank, int.MaxValue)));
    }

    /// <summary>The irreducible variety that a component is.</summary>
    /// <param name="ranks">A rank vector, not necessarily maximal.</param>
    /// <returns>The variety.</returns>
    /// <exception cref="ArgumentException">The vector does not fit the blocks.</exception>
    public EquivariantVariety Variety(RankVector ranks) => new(IsotypicBlocks, Blocks, ranks, Field, _degrees);

    private long GenericRank(RankVector ranks) => Blocks.Zip(ranks, (b, r) => (long)b.Dimension * r).Sum();

    private int? FirstThatFits(RankVector ranks)
    {
        long rest = Rank - GenericRank(ranks);
        for (int i = 0; i < ranks.Count; i++)
        {
            if (ranks[i] < Blocks[i].Multiplicity && Blocks[i].Dimension <= rest)
            {
                return i;
            }
        }

        return null;
    }

    private int Most(int i, int budget) => Math.Min(Blocks[i].Multiplicity, budget / Blocks[i].Dimension);

    private BigInteger Completions(int i, int value, int budget, int bound)
    {
        Step(i, value, ref budget, ref bound);
        return _tables.Value.Completions(i + 1, budget, bound);
    }

    private void Step(int i, int value, ref int budget, ref int bound)
    {
        budget -= value * Blocks[i].Dimension;
        bound = value < Blocks[i].Multiplicity ? Math.Min(bound, Blocks[i].Dimension) : bound;
    }
}
