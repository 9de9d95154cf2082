using System;
using System.Linq;
using System.Threading;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>How much a memory holds: measured retrieval, and what theory says.</summary>
public static class Capacity
{
    /// <summary>Σ (x − out)² up to which an answer of 784 pixels counts as right.</summary>
    public const double PublishedThreshold = 60.0;

    private const double PublishedWidth = 784.0;

    /// <summary>Σ (x − out)² up to which an answer counts as right.</summary>
    /// <param name="width">Numbers of a pattern, at least 1.</param>
    /// <returns>60 · width / 784.</returns>
    /// <remarks>Source: [MSSLB22, Section 5], scaled.</remarks>
    public static double Threshold(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return PublishedThreshold * width / PublishedWidth;
    }

    /// <summary>The share of distances up to a threshold; NaN is never right.</summary>
    /// <param name="distances">Σ (x − out)², at least one.</param>
    /// <param name="threshold">Largest that counts as right.</param>
    /// <returns>0 … 1.</returns>
    public static double Share(ReadOnlySpan<double> distances, double threshold)
    {
        if (distances.IsEmpty)
        {
            throw new ArgumentException("distances: expected at least one");
        }

        int right = 0;
        foreach (double distance in distances)
        {
            right += distance <= threshold ? 1 : 0;
        }

        return (double)right / distances.Length;
    }

    /// <summary>Stores patterns, asks with damaged copies of them, and counts the right answers.</summary>
    /// <param name="pool">What patterns are drawn from.</param>
    /// <param name="trial">What is tried.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    /// <returns>The share of patterns retrieved.</returns>
    /// <exception cref="ArgumentException">A setting or the patterns are of no use; one line says which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RetrievalFigures Measure(
        PatternPool pool,
        MemoryTrial trial,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.RunCount < 1)
        {
            throw new ArgumentException($"{trial.RunCount} runs: expected 1 or more");
        }

        double[] runs = new double[trial.RunCount];
        for (int run = 0; run < runs.Length; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] distances = RetrievalTask.Draw(pool, trial, run).Distances(trial.Options);
            runs[run] = Share(distances, Threshold(pool.Width));
        }

        return RetrievalFigures.Of(runs, trial.PatternCount);
    }

    /// <summary>Random patterns of signs that a dense memory of an order holds without error, for many units.</summary>
    /// <param name="unitCount">N, at least 2.</param>
    /// <param name="order">n, at least 2.</param>
    /// <returns>N^(n−1) / (2 (2n − 3)!! log N).</returns>
    /// <remarks>Source: [KH16, Eq. 6].</remarks>
    public static double DensePatterns(int unitCount, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unitCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 2);
        double factor = 2.0 * Math.Log(unitCount);
        for (int odd = (2 * order) - 3; odd > 1; odd -= 2)
        {
            factor *= odd;
        }

        return Math.Pow(unitCount, order - 1) / factor;
    }

    /// <summary>Random patterns of signs that an exponential separation holds, for many units.</summary>
    /// <param name="unitCount">N, at least 1.</param>
    /// <returns>2^(N/2).</returns>
    /// <remarks>Source: [DHLUV17, Theorem 3].</remarks>
    public static double ExponentialPatterns(int unitCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unitCount, 1);
        return Math.Pow(2.0, 0.5 * unitCount);
    }

    /// <summary>The share of random patterns of signs that are fixed points of the memory that stores them.</summary>
    /// <param name="unitCount">N, at least 2.</param>
    /// <param name="patternCount">Patterns stored, at least 1.</param>
    /// <param name="order">n of a dense memory, or 0 for the exponential one.</param>
    /// <param name="random">Draws the patterns.</param>
    /// <param name="probeCount">At most so many of the patterns are looked at.</param>
    /// <returns>0 … 1.</returns>
    public static double StableShare(
        int unitCount,
        int patternCount,
        int order,
        RandomSource random,
        int probeCount = 50
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(unitCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(patternCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(probeCount, 1);
        Matrix patterns = Matrix.Create(patternCount, unitCount, (_, _) => random.NextUInt64() % 2 == 0 ? -1.0 : 1.0);
        DenseMemory memory = order == 0 ? DenseMemory.Exponential(patterns) : DenseMemory.Of(patterns, order);
        int probes = Math.Min(probeCount, patternCount);
        return Enumerable.Range(0, probes).Count(i => memory.IsFixedPoint(patterns.Row(i))) / (double)probes;
    }
}
