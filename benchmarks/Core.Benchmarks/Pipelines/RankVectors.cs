using System.Collections.Generic;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.Numerics;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Benchmarks.Pipelines;

/// <summary>Components: counted, listed and drawn, for images of 28 × 28 pixels and for a cycle of a million points.</summary>
internal static class RankVectors
{
    public static void Run(Harness harness)
    {
        PermutationGroup shift = PermutationGroup.Cyclic(GridActions.Shift(28, 28, true));
        IReadOnlyList<IsotypicBlock> blocks = IsotypicDecomposition.Of(shift).Blocks;
        Components components = Components.Of(blocks, 99);
        RandomSource random = RandomSource.FromSeed(1);
        harness.Measure("component count", "shift:28x28, r = 99", 0, () => ComponentCount.AllMaximal(blocks, 99));
        harness.Measure("component list", "first 100000", 0, () => _ = components.Enumerate().Take(100000).Count());
        harness.Measure("component sample", "shift:28x28, r = 99", 0, () => components.Sample(random));

        IReadOnlyList<IsotypicBlock> cycle = IsotypicDecomposition.Of(NamedGroups.Cyclic(1_000_000)).Blocks;
        harness.Measure("component count", "cyclic:1000000, 10000", 0, () => ComponentCount.AllMaximal(cycle, 10000));
        harness.Measure(
            "degree",
            "784 x 784, rank 392",
            0,
            () => _ = new DeterminantalVariety(392, 784, 784).Degree.GetBitLength()
        );
    }
}
