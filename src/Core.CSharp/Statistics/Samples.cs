using System;
using System.Linq;

namespace Neurovariety.Statistics;

/// <summary>Figures of a sample of numbers.</summary>
public static class Samples
{
    /// <summary>The values less their mean, over their standard deviation (with n − 1).</summary>
    /// <param name="values">At least 2 finite numbers, not all equal.</param>
    /// <returns>Numbers of mean 0 and standard deviation 1.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 values, or all equal.</exception>
    public static double[] Standardise(ReadOnlySpan<double> values)
    {
        (double mean, double deviation) = MeanAndDeviation(values);
        if (!values.ContainsAnyExcept(values[0]))
        {
            throw new ArgumentException("all values are equal: they cannot be standardised", nameof(values));
        }

        double[] result = values.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (result[i] - mean) / deviation;
        }

        return result;
    }

    /// <summary>Mean and standard deviation (with n − 1).</summary>
    /// <param name="values">At least 2 numbers.</param>
    /// <returns>Both, in two passes.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 values.</exception>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
        {
            throw new ArgumentException($"expected at least 2 values, got {values.Length}", nameof(values));
        }

        double sum = 0.0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0.0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / (values.Length - 1)));
    }

    /// <summary>Quantiles with linear interpolation between order statistics.</summary>
    /// <param name="values">At least 1 number, in any order, none NaN.</param>
    /// <param name="levels">Levels, each 0 … 1.</param>
    /// <returns>A quantile for each level.</returns>
    /// <remarks>Source: [HF96], definition 7.</remarks>
    public static double[] Quantiles(ReadOnlySpan<double> values, params double[] levels)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("expected at least 1 value, got 0", nameof(values));
        }

        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return [.. levels.Select(level => SortedQuantile(sorted, level))];
    }

    /// <summary>The quantile of rising numbers at a level.</summary>
    internal static double SortedQuantile(ReadOnlySpan<double> sorted, double level)
    {
        double place = level * (sorted.Length - 1);
        int below = (int)Math.Floor(place);
        double low = sorted[below];
        double high = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return low == high ? low : low + ((place - below) * (high - low));
    }

    /// <summary>The middle value.</summary>
    /// <param name="values">At least 1 number, none NaN.</param>
    /// <returns>The median.</returns>
    public static double Median(ReadOnlySpan<double> values) => Quantiles(values, 0.5)[0];
}
