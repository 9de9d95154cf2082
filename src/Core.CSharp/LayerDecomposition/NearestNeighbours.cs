using System;
using System.Numerics.Tensors;
using System.Threading;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>The nearest other samples of each sample, in the Euclidean distance.</summary>
/// <remarks>
/// Candidates come from blocks of the matrix product, |a|² + |b|² − 2a·b, each block used for its rows and its columns and then
/// dropped. Their distances are computed anew as |a − b|, and a sample whose candidates could have missed a neighbour for rounding
/// is compared with every other sample: the lists are those of a comparison of all pairs. Ties go to the smaller index.
/// Cost O(p²·n) time, O(p·(n + k)) memory.
/// </remarks>
public sealed class NearestNeighbours
{
    // Candidates beyond those asked for, so that rounding of the products hardly ever makes the comparison of all necessary.
    private const int Spare = 8;
    private const int Block = 1024;

    // Rows or columns of a block that one thread takes at a time.
    private const int Lines = 128;

    private readonly int[] _indices;
    private readonly double[] _distances;

    private NearestNeighbours(int sampleCount, int count, int[] indices, double[] distances)
    {
        SampleCount = sampleCount;
        Count = count;
        _indices = indices;
        _distances = distances;
    }

    /// <summary>Number of samples, p.</summary>
    public int SampleCount { get; }

    /// <summary>Neighbours of each sample, k.</summary>
    public int Count { get; }

    /// <summary>The neighbours of a sample, nearest first; ties by index.</summary>
    /// <param name="sample">0 … p − 1.</param>
    /// <returns>k indices of other samples.</returns>
    public ReadOnlySpan<int> Indices(int sample) => _indices.AsSpan(sample * Count, Count);

    /// <summary>The distances of a sample to its neighbours, rising.</summary>
    /// <param name="sample">0 … p − 1.</param>
    /// <returns>k distances.</returns>
    public ReadOnlySpan<double> Distances(int sample) => _distances.AsSpan(sample * Count, Count);

    /// <summary>Finds the neighbours.</summary>
    /// <param name="samples">p × n, finite.</param>
    /// <param name="count">k, 1 … p − 1.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <returns>k neighbours of each sample.</returns>
    /// <exception cref="ArgumentException">Not more samples than neighbours, or an entry is not finite.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static NearestNeighbours Find(
        Matrix samples,
        int count = 10,
        int threads = 0,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        MatrixArithmetic.CheckFinite(samples, nameof(samples));
        int p = samples.RowCount;
        if (p <= count)
        {
            throw new ArgumentException(
                $"samples: {count} neighbours need at least {count + 1} samples, got {p}; take more points or fewer neighbours",
                nameof(samples)
            );
        }

        Matrix centred = Centring.Centre(samples).Samples;
        int exponent = BinaryScale.Exponent(centred);
        centred = BinaryScale.Multiply(centred, -exponent);
        double[] norms = new double[p];
        for (int i = 0; i < p; i++)
        {
            norms[i] = TensorPrimitives.SumOfSquares(centred.Row(i));
        }

        NeighbourLists lists = new(p, Math.Min(count + Spare, p - 1));
        Collect(centred, norms, lists, threads, cancel);
        NearestNeighbours near = Refine(centred, norms, lists, count, threads);
        BinaryScale.Multiply(near._distances, exponent);
        return near;
    }

    // Every pair of blocks once: its products serve the rows and, read the other way, the columns.
    private static void Collect(
        Matrix samples,
        double[] norms,
        NeighbourLists lists,
        int threads,
        CancellationToken cancel
    )
    {
        int p = samples.RowCount;
        int n = samples.ColumnCount;
        double[] products = new double[Math.Min(p, Block) * Math.Min(p, Block)];
        for (int top = 0; top < p; top += Block)
        {
            int height = Math.Min(Block, p - top);
            for (int left = top; left < p; left += Block)
            {
                cancel.ThrowIfCancellationRequested();
                int width = Math.Min(Block, p - left);
                Operand<double> a = new(samples.Storage, top * n, n, height, n, false);
                Operand<double> b = new(samples.Storage, left * n, n, width, n, false);
                MatMulKernel.MultiplyInto(a, b.Transpose(), new Target<double>(products, 0, width), threads);
                OfferRows(products, norms, lists, (top, height, left, width), threads);
                if (left > top)
                {
                    OfferColumns(products, norms, lists, (top, height, left, width), threads);
                }
            }
        }
    }

    private static void OfferRows(
        double[] products,
        double[] norms,
        NeighbourLists lists,
        (int Top, int Height, int Left, int Width) at,
        int threads
    ) =>
        RowChunks.Run(
            at.Height,
            threads,
            (_, first, last) =>
            {
                for (int i = first; i < last; i++)
                {
                    lists.OfferRow(
                        at.Top + i,
                        products.AsSpan(i * at.Width, at.Width),
                        norms.AsSpan(at.Left, at.Width),
                        at.Left
                    );
                }
            },
            Lines
        );

    private static void OfferColumns(
        double[] products,
        double[] norms,
        NeighbourLists lists,
        (int Top, int Height, int Left, int Width) at,
        int threads
    ) =>
        RowChunks.Run(
            at.Width,
            threads,
            (_, first, last) =>
            {
                for (int i = 0; i < at.Height; i++)
                {
                    lists.OfferColumn(
                        at.Top + i,
                        products.AsSpan((i * at.Width) + first, last - first),
                        norms[at.Top + i],
                        at.Left + first
                    );
                }
            },
            Lines
        );

    private static NearestNeighbours Refine(
        Matrix samples,
        double[] norms,
        NeighbourLists lists,
        int count,
        int threads
    )
    {
        int p = samples.RowCount;
        int[] indices = new int[checked(p * count)];
        double[] distances = new double[p * count];
        double largest = TensorPrimitives.Max<double>(norms);
        RowChunks.Run(
            p,
            threads,
            (_, first, last) =>
            {
                for (int i = first; i < last; i++)
                {
                    NeighbourLists one = Exact(samples, lists.Indices(i), i, count);
                    double farthest = one.Values(0)[count - 1];

                    // |computed - true| of |b|² - 2a·b + |a|², from the error of sums of n terms.
                    double slack = 8.0 * (samples.ColumnCount + 4) * Tolerance.Epsilon * (norms[i] + largest);
                    ReadOnlySpan<double> seen = lists.Values(i);
                    if (seen.Length < p - 1 && seen[^1] + norms[i] - slack <= farthest * farthest)
                    {
                        one = Exact(samples, default, i, count);
                    }

                    one.Indices(0)[..count].CopyTo(indices.AsSpan(i * count, count));
                    for (int j = 0; j < count; j++)
                    {
                        distances[(i * count) + j] = one.Values(0)[j];
                    }
                }
            }
        );
        return new NearestNeighbours(p, count, indices, distances);
    }

    // The nearest of some candidates (none given: of all samples), by |a - b|, as the one list of its kind.
    private static NeighbourLists Exact(Matrix samples, ReadOnlySpan<int> candidates, int sample, int count)
    {
        NeighbourLists result = new(1, count);
        int all = candidates.IsEmpty ? samples.RowCount : candidates.Length;
        for (int c = 0; c < all; c++)
        {
            int other = candidates.IsEmpty ? c : candidates[c];
            if (other != sample)
            {
                result.Offer(0, TensorPrimitives.Distance(samples.Row(sample), samples.Row(other)), other);
            }
        }

        return result;
    }
}
