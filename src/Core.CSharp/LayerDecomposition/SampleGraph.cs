using System;
using System.Collections.Generic;
using System.Threading;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>
/// A weighted graph on samples: each is tied to its nearest neighbours with a weight that falls with the distance, and its
/// Laplacian L = D − A.
/// </summary>
/// <remarks>
/// Source: [NLQ23, Eq. 5] for the Laplacian of a locally connected graph; [ZP04] for the weights exp(−|a − b|²/(σ_a·σ_b)), σ the
/// distance to the k-th neighbour. Two samples are tied if one is a neighbour of the other (the maximum of both directions). Where
/// the k nearest of a sample coincide with it, σ is the least positive σ of all samples. L is never formed as p × p numbers.
/// </remarks>
public sealed class SampleGraph
{
    private readonly int[] _components;
    private readonly int[] _sizes;

    private SampleGraph(SparseRows rows, int neighbours)
    {
        Rows = rows;
        NeighbourCount = neighbours;
        (_components, _sizes) = FindComponents(rows);
    }

    /// <summary>Number of samples, p.</summary>
    public int SampleCount => Rows.Degrees.Length;

    /// <summary>Neighbours that each sample chose, k.</summary>
    public int NeighbourCount { get; }

    /// <summary>Number of ties, each counted once.</summary>
    public int EdgeCount => Rows.Columns.Length / 2;

    /// <summary>The degrees: for each sample the sum of the weights of its ties.</summary>
    public ReadOnlySpan<double> Degrees => Rows.Degrees;

    /// <summary>Number of connected components, which is the number of eigenvalues 0 of L.</summary>
    public int ComponentCount => _sizes.Length;

    /// <summary>The component of each sample, numbered by their first samples from 0 on.</summary>
    public ReadOnlySpan<int> Components => _components;

    /// <summary>Samples of each component.</summary>
    public ReadOnlySpan<int> ComponentSizes => _sizes;

    /// <summary>An upper bound of the eigenvalues of L: the greatest sum of the degrees of two tied samples.</summary>
    /// <remarks>Source: [AM85].</remarks>
    public double EigenvalueBound
    {
        get
        {
            double bound = 0.0;
            for (int i = 0; i < SampleCount; i++)
            {
                for (int e = Rows.Starts[i]; e < Rows.Starts[i + 1]; e++)
                {
                    bound = Math.Max(bound, Rows.Degrees[i] + Rows.Degrees[Rows.Columns[e]]);
                }
            }

            return bound;
        }
    }

    /// <summary>The weights, row by row.</summary>
    internal SparseRows Rows { get; }

