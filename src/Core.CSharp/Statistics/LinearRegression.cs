using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Statistics;

/// <summary>Least squares regression with the errors of its coefficients.</summary>
/// <remarks>
/// Source: [GV13, Section 5.3] for the solution by QR; [MW85] for errors that allow each sample its own variance, in the form
/// HC3; [LZ86] for errors that allow samples of one cluster to depend on each other. Columns and response are taken at powers of two
/// that bring them near 1.
/// </remarks>
public static class LinearRegression
{
    /// <summary>Fits y = Σ_j β_j x_j; a constant is a column like any other.</summary>
    /// <param name="columns">Name and values of each column, all of one length n.</param>
    /// <param name="response">y, n numbers.</param>
    /// <param name="clusters">A cluster for each sample, or null.</param>
    /// <returns>Coefficients, errors and R².</returns>
    /// <exception cref="ArgumentException">Other lengths, no more samples than columns, a number that is not finite, or coefficients or squared errors that leave the range of double.</exception>
    /// <exception cref="Numerics.PremiseException">
    /// A column depends on those before it (the text names it), or the response is constant to rounding.
    /// </exception>
    public static RegressionFit Fit(
        IReadOnlyList<RegressionColumn> columns,
        ReadOnlySpan<double> response,
        ReadOnlySpan<int> clusters = default
    )
    {
        ArgumentNullException.ThrowIfNull(columns);
        Check(columns, response, clusters);
        (double[] y, int scale) = RegressionScale.Near(response);
        (double[] Values, int Exponent)[] near = [.. columns.Select(column => RegressionScale.Near(column.Values))];
        CheckVaries(y);
        string[] names = [.. columns.Select(column => column.Name)];
        TallQr qr = TallQr.Factor([.. near.Select(column => column.Values)], names);
        double[] projected = [.. qr.Q.Select(q => TensorPrimitives.Dot<double>(q, y))];
        double[] residuals = Residuals(qr, projected, y);
        int freedom = y.Length - columns.Count;
        double squares = TensorPrimitives.SumOfSquares<double>(residuals);
        Matrix classical = Sandwich(
            qr,
            Matrix.Create(columns.Count, columns.Count, (i, j) => i == j ? squares / freedom : 0.0)
        );
        Matrix robust = Sandwich(qr, RobustMiddle(qr, residuals));
        (Matrix Covariance, int Count)? clustered = clusters.IsEmpty ? null : Clustered(qr, residuals, clusters);
        RegressionScale back = new(names, [.. near.Select(column => scale - column.Exponent)]);
        return new RegressionFit(
            names,
            back.Coefficients(qr.SolveUpper(projected)),
            RegressionScale.Far(residuals, scale),
            freedom,
            1.0 - (squares / CentredSquares(y)),
            back.Covariance(classical),
            back.Covariance(robust),
            clustered is { } found ? back.Covariance(found.Covariance) : null,
            clustered?.Count ?? 0
        );
    }

    // Of a response that is the same number throughout, every figure would be one rounding over another.
    private static void CheckVaries(double[] y)
    {
        double largest = y.Max(Math.Abs);
        double range = y.Max() - y.Min();
        double rounding = 4.0 * Numerics.Tolerance.Epsilon * largest;
        if (!(range > rounding))
        {
            throw new Numerics.PremiseException(
                "the response is the same number at all samples, to rounding: there is nothing to explain",
                range,
                rounding
            );
        }
    }

    private static void Check(
        IReadOnlyList<RegressionColumn> columns,
        ReadOnlySpan<double> response,
        ReadOnlySpan<int> clusters
    )
    {
        int n = response.Length;
        if (columns.Count == 0 || n <= columns.Count)
        {
            throw new ArgumentException(
                $"a regression on {columns.Count} columns needs more samples than {n}",
                nameof(response)
            );
        }

        foreach (RegressionColumn column in columns)
        {
            if (column.Values.Length != n)
            {
                throw new ArgumentException(
                    $"column '{column.Name}': expected {n} numbers, got {column.Values.Length}",
                    nameof(columns)
                );
            }

            CheckFinite(column.Values, column.Name);
        }

        CheckFinite(response, "response");
        if (!clusters.IsEmpty && clusters.Length != n)
        {
            throw new ArgumentException($"clusters: expected {n}, got {clusters.Length}", nameof(clusters));
        }
    }

