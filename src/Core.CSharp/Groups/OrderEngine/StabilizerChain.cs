using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

// A chain G = G_0 ≥ G_1 ≥ … of pointwise stabilizers of base points, with a tree of representatives for every orbit
// [Sims70, Seress03]. Every element in the trees lies in the group, so the product of the orbit sizes never exceeds the
// order; it is the order once Verify has passed or a proven upper bound is met.
internal sealed class StabilizerChain(int degree, WorkBudget work)
{
    private const long MostRemembered = 30_000_000;

    private readonly List<ChainLevel> _levels = [];

    private WorkBudget? _work = work;

    internal int Degree { get; } = degree;

    internal int LevelCount => _levels.Count;

    // Product of the orbit sizes: at most the order of the group.
    internal BigInteger Order
    {
        get
        {
            BigInteger order = BigInteger.One;
            foreach (ChainLevel level in _levels)
            {
                order *= level.Orbit.Count;
            }

            return order;
        }
    }

    // A guess at the steps that Verify takes, in products of permutations.
    internal BigInteger VerificationSteps
    {
        get
        {
            BigInteger steps = BigInteger.Zero;
            long elements = 0;
            for (int k = _levels.Count - 1; k >= 0; k--)
            {
                elements += _levels[k].Edges.Count / 2;
                steps += (BigInteger)_levels[k].Orbit.Count * elements * (2 + (2 * (_levels.Count - k)));
            }

            return steps;
        }
    }

    // Reduces p in place along the levels; the level that does not contain its base image, or the number of levels.
    internal int Sift(int[] p, int from = 0)
    {
        for (int k = from; k < _levels.Count; k++)
        {
            ChainLevel level = _levels[k];
            if (!level.Reaches(p[level.BasePoint]))
            {
                return k;
            }

            int steps = level.Reduce(p);
            _work?.Spend(p.Length, steps);
        }

        return _levels.Count;
    }

    internal bool Contains(ReadOnlySpan<int> image) => SiftsToIdentity(image.ToArray());

    // Whether i ↦ left[right[i]] sifts to the identity.
    internal bool ContainsProduct(int[] left, int[] right)
    {
        int[] p = new int[right.Length];
        for (int i = 0; i < p.Length; i++)
        {
            p[i] = left[right[i]];
        }

        return SiftsToIdentity(p);
    }

    internal ChainLevel Level(int k) => _levels[k];

    // Puts a level above all others.
    internal void Prepend(ChainLevel level) => _levels.Insert(0, level);

    // Sifts an element of the group and keeps what is left of it; the level it went to, or -1 when nothing is left.
    internal int Insert(int[] p, int from = 0)
    {
        int level = Sift(p, from);
        int moved = level < _levels.Count ? 0 : FirstMoved(p);
        if (moved < 0)
        {
            return -1;
        }

        if (level == _levels.Count)
        {
            _levels.Add(new ChainLevel(moved, Degree));
        }

        _levels[level].Add(p);
        return level;
    }

    // Makes every orbit closed under the elements of deeper levels, which fix its base point too: random elements alone
    // would rarely find the last few points.
    internal void CloseOrbits()
    {
        for (int k = _levels.Count - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < _levels.Count; j++)
            {
                for (int edge = 0; edge < _levels[j].Edges.Count; edge += 2)
                {
                    int[] element = _levels[j].Edges[edge];
                    if (_levels[k].Leaves(element))
                    {
                        _levels[k].Add(element);
                    }
                }
            }
        }
    }

    internal ChainLevel AddLevel(int basePoint)
    {
        ChainLevel level = new(basePoint, Degree);
        _levels.Add(level);
        return level;
    }

    // Makes the chain complete, and proves it: from the last level up, every Schreier generator of a level must sift to
    // the identity through the levels below it [Seress03, Lemma 4.2.3]; what does not is added.
    internal void Verify(IReadOnlyList<Permutation> generators)
    {
        RememberIfSmall();
        do
        {
            int k = _levels.Count - 1;
            while (k >= 0)
            {
                int changed = FirstGap(k);
                k = changed < 0 ? k - 1 : changed;
            }
        } while (InsertAll(generators));
    }

    // The chain is proven: what follows needs no limit.
    internal void Release() => _work = null;

    // Uniform over the group of a level when the chain is complete.
    internal int[] Random(RandomSource random, int from = 0)
    {
        int[] p = Permutation.Identity(Degree).Image.ToArray();
        for (int k = _levels.Count - 1; k >= from; k--)
        {
            ChainLevel level = _levels[k];
            level.Advance(p, level.Orbit[random.NextInt(level.Orbit.Count)]);
        }

        return p;
    }

    internal static int FirstMoved(ReadOnlySpan<int> p)
    {
        for (int i = 0; i < p.Length; i++)
        {
            if (p[i] != i)
            {
                return i;
            }
        }

        return -1;
    }

    private void RememberIfSmall()
    {
        long numbers = 0;
        foreach (ChainLevel level in _levels)
        {
            numbers += (long)level.Orbit.Count * Degree;
        }

        if (numbers <= MostRemembered)
        {
            _levels.ForEach(level => level.Remember());
        }
    }

    private bool SiftsToIdentity(int[] p) => Sift(p) == _levels.Count && FirstMoved(p) < 0;

    private bool InsertAll(IReadOnlyList<Permutation> generators)
    {
        bool changed = false;
        foreach (Permutation generator in generators)
        {
            changed |= Insert(generator.Image.ToArray()) >= 0;
        }

        return changed;
    }

    // Adds the first Schreier generator of level k that the levels below miss; the lowest level to look at again, or -1.
    private int FirstGap(int k)
    {
        ChainLevel level = _levels[k];
        for (int j = _levels.Count - 1; j >= k; j--)
        {
            for (int edge = 0; edge < _levels[j].Edges.Count; edge += 2)
            {
                int changed = FirstGap(k, level, _levels[j].Edges[edge], j == k ? edge : -1);
                if (changed >= 0)
                {
                    return changed;
                }
            }
        }

        return -1;
    }

    private int FirstGap(int k, ChainLevel level, int[] element, int edge)
    {
        foreach (int point in level.Orbit)
        {
            if (!level.Reaches(element[point]))
            {
                level.Add(element);
                return k;
            }

            bool trivial = edge >= 0 ? level.IsTreeEdge(edge, point) : point == level.BasePoint;
            if (trivial)
            {
                continue;
            }

            int[] p = level.Representative(point);
            _work?.Spend(Degree, 3);
            for (int i = 0; i < p.Length; i++)
            {
                p[i] = element[p[i]];
            }

            int added = Insert(p, k);
            if (added >= 0)
            {
                return added;
            }
        }

        return -1;
    }
}
