using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Statistics;

namespace Neurovariety.Memories;

/// <summary>How many queries found what they should, over several runs.</summary>
public sealed record RetrievalFigures
{
    // Two-sided 95 %.
    private const double Error = 0.05;
    private const double NormalQuantile = 1.959963984540054;

    private RetrievalFigures(IReadOnlyList<double> runs, int queriesPerRun)
    {
        Runs = runs;
        Accuracy = runs.Average();
        (double low, double high) = Wilson(Accuracy, (double)queriesPerRun * runs.Count);
        if (runs.Count > 1)
        {
            (double mean, double deviation) = Samples.MeanAndDeviation(runs.ToArray());
            double half = StudentQuantile(runs.Count - 1) * deviation / Math.Sqrt(runs.Count);
            low = Math.Min(low, Math.Max(0.0, mean - half));
            high = Math.Max(high, Math.Min(1.0, mean + half));
        }

        Low = low;
        High = high;
    }

    /// <summary>The share of queries answered rightly, in each run.</summary>
    public IReadOnlyList<double> Runs { get; }

    /// <summary>The mean over the runs.</summary>
    public double Accuracy { get; }

    /// <summary>Lower end of the interval.</summary>
    public double Low { get; }

    /// <summary>Upper end of the interval.</summary>
    public double High { get; }

    /// <summary>Figures from the shares of the runs, with an interval of 95 %.</summary>
    /// <param name="runs">Shares, 0 … 1, at least one.</param>
    /// <param name="queriesPerRun">Queries in each run, at least 1.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">No run, or a share out of range.</exception>
    /// <remarks>
    /// Source: [Wilson27] for all queries together, which knows of no differences between runs; Student's t over the runs, which needs two
    /// and is empty where they agree by chance. The interval covers both.
    /// </remarks>
    public static RetrievalFigures Of(IReadOnlyList<double> runs, int queriesPerRun)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(queriesPerRun, 1);
        return runs.Count > 0 && runs.All(share => share is >= 0.0 and <= 1.0)
            ? new RetrievalFigures([.. runs], queriesPerRun)
            : throw new ArgumentException("runs: expected at least one share from 0 to 1");
    }

    private static (double Low, double High) Wilson(double share, double count)
    {
        double z = NormalQuantile * NormalQuantile / count;
        double middle = (share + (0.5 * z)) / (1.0 + z);
        double half = NormalQuantile * Math.Sqrt(((share * (1.0 - share)) + (0.25 * z)) / count) / (1.0 + z);
        return (Math.Max(0.0, Math.Min(share, middle - half)), Math.Min(1.0, Math.Max(share, middle + half)));
    }

    // The t that is exceeded in size with the chance of the error, by bisection.
    private static double StudentQuantile(int degrees)
    {
        double low = 0.0;
        double high = 1000.0;
        while (high - low > 1e-9 * high)
        {
            double middle = 0.5 * (low + high);
            if (StudentDistribution.TwoSidedP(middle, degrees) > Error)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }
}
