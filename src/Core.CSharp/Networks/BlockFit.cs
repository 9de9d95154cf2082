using System;
using System.Collections.Generic;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Networks;

/// <summary>Whether ranks and factors fit the isotypic blocks.</summary>
internal static class BlockFit
{
    /// <summary>Checks that a vector has one rank for each block, at most its multiplicity.</summary>
    internal static void Check(IReadOnlyList<IsotypicBlock> blocks, RankVector component)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(component);
        if (component.Count != blocks.Count)
        {
            throw new ArgumentException(
                $"component: expected {blocks.Count} ranks, one for each block, got {component.Count}",
                nameof(component)
            );
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            if (component[i] > blocks[i].Multiplicity)
            {
                throw new ArgumentException(
                    $"component: rank {component[i]} of block {blocks[i].Label} exceeds its multiplicity"
                        + $" {blocks[i].Multiplicity}",
                    nameof(component)
                );
            }
        }
    }

    /// <summary>Generic rank Σ δ_i·r_i of a vector.</summary>
    internal static int GenericRank(IReadOnlyList<IsotypicBlock> blocks, RankVector component)
    {
        int rank = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            rank += blocks[i].Dimension * component[i];
        }

        return rank;
    }
}
