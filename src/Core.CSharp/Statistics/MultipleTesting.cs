using System;

namespace Neurovariety.Statistics;

/// <summary>P-values corrected for the number of tests.</summary>
public static class MultipleTesting
{
    /// <summary>Holm's correction: the chance of a false finding in the whole family stays below the level.</summary>
    /// <param name="p">P-values, 0 … 1.</param>
    /// <returns>Corrected p-values in the same order.</returns>
    /// <remarks>Source: [Holm79].</remarks>
    public static double[] Holm(ReadOnlySpan<double> p)
    {
        (double[] sorted, int[] order) = Sort(p);
        double[] corrected = new double[sorted.Length];
        double largest = 0.0;
        for (int i = 0; i < sorted.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1.0, (sorted.Length - i) * sorted[i]));
            corrected[order[i]] = largest;
        }

        return corrected;
    }

    /// <summary>Benjamini and Hochberg's correction: the expected share of false findings stays below the level.</summary>
    /// <param name="p">P-values, 0 … 1.</param>
    /// <returns>Corrected p-values in the same order.</returns>
    /// <remarks>Source: [BH95].</remarks>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p)
    {
        (double[] sorted, int[] order) = Sort(p);
        double[] corrected = new double[sorted.Length];
        double smallest = 1.0;
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            smallest = Math.Min(smallest, sorted.Length * sorted[i] / (i + 1));
            corrected[order[i]] = smallest;
        }

        return corrected;
    }

    private static (double[] Sorted, int[] Order) Sort(ReadOnlySpan<double> p)
    {
        double[] sorted = p.ToArray();
        if (Array.Exists(sorted, value => !(value is >= 0.0 and <= 1.0)))
        {
            throw new ArgumentException("a p-value lies outside 0 ... 1", nameof(p));
        }

        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        return (sorted, order);
    }
}
