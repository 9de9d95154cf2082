using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>The powers of one permutation, of any degree, from its cycles alone.</summary>
internal sealed class CyclicStructure(Permutation generator) : GroupStructure
{
    /// <inheritdoc/>
    internal override BigInteger Order { get; } = generator.Order;

    /// <summary>Membership, exact.</summary>
    /// <remarks>
    /// p = σ^k must turn every cycle of length l by k mod l: one residue per length, and residues of two lengths must agree
    /// modulo their greatest common divisor (Chinese remainder theorem).
    /// </remarks>
    internal override bool Contains(Permutation p)
    {
        Dictionary<int, int> residues = [];
        int[] place = new int[generator.Degree];
        foreach (int[] cycle in generator.Cycles())
        {
            if (TurnOf(cycle, p, place) is not int turn || residues.GetValueOrDefault(cycle.Length, turn) != turn)
            {
                return false;
            }

            residues[cycle.Length] = turn;
        }

        return Agree([.. residues]);
    }

    /// <inheritdoc/>
    internal override Permutation Random(RandomSource random) => generator.Power(random.NextBigInteger(Order));

    // k with p(c_i) = c_{i+k} along the whole cycle, or null.
    private static int? TurnOf(int[] cycle, Permutation p, int[] place)
    {
        for (int i = 0; i < cycle.Length; i++)
        {
            place[cycle[i]] = i;
        }

        int turn = place[p[cycle[0]]] % cycle.Length;
        int target = turn;
        foreach (int point in cycle)
        {
            if (p[point] != cycle[target])
            {
                return null;
            }

            target = target + 1 == cycle.Length ? 0 : target + 1;
        }

        return turn;
    }

    private static bool Agree(KeyValuePair<int, int>[] residues)
    {
        for (int i = 0; i < residues.Length; i++)
        {
            for (int j = i + 1; j < residues.Length; j++)
            {
                int common = (int)BigInteger.GreatestCommonDivisor(residues[i].Key, residues[j].Key);
                if ((residues[i].Value - residues[j].Value) % common != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
