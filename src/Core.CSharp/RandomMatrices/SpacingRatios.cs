using System;
using System.Collections.Generic;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Ratios of spacings of measured eigenvalues: they tell repelling levels from independent ones without unfolding.</summary>
/// <remarks>Source: [ABGR13] for real levels, [SRP20] for complex ones.</remarks>
public static class SpacingRatios
{
    /// <summary>The ratios of real levels.</summary>
    /// <param name="levels">At least 3 finite numbers, in any order.</param>
    /// <returns>At most n − 2 numbers from 0 to 1: where both spacings are 0, to rounding, there is no ratio.</returns>
    /// <exception cref="ArgumentException">Fewer than 3 levels.</exception>
    public static double[] OfReal(ReadOnlySpan<double> levels)
    {
        if (levels.Length < 3)
        {
            throw new ArgumentException($"levels: expected at least 3, got {levels.Length}", nameof(levels));
        }

        double[] sorted = levels.ToArray();
        Array.Sort(sorted);
        double rounding = 4.0 * Tolerance.Epsilon * Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1]));
        List<double> ratios = new(sorted.Length - 2);
        for (int i = 0; i + 2 < sorted.Length; i++)
        {
            double left = sorted[i + 1] - sorted[i];
            double right = sorted[i + 2] - sorted[i + 1];
            double large = Math.Max(left, right);
            if (large > rounding)
            {
                ratios.Add(Math.Min(left, right) / large);
            }
        }

        return [.. ratios];
    }

    /// <summary>For each level (nearest − level)/(second nearest − level).</summary>
    /// <param name="levels">At least 3 finite points.</param>
    /// <returns>
    /// Numbers of modulus at most 1, uniform on the disc for independent levels: one for each level, but for those whose second
    /// nearest is the level itself, to rounding.
    /// </returns>
    /// <exception cref="ArgumentException">Fewer than 3 levels.</exception>
    public static Complex[] OfComplex(ReadOnlySpan<Complex> levels)
    {
        if (levels.Length < 3)
        {
            throw new ArgumentException($"levels: expected at least 3, got {levels.Length}", nameof(levels));
        }

        double rounding = 0.0;
        foreach (Complex level in levels)
        {
            rounding = Math.Max(rounding, 4.0 * Tolerance.Epsilon * Complex.Abs(level));
        }

        List<Complex> ratios = new(levels.Length);
        for (int i = 0; i < levels.Length; i++)
        {
            double first = double.PositiveInfinity;
            double second = double.PositiveInfinity;
            Complex near = default;
            Complex next = default;
            for (int j = 0; j < levels.Length; j++)
            {
                Complex step = levels[j] - levels[i];
                double distance = Complex.Abs(step);
                if (j != i && distance < first)
                {
                    (second, next) = (first, near);
                    (first, near) = (distance, step);
                }
                else if (j != i && distance < second)
                {
                    (second, next) = (distance, step);
                }
            }

            if (second > rounding)
            {
                ratios.Add(near / next);
            }
        }

        return [.. ratios];
    }
}
