using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Groups;

/// <summary>The group that permutations of 0 … n − 1 generate.</summary>
public sealed partial class PermutationGroup
{
    private readonly Permutation[] _generators;

    private PermutationGroup(int degree, Permutation[] generators)
    {
        Degree = degree;
        _generators = generators;
    }

    /// <summary>Number n of points.</summary>
    public int Degree { get; }

    /// <summary>The generators as given; at least one.</summary>
    public IReadOnlyList<Permutation> Generators => _generators;

    /// <summary>Whether the group is given by one permutation, whose cycle type then tells everything.</summary>
    public bool IsCyclicGenerated => _generators.Length == 1;

    /// <summary>The group that permutations generate.</summary>
    /// <param name="degree">Number n of points, at least 1.</param>
    /// <param name="generators">Permutations of degree n; none at all give the trivial group.</param>
    /// <returns>The group.</returns>
    /// <exception cref="ArgumentException">A generator has another degree.</exception>
    public static PermutationGroup FromGenerators(int degree, IReadOnlyList<Permutation> generators)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentNullException.ThrowIfNull(generators);
        foreach (Permutation generator in generators)
        {
            if (generator.Degree != degree)
            {
                throw new ArgumentException(
                    $"generators: expected degree {degree}, got {generator.Degree}; extend it",
                    nameof(generators)
                );
            }
        }

        return new PermutationGroup(degree, generators.Count == 0 ? [Permutation.Identity(degree)] : [.. generators]);
    }

    /// <summary>The group that one permutation generates.</summary>
    /// <param name="generator">σ, of degree at least 1.</param>
    /// <returns>⟨σ⟩.</returns>
    public static PermutationGroup Cyclic(Permutation generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return FromGenerators(generator.Degree, [generator]);
    }

    /// <summary>The orbits, by union-find over the generators in nearly linear time.</summary>
    /// <returns>The partition of the points into orbits; the finest common coarsening of the cycle partitions.</returns>
    public SetPartition Orbits()
    {
        DisjointSets sets = new(Degree);
        foreach (Permutation generator in _generators)
        {
            sets.UnionAlong(generator.Image);
        }

        return sets.ToPartition();
    }

    /// <summary>Whether the group has one orbit only.</summary>
    /// <returns>True when transitive.</returns>
    public bool IsTransitive() => Orbits().BlockCount == 1;

    /// <summary>Whether all elements commute: it suffices that the generators do.</summary>
    /// <returns>True when abelian.</returns>
    public bool IsAbelian() => _generators.All(p => _generators.All(q => (p * q).Equals(q * p)));
}
