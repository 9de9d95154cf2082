using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Varieties;

/// <summary>A depth-first walk over the maximal rank vectors in falling lexicographic order, without dead ends.</summary>
internal sealed class ComponentWalk
{
    private readonly UsableRank _fill;
    private readonly long[] _suffixCost;
    private readonly int[] _costs;
    private readonly int[] _multiplicities;
    private readonly int[] _ranks;
    private readonly int[] _budgets;
    private readonly int[] _bounds;
    private bool _started;

    internal ComponentWalk(IReadOnlyList<MatrixBlock> blocks, long[] suffixCost, UsableRank fill, int rank)
    {
        _fill = fill;
        _suffixCost = suffixCost;
        _costs = [.. blocks.Select(b => b.Dimension)];
        _multiplicities = [.. blocks.Select(b => b.Multiplicity)];
        _ranks = new int[blocks.Count];
        _budgets = new int[blocks.Count + 1];
        _bounds = new int[blocks.Count + 1];
        _budgets[0] = rank;
        _bounds[0] = int.MaxValue;
    }

    /// <summary>The present vector: overwritten by the next move.</summary>
    internal ReadOnlySpan<int> Current => _ranks;

    /// <summary>Moves to the next vector; false at the end.</summary>
    internal bool MoveNext()
    {
        int last = _ranks.Length - 1;
        int level = _started ? last : 0;
        int from = _started && last >= 0 ? _ranks[last] - 1 : Most(0);
        if (last < 0)
        {
            (bool first, _started) = (!_started, true);
            return first;
        }

        _started = true;
        while (level >= 0)
        {
            if (!TrySet(level, from))
            {
                level--;
                from = level >= 0 ? _ranks[level] - 1 : 0;
            }
            else if (level == last)
            {
                return true;
            }
            else
            {
                level++;
                from = Most(level);
            }
        }

        return false;
    }

    private int Most(int level) =>
        level < _costs.Length ? Math.Min(_multiplicities[level], _budgets[level] / _costs[level]) : 0;

    // The largest rank at most `from` from which the rest of the blocks can still complete a maximal vector.
    private bool TrySet(int level, int from)
    {
        int cost = _costs[level];
        int multiplicity = _multiplicities[level];
        long later = _suffixCost[level + 1];
        int notFull = Math.Min(_bounds[level], cost);
        for (int value = from; value >= 0; value--)
        {
            int budget = _budgets[level] - (value * cost);
            int bound = value < multiplicity ? notFull : _bounds[level];
            if (_fill.Slack(level + 1, budget) < bound)
            {
                _ranks[level] = value;
                _budgets[level + 1] = budget;
                _bounds[level + 1] = bound;
                return true;
            }

            // Even with all later blocks full too much would be left, the more so for smaller values.
            if (value < multiplicity && budget - later >= notFull)
            {
                return false;
            }
        }

        return false;
    }
}
