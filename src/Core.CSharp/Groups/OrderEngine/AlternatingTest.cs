using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>Whether a group of degree n ≥ 5 contains the alternating group.</summary>
/// <remarks>True is proven, false may be a miss.</remarks>
internal static class AlternatingTest
{
    /// <summary>Smaller alternating groups are not simple.</summary>
    internal const int LeastDegree = 5;

    /// <summary>Whether the alternating group was found: true is proven.</summary>
    /// <remarks>
    /// Jordan's criterion [Jordan73, Seress03, Cor. 10.2.2]: a transitive group with an element one of whose cycles has prime
    /// length p, n/2 &lt; p &lt; n − 2, contains A_n.
    /// (A power of the element is a p-cycle; p &gt; n/2 exceeds the size and the number of blocks of any system, so that the
    /// group is primitive.) Degrees 5, 6, 7 have no such p, and n ≤ 7 is settled by the exact order.
    /// </remarks>
    internal static bool ContainsAlternating(IReadOnlyList<Permutation> generators, RandomSource random)
    {
        int degree = generators[0].Degree;
        if (degree < LeastDegree || OrbitPartition.Of(degree, generators).BlockCount > 1)
        {
            return false;
        }

        return degree < 8 ? HasHalfOfAll(degree, generators) : FindsLongPrimeCycle(generators, random);
    }

    private static bool HasHalfOfAll(int degree, IReadOnlyList<Permutation> generators)
    {
        StabilizerChain chain = new(degree, new WorkBudget(WorkBudget.Default));
        chain.Verify(generators);
        return chain.Order * 2 >= Factorial(degree);
    }

    // In A_n and S_n one element in about log2(n) has such a cycle.
    private static bool FindsLongPrimeCycle(IReadOnlyList<Permutation> generators, RandomSource random)
    {
        int degree = generators[0].Degree;
        ProductReplacement elements = new(generators, random);
        int tries = 20 * (BitOperations.Log2((uint)degree) + 1);
        for (int i = 0; i < tries; i++)
        {
            foreach (int length in elements.Next().CycleType().Keys)
            {
                if (2L * length > degree && length < degree - 2 && IsPrime(length))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>n!.</summary>
    internal static BigInteger Factorial(int n) => Product(1, n);

    /// <summary>Whether n is prime, by trial division.</summary>
    internal static bool IsPrime(int n)
    {
        for (int divisor = 2; (long)divisor * divisor <= n; divisor++)
        {
            if (n % divisor == 0)
            {
                return false;
            }
        }

        return n > 1;
    }

    // Product of low … high by halving, so that factors stay of like size.
    private static BigInteger Product(int low, int high)
    {
        if (high - low < 8)
        {
            BigInteger product = BigInteger.One;
            for (int factor = low; factor <= high; factor++)
            {
                product *= factor;
            }

            return product;
        }

        int middle = low + ((high - low) / 2);
        return Product(low, middle) * Product(middle + 1, high);
    }
}
