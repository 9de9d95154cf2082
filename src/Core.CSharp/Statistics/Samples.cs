using System;
using System.Linq;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Statistics;

/// <summary>Figures of a sample of numbers.</summary>
public static class Samples
{
    /// <summary>The values less their mean, over their standard deviation (with n − 1).</summary>
    /// <param name="values">At least 2 finite numbers, not all equal.</param>
    /// <returns>Numbers of mean 0 and standard deviation 1.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 values, or all equal to rounding.</exception>
    public static double[] Standardise(ReadOnlySpan<double> values)
    {
        double[] result = Near(values, out _);
        (double mean, double deviation) = MeanAndDeviation(result);
        if (!(deviation > 4.0 * Tolerance.Epsilon * Math.Abs(mean)))
        {
            throw new ArgumentException(
                "all values are equal, to rounding: they cannot be standardised",
                nameof(values)
            );
        }

        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (result[i] - mean) / deviation;
        }

        return result;
    }

    /// <summary>Mean and standard deviation (with n − 1).</summary>
    /// <param name="values">At least 2 numbers.</param>
    /// <returns>Both, in two passes; the deviation of equal numbers is exactly 0.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 values.</exception>
    public static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
        {
            throw new ArgumentException($"expected at least 2 values, got {values.Length}", nameof(values));
        }

        double[] near = Near(values, out int exponent);
        double sum = 0.0;
        foreach (double value in near)
        {
            sum += value;
        }

        // The mean of equal numbers, summed, may miss them by a rounding.
        double mean = values.ContainsAnyExcept(values[0]) ? sum / near.Length : near[0];
        double squares = 0.0;
        foreach (double value in near)
        {
            squares += (value - mean) * (value - mean);
        }

        return (Math.ScaleB(mean, exponent), Math.ScaleB(Math.Sqrt(squares / (near.Length - 1)), exponent));
    }

    // The values at the power of two that brings them near 1: squares then stay in the range of double.
    private static double[] Near(ReadOnlySpan<double> values, out int exponent)
    {
        double largest = VectorKernel.LargestMagnitude(values);
        exponent = double.IsFinite(largest) ? BinaryScale.Exponent(largest) : 0;
        double[] near = values.ToArray();
        BinaryScale.Multiply(near, -exponent);
        return near;
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
