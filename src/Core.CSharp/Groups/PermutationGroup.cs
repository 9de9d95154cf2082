using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>The group that permutations of 0 … n − 1 generate.</summary>
public sealed partial class PermutationGroup
{
    private readonly Permutation[] _generators;

    private readonly Lazy<GroupStructure> _structure;

    private PermutationGroup(int degree, Permutation[] generators)
    {
        Degree = degree;
        _generators = generators;
        _structure = new Lazy<GroupStructure>(() =>
            GroupStructure.Of(degree, generators, RandomSource.FromSeed(1970), new WorkBudget(WorkBudget.Default))
        );
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
    public SetPartition Orbits() => OrbitPartition.Of(Degree, _generators);

    /// <summary>Number of elements, exact and proven.</summary>
    /// <exception cref="PremiseException">
    /// No proof within a fixed number of steps (some ten seconds); carries the steps spent and allowed.
    /// </exception>
    /// <remarks>
    /// One generator: least common multiple of its cycle lengths, any degree. Otherwise Schreier-Sims [Sims70, Seress03],
    /// alternating groups on orbits and on blocks recognised first [Jordan73]; meant for degree up to 1000. The first
    /// call does the work, for <see cref="Contains"/> and <see cref="RandomElement"/> too.
    /// </remarks>
    public BigInteger Order => _structure.Value.Order;

    /// <summary>Whether a permutation belongs to the group; exact.</summary>
    /// <param name="permutation">A permutation of n points.</param>
    /// <returns>True when it is a product of generators.</returns>
    /// <exception cref="ArgumentException">Another degree.</exception>
    /// <exception cref="PremiseException">As for <see cref="Order"/>.</exception>
    public bool Contains(Permutation permutation)
    {
        ArgumentNullException.ThrowIfNull(permutation);
        return permutation.Degree == Degree
            ? _structure.Value.Contains(permutation)
            : throw new ArgumentException(
                $"permutation: expected degree {Degree}, got {permutation.Degree}",
                nameof(permutation)
            );
    }

    /// <summary>A random element, exactly uniform.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>Every element of the group with the same probability.</returns>
    /// <exception cref="PremiseException">As for <see cref="Order"/>.</exception>
    public Permutation RandomElement(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _structure.Value.Random(random);
    }

    /// <summary>Whether the group has one orbit only.</summary>
    /// <returns>True when transitive.</returns>
    public bool IsTransitive() => Orbits().BlockCount == 1;

    /// <summary>Whether all elements commute: it suffices that the generators do.</summary>
    /// <returns>True when abelian.</returns>
    public bool IsAbelian() => _generators.All(p => _generators.All(q => GroupStructure.Commute(p, q)));

    /// <summary>All elements, one after the other, the identity first; for small groups.</summary>
    /// <returns>Each element once, by the length of its shortest word in the generators.</returns>
    /// <remarks>Every element listed so far stays in memory.</remarks>
    public IEnumerable<Permutation> Elements()
    {
        Permutation identity = Permutation.Identity(Degree);
        HashSet<Permutation> seen = [identity];
        Queue<Permutation> queue = new([identity]);
        while (queue.TryDequeue(out Permutation? element))
        {
            yield return element;
            foreach (Permutation generator in _generators)
            {
                Permutation product = generator * element;
                if (seen.Add(product))
                {
                    queue.Enqueue(product);
                }
            }
        }
    }
}
