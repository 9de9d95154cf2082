using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>A group whose order is known exactly: what PermutationGroup asks once it needs more than generators.</summary>
internal abstract class GroupStructure
{
    /// <summary>Number of elements, proven.</summary>
    internal abstract BigInteger Order { get; }

    /// <summary>Membership, exact.</summary>
    internal abstract bool Contains(Permutation p);

    /// <summary>A random element, exactly uniform.</summary>
    internal abstract Permutation Random(RandomSource random);

    /// <summary>The structure of the group that some permutations generate.</summary>
    /// <remarks>
    /// One generator: its cycles tell everything. Abelian: a chain without tests. Otherwise leave out orbits that others
    /// determine, then replace whole alternating groups on blocks by signs, and prove a chain for what remains.
    /// </remarks>
    internal static GroupStructure Of(
        int degree,
        IReadOnlyList<Permutation> generators,
        RandomSource random,
        WorkBudget budget
    )
    {
        List<Permutation> moving = [];
        HashSet<Permutation> seen = [];
        foreach (Permutation generator in generators)
        {
            if (!generator.IsIdentity && seen.Add(generator))
            {
                moving.Add(generator);
            }
        }

        if (moving.Count <= 1)
        {
            return new CyclicStructure(moving.Count == 1 ? moving[0] : Permutation.Identity(degree));
        }

        if (Commute(moving))
        {
            return new ChainStructure(AbelianChain.Of(degree, moving, budget));
        }

        DeterminedOrbits orbits = new(degree, moving);
        if (orbits.DropsAny)
        {
            return new RestrictedStructure(orbits, moving, random, budget);
        }

        return AlternatingBlocks.Find(degree, moving, random) is AlternatingBlocks blocks
            ? new SignStructure(blocks, moving, random, budget)
            : new ChainStructure(ProvenChain.Of(degree, moving, random, budget));
    }

    private static bool Commute(List<Permutation> generators)
    {
        for (int i = 0; i < generators.Count; i++)
        {
            for (int j = i + 1; j < generators.Count; j++)
            {
                if (!Commute(generators[i], generators[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether p q = q p.</summary>
    internal static bool Commute(Permutation p, Permutation q)
    {
        for (int i = 0; i < p.Degree; i++)
        {
            if (p[q[i]] != q[p[i]])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A complete stabilizer chain.</summary>
internal sealed class ChainStructure(StabilizerChain chain) : GroupStructure
{
    /// <inheritdoc/>
    internal override BigInteger Order { get; } = chain.Order;

    /// <inheritdoc/>
    internal override bool Contains(Permutation p) => chain.Contains(p.Image);

    /// <inheritdoc/>
    internal override Permutation Random(RandomSource random) => Permutation.Adopt(chain.Random(random));
}

/// <summary>The group on the kept orbits, and maps that carry it to the others.</summary>
internal sealed class RestrictedStructure : GroupStructure
{
    private readonly DeterminedOrbits _orbits;
    private readonly GroupStructure _inner;

    /// <summary>Finds the structure of the restrictions of all generators.</summary>
    internal RestrictedStructure(
        DeterminedOrbits orbits,
        IReadOnlyList<Permutation> generators,
        RandomSource random,
        WorkBudget budget
    )
    {
        _orbits = orbits;
        List<Permutation> restricted = [];
        foreach (Permutation generator in generators)
        {
            restricted.Add(orbits.Restrict(generator.Image)!);
        }

        _inner = Of(orbits.KeptCount, restricted, random, budget);
    }

    /// <inheritdoc/>
    internal override BigInteger Order => _inner.Order;

    /// <inheritdoc/>
    internal override bool Contains(Permutation p) =>
        _orbits.Restrict(p.Image) is Permutation restricted
        && _inner.Contains(restricted)
        && p.Image.SequenceEqual(_orbits.Extend(restricted.Image));

    /// <inheritdoc/>
    internal override Permutation Random(RandomSource random) =>
        Permutation.Adopt(_orbits.Extend(_inner.Random(random).Image));
}
