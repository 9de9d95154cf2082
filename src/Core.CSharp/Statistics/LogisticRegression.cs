using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Numerics;

namespace Neurovariety.Statistics;

/// <summary>Logistic regression by Newton's method, with a ridge that keeps separable samples finite.</summary>
public static class LogisticRegression
{
    private const int LargestStepCount = 100;

    /// <summary>Minimises the mean of log(1 + exp(∓η)), η = b + Σ w_j x_j, plus ridge/2 · Σ w_j².</summary>
    /// <param name="columns">Features of n numbers each, best standardised; at least one.</param>
    /// <param name="positive">For each sample whether it is positive; both kinds occur.</param>
    /// <param name="ridge">Above 0: then the minimum exists and is unique.</param>
    /// <returns>Intercept, coefficients and how the iteration ended.</returns>
    /// <exception cref="ArgumentException">Other lengths, only one kind, no feature, or a number that is not finite.</exception>
    /// <remarks>Source: [HTF09, Section 4.4.1]. Steps are halved until the loss falls.</remarks>
    public static LogisticFit Fit(IReadOnlyList<double[]> columns, ReadOnlySpan<bool> positive, double ridge = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Check(columns, positive, ridge);
        bool[] kinds = positive.ToArray();
        double[] weights = new double[columns.Count + 1];
        double loss = Loss(columns, kinds, weights, ridge);
        for (int step = 1; step <= LargestStepCount; step++)
        {
            (double[] gradient, double[,] curvature) = Derivatives(columns, kinds, weights, ridge);
            double[] direction = Solve(curvature, gradient);
            double scale = 1.0;
            double[] next = Move(weights, direction, scale);
            double nextLoss = Loss(columns, kinds, next, ridge);
            while (!(nextLoss <= loss) && scale > 1e-10)
            {
                scale /= 2.0;
                next = Move(weights, direction, scale);
                nextLoss = Loss(columns, kinds, next, ridge);
            }

            if (!(nextLoss < loss - (64.0 * Tolerance.Epsilon * Math.Abs(loss))))
            {
                return new LogisticFit(weights[0], weights[1..], IterationStatus.Converged, step);
            }

            (weights, loss) = (next, nextLoss);
        }

        return new LogisticFit(weights[0], weights[1..], IterationStatus.IterationLimit, LargestStepCount);
    }

    private static void Check(IReadOnlyList<double[]> columns, ReadOnlySpan<bool> positive, double ridge)
    {
        if (!(ridge > 0) || columns.Count == 0)
        {
            throw new ArgumentException($"expected features and a ridge above 0, got {columns.Count} and {ridge}");
        }

        int found = positive.Count(true);
        if (found == 0 || found == positive.Length)
        {
            throw new ArgumentException($"expected both kinds, got {found} positive of {positive.Length}");
        }

        foreach (double[] column in columns)
        {
            if (column.Length != positive.Length || !Array.TrueForAll(column, double.IsFinite))
            {
                throw new ArgumentException(
                    $"columns: expected {positive.Length} finite numbers in each, got {column.Length} numbers"
                );
            }
        }
    }

    private static double[] Move(double[] weights, double[] direction, double scale) =>
        [.. weights.Zip(direction, (w, d) => w - (scale * d))];

    private static double Linear(IReadOnlyList<double[]> columns, double[] weights, int sample)
    {
        double sum = weights[0];
        for (int j = 0; j < columns.Count; j++)
        {
            sum += weights[j + 1] * columns[j][sample];
        }

        return sum;
    }

    private static double Loss(IReadOnlyList<double[]> columns, bool[] positive, double[] weights, double ridge)
    {
        double sum = 0.0;
        for (int i = 0; i < positive.Length; i++)
        {
            double margin = Linear(columns, weights, i) * (positive[i] ? 1.0 : -1.0);
            sum += Math.Max(-margin, 0.0) + Math.Log(1.0 + Math.Exp(-Math.Abs(margin)));
        }

        return (sum / positive.Length) + (0.5 * ridge * weights.Skip(1).Sum(w => w * w));
    }

    private static (double[] Gradient, double[,] Curvature) Derivatives(
        IReadOnlyList<double[]> columns,
        bool[] positive,
        double[] weights,
        double ridge
    )
    {
        int p = weights.Length;
        double[] gradient = new double[p];
        double[,] curvature = new double[p, p];
        double[] row = new double[p];
        for (int i = 0; i < positive.Length; i++)
        {
            row[0] = 1.0;
            for (int j = 1; j < p; j++)
            {
                row[j] = columns[j - 1][i];
            }

            double chance = 1.0 / (1.0 + Math.Exp(-Linear(columns, weights, i)));
            double residual = (chance - (positive[i] ? 1.0 : 0.0)) / positive.Length;
            double weight = chance * (1.0 - chance) / positive.Length;
            for (int j = 0; j < p; j++)
            {
                gradient[j] += residual * row[j];
                for (int k = 0; k < p; k++)
                {
                    curvature[j, k] += weight * row[j] * row[k];
                }
            }
        }

        for (int j = 0; j < p; j++)
        {
            gradient[j] += j == 0 ? 0.0 : ridge * weights[j];

            // The intercept has no ridge; a trace of one keeps the matrix regular where all chances are 0 or 1.
            curvature[j, j] += j == 0 ? 1e-12 : ridge;
        }

        return (gradient, curvature);
    }

    // Elimination without pivots: the matrix is positive definite.
    private static double[] Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        double[] x = (double[])b.Clone();
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                x[i] -= factor * x[k];
                for (int j = k; j < n; j++)
                {
                    a[i, j] -= factor * a[k, j];
                }
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < n; j++)
            {
                x[k] -= a[k, j] * x[j];
            }

            x[k] /= a[k, k];
        }

        return x;
    }
}

/// <summary>A fitted logistic regression; the chance of a positive sample is 1 / (1 + exp(−b − Σ w_j x_j)).</summary>
/// <param name="Intercept">b.</param>
/// <param name="Coefficients">w, one for each feature.</param>
/// <param name="Status">How the iteration ended.</param>
/// <param name="Iterations">Newton steps tried.</param>
public sealed record LogisticFit(
    double Intercept,
    IReadOnlyList<double> Coefficients,
    IterationStatus Status,
    int Iterations
);
