using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Varieties;

/// <summary>The derivative of the minors that define a determinantal variety: it tells smooth points from singular ones.</summary>
/// <remarks>Derivation: Jacobian criterion; the minors generate the prime ideal of the variety.</remarks>
public static class MinorJacobian
{
    /// <summary>Jacobian of all k × k minors at a matrix.</summary>
    /// <param name="point">Matrix, m × n; meant for small sizes.</param>
    /// <param name="size">k, at least 1.</param>
    /// <returns>
    /// Matrix, C(m,k)·C(n,k) × m·n: a row for each minor. At a point of M_{k−1,m×n} its rank is the codimension exactly
    /// at the smooth points and smaller at the singular ones.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">size below 1.</exception>
    public static Matrix Of(Matrix point, int size)
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        int[][] rows = [.. Subsets(point.RowCount, size)];
        int[][] columns = [.. Subsets(point.ColumnCount, size)];
        double[] entries = new double[rows.Length * columns.Length * point.RowCount * point.ColumnCount];
        int offset = 0;
        foreach (int[] i in rows)
        {
            foreach (int[] j in columns)
            {
                MinorGradient(point, i, j, entries.AsSpan(offset, point.RowCount * point.ColumnCount));
                offset += point.RowCount * point.ColumnCount;
            }
        }

        return Matrix.Adopt(rows.Length * columns.Length, point.RowCount * point.ColumnCount, entries);
    }

    // Derivative by an entry: its cofactor.
    private static void MinorGradient(Matrix point, int[] rows, int[] columns, Span<double> gradient)
    {
        for (int a = 0; a < rows.Length; a++)
        {
            for (int b = 0; b < columns.Length; b++)
            {
                double cofactor = Determinant(
                    point,
                    [.. rows.Where((_, i) => i != a)],
                    [.. columns.Where((_, j) => j != b)]
                );
                gradient[(rows[a] * point.ColumnCount) + columns[b]] = (a + b) % 2 == 0 ? cofactor : -cofactor;
            }
        }
    }

    // Laplace's expansion: exact for small integers, which elimination is not.
    private static double Determinant(Matrix point, int[] rows, int[] columns)
    {
        if (rows.Length == 0)
        {
            return 1;
        }

        double sum = 0;
        for (int b = 0; b < columns.Length; b++)
        {
            double minor = Determinant(point, rows[1..], [.. columns.Where((_, j) => j != b)]);
            sum += (b % 2 == 0 ? 1 : -1) * point[rows[0], columns[b]] * minor;
        }

        return sum;
    }

    private static IEnumerable<int[]> Subsets(int count, int size)
    {
        if (size > count)
        {
            yield break;
        }

        int[] subset = [.. Enumerable.Range(0, size)];
        while (true)
        {
            yield return [.. subset];
            int i = size - 1;
            while (i >= 0 && subset[i] == count - size + i)
            {
                i--;
            }

            if (i < 0)
            {
                yield break;
            }

            subset[i]++;
            for (int j = i + 1; j < size; j++)
            {
                subset[j] = subset[j - 1] + 1;
            }
        }
    }
}
