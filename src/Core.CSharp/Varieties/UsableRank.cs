using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Varieties;

/// <summary>How far a budget of rank can be used up by the blocks from a given position on.</summary>
/// <remarks>
/// Derivation: any total number of units up to the capacity can be had of each distinct cost, so what a suffix can
/// reach depends on its capacity for each cost only: a bounded knapsack with as many items as there are costs.
/// A prefix extends to a maximal vector iff the smallest rest of its budget is below the cost of each block of the
/// prefix that is not full (a fullest suffix is maximal by itself).
/// </remarks>
internal sealed class UsableRank
{
    private const int LargestTable = 1 << 20;
    private readonly int[] _costs;
    private readonly int[] _reach;
    private readonly long[][] _capacities;
    private readonly int[]? _table;
    private readonly int _width;

    internal UsableRank(IReadOnlyList<MatrixBlock> blocks, int budget)
    {
        _costs = [.. blocks.Select(b => b.Dimension).Distinct().Order()];
        _reach = new int[_costs.Length];
        for (int j = 1; j < _costs.Length; j++)
        {
            _reach[j] = _reach[j - 1] + _costs[j - 1];
        }

        _capacities = new long[_costs.Length][];
        for (int j = 0; j < _costs.Length; j++)
        {
            _capacities[j] = new long[blocks.Count + 1];
            for (int i = blocks.Count - 1; i >= 0; i--)
            {
                _capacities[j][i] =
                    _capacities[j][i + 1] + (blocks[i].Dimension == _costs[j] ? blocks[i].Multiplicity : 0);
            }
        }

        _width = budget + 1;
        long size = (long)_width * (blocks.Count + 1);
        _table = size <= LargestTable ? new int[size] : null;
    }

    /// <summary>Smallest rest of the budget that the blocks from <paramref name="position"/> on can leave.</summary>
    internal int Slack(int position, int budget)
    {
        if (_table is null)
        {
            return Slack(position, budget, _costs.Length - 1);
        }

        // The table holds slack + 1; 0 means not yet known. A race writes the same number twice.
        ref int entry = ref _table[(position * _width) + budget];
        if (entry == 0)
        {
            entry = Slack(position, budget, _costs.Length - 1) + 1;
        }

        return entry - 1;
    }

    // Of the solutions with least slack, the one that uses cost j most is at most Σ_{i<j} cost_i + 1 units below what
    // fits: otherwise cost_j units of a cheaper cost i could be exchanged for cost_i units of cost j.
    private int Slack(int position, int budget, int j)
    {
        if (budget == 0 || j < 0)
        {
            return budget;
        }

        int cost = _costs[j];
        int most = (int)Math.Min(_capacities[j][position], budget / cost);
        int best = int.MaxValue;
        for (int units = most; units >= Math.Max(0, most - _reach[j] - 1) && best > 0; units--)
        {
            best = Math.Min(best, Slack(position, budget - (units * cost), j - 1));
        }

        return best;
    }
}
