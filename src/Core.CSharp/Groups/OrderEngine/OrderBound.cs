using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>
/// Upper bounds on the order of a group that are proven: the product over orbits; over a system of k blocks, |H|^k·|K| for H the
/// action of a block's stabilizer on it and K the action on the blocks (the wreath product contains the group); both halved for
/// every relation between signs that the group satisfies and the larger group does not.
/// </summary>
internal static class OrderBound
{
    private const int MostSystems = 4;
    private const int LargestDegreeForSystems = 2000;

    /// <summary>The least bound found, at least the order.</summary>
    internal static BigInteger Of(IReadOnlyList<Permutation> generators, RandomSource random, WorkBudget budget)
    {
        int degree = generators[0].Degree;
        SetPartition orbits = OrbitPartition.Of(degree, generators);
        if (orbits.BlockCount > 1)
        {
            return OfOrbits(generators, orbits, random, budget);
        }

        BigInteger bound = AlternatingTest.Factorial(degree);
        if (degree > LargestDegreeForSystems)
        {
            return bound;
        }

        List<SetPartition> systems = BlockSystems.Minimal(generators);
        for (int i = 0; i < Math.Min(systems.Count, MostSystems); i++)
        {
            bound = BigInteger.Min(bound, OfBlocks(generators, systems[i], random, budget));
        }

        return bound;
    }

    private static BigInteger OfOrbits(
        IReadOnlyList<Permutation> generators,
        SetPartition orbits,
        RandomSource random,
        WorkBudget budget
    )
    {
        BigInteger bound = BigInteger.One;
        int odd = 0;
        List<BitVector> signs = NewVectors(generators.Count);
        foreach (int[] orbit in orbits.Blocks)
        {
            bound *= Exact(Constituents.On(orbit, generators), random, budget);
            bool anyOdd = false;
            for (int g = 0; g < generators.Count; g++)
            {
                bool isOdd = IsOddOn(orbit, generators[g]);
                signs[g].Append(isOdd);
                anyOdd |= isOdd;
            }

            odd += anyOdd ? 1 : 0;
        }

        return bound >> (odd - BitVector.Rank(signs));
    }

    // A group on fewer points is a smaller problem of the same kind.
    private static BigInteger Exact(List<Permutation> generators, RandomSource random, WorkBudget budget) =>
        GroupStructure.Of(generators[0].Degree, generators, random, budget).Order;

    private static BigInteger OfBlocks(
        IReadOnlyList<Permutation> generators,
        SetPartition system,
        RandomSource random,
        WorkBudget budget
    )
    {
        List<Permutation> top = BlockSystems.ActionOnBlocks(generators, system);
        List<Permutation> bottom = BlockSystems.ActionOfStabilizer(generators, system);
        BigInteger bound =
            BigInteger.Pow(Exact(bottom, random, budget), system.BlockCount) * Exact(top, random, budget);

        // Two characters of the wreath product: the sign on points and the sign on blocks.
        List<BitVector> group = NewVectors(generators.Count);
        for (int g = 0; g < generators.Count; g++)
        {
            group[g].Append(generators[g].Sign < 0);
            group[g].Append(top[g].Sign < 0);
        }

        List<BitVector> wreath = NewVectors(2);
        wreath[0].Append(AnyOdd(bottom));
        wreath[0].Append(false);
        bool oddTop = AnyOdd(top);
        wreath[1].Append(oddTop && system.Block(0).Length % 2 == 1);
        wreath[1].Append(oddTop);
        return bound >> (BitVector.Rank(wreath) - BitVector.Rank(group));
    }

    private static bool AnyOdd(IReadOnlyList<Permutation> generators)
    {
        foreach (Permutation generator in generators)
        {
            if (generator.Sign < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOddOn(int[] orbit, Permutation generator) => Constituents.On(orbit, [generator])[0].Sign < 0;

    private static List<BitVector> NewVectors(int count)
    {
        List<BitVector> vectors = [];
        for (int i = 0; i < count; i++)
        {
            vectors.Add(new BitVector());
        }

        return vectors;
    }
}
