using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>A proof of a chain's order with few generators per level.</summary>
/// <remarks>
/// Derivation, from the last level up: suppose H with order |H| = h is known, fixes β and all earlier base points, and let c =
/// |Δ|·h for the orbit Δ of β at this level. Take a few elements R of the chain from this level on. (1) If a chain built from
/// elements of ⟨R⟩ alone reaches order c, then |⟨R⟩| ≥ c. (2) If R moves β through Δ and all Schreier generators of R lie in H,
/// then ⟨R⟩_β ≤ H and |⟨R⟩| ≤ c. Together |⟨R⟩| = c and ⟨R⟩_β = H, and ⟨R⟩ is the H of the next level. Schreier generators are
/// needed for R only, and not for all elements of deeper levels as in the plain test.
/// </remarks>
internal sealed class FewElementsProof(StabilizerChain chain, RandomSource random, WorkBudget budget)
{
    private const int FirstElements = 2;
    private const int MostElements = 12;
    private const int QuietElements = 12;

    private readonly StabilizerChain _proven = new(chain.Degree, budget);

    /// <summary>The proven chain, or null when some level needs more elements or the given chain was incomplete.</summary>
    internal StabilizerChain? TryProve(IReadOnlyList<Permutation> generators)
    {
        BigInteger order = BigInteger.One;
        for (int k = chain.LevelCount - 1; k >= 0; k--)
        {
            order *= chain.Level(k).Orbit.Count;
            if (!ProvesLevel(k, order))
            {
                return null;
            }
        }

        foreach (Permutation generator in generators)
        {
            if (!_proven.Contains(generator.Image))
            {
                return null;
            }
        }

        return _proven;
    }

    private bool ProvesLevel(int k, BigInteger order)
    {
        List<Permutation> elements = [];
        while (elements.Count < MostElements)
        {
            elements.Add(Permutation.Adopt(chain.Random(random, k)));
            if (elements.Count >= FirstElements && Reach(k, elements, order))
            {
                return StabilizerIsProven(k, elements);
            }
        }

        return false;
    }

    // (1) Whether a chain of elements of the generated group, on the same base points, reaches the order.
    private bool Reach(int k, List<Permutation> elements, BigInteger order)
    {
        StabilizerChain generated = new(chain.Degree, budget);
        for (int level = k; level < chain.LevelCount; level++)
        {
            generated.AddLevel(chain.Level(level).BasePoint);
        }

        ProductReplacement products = new(elements, random);
        ProvenChain.Grow(generated, products, QuietElements, order);
        generated.CloseOrbits();
        return generated.Order >= order || ProvenChain.Grow(generated, products, QuietElements, order);
    }

    // (2) Whether all Schreier generators lie in the group proven so far; if so, puts the level on top of it.
    private bool StabilizerIsProven(int k, List<Permutation> elements)
    {
        ChainLevel level = new(chain.Level(k).BasePoint, chain.Degree);
        foreach (Permutation element in elements)
        {
            level.Add(element.Image.ToArray());
        }

        if (level.Orbit.Count != chain.Level(k).Orbit.Count)
        {
            return false;
        }

        level.Remember();
        _proven.Prepend(level);
        foreach (int point in level.Orbit)
        {
            int[] representative = level.Representative(point);
            for (int edge = 0; edge < level.Edges.Count; edge += 2)
            {
                budget.Spend(chain.Degree, 1);
                if (!level.IsTreeEdge(edge, point) && !_proven.ContainsProduct(level.Edges[edge], representative))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