    private static void CheckFinite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    $"'{name}': number {i} is {values[i]}, expected finite numbers",
                    nameof(values)
                );
            }
        }
    }

    private static double[] Residuals(TallQr qr, double[] projected, double[] y)
    {
        double[] residuals = (double[])y.Clone();
        for (int j = 0; j < projected.Length; j++)
        {
            TensorPrimitives.MultiplyAdd<double>(qr.Q[j], -projected[j], residuals, residuals);
        }

        return residuals;
    }

    private static double CentredSquares(double[] y)
    {
        double mean = y.Average();
        return y.Sum(value => (value - mean) * (value - mean));
    }

    // R⁻¹ M R⁻ᵀ, for M in the coordinates of Q.
    private static Matrix Sandwich(TallQr qr, Matrix middle)
    {
        int p = middle.RowCount;
        double[][] half =
        [
            .. Enumerable.Range(0, p).Select(j => qr.SolveUpper([.. Enumerable.Range(0, p).Select(i => middle[i, j])])),
        ];
        double[][] full =
        [
            .. Enumerable.Range(0, p).Select(i => qr.SolveUpper([.. Enumerable.Range(0, p).Select(j => half[j][i])])),
        ];
        return Matrix.Create(p, p, (i, j) => full[i][j]);
    }

    // Qᵀ diag(e²/(1 − h)²) Q, h the leverages: the squared rows of Q.
    private static Matrix RobustMiddle(TallQr qr, double[] residuals)
    {
        double[] weights = new double[residuals.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            double leverage = 0.0;
            foreach (double[] column in qr.Q)
            {
                leverage += column[i] * column[i];
            }

            // A sample that alone determines a coefficient has leverage 1 and residual 0.
            double scaled = leverage < 1.0 - 1e-12 ? residuals[i] / (1.0 - leverage) : 0.0;
            weights[i] = scaled * scaled;
        }

        return Weighted(qr, weights);
    }

    private static Matrix Weighted(TallQr qr, double[] weights)
    {
        double[] scratch = new double[weights.Length];
        double[,] middle = new double[qr.Q.Length, qr.Q.Length];
        for (int i = 0; i < qr.Q.Length; i++)
        {
            TensorPrimitives.Multiply<double>(weights, qr.Q[i], scratch);
            for (int j = 0; j <= i; j++)
            {
                middle[i, j] = middle[j, i] = TensorPrimitives.Dot<double>(scratch, qr.Q[j]);
            }
        }

        return Matrix.Create(qr.Q.Length, qr.Q.Length, (i, j) => middle[i, j]);
    }

    // Sums of Qᵀe over each cluster, with the usual factor for few clusters.
    private static (Matrix Covariance, int Count) Clustered(TallQr qr, double[] residuals, ReadOnlySpan<int> clusters)
    {
        int p = qr.Q.Length;
        Dictionary<int, double[]> sums = [];
        for (int i = 0; i < residuals.Length; i++)
        {
            if (!sums.TryGetValue(clusters[i], out double[]? sum))
            {
                sums[clusters[i]] = sum = new double[p];
            }

            for (int j = 0; j < p; j++)
            {
                sum[j] += qr.Q[j][i] * residuals[i];
            }
        }

        if (sums.Count < 2)
        {
            throw new ArgumentException(
                $"clusters: expected at least 2 different ones, got {sums.Count}",
                nameof(clusters)
            );
        }

        double n = residuals.Length;
        double factor = sums.Count / (sums.Count - 1.0) * (n - 1.0) / (n - p);
        Matrix middle = Matrix.Create(p, p, (i, j) => factor * sums.Values.Sum(sum => sum[i] * sum[j]));
        return (Sandwich(qr, middle), sums.Count);
    }
}

/// <summary>A column of a regression.</summary>
/// <param name="Name">What stands in the table.</param>
/// <param name="Values">A number for each sample; not copied, not changed.</param>
public sealed record RegressionColumn(string Name, double[] Values);
