using System;
using System.Collections.Generic;

namespace Neurovariety.Varieties;

/// <summary>Checks of rank vectors against blocks, with messages that say what would be right.</summary>
internal static class RankVectorCheck
{
    /// <summary>Throws unless there is one rank for each block and none above its multiplicity.</summary>
    internal static void Fits(IReadOnlyList<MatrixBlock> blocks, RankVector ranks)
    {
        if (ranks.Count != blocks.Count)
        {
            throw new ArgumentException(
                $"component: expected {blocks.Count} ranks, one for each block, got {ranks.Count}",
                nameof(ranks)
            );
        }

        for (int i = 0; i < ranks.Count; i++)
        {
            if (ranks[i] > blocks[i].Multiplicity)
            {
                throw new ArgumentException(
                    $"component: rank {ranks[i]} of block {blocks[i].Label} exceeds its multiplicity {blocks[i].Multiplicity}",
                    nameof(ranks)
                );
            }
        }
    }
}
