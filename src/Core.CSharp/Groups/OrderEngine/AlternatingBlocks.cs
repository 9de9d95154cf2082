using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>
/// Disjoint blocks B, permuted by a group G, such that G contains the alternating group of each block (acting trivially
/// elsewhere).
/// </summary>
/// <remarks>
/// Derivation: let the stabilizer of B act on B as a group that contains A_B, |B| ≥ 5. The elements of G that are trivial off B
/// form a normal subgroup of that stabilizer; one of them that moves a point of B, and the simplicity of A_B, give A_B ≤ G. With
/// N the product of all A_B, G/N acts faithfully on the points outside the blocks and on two signs per block (an element takes
/// sign s of B to sign s·sgn of the map B → g B, both in rising order), and |G| = |G/N|·∏ |B|!/2. An element of S_n belongs to G
/// if and only if it permutes the blocks and its image is in G/N.
/// </remarks>
internal sealed class AlternatingBlocks
{
    private const int LargestDegreeForSystems = 2000;
    private const int MostOrbits = 1000;
    private const int Attempts = 400;

    private readonly int[][] _blocks;
    private readonly int[] _blockOf;
    private readonly int[] _rank;
    private readonly int[] _others;
    private readonly int[] _otherIndex;

    private AlternatingBlocks(int degree, IReadOnlyList<int[]> blocks)
    {
        _blocks = [.. blocks];
        _blockOf = new int[degree];
        _rank = new int[degree];
        _otherIndex = new int[degree];
        Array.Fill(_blockOf, -1);
        for (int b = 0; b < _blocks.Length; b++)
        {
            for (int i = 0; i < _blocks[b].Length; i++)
            {
                _blockOf[_blocks[b][i]] = b;
                _rank[_blocks[b][i]] = i;
            }
        }

        List<int> others = [];
        for (int point = 0; point < degree; point++)
        {
            if (_blockOf[point] < 0)
            {
                _otherIndex[point] = others.Count;
                others.Add(point);
            }
        }

        _others = [.. others];
    }

    /// <summary>Degree of the quotient: the points outside the blocks, then two signs for each block.</summary>
    internal int QuotientDegree => _others.Length + (2 * _blocks.Length);

    /// <summary>Order of N, the product of the alternating groups.</summary>
    internal BigInteger KernelOrder
    {
        get
        {
            BigInteger order = BigInteger.One;
            foreach (int[] block in _blocks)
            {
                order *= AlternatingTest.Factorial(block.Length) / 2;
            }

            return order;
        }
    }

    /// <summary>Such blocks with proof, as many as are found in a fixed number of tries; null when there are none.</summary>
    internal static AlternatingBlocks? Find(int degree, IReadOnlyList<Permutation> generators, RandomSource random)
    {
        SetPartition orbits = OrbitPartition.Of(degree, generators);
        if (orbits.BlockCount > MostOrbits)
        {
            return null;
        }

        List<List<int[]>> families = [];
        foreach (int[] orbit in orbits.Blocks)
        {
            if (Candidate(orbit, generators, random) is List<int[]> family)
            {
                families.Add(family);
            }
        }

        return Confirm(degree, generators, families, random);
    }

    /// <summary>What a permutation does on the quotient's points, or null when it does not permute the blocks.</summary>
    internal Permutation? Project(ReadOnlySpan<int> image)
    {
        int[] projected = new int[QuotientDegree];
        for (int i = 0; i < _others.Length; i++)
        {
            int target = image[_others[i]];
            if (_blockOf[target] >= 0)
            {
                return null;
            }

            projected[i] = _otherIndex[target];
        }

        for (int b = 0; b < _blocks.Length; b++)
        {
            int target = _blockOf[image[_blocks[b][0]]];
            int[] ranks = new int[_blocks[b].Length];
            for (int i = 0; i < ranks.Length; i++)
            {
                int moved = image[_blocks[b][i]];
                if (target < 0 || _blockOf[moved] != target)
                {
                    return null;
                }

                ranks[i] = _rank[moved];
            }

            if (_blocks[target].Length != ranks.Length)
            {
                return null;
            }

            int flip = Permutation.Adopt(ranks).Sign > 0 ? 0 : 1;
            projected[Sign(b, 0)] = Sign(target, flip);
            projected[Sign(b, 1)] = Sign(target, 1 - flip);
        }

        return Permutation.Adopt(projected);
    }

    /// <summary>A uniform element over a given one of the quotient.</summary>
    internal Permutation Lift(Permutation projected, RandomSource random)
    {
        int[] image = new int[_blockOf.Length];
        for (int i = 0; i < _others.Length; i++)
        {
            image[_others[i]] = _others[projected[i]];
        }

        for (int b = 0; b < _blocks.Length; b++)
        {
            int sign = projected[Sign(b, 0)] - _others.Length;
            int[] target = _blocks[sign / 2];
            int[] ranks = Permutation.Identity(target.Length).Image.ToArray();
            random.Shuffle<int>(ranks);
            if (Permutation.Adopt(ranks).Sign > 0 != (sign % 2 == 0))
            {
                (ranks[0], ranks[1]) = (ranks[1], ranks[0]);
            }

            for (int i = 0; i < ranks.Length; i++)
            {
                image[_blocks[b][i]] = target[ranks[i]];
            }
        }

        return Permutation.Adopt(image);
    }

    private int Sign(int block, int sign) => _others.Length + (2 * block) + sign;

    // The orbit itself, or the finest blocks in it, on which the group acts as a giant.
    private static List<int[]>? Candidate(int[] orbit, IReadOnlyList<Permutation> generators, RandomSource random)
    {
        if (orbit.Length < AlternatingTest.LeastDegree)
        {
            return null;
        }

        List<Permutation> actions = Constituents.On(orbit, generators);
        if (AlternatingTest.ContainsAlternating(actions, random))
        {
            return [orbit];
        }

        if (orbit.Length > LargestDegreeForSystems)
        {
            return null;
        }

        foreach (SetPartition system in BlockSystems.Minimal(actions))
        {
            bool large = system.Block(0).Length >= AlternatingTest.LeastDegree;
            if (large && AlternatingTest.ContainsAlternating(BlockSystems.ActionOfStabilizer(actions, system), random))
            {
                return [.. Blocks(system, orbit)];
            }
        }

        return null;
    }

    private static IEnumerable<int[]> Blocks(SetPartition system, int[] orbit)
    {
        foreach (int[] block in system.Blocks)
        {
            yield return Array.ConvertAll(block, place => orbit[place]);
        }
    }

    // Keeps the families for which an element is found that moves points of one block only.
    private static AlternatingBlocks? Confirm(
        int degree,
        IReadOnlyList<Permutation> generators,
        List<List<int[]>> families,
        RandomSource random
    )
    {
        while (families.Count > 0)
        {
            List<int[]> all = [];
            families.ForEach(all.AddRange);
            AlternatingBlocks blocks = new(degree, all);
            SingleBlockSearch search = new(blocks._blockOf, blocks._blocks.Length, generators, random);
            int first = 0;
            List<List<int[]>> kept = [];
            foreach (List<int[]> family in families)
            {
                if (search.FindsWitness(first, family.Count, Attempts))
                {
                    kept.Add(family);
                }

                first += family.Count;
            }

            if (kept.Count == families.Count)
            {
                return blocks;
            }

            families = kept;
        }

        return null;
    }
}
