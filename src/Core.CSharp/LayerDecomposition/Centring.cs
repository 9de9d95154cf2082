using System;
using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>Samples less their mean.</summary>
/// <param name="Samples">p × n; a column that was constant is exactly 0.</param>
/// <param name="Means">n numbers.</param>
/// <param name="ConstantCount">Columns with the same number at every sample.</param>
internal sealed record Centring(Matrix Samples, double[] Means, int ConstantCount)
{
    /// <summary>Root of the mean squared distance from the mean.</summary>
    public double Spread =>
        Samples.RowCount == 0 ? 0.0 : MatrixArithmetic.FrobeniusNorm(Samples) / Math.Sqrt(Samples.RowCount);

    /// <summary>The largest magnitude of an entry before the means were taken off.</summary>
    public double Largest { get; private init; }

    /// <summary>Takes the mean off each column.</summary>
    public static Centring Centre(Matrix samples)
    {
        int p = samples.RowCount;
        int n = samples.ColumnCount;
        double[] means = new double[n];
        for (int i = 0; i < p; i++)
        {
            TensorPrimitives.Add(means, samples.Row(i), means);
        }

        TensorPrimitives.Divide(means, Math.Max(p, 1), means);
        int constants = SettleConstants(samples, means);
        double[] centred = samples.ToArray();
        for (int i = 0; i < p; i++)
        {
            Span<double> row = centred.AsSpan(i * n, n);
            TensorPrimitives.Subtract(row, means, row);
        }

        return new Centring(Matrix.Adopt(p, n, centred), means, constants)
        {
            Largest = MatrixArithmetic.LargestMagnitude(samples),
        };
    }

    // The mean of equal numbers, summed, may miss them by a rounding: a constant column takes its own number as its mean.
    private static int SettleConstants(Matrix samples, double[] means)
    {
        int p = samples.RowCount;
        int n = samples.ColumnCount;
        if (p == 0)
        {
            return 0;
        }

        bool[] moves = new bool[n];
        ReadOnlySpan<double> first = samples.Row(0);
        for (int i = 1; i < p; i++)
        {
            ReadOnlySpan<double> row = samples.Row(i);
            for (int j = 0; j < n; j++)
            {
                moves[j] |= row[j] != first[j];
            }
        }

        int constants = 0;
        for (int j = 0; j < n; j++)
        {
            if (!moves[j])
            {
                means[j] = first[j];
                constants++;
            }
        }

        return constants;
    }
}
