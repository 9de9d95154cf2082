using System.Collections.Generic;

namespace Neurovariety.Groups;

/// <summary>The action of a group on one of its orbits.</summary>
internal static class Constituents
{
    /// <summary>
    /// Generators of the action on an orbit (points rising), renumbered 0, 1, …; identities and repetitions left out unless
    /// nothing else remains.
    /// </summary>
    internal static List<Permutation> On(int[] orbit, IReadOnlyList<Permutation> generators)
    {
        Dictionary<int, int> place = [];
        for (int i = 0; i < orbit.Length; i++)
        {
            place.Add(orbit[i], i);
        }

        HashSet<Permutation> actions = [];
        foreach (Permutation generator in generators)
        {
            int[] image = new int[orbit.Length];
            for (int i = 0; i < image.Length; i++)
            {
                image[i] = place[generator[orbit[i]]];
            }

            Permutation action = Permutation.Adopt(image);
            if (!action.IsIdentity)
            {
                actions.Add(action);
            }
        }

        return actions.Count == 0 ? [Permutation.Identity(orbit.Length)] : [.. actions];
    }
}
