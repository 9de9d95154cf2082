using System;

namespace Neurovariety.RandomMatrices;

/// <summary>The orders in which two samples of one continuous law can stand, all of the same chance.</summary>
internal static class TwoSampleOrders
{
    /// <summary>The chance that somewhere |i·m − j·n| reaches a bound, i and j the numbers of each sample so far.</summary>
    /// <param name="n">Numbers of the first sample, at least 1.</param>
    /// <param name="m">Numbers of the second sample, at least 1.</param>
    /// <param name="bound">n·m times the Kolmogorov–Smirnov distance.</param>
    /// <returns>The p-value of that distance.</returns>
    /// <remarks>
    /// Derivation: from (i, j) the next number is of the first sample with chance (n − i)/(n + m − i − j). The chance of arriving at
    /// each cell without having reached the bound is carried on; where a step reaches it, its chance is added up and goes no further.
    /// Equal numbers, which a continuous law does not give, make the result too large, never too small.
    /// </remarks>
    public static double ChanceOfApart(int n, int m, long bound)
    {
        if (bound <= 0)
        {
            return 1.0;
        }

        double reached = 0.0;
        double[] arrive = new double[m + 1];
        arrive[0] = 1.0;
        for (int i = 0; i <= n; i++)
        {
            double[] next = new double[m + 1];
            for (int j = 0; j <= m; j++)
            {
                if (Math.Abs(((long)i * m) - ((long)j * n)) >= bound)
                {
                    reached += arrive[j];
                    continue;
                }

                int left = n + m - i - j;
                next[j] = left == 0 ? 0.0 : arrive[j] * (n - i) / left;
                if (j < m)
                {
                    arrive[j + 1] += arrive[j] * (m - j) / left;
                }
            }

            arrive = next;
        }

        return Math.Min(1.0, reached);
    }
}
