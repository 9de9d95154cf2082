using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>The orbits of the group that permutations generate, from the permutations alone.</summary>
internal static class OrbitPartition
{
    /// <summary>The partition of 0 … degree − 1 into orbits; single points without generators.</summary>
    /// <remarks>Cost: nearly linear (union-find).</remarks>
    internal static SetPartition Of(int degree, IReadOnlyList<Permutation> generators)
    {
        DisjointSets sets = new(degree);
        foreach (Permutation generator in generators)
        {
            sets.UnionAlong(generator.Image);
        }

        return sets.ToPartition();
    }
}
