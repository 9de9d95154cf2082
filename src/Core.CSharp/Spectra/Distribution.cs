using System;
using Neurovariety.Statistics;

namespace Neurovariety.Spectra;

/// <summary>Mean, deviation and quantiles of some numbers.</summary>
/// <param name="Count">How many numbers there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation with n − 1; 0 for one number.</param>
/// <param name="Minimum">The least.</param>
/// <param name="FivePercent">The quantile at .05.</param>
/// <param name="TenPercent">The quantile at .1.</param>
/// <param name="LowerQuartile">The quantile at .25.</param>
/// <param name="Median">The quantile at .5.</param>
/// <param name="UpperQuartile">The quantile at .75.</param>
/// <param name="NinetyPercent">The quantile at .9.</param>
/// <param name="NinetyFivePercent">The quantile at .95.</param>
/// <param name="Maximum">The greatest.</param>
/// <remarks>Quantiles with linear interpolation, [HF96], definition 7.</remarks>
public sealed record Distribution(
    int Count,
    double Mean,
    double Deviation,
    double Minimum,
    double FivePercent,
    double TenPercent,
    double LowerQuartile,
    double Median,
    double UpperQuartile,
    double NinetyPercent,
    double NinetyFivePercent,
    double Maximum
)
{
    /// <summary>The distribution of some numbers.</summary>
    /// <param name="values">At least 1 number, in any order, none NaN.</param>
    /// <returns>Mean, deviation and quantiles.</returns>
    /// <exception cref="ArgumentException">No number.</exception>
    public static Distribution Of(ReadOnlySpan<double> values) => OfOwn(values.ToArray());

    /// <summary>The distribution of some numbers, which are sorted where they stand.</summary>
    internal static Distribution OfOwn(double[] values)
    {
        NumberSort.Sort(values);
        return OfSorted(values);
    }

    /// <summary>The distribution of rising numbers.</summary>
    internal static Distribution OfSorted(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("expected at least 1 value, got 0", nameof(sorted));
        }

        (double mean, double deviation) = sorted.Length == 1 ? (sorted[0], 0.0) : Samples.MeanAndDeviation(sorted);
        return new Distribution(
            sorted.Length,
            mean,
            deviation,
            sorted[0],
            Samples.SortedQuantile(sorted, 0.05),
            Samples.SortedQuantile(sorted, 0.1),
            Samples.SortedQuantile(sorted, 0.25),
            Samples.SortedQuantile(sorted, 0.5),
            Samples.SortedQuantile(sorted, 0.75),
            Samples.SortedQuantile(sorted, 0.9),
            Samples.SortedQuantile(sorted, 0.95),
            sorted[^1]
        );
    }
}
