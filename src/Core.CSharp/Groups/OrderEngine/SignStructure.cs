using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.Groups;

// The product of alternating groups on blocks, extended by the group on signs and remaining points.
internal sealed class SignStructure : GroupStructure
{
    private readonly AlternatingBlocks _blocks;
    private readonly GroupStructure _inner;

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

    internal override BigInteger Order { get; }

    internal override bool Contains(Permutation p) =>
        _blocks.Project(p.Image) is Permutation projected && _inner.Contains(projected);

    internal override Permutation Random(RandomSource random) => _blocks.Lift(_inner.Random(random), random);
}
