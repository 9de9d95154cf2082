using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

/// <summary>The product of alternating groups on blocks, extended by the group on signs and remaining points.</summary>
internal sealed class SignStructure : GroupStructure
{
    private readonly AlternatingBlocks _blocks;
    private readonly GroupStructure _inner;

    /// <summary>Finds the structure of what all generators do on the quotient.</summary>
    internal SignStructure(
        AlternatingBlocks blocks,
        IReadOnlyList<Permutation> generators,
        RandomSource random,
        WorkBudget budget
    )
    {
        _blocks = blocks;
        List<Permutation> projected = [];
        foreach (Permutation generator in generators)
        {
            projected.Add(blocks.Project(generator.Image)!);
        }

        _inner = Of(blocks.QuotientDegree, projected, random, budget);
        Order = blocks.KernelOrder * _inner.Order;
    }

    /// <inheritdoc/>
    internal override BigInteger Order { get; }

    /// <inheritdoc/>
    internal override bool Contains(Permutation p) =>
        _blocks.Project(p.Image) is Permutation projected && _inner.Contains(projected);

    /// <inheritdoc/>
    internal override Permutation Random(RandomSource random) => _blocks.Lift(_inner.Random(random), random);
}
