using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace Neurovariety.Varieties;

/// <summary>For each suffix of the blocks, the number of ways to complete a maximal rank vector.</summary>
/// <remarks>
/// Derivation: a vector whose budget has the rest s is maximal iff all blocks of cost at most s are full. For each
/// class of s between neighbouring costs, one table counts the suffixes of each exact total cost under that condition.
/// </remarks>
internal sealed class ComponentTables
{
    private const long LargestTable = 1 << 22;
    private readonly int[] _costs;
    private readonly BigInteger[][][] _ways;

    internal ComponentTables(IReadOnlyList<MatrixBlock> blocks, int budget)
    {
        _costs = [.. blocks.Select(b => b.Dimension).Distinct().Order()];
        long size = (long)_costs.Length * (blocks.Count + 1) * (budget + 1L);
        if (size > LargestTable)
        {
            throw new ArgumentException(
                $"numbering the components needs a table of {size} integers for {blocks.Count} blocks and rank {budget}; "
                    + $"the limit is {LargestTable}, lower the rank (counting and listing have no limit)"
            );
        }

        _ways = [.. Enumerable.Range(0, _costs.Length).Select(c => Suffixes(blocks, budget, c))];
    }

    /// <summary>
    /// Completions by the blocks from <paramref name="position"/> on with a budget, when the rest must stay below
    /// <paramref name="bound"/>, the least cost of a block before that is not full.
    /// </summary>
    internal BigInteger Completions(int position, int budget, int bound)
    {
        if (_costs.Length == 0)
        {
            return BigInteger.One;
        }

        BigInteger sum = BigInteger.Zero;
        int interval = 0;
        for (int rest = 0; rest <= budget && rest < Math.Min(bound, _costs[^1]); rest++)
        {
            while (_costs[interval] <= rest)
            {
                interval++;
            }

            sum += _ways[interval][position][budget - rest];
        }

        return sum;
    }

    // Class c: the rest is at least the c smallest costs, which are therefore full.
    private BigInteger[][] Suffixes(IReadOnlyList<MatrixBlock> blocks, int budget, int c)
    {
        BigInteger[][] ways = new BigInteger[blocks.Count + 1][];
        ways[blocks.Count] = new BigInteger[budget + 1];
        ways[blocks.Count][0] = BigInteger.One;
        for (int i = blocks.Count - 1; i >= 0; i--)
        {
            bool full = c > 0 && blocks[i].Dimension <= _costs[c - 1];
            ways[i] = Prepend(ways[i + 1], blocks[i].Dimension, blocks[i].Multiplicity, full);
        }

        return ways;
    }

    private static BigInteger[] Prepend(BigInteger[] next, int cost, int multiplicity, bool full)
    {
        BigInteger[] ways = new BigInteger[next.Length];
        long all = (long)cost * multiplicity;
        for (int k = 0; k < ways.Length; k++)
        {
            if (full)
            {
                ways[k] = k >= all ? next[k - all] : BigInteger.Zero;
                continue;
            }

            ways[k] = next[k] + (k >= cost ? ways[k - cost] : BigInteger.Zero);
            if (k >= all + cost)
            {
                ways[k] -= next[k - all - cost];
            }
        }

        return ways;
    }
}
