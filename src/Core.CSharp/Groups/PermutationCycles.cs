using System;
using System.Collections.Generic;
using System.Numerics;

namespace Neurovariety.Groups;

/// <content>What follows from the cycles: order, sign, powers, the partition into cycles.</content>
public sealed partial class Permutation
{
    /// <summary>The least k ≥ 1 with σ^k = 1: the least common multiple of the cycle lengths.</summary>
    public BigInteger Order
    {
        get
        {
            BigInteger order = BigInteger.One;
            foreach (int length in CycleType().Keys)
            {
                order *= length / BigInteger.GreatestCommonDivisor(order, length);
            }

            return order;
        }
    }

    /// <summary>+1 for a product of an even number of transpositions, −1 otherwise.</summary>
    public int Sign => (Degree - CyclePartition().BlockCount) % 2 == 0 ? 1 : -1;

    /// <summary>All cycles, fixed points among them.</summary>
    /// <returns>Each cycle starts at its smallest point and runs i, σ(i), σ²(i), …; ordered by smallest point.</returns>
    public IReadOnlyList<int[]> Cycles()
    {
        List<int[]> cycles = [];
        List<int> cycle = [];
        bool[] seen = new bool[Degree];
        for (int start = 0; start < Degree; start++)
        {
            if (seen[start])
            {
                continue;
            }

            cycle.Clear();
            for (int point = start; !seen[point]; point = _image[point])
            {
                seen[point] = true;
                cycle.Add(point);
            }

            cycles.Add([.. cycle]);
        }

        return cycles;
    }

    /// <summary>How many cycles there are of each length, fixed points as length 1.</summary>
    /// <returns>Count by length, lengths rising.</returns>
    public IReadOnlyDictionary<int, int> CycleType()
    {
        SortedDictionary<int, int> type = [];
        bool[] seen = new bool[Degree];
        for (int start = 0; start < Degree; start++)
        {
            int length = 0;
            for (int point = start; !seen[point]; point = _image[point])
            {
                seen[point] = true;
                length++;
            }

            if (length > 0)
            {
                type[length] = type.GetValueOrDefault(length) + 1;
            }
        }

        return type;
    }

    /// <summary>The partition of the points into cycles.</summary>
    /// <returns>Blocks are the sets of points of the cycles.</returns>
    public SetPartition CyclePartition()
    {
        int[] labels = new int[Degree];
        Array.Fill(labels, -1);
        int count = 0;
        for (int start = 0; start < Degree; start++)
        {
            if (labels[start] >= 0)
            {
                continue;
            }

            for (int point = start; labels[point] < 0; point = _image[point])
            {
                labels[point] = count;
            }

            count++;
        }

        return SetPartition.Adopt(labels, count);
    }

    /// <summary>The k-th power, by moving along the cycles.</summary>
    /// <param name="exponent">k, of any sign.</param>
    /// <returns>σ^k.</returns>
    public Permutation Power(long exponent) => Power(new BigInteger(exponent));

    /// <summary>The k-th power, by moving along the cycles.</summary>
    /// <param name="exponent">k, of any sign and size.</param>
    /// <returns>σ^k.</returns>
    public Permutation Power(BigInteger exponent)
    {
        int[] image = new int[Degree];
        Dictionary<int, int> steps = [];
        foreach (int[] cycle in Cycles())
        {
            int length = cycle.Length;
            if (!steps.TryGetValue(length, out int step))
            {
                step = (int)(((exponent % length) + length) % length);
                steps.Add(length, step);
            }

            int target = step;
            for (int i = 0; i < length; i++)
            {
                image[cycle[i]] = cycle[target];
                target = target + 1 == length ? 0 : target + 1;
            }
        }

        return new Permutation(image);
    }
}
