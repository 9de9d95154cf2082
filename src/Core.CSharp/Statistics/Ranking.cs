using System;
using System.Numerics.Tensors;
using Neurovariety.Numerics;

namespace Neurovariety.Statistics;

/// <summary>How well a score ranks: correlation of ranks, and curves of a detector.</summary>
public static class Ranking
{
    /// <summary>Ranks from 1; equal values share the mean of their ranks.</summary>
    /// <param name="values">Numbers; −∞ and ∞ are ranked as they stand.</param>
    /// <returns>One rank for each value.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] keys = values.ToArray();
        if (Array.Exists(keys, double.IsNaN))
        {
            throw new ArgumentException("a value that is no number cannot be ranked", nameof(values));
        }

        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        double[] ranks = new double[keys.Length];
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start]; end++) { }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = 0.5 * (start + end + 1);
            }
        }

        return ranks;
    }

    /// <summary>Spearman's correlation: that of the ranks.</summary>
    /// <param name="x">n numbers.</param>
    /// <param name="y">n numbers.</param>
    /// <returns>−1 … 1; NaN, as there is none, when all values of one side are equal, to rounding.</returns>
    /// <exception cref="ArgumentException">Other lengths.</exception>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
        {
            throw new ArgumentException(
                $"expected two equally long samples of at least 2, got {x.Length} and {y.Length}"
            );
        }

        double correlation = Pearson(Ranks(x), Ranks(y));
        return IsConstant(x) || IsConstant(y) ? double.NaN : correlation;
    }

    // Ranks of numbers that differ by rounding alone are ranks of rounding.
    private static bool IsConstant(ReadOnlySpan<double> values)
    {
        double least = TensorPrimitives.Min(values);
        double greatest = TensorPrimitives.Max(values);
        double rounding = 4.0 * Tolerance.Epsilon * Math.Max(Math.Abs(least), Math.Abs(greatest));
        return double.IsFinite(rounding) && greatest - least <= rounding;
    }

    /// <summary>How well a score finds the positive samples: high scores mean positive.</summary>
    /// <param name="scores">n numbers.</param>
    /// <param name="positive">For each sample whether it is positive; both kinds occur.</param>
    /// <returns>The areas and the rate.</returns>
    /// <exception cref="ArgumentException">Other lengths, or only one kind.</exception>
    public static DetectionFigures Detection(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length)
        {
            throw new ArgumentException($"scores: expected {positive.Length}, got {scores.Length}", nameof(scores));
        }

        double[] ranks = Ranks(scores);
        int found = positive.Count(true);
        int others = positive.Length - found;
        if (found == 0 || others == 0)
        {
            throw new ArgumentException(
                $"expected both kinds, got {found} positive of {positive.Length}",
                nameof(positive)
            );
        }

        double sum = 0.0;
        for (int i = 0; i < ranks.Length; i++)
        {
            sum += positive[i] ? ranks[i] : 0.0;
        }

        double area = (sum - (0.5 * found * (found + 1.0))) / ((double)found * others);
        (double precision, double falseRate) = Sweep(ranks, positive, found, others);
        return new DetectionFigures(area, precision, falseRate);
    }

    // From the highest score down, equal scores together.
    private static (double AveragePrecision, double FalseRate) Sweep(
        double[] ranks,
        ReadOnlySpan<bool> positive,
        int found,
        int others
    )
    {
        bool[] sorted = positive.ToArray();
        double[] keys = (double[])ranks.Clone();
        Array.Sort(keys, sorted);
        long hits = 0;
        long misses = 0;
        double sum = 0.0;
        double falseRate = double.NaN;
        for (int end = keys.Length, start; end > 0; end = start)
        {
            for (start = end - 1; start > 0 && keys[start - 1] == keys[start]; start--) { }

            int newHits = sorted.AsSpan(start, end - start).Count(true);
            hits += newHits;
            misses += end - start - newHits;
            sum += (double)newHits * hits / (hits + misses);
            if (double.IsNaN(falseRate) && hits >= 0.95 * found)
            {
                falseRate = (double)misses / others;
            }
        }

        // Divided once, so that hits without misses give exactly 1 and nothing gives more.
        return (sum / found, falseRate);
    }

    private static double Pearson(double[] x, double[] y)
    {
        double middle = 0.5 * (x.Length + 1.0);
        double xx = 0.0;
        double yy = 0.0;
        double xy = 0.0;
        for (int i = 0; i < x.Length; i++)
        {
            xx += (x[i] - middle) * (x[i] - middle);
            yy += (y[i] - middle) * (y[i] - middle);
            xy += (x[i] - middle) * (y[i] - middle);
        }

        return xx > 0.0 && yy > 0.0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1.0, 1.0) : double.NaN;
    }
}

/// <summary>How well a score separates positive from other samples.</summary>
/// <param name="AreaUnderRoc">Chance that a positive sample scores higher than another, ties counting half.</param>
/// <param name="AveragePrecision">Area under precision against recall, by steps.</param>
/// <param name="FalsePositiveRateAt95">Share of the others above the threshold that finds 95 % of the positive ones.</param>
public sealed record DetectionFigures(double AreaUnderRoc, double AveragePrecision, double FalsePositiveRateAt95);
