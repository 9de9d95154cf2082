using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using Neurovariety.Groups;

namespace Neurovariety.Representations;

/// <summary>
/// The isotypic blocks (l, m) of one permutation, from its cycle type alone, in the paper's order: m/l = 1 first, then falling
/// to 1/2. d_l is the number of cycles whose length is divisible by l (Correction: d_k and m/2 in [KSS24] mean d_l and m/l, and
/// the Vandermonde block V(1, zeta, zeta^3) of a cycle of three means V(1, zeta, zeta^2)).
/// </summary>
internal sealed class CyclicBlocks
{
    private readonly int[] _orders;
    private readonly int[] _exponents;
    private readonly int[] _multiplicities;

    private CyclicBlocks(int[] orders, int[] exponents, int[] multiplicities)
    {
        _orders = orders;
        _exponents = exponents;
        _multiplicities = multiplicities;
    }

    internal int Count => _orders.Length;

    internal static CyclicBlocks Of(Permutation sigma)
    {
        SortedDictionary<int, int> multiplicityOfOrder = [];
        foreach ((int length, int count) in sigma.CycleType())
        {
            foreach (int divisor in Divisors(length))
            {
                multiplicityOfOrder[divisor] = multiplicityOfOrder.GetValueOrDefault(divisor) + count;
            }
        }

        List<double> keys = [];
        List<(int Order, int Exponent, int Multiplicity)> blocks = [];
        foreach ((int order, int multiplicity) in multiplicityOfOrder)
        {
            // Fractions of orders below 2^26 differ by more than the rounding of a quotient: doubles sort them rightly.
            for (int exponent = order; 2L * exponent >= order; exponent--)
            {
                if (Gcd(order, exponent) == 1)
                {
                    keys.Add(-(double)exponent / order);
                    blocks.Add((order, exponent, multiplicity));
                }
            }
        }

        (int Order, int Exponent, int Multiplicity)[] sorted = [.. blocks];
        Array.Sort(keys.ToArray(), sorted);
        return new CyclicBlocks(
            Array.ConvertAll(sorted, b => b.Order),
            Array.ConvertAll(sorted, b => b.Exponent),
            Array.ConvertAll(sorted, b => b.Multiplicity)
        );
    }

    internal int AlgebraDimension(int block) => _orders[block] <= 2 ? 1 : 2;

    internal int Multiplicity(int block) => _multiplicities[block];

    internal IsotypicBlock[] ToArray()
    {
        IsotypicBlock[] result = new IsotypicBlock[Count];
        for (int i = 0; i < result.Length; i++)
        {
            int e = AlgebraDimension(i);
            string label = string.Create(CultureInfo.InvariantCulture, $"{_orders[i]},{_exponents[i]}");
            result[i] = new IsotypicBlock(label, (DivisionAlgebra)e, e, _multiplicities[i]);
        }

        return result;
    }

    /// <summary>
    /// For a cycle of length L the block of each frequency j = 0 … L/2: that of the eigenvalue exp(2πi·(L − j)/L).
    /// </summary>
    internal Func<int, int[]> BlocksByFrequency()
    {
        Dictionary<(int Order, int Exponent), int> index = new(Count);
        for (int i = 0; i < Count; i++)
        {
            index.Add((_orders[i], _exponents[i]), i);
        }

        return length =>
        {
            int[] result = new int[(length / 2) + 1];
            for (int j = 0; j < result.Length; j++)
            {
                int g = Gcd(length, j);
                result[j] = index[(length / g, (length - j) / g)];
            }

            return result;
        };
    }

    private static List<int> Divisors(int n)
    {
        List<int> divisors = [];
        for (int d = 1; (long)d * d <= n; d++)
        {
            if (n % d == 0)
            {
                divisors.Add(d);
                if (d != n / d)
                {
                    divisors.Add(n / d);
                }
            }
        }

        return divisors;
    }

    private static int Gcd(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
