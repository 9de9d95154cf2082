using System;
using System.Collections.Generic;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>
/// Nearly uniform elements of a group from its generators [CLMNO95]: a list of generators in which one entry after the other is
/// multiplied by another, and an accumulator that collects the changed entries.
/// </summary>
/// <remarks>Nothing that is proven rests on how uniform they are, only how soon it is found.</remarks>
internal sealed class ProductReplacement
{
    private readonly Permutation[] _slots;
    private readonly RandomSource _random;
    private Permutation _accumulator;

    /// <summary>Mixes the generators for some rounds.</summary>
    internal ProductReplacement(IReadOnlyList<Permutation> generators, RandomSource random)
    {
        _random = random;
        _slots = new Permutation[Math.Max(10, generators.Count + 2)];
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i] = generators[i % generators.Count];
        }

        _accumulator = Permutation.Identity(generators[0].Degree);
        for (int i = 0; i < 40 + (5 * _slots.Length); i++)
        {
            Next();
        }
    }

    /// <summary>The next element.</summary>
    internal Permutation Next()
    {
        int i = _random.NextInt(_slots.Length);
        int j = _random.NextInt(_slots.Length - 1);
        j += j >= i ? 1 : 0;
        int way = _random.NextInt(4);
        Permutation factor = way % 2 == 0 ? _slots[j] : _slots[j].Inverse();
        _slots[i] = way < 2 ? _slots[i] * factor : factor * _slots[i];
        _accumulator = way < 2 ? _accumulator * _slots[i] : _slots[i] * _accumulator;
        return _accumulator;
    }
}
