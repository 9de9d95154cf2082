using System;
using System.Diagnostics;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;

namespace Neurovariety.Fitting;

/// <summary>The second moments Σ x·xᵀ of a set of samples: all that a squared loss of a linear map depends on.</summary>
public sealed class SampleGram
{
    private SampleGram(Matrix moments, long sampleCount, double seconds)
    {
        Moments = moments;
        SampleCount = sampleCount;
        Seconds = seconds;
    }

    /// <summary>Σ x·xᵀ over the samples, n × n, in squared units of x.</summary>
    public Matrix Moments { get; }

    /// <summary>Number of samples N.</summary>
    public long SampleCount { get; }

    /// <summary>Number of features n.</summary>
    public int FeatureCount => Moments.RowCount;

    /// <summary>Wall time of the sum, in seconds.</summary>
    public double Seconds { get; }

    /// <summary>Mean square per sample and feature: the loss of the zero map.</summary>
    public double MeanSquare => MatrixArithmetic.Trace(Moments) / Cells;

    internal double Cells => (double)SampleCount * FeatureCount;

    /// <summary>Moments of images given as bytes; the sums are exact integers, scaled once at the end.</summary>
    /// <param name="pixels">N × n bytes, image by image.</param>
    /// <param name="features">Pixels n of one image, at least 1.</param>
    /// <param name="scale">What one grey level is worth; 1/255 gives pixels in [0, 1].</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>The moments.</returns>
    /// <exception cref="ArgumentException">The number of bytes is no positive multiple of n.</exception>
    public static SampleGram FromImages(
        ReadOnlySpan<byte> pixels,
        int features,
        double scale = 1.0 / 255.0,
        int threads = 0
    )
    {
        int count = CountImages(pixels.Length, features);
        long start = Stopwatch.GetTimestamp();
        double[] sums = new double[checked(features * features)];
        GramKernel.GramBytesInto(pixels, count, features, sums, threads);
        Matrix sum = Matrix.Adopt(features, features, sums);
        Matrix moments = MatrixArithmetic.Scale(sum, scale * scale);
        return new SampleGram(moments, count, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Moments of samples given as numbers.</summary>
    /// <param name="samples">Matrix, samples × features, at least one sample.</param>
    /// <returns>The moments.</returns>
    /// <exception cref="ArgumentException">No sample, no feature, an entry not finite, or squares that leave the range of double.</exception>
    public static SampleGram FromSamples(Matrix samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Entries.IsEmpty)
        {
            throw new ArgumentException($"samples: expected at least one sample, got {samples.Shape}", nameof(samples));
        }

        MatrixArithmetic.CheckFinite(samples, nameof(samples));
        RegressionCheck.Squares(samples, nameof(samples));
        long start = Stopwatch.GetTimestamp();
        Matrix moments = MatrixProduct.Gram(samples);
        return new SampleGram(moments, samples.RowCount, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Moments that are known already.</summary>
    /// <param name="moments">Symmetric positive semidefinite matrix Σ x·xᵀ, n × n.</param>
    /// <param name="sampleCount">Number of samples N, at least 1.</param>
    /// <returns>The moments.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static SampleGram FromMoments(Matrix moments, long sampleCount)
    {
        MatrixArithmetic.CheckSquare(moments, nameof(moments));
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        return new SampleGram(moments, sampleCount, 0.0);
    }

    /// <summary>Mean squared error per sample and feature of a network that is to reproduce its input.</summary>
    /// <param name="network">A network n → n.</param>
    /// <returns>‖X − M·X‖² / (N·n), evaluated from the moments.</returns>
    /// <exception cref="ArgumentException">The network has other widths.</exception>
    public double MeanSquaredError(LinearAutoencoder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.InputCount != FeatureCount || network.OutputCount != FeatureCount)
        {
            throw new ArgumentException(
                $"network: expected {FeatureCount} inputs and outputs, got {network.InputCount} and {network.OutputCount}",
                nameof(network)
            );
        }

        double trace = MatrixArithmetic.Trace(Moments);
        return Math.Max(
            0.0,
            (trace + QuadraticForm.Excess(network.Encoder, network.Decoder, Moments, Moments)) / Cells
        );
    }

    internal static int CountImages(int bytes, int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        return bytes > 0 && bytes % features == 0
            ? bytes / features
            : throw new ArgumentException(
                $"pixels: expected a positive multiple of {features} bytes, got {bytes}",
                nameof(bytes)
            );
    }
}