    /// <summary>The graph of some samples.</summary>
    /// <param name="samples">p × n, finite.</param>
    /// <param name="neighbours">k, 1 … p − 1.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancel">Stops the search for neighbours.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="ArgumentException">Not more samples than neighbours, or an entry is not finite.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static SampleGraph OfSamples(
        Matrix samples,
        int neighbours = 10,
        int threads = 0,
        CancellationToken cancel = default
    ) => OfNeighbours(NearestNeighbours.Find(samples, neighbours, threads, cancel));

    /// <summary>The graph of known neighbours.</summary>
    /// <param name="neighbours">k neighbours of each of p samples.</param>
    /// <returns>The graph.</returns>
    public static SampleGraph OfNeighbours(NearestNeighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        return new SampleGraph(SelfTunedWeights.Build(neighbours), neighbours.Count);
    }

    /// <summary>The graph of given ties.</summary>
    /// <param name="sampleCount">p, at least 1.</param>
    /// <param name="ties">Pairs of different samples, 0-based, each pair once, with a positive weight.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="ArgumentException">A sample outside 0 … p − 1, a loop, a pair twice, or a weight not positive.</exception>
    public static SampleGraph OfTies(int sampleCount, IReadOnlyList<(int First, int Second, double Weight)> ties)
    {
        ArgumentNullException.ThrowIfNull(ties);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        HashSet<(int, int)> seen = [];
        foreach ((int first, int second, double weight) in ties)
        {
            bool inside = (uint)first < (uint)sampleCount && (uint)second < (uint)sampleCount && first != second;
            if (!inside || !(weight > 0.0 && double.IsFinite(weight)))
            {
                throw new ArgumentException(
                    $"ties: ({first}, {second}, {weight}), expected two different samples of 0 ... {sampleCount - 1} and a positive weight",
                    nameof(ties)
                );
            }

            if (!seen.Add((Math.Min(first, second), Math.Max(first, second))))
            {
                throw new ArgumentException($"ties: {first} and {second} are tied twice", nameof(ties));
            }
        }

        return new SampleGraph(SelfTunedWeights.Symmetric(sampleCount, ties), 0);
    }

    /// <summary>The weight between two samples; 0 when they are not tied.</summary>
    /// <param name="first">0 … p − 1.</param>
    /// <param name="second">0 … p − 1.</param>
    /// <returns>Entry of A.</returns>
    public double Weight(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)first, (uint)SampleCount, nameof(first));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)second, (uint)SampleCount, nameof(second));
        int start = Rows.Starts[first];
        int place = Array.BinarySearch(Rows.Columns, start, Rows.Starts[first + 1] - start, second);
        return place < 0 ? 0.0 : Rows.Weights[place];
    }

    /// <summary>The product L·x.</summary>
    /// <param name="x">p × m: m vectors on the samples.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>p × m.</returns>
    /// <exception cref="ArgumentException">x has not p rows.</exception>
    public Matrix ApplyLaplacian(Matrix x, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckRows(x, nameof(x));
        double[] result = new double[x.Entries.Length];
        ApplyInto(x.Storage, [], new LaplacianTerms(1.0, 0.0, 0.0), result, threads);
        return Matrix.Adopt(x.RowCount, x.ColumnCount, result);
    }

    /// <summary>α·L·x + β·x + γ·z for blocks of vectors, row by row.</summary>
    internal void ApplyInto(double[] x, double[] z, LaplacianTerms terms, double[] destination, int threads) =>
        RowChunks.Run(
            SampleCount,
            threads,
            (_, first, last) => SparseProductKernel.ApplyInto(Rows, x, z, terms, (first, last), destination)
        );

    /// <summary>Takes from each vector of a block its mean on each component: what is left is orthogonal to the kernel of L.</summary>
    internal void RemoveMeans(double[] block)
    {
        int width = block.Length / SampleCount;
        double[] means = new double[checked(ComponentCount * width)];
        for (int i = 0; i < SampleCount; i++)
        {
            Span<double> mean = means.AsSpan(_components[i] * width, width);
            System.Numerics.Tensors.TensorPrimitives.Add(mean, block.AsSpan(i * width, width), mean);
        }

        for (int c = 0; c < ComponentCount; c++)
        {
            Span<double> mean = means.AsSpan(c * width, width);
            System.Numerics.Tensors.TensorPrimitives.Divide(mean, _sizes[c], mean);
        }

        for (int i = 0; i < SampleCount; i++)
        {
            Span<double> row = block.AsSpan(i * width, width);
            System.Numerics.Tensors.TensorPrimitives.Subtract(row, means.AsSpan(_components[i] * width, width), row);
        }
    }

    /// <summary>Refuses a block of vectors of another number of samples.</summary>
    internal void CheckRows(Matrix x, string name)
    {
        if (x.RowCount != SampleCount)
        {
            throw new ArgumentException(
                $"{name}: expected {SampleCount} rows, one for each sample, got {x.Shape}",
                name
            );
        }
    }

    private static (int[] Components, int[] Sizes) FindComponents(SparseRows rows)
    {
        int p = rows.Degrees.Length;
        int[] components = new int[p];
        components.AsSpan().Fill(-1);
        List<int> sizes = [];
        Stack<int> waiting = new();
        for (int start = 0; start < p; start++)
        {
            if (components[start] >= 0)
            {
                continue;
            }

            int size = 0;
            components[start] = sizes.Count;
            waiting.Push(start);
            while (waiting.TryPop(out int i))
            {
                size++;
                for (int e = rows.Starts[i]; e < rows.Starts[i + 1]; e++)
                {
                    int other = rows.Columns[e];
                    if (components[other] < 0)
                    {
                        components[other] = sizes.Count;
                        waiting.Push(other);
                    }
                }
            }

            sizes.Add(size);
        }

        return (components, [.. sizes]);
    }
}
