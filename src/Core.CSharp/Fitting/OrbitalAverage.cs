using System;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>The projection of a matrix on those that commute with a group, without any basis.</summary>
/// <remarks>
/// Derivation: M commutes with every P_σ iff its entries are constant on the orbits of the group on pairs (i, j), so
/// the nearest such matrix has on each orbit the mean of the entries.
/// </remarks>
public static class OrbitalAverage
{
    /// <summary>The nearest matrix in the commutant: the mean of P·M·Pᵀ over the group.</summary>
    /// <param name="matrix">M, n × n.</param>
    /// <param name="group">A permutation group on n points.</param>
    /// <returns>Matrix, n × n.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Matrix Of(Matrix matrix, PermutationGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        RegressionCheck.Square(matrix, group.Degree);
        int n = group.Degree;
        DisjointSets pairs = new(checked(n * n));
        foreach (Permutation sigma in group.Generators)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    pairs.Union((i * n) + j, (sigma[i] * n) + sigma[j]);
                }
            }
        }

        double[] sums = new double[n * n];
        int[] sizes = new int[n * n];
        for (int pair = 0; pair < sums.Length; pair++)
        {
            int root = pairs.Find(pair);
            sums[root] += matrix.Storage[pair];
            sizes[root]++;
        }

        double[] means = new double[n * n];
        for (int pair = 0; pair < means.Length; pair++)
        {
            int root = pairs.Find(pair);
            means[pair] = sums[root] / sizes[root];
        }

        return Matrix.Adopt(n, n, means);
    }
}
