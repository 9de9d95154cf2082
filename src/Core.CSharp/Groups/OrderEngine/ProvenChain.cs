using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>A complete stabilizer chain by random elements and a proof.</summary>
/// <remarks>
/// The chain's order never exceeds the group's; it is proven by the test of all Schreier generators where that is cheap, else by
/// meeting an upper bound, else by the long test.
/// </remarks>
internal static class ProvenChain
{
    private const int QuietElements = 20;
    private const int MoreQuietElements = 100;
    private const int MostLevelsForFewElements = 150;
    private const long CheapSteps = 400_000_000;

    /// <summary>A complete chain; PremiseException when the budget does not suffice.</summary>
    internal static StabilizerChain Of(
        int degree,
        IReadOnlyList<Permutation> generators,
        RandomSource random,
        WorkBudget budget
    )
    {
        ProductReplacement elements = new(generators, random);
        StabilizerChain chain = Grown(degree, generators, elements, budget);
        if (chain.VerificationSteps * degree > CheapSteps)
        {
            BigInteger bound = OrderBound.Of(generators, random, budget);
            if (chain.Order == bound || Grow(chain, elements, MoreQuietElements, bound))
            {
                chain.Release();
                return chain;
            }

            if (
                chain.LevelCount <= MostLevelsForFewElements
                && new FewElementsProof(chain, random, budget).TryProve(generators) is StabilizerChain proven
            )
            {
                proven.Release();
                return proven;
            }
        }

        chain.Verify(generators);
        chain.Release();
        return chain;
    }

    private static StabilizerChain Grown(
        int degree,
        IReadOnlyList<Permutation> generators,
        ProductReplacement elements,
        WorkBudget budget
    )
    {
        StabilizerChain chain = new(degree, budget);
        foreach (Permutation generator in generators)
        {
            chain.Insert(generator.Image.ToArray());
        }

        Grow(chain, elements, QuietElements, BigInteger.Zero);
        chain.CloseOrbits();
        return chain;
    }

    /// <summary>Inserts random elements until so many in a row add nothing, or until the bound is met: then true.</summary>
    internal static bool Grow(StabilizerChain chain, ProductReplacement elements, int quietElements, BigInteger bound)
    {
        for (int quiet = 0; quiet < quietElements; )
        {
            if (chain.Insert(elements.Next().Image.ToArray()) < 0)
            {
                quiet++;
                continue;
            }

            quiet = 0;
            if (!bound.IsZero && chain.Order == bound)
            {
                return true;
            }
        }

        return false;
    }
}
