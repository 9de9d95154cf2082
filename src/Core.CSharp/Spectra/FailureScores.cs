using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Spectra;

/// <summary>Computes scores that may tell where a network fails.</summary>
public static class FailureScores
{
    /// <summary>The scores of <see cref="FailureScore.DataFree"/>, which need no training data.</summary>
    /// <param name="table">Spectra at the points.</param>
    /// <returns>A row for each point.</returns>
    public static ScoreTable Of(SpectrumTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int d = table.Latent;
        double[][] values =
        [
            table.Mse.ToArray(),
            table.LatentCycle.ToArray(),
            LatentNorms(table.Latents, d),
            table.Input.Trace.ToArray(),
            table.LatentSpace.Trace.ToArray(),
            table.Input.LogOmega.ToArray(),
            table.LatentSpace.LogOmega.ToArray(),
            DistancesFromOne(table.Input.Eigenvalues, d),
            DistancesFromOne(table.LatentSpace.Eigenvalues, d),
            SmallCounts(table.Input.SmallCount),
            SmallCounts(table.LatentSpace.SmallCount),
        ];
        return ScoreTable.Of([.. FailureScore.DataFree.Zip(values)]);
    }

    /// <summary>‖z‖ at each point.</summary>
    /// <param name="latents">Points × d.</param>
    /// <param name="latent">d, at least 1.</param>
    /// <returns>A number for each point.</returns>
    /// <exception cref="ArgumentException">No whole number of points.</exception>
    public static double[] LatentNorms(ReadOnlySpan<double> latents, int latent)
    {
        double[] norms = new double[CountOf(latents.Length, latent)];
        for (int i = 0; i < norms.Length; i++)
        {
            norms[i] = TensorPrimitives.Norm(latents.Slice(i * latent, latent));
        }

        return norms;
    }

    /// <summary>Σ|λ_k − 1|² at each point.</summary>
    /// <param name="eigenvalues">Points × d.</param>
    /// <param name="latent">d, at least 1.</param>
    /// <returns>A number for each point.</returns>
    /// <exception cref="ArgumentException">No whole number of points.</exception>
    public static double[] DistancesFromOne(ReadOnlySpan<Complex> eigenvalues, int latent)
    {
        double[] sums = new double[CountOf(eigenvalues.Length, latent)];
        for (int i = 0; i < eigenvalues.Length; i++)
        {
            double real = eigenvalues[i].Real - 1.0;
            double imaginary = eigenvalues[i].Imaginary;
            sums[i / latent] += (real * real) + (imaginary * imaginary);
        }

        return sums;
    }

    /// <summary>How much several networks differ about each point: the variance (with n − 1) of their outputs, mean over the outputs.</summary>
    /// <param name="outputs">Reconstructions of the same points by at least two networks, points × N each.</param>
    /// <param name="width">N, at least 1.</param>
    /// <returns>A number for each point.</returns>
    /// <exception cref="ArgumentException">Fewer than two networks, or other lengths.</exception>
    public static double[] EnsembleVariances(IReadOnlyList<float[]> outputs, int width)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (outputs.Count < 2 || outputs.Any(one => one.Length != outputs[0].Length))
        {
            throw new ArgumentException(
                $"ensemble: expected at least 2 networks with as many outputs, got {outputs.Count}",
                nameof(outputs)
            );
        }

        double[] sums = new double[CountOf(outputs[0].Length, width)];
        for (int i = 0; i < outputs[0].Length; i++)
        {
            double mean = 0.0;
            foreach (float[] one in outputs)
            {
                mean += one[i];
            }

            mean /= outputs.Count;
            double squares = 0.0;
            foreach (float[] one in outputs)
            {
                squares += (one[i] - mean) * (one[i] - mean);
            }

            sums[i / width] += squares / (outputs.Count - 1) / width;
        }

        return sums;
    }

    /// <summary>√((z − m)ᵀ C⁻¹ (z − m)) with mean m and covariance C (with n − 1) of the training codes.</summary>
    /// <param name="trainingCodes">z of training points, n × d.</param>
    /// <param name="latents">z of the points to judge, points × d.</param>
    /// <param name="latent">d, at least 1.</param>
    /// <returns>A number for each point; directions in which the training codes do not vary are left out.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 training codes, or no whole number of points.</exception>
    public static double[] MahalanobisDistances(
        ReadOnlySpan<double> trainingCodes,
        ReadOnlySpan<double> latents,
        int latent
    )
    {
        int n = CountOf(trainingCodes.Length, latent);
        if (n < 2)
        {
            throw new ArgumentException($"expected at least 2 training codes, got {n}", nameof(trainingCodes));
        }

        double[] mean = new double[latent];
        for (int i = 0; i < trainingCodes.Length; i++)
        {
            mean[i % latent] += trainingCodes[i] / n;
        }

        Matrix inverse = Factorizations.PseudoInverse(Covariance(trainingCodes, mean));
        double[] distances = new double[CountOf(latents.Length, latent)];
        double[] offset = new double[latent];
        for (int i = 0; i < distances.Length; i++)
        {
            TensorPrimitives.Subtract(latents.Slice(i * latent, latent), mean, offset);
            double square = TensorPrimitives.Dot<double>(offset, MatrixProduct.Apply(inverse, offset));
            distances[i] = Math.Sqrt(Math.Max(square, 0.0));
        }

        return distances;
    }

    private static Matrix Covariance(ReadOnlySpan<double> codes, double[] mean)
    {
        int d = mean.Length;
        int n = codes.Length / d;
        double[] sums = new double[d * d];
        double[] offset = new double[d];
        for (int i = 0; i < n; i++)
        {
            TensorPrimitives.Subtract(codes.Slice(i * d, d), mean, offset);
            for (int j = 0; j < d; j++)
            {
                Span<double> row = sums.AsSpan(j * d, d);
                TensorPrimitives.MultiplyAdd(offset, offset[j] / (n - 1), row, row);
            }
        }

        return Matrix.FromEntries(d, d, sums);
    }

    private static double[] SmallCounts(ReadOnlySpan<int> counts) => Array.ConvertAll(counts.ToArray(), c => (double)c);

    private static int CountOf(int length, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return length % width == 0
            ? length / width
            : throw new ArgumentException($"{length} numbers are no whole number of rows of {width}");
    }
}
