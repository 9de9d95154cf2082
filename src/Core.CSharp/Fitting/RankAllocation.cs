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
    private readonly IReadOnlyList<IsotypicBlock> _blocks;
    private readonly List<(int Slack, AllocationTable Table)> _levels;
    private readonly int _largestDimension;

    private RankAllocation(
        IReadOnlyList<IsotypicBlock> blocks,
        List<(int Slack, AllocationTable Table)> levels,
        int rank
    )
    {
        _blocks = blocks;
        _levels = levels;
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
        int[] dimensions = [0, .. blocks.Select(b => b.Dimension).Distinct().Order()];
        List<(int, AllocationTable)> levels = [];
        foreach (int slack in dimensions[..^1])
        {
            levels.Add((slack, new AllocationTable(blocks, energies, clamped, slack)));
        }

        return new RankAllocation(blocks, levels, clamped);
    }

    /// <summary>The best component for a rank.</summary>
    /// <param name="rank">0 … <see cref="Rank"/>.</param>
    /// <returns>The maximal vector of largest energy.</returns>
    public Allocation Best(int rank) => Leading(rank)[0];

    /// <summary>The second best component for a rank.</summary>
    /// <param name="rank">0 … <see cref="Rank"/>.</param>
    /// <returns>The runner-up; null when there is only one component.</returns>
    public Allocation? RunnerUp(int rank) => Leading(rank) is [_, Allocation second] ? second : null;

    private List<Allocation> Leading(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, Rank);
        List<(double Value, AllocationTable Table, int Cost, int Place)> found = [];
        for (int slack = 0; slack < _largestDimension && slack <= rank; slack++)
        {
            AllocationTable table = _levels.FindLast(level => level.Slack <= slack).Table;
            for (int place = 0; place < 2; place++)
            {
                double value = table.Value(rank - slack, place);
                if (!double.IsNegativeInfinity(value))
                {
                    found.Add((value, table, rank - slack, place));
                }
            }
        }

        return
        [
            .. found
                .OrderByDescending(f => f.Value)
                .Take(4)
                .Select(f => new Allocation(f.Table.Vector(f.Cost, f.Place), f.Value))
                .OrderByDescending(a => a.Value)
                .ThenByDescending(a => a.Component)
                .Take(2),
        ];
    }
}
