using System;
using System.Collections.Generic;
using Neurovariety.Representations;

namespace Neurovariety.Fitting;

/// <summary>The value of the knapsack by its textbook recursion over capacities: a second route to the optimum.</summary>
internal static class CapacityKnapsack
{
    /// <summary>Largest sum of energies of leading units whose cost is at most the rank.</summary>
    internal static double Solve(IReadOnlyList<IsotypicBlock> blocks, double[][] energies, int rank)
    {
        double[] best = new double[rank + 1];
        for (int i = 0; i < blocks.Count; i++)
        {
            double[] next = (double[])best.Clone();
            double kept = 0.0;
            for (int k = 0; k < energies[i].Length && (long)(k + 1) * blocks[i].Dimension <= rank; k++)
            {
                kept += energies[i][k];
                int cost = (k + 1) * blocks[i].Dimension;
                for (int capacity = cost; capacity <= rank; capacity++)
                {
                    next[capacity] = Math.Max(next[capacity], best[capacity - cost] + kept);
                }
            }

            best = next;
        }

        return best[rank];
    }
}
