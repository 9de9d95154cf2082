using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;
using Neurovariety.Representations;

namespace Neurovariety.Varieties;

/// <summary>Tangent spaces from Jacobians: the numerical route to dimensions and singular points.</summary>
/// <remarks>
/// Derivation: the dimension of the image of a polynomial map is the rank of its Jacobian at a general point. A zero
/// singular value comes out near ε times the largest, those of a Gaussian point far above; ranks are read off at
/// 1e-9 times the largest, in the middle of the gap.
/// </remarks>
public static class TangentSpace
{
    private const double RelativeGap = 1e-9;

    /// <summary>Jacobian of (A, B) ↦ AB.</summary>
    /// <param name="left">A, m × r.</param>
    /// <param name="right">B, r × n.</param>
    /// <returns>
    /// Matrix, m·n × r(m + n): a row for each entry of AB, row by row; first the columns of the entries of A, then
    /// those of B.
    /// </returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix Jacobian(Matrix left, Matrix right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.ColumnCount != right.RowCount)
        {
            throw new ArgumentException(
                $"right: expected {left.ColumnCount} rows (the columns of left), got {right.RowCount}",
                nameof(right)
            );
        }

        return BlockJacobian(left, right, [Matrix.Identity(1)]);
    }

    /// <summary>Dimension of M_{r,m×n} as the rank of the Jacobian of (A, B) ↦ AB at a random point.</summary>
    /// <param name="variety">The variety.</param>
    /// <param name="random">Source of the random point.</param>
    /// <returns>The dimension; it equals <see cref="DeterminantalVariety.Dimension"/> with probability 1.</returns>
    public static int Dimension(DeterminantalVariety variety, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(variety);
        ArgumentNullException.ThrowIfNull(random);
        Matrix left = Gaussian(variety.Rows, variety.Rank, random);
        Matrix right = Gaussian(variety.Rank, variety.Columns, random);
        return Rank(Jacobian(left, right));
    }

    /// <summary>Real dimension of a variety of equivariant matrices as the rank of its network's Jacobian.</summary>
    /// <param name="variety">The variety; over C the complex dimension is computed.</param>
    /// <param name="random">Source of the random point.</param>
    /// <returns>The dimension; it equals <see cref="EquivariantVariety.Dimension"/> with probability 1.</returns>
    /// <remarks>The map is a direct sum over the blocks, so its rank is the sum of theirs.</remarks>
    public static int Dimension(EquivariantVariety variety, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(variety);
        ArgumentNullException.ThrowIfNull(random);
        return variety.Blocks.Zip(variety.Ranks, (block, rank) => BlockRank(block, rank, random)).Sum();
    }

    /// <summary>Rank of a Jacobian, read off at 1e-9 times its largest singular value.</summary>
    /// <param name="jacobian">Any matrix.</param>
    /// <returns>The rank.</returns>
    public static int Rank(Matrix jacobian)
    {
        ArgumentNullException.ThrowIfNull(jacobian);
        if (jacobian.RowCount == 0 || jacobian.ColumnCount == 0)
        {
            return 0;
        }

        double[] values = Factorizations.SingularValues(jacobian);
        return values.Count(v => v > RelativeGap * values[0]);
    }

    private static int BlockRank(MatrixBlock block, int rank, RandomSource random)
    {
        // Over C a general point may be taken real: the rank of the Jacobian is largest on an open dense set, which
        // no set of real points can avoid.
        IReadOnlyList<Matrix> units = Realification.UnitMatrices((DivisionAlgebra)block.AlgebraDimension);
        Matrix left = Realify(block.Multiplicity, rank, units, random);
        Matrix right = Realify(rank, block.Multiplicity, units, random);
        return Rank(BlockJacobian(left, right, units));
    }

    private static Matrix Realify(int rows, int columns, IReadOnlyList<Matrix> units, RandomSource random)
    {
        int e = units.Count;
        double[] coordinates = new double[rows * columns * e];
        for (int i = 0; i < coordinates.Length; i++)
        {
            coordinates[i] = random.NextGaussian();
        }

        return Matrix.Create(
            rows * e,
            columns * e,
            (i, j) =>
                Enumerable
                    .Range(0, e)
                    .Sum(u => coordinates[((((i / e) * columns) + (j / e)) * e) + u] * units[u][i % e, j % e])
        );
    }

    // Jacobian of (A, B) ↦ AB for matrices over D written with e × e blocks, in the coordinates of D: an element is
    // known from the first column of its block, so a row stands for each (row of AB, column over D).
    private static Matrix BlockJacobian(Matrix left, Matrix right, IReadOnlyList<Matrix> units)
    {
        int e = units.Count;
        int m = left.RowCount / e;
        int r = left.ColumnCount / e;
        int n = right.ColumnCount / e;
        int parameters = e * r * (m + n);
        double[] entries = new double[e * m * n * parameters];
        for (int u = 0; u < e; u++)
        {
            for (int k = 0; k < r; k++)
            {
                Matrix change = MatrixProduct.Multiply(units[u], RowsOf(right, k * e, e));
                for (int i = 0; i < m; i++)
                {
                    int parameter = (((i * r) + k) * e) + u;
                    Fill(
                        entries,
                        parameters,
                        parameter,
                        (i * e, e),
                        (0, n),
                        n,
                        (row, column) => change[row - (i * e), column * e]
                    );
                }

                for (int j = 0; j < n; j++)
                {
                    int parameter = (e * r * m) + (((k * n) + j) * e) + u;
                    Fill(
                        entries,
                        parameters,
                        parameter,
                        (0, e * m),
                        (j, 1),
                        n,
                        (row, _) => Dot(left, row, k * e, units[u])
                    );
                }
            }
        }

        return Matrix.Adopt(e * m * n, parameters, entries);
    }

    private static void Fill(
        double[] entries,
        int parameters,
        int parameter,
        (int Start, int Count) rows,
        (int Start, int Count) columns,
        int n,
        Func<int, int, double> value
    )
    {
        for (int row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            for (int column = columns.Start; column < columns.Start + columns.Count; column++)
            {
                entries[(((row * n) + column) * parameters) + parameter] = value(row, column);
            }
        }
    }

    private static Matrix RowsOf(Matrix a, int start, int count) =>
        Matrix.FromEntries(count, a.ColumnCount, a.Entries.Slice(start * a.ColumnCount, count * a.ColumnCount));

    private static double Dot(Matrix left, int row, int start, Matrix unit)
    {
        double sum = 0;
        for (int k = 0; k < unit.RowCount; k++)
        {
            sum += left[row, start + k] * unit[k, 0];
        }

        return sum;
    }

    private static Matrix Gaussian(int rows, int columns, RandomSource random) =>
        Matrix.Create(rows, columns, (_, _) => random.NextGaussian());
}
