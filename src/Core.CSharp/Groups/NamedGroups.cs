using System;

namespace Neurovariety.Groups;

/// <summary>The cyclic, symmetric and alternating group in their natural actions.</summary>
public static class NamedGroups
{
    /// <summary>The group of the n-cycle 0 ↦ 1 ↦ … ↦ n − 1 ↦ 0.</summary>
    /// <param name="degree">n, at least 1.</param>
    /// <returns>A group of order n.</returns>
    public static PermutationGroup Cyclic(int degree) => PermutationGroup.Cyclic(Rotation(degree, 0, degree));

    /// <summary>All permutations of n points.</summary>
    /// <param name="degree">n, at least 1.</param>
    /// <returns>A group of order n!, from the n-cycle and the transposition of 0 and 1.</returns>
    public static PermutationGroup Symmetric(int degree) =>
        degree <= 2
            ? Cyclic(degree)
            : PermutationGroup.FromGenerators(degree, [Rotation(degree, 0, degree), Rotation(degree, 0, 2)]);

    /// <summary>All even permutations of n points.</summary>
    /// <param name="degree">n, at least 1.</param>
    /// <returns>A group of order n!/2, or 1 when n ≤ 2.</returns>
    /// <remarks>
    /// The 3-cycle (0 1 2) and the cycle of odd length through all points (n odd) or through all but 0 (n even)
    /// generate it.
    /// </remarks>
    public static PermutationGroup Alternating(int degree) =>
        degree switch
        {
            <= 2 => PermutationGroup.FromGenerators(degree, []),
            3 => Cyclic(3),
            _ => PermutationGroup.FromGenerators(
                degree,
                [Rotation(degree, 0, 3), Rotation(degree, degree % 2 == 0 ? 1 : 0, degree)]
            ),
        };

    // The cycle start, start + 1, …, end − 1.
    private static Permutation Rotation(int degree, int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        int[] image = new int[degree];
        for (int i = 0; i < degree; i++)
        {
            image[i] =
                i < start || i >= end ? i
                : i + 1 == end ? start
                : i + 1;
        }

        return Permutation.Adopt(image);
    }
}
