using System;
using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>The finest partition of which every block of each given partition lies in one block.</summary>
public static class FinestCommonCoarsening
{
    /// <summary>Joins blocks that share a point, over all partitions.</summary>
    /// <param name="partitions">At least one, all of the same degree n.</param>
    /// <returns>The finest common coarsening.</returns>
    /// <exception cref="ArgumentException">No partition, or degrees that differ.</exception>
    /// <remarks>
    /// Source: [KSS24]: the cycle partitions of generators have the orbits of their group as finest common coarsening.
    /// Cost: nearly linear (union-find).
    /// </remarks>
    public static SetPartition Of(IEnumerable<SetPartition> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        DisjointSets? sets = null;
        int degree = 0;
        foreach (SetPartition partition in partitions)
        {
            sets ??= new DisjointSets(degree = partition.Degree);
            if (partition.Degree != degree)
            {
                throw new ArgumentException(
                    $"partitions: expected degree {degree} as in the first, got {partition.Degree}",
                    nameof(partitions)
                );
            }

            for (int index = 0; index < partition.BlockCount; index++)
            {
                ReadOnlySpan<int> block = partition.Block(index);
                foreach (int point in block)
                {
                    sets.Union(block[0], point);
                }
            }
        }

        return sets?.ToPartition()
            ?? throw new ArgumentException("partitions: expected at least one, got none", nameof(partitions));
    }
}
