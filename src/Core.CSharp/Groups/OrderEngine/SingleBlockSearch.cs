using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>
/// Looks for an element of a group that moves points of one block only, among blocks that the group permutes: powers that fix
/// every block and all points outside, powers of prime order, and commutators, which move points only of the blocks that both
/// factors touch.
/// </summary>
internal sealed class SingleBlockSearch
{
    private readonly int[] _blockOf;
    private readonly int _blockCount;
    private readonly ProductReplacement _elements;
    private readonly RandomSource _random;

    /// <summary>Prepares random elements of the group; blockOf is -1 for points outside all blocks.</summary>
    internal SingleBlockSearch(
        int[] blockOf,
        int blockCount,
        IReadOnlyList<Permutation> generators,
        RandomSource random
    )
    {
        _blockOf = blockOf;
        _blockCount = blockCount;
        _random = random;
        _elements = new ProductReplacement(generators, random);
    }

    /// <summary>Whether one was found that moves points of one of the blocks first … first + count − 1.</summary>
    internal bool FindsWitness(int first, int count, int attempts)
    {
        Permutation? best = null;
        int width = int.MaxValue;
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            Permutation fresh = Kernel(_elements.Next());
            Permutation candidate = best is null || attempt % 2 == 0 ? fresh : Commutator(best, Partner(fresh, best));
            List<int> touched = Touched(candidate);
            if (!touched.Exists(block => block >= first && block < first + count))
            {
                continue;
            }

            if (IsolatesSome(candidate, touched, first, count))
            {
                return true;
            }

            if (touched.Count <= width)
            {
                (best, width) = (candidate, touched.Count);
            }
        }

        return false;
    }

    private Permutation Partner(Permutation fresh, Permutation best)
    {
        Permutation mover = _elements.Next();
        Permutation source = _random.NextInt(2) == 0 ? fresh : best;
        return mover * source * mover.Inverse();
    }

    private static Permutation Commutator(Permutation x, Permutation y) => x * y * x.Inverse() * y.Inverse();

    // Some power of an element fixes all blocks and all points outside them; of that, a random power of prime order.
    private Permutation Kernel(Permutation g)
    {
        int[] image = new int[_blockOf.Length + _blockCount];
        for (int point = 0; point < _blockOf.Length; point++)
        {
            bool outside = _blockOf[point] < 0;
            image[_blockCount + point] = outside ? _blockCount + g[point] : _blockCount + point;
            if (!outside)
            {
                image[_blockOf[point]] = _blockOf[g[point]];
            }
        }

        Permutation kernel = g.Power(Permutation.Adopt(image).Order);
        BigInteger order = kernel.Order;
        List<int> primes = PrimesOf(kernel);
        return primes.Count == 0 ? kernel : kernel.Power(order / primes[_random.NextInt(primes.Count)]);
    }

    private static List<int> PrimesOf(Permutation p)
    {
        SortedSet<int> primes = [];
        foreach (int length in p.CycleType().Keys)
        {
            int rest = length;
            for (int factor = 2; factor * factor <= rest; factor++)
            {
                while (rest % factor == 0)
                {
                    primes.Add(factor);
                    rest /= factor;
                }
            }

            if (rest > 1)
            {
                primes.Add(rest);
            }
        }

        return [.. primes];
    }

    private List<int> Touched(Permutation p)
    {
        SortedSet<int> blocks = [];
        for (int point = 0; point < p.Degree; point++)
        {
            if (p[point] != point)
            {
                blocks.Add(_blockOf[point]);
            }
        }

        return [.. blocks];
    }

    // Whether a power of p moves points of one touched block only: the power by p's order on all the others.
    private bool IsolatesSome(Permutation p, List<int> touched, int first, int count)
    {
        Dictionary<int, BigInteger> orders = [];
        foreach (int[] cycle in p.Cycles())
        {
            int block = _blockOf[cycle[0]];
            BigInteger order = orders.GetValueOrDefault(block, BigInteger.One);
            orders[block] = order * cycle.Length / BigInteger.GreatestCommonDivisor(order, cycle.Length);
        }

        foreach (int block in touched)
        {
            BigInteger others = BigInteger.One;
            foreach (int other in touched)
            {
                BigInteger order = other == block ? BigInteger.One : orders[other];
                others = others * order / BigInteger.GreatestCommonDivisor(others, order);
            }

            if (block >= first && block < first + count && !(others % orders[block]).IsZero)
            {
                return true;
            }
        }

        return false;
    }
}
