using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>A rank vector and the energy it keeps.</summary>
/// <param name="Component">A maximal rank vector.</param>
/// <param name="Value">Sum of the energies of its units.</param>
public sealed record Allocation(RankVector Component, double Value);

/// <summary>
/// The exact best way to spend a rank on the blocks, with the second best: unit k of block i costs δ_i and brings the
/// energy w_{i,k}, falling in k.
/// </summary>
/// <remarks>
/// Derivation: a component is a vector that is maximal under Σ δ_i·r_i ≤ r, that is: every block with δ_i at most the
/// slack s = r − Σ δ_i·r_i is full. For every set of blocks that must be full (one for each distinct δ) a table over
/// (block, exact cost) keeps the two best vectors; all ranks up to r are read off it. Ties go to the lexicographically
/// larger vector. Cost O(d·r·Σ m_i) for d distinct δ.
/// </remarks>
public sealed class RankAllocation
{
    private readonly int[] _slacks;
    private readonly AllocationTable[] _tables;
    private readonly int _largestDimension;

    private RankAllocation(IReadOnlyList<IsotypicBlock> blocks, int[] slacks, AllocationTable[] tables, int rank)
    {
        _slacks = slacks;
        _tables = tables;
        _largestDimension = blocks.Max(b => b.Dimension);
        Rank = rank;
    }

    /// <summary>Largest rank that can be asked for, at most n.</summary>
    public int Rank { get; }

    /// <summary>Solves for all ranks up to a bound.</summary>
    /// <param name="blocks">The blocks with their costs and multiplicities.</param>
    /// <param name="energies">For each block m numbers, at least 0 and falling.</param>
    /// <param name="rank">r, at least 0; above n it counts as n.</param>
    /// <returns>The best two vectors for each rank.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">rank is negative.</exception>
    public static RankAllocation Solve(
        IReadOnlyList<IsotypicBlock> blocks,
        IReadOnlyList<IReadOnlyList<double>> energies,
        int rank
    )
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(energies);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        if (blocks.Count == 0 || energies.Count != blocks.Count)
        {
            throw new ArgumentException(
                $"energies: {energies.Count} lists for {blocks.Count} blocks",
                nameof(energies)
            );
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            if (energies[i].Count != blocks[i].Multiplicity)
            {
                throw new ArgumentException(
                    $"energies: block {blocks[i].Label} has multiplicity {blocks[i].Multiplicity},"
                        + $" got {energies[i].Count} numbers",
                    nameof(energies)
                );
            }
        }

        int clamped = (int)Math.Min(rank, blocks.Sum(b => b.ComponentDimension));
        int[] slacks = Slacks(blocks);
        AllocationTable[] tables = new AllocationTable[slacks.Length];
        for (int level = 0; level < tables.Length; level++)
        {
            tables[level] = new AllocationTable(blocks, energies, clamped, slacks[level]);
        }

        return new RankAllocation(blocks, slacks, tables, clamped);
    }

    /// <summary>The best component for a rank.</summary>
    /// <param name="rank">0 … <see cref="Rank"/>.</param>
    /// <returns>The maximal vector of largest energy.</returns>
    public Allocation Best(int rank) => Leading(rank)[0];

    /// <summary>The second best component for a rank.</summary>
    /// <param name="rank">0 … <see cref="Rank"/>.</param>
    /// <returns>The runner-up; null when there is only one component.</returns>
    public Allocation? RunnerUp(int rank) => Leading(rank) is [_, Allocation second] ? second : null;

    // 0 and every dimension but the largest, rising: from each on, the blocks up to it must be full.
    private static int[] Slacks(IReadOnlyList<IsotypicBlock> blocks)
    {
        SortedSet<int> dimensions = [0];
        foreach (IsotypicBlock block in blocks)
        {
            dimensions.Add(block.Dimension);
        }

        int[] all = [.. dimensions];
        return all[..^1];
    }

    private List<Allocation> Leading(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, Rank);
        List<Allocation> found = [];
        int level = 0;
        for (int slack = 0; slack < _largestDimension && slack <= rank; slack++)
        {
            while (level + 1 < _slacks.Length && _slacks[level + 1] <= slack)
            {
                level++;
            }

            for (int place = 0; place < 2; place++)
            {
                double value = _tables[level].Value(rank - slack, place);
                if (!double.IsNegativeInfinity(value) && (found.Count < 2 || value >= found[1].Value))
                {
                    Insert(found, new Allocation(_tables[level].Vector(rank - slack, place), value));
                }
            }
        }

        return found;
    }

    // Keeps the best two, ties by the larger vector.
    private static void Insert(List<Allocation> found, Allocation candidate)
    {
        int at = found.Count;
        while (at > 0 && IsBetter(candidate, found[at - 1]))
        {
            at--;
        }

        found.Insert(at, candidate);
        if (found.Count > 2)
        {
            found.RemoveAt(2);
        }
    }

    private static bool IsBetter(Allocation a, Allocation b) =>
        a.Value > b.Value || (a.Value == b.Value && a.Component > b.Component);
}
