using System;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Statistics;

/// <summary>A power law p(x) ~ x^−α for x ≥ x_min, fitted to the tail of some numbers.</summary>
/// <param name="Exponent">α, above 1, by maximum likelihood.</param>
/// <param name="Minimum">x_min, one of the numbers: where the tail begins that the law fits best.</param>
/// <param name="TailCount">How many numbers are at least x_min.</param>
/// <param name="StandardError">(α − 1)/√TailCount.</param>
/// <param name="Low">Lower end of the bootstrapped 95 % interval of α; no number when no resample has a tail.</param>
/// <param name="High">Upper end of that interval.</param>
/// <param name="KolmogorovSmirnov">Largest distance of the two distribution functions on the tail.</param>
/// <param name="PValue">
/// Share of samples from the law (and, below x_min, from the numbers) that fit their own best law worse: below .1 the law is out.
/// </param>
/// <remarks>
/// Source: [CSN09]: α̂ = 1 + n/Σ log(x/x_min), x_min where the Kolmogorov–Smirnov distance is least, the p-value by the
/// semi-parametric bootstrap. The interval is that of the quantiles of α̂ over resamples of the numbers, x_min chosen anew in each.
/// </remarks>
public sealed record PowerLawFit(
    double Exponent,
    double Minimum,
    int TailCount,
    double StandardError,
    double Low,
    double High,
    double KolmogorovSmirnov,
    double PValue
)
{
    /// <summary>The shortest tail that is fitted.</summary>
    public const int ShortestTail = 5;

    /// <summary>The fewest numbers that are fitted: below it two parameters, α and x_min, fit nearly any numbers.</summary>
    public const int FewestNumbers = 10;

    /// <summary>Fits the law.</summary>
    /// <param name="values">Positive finite numbers in any order.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <param name="resamples">Resamples for the interval, and as many for the p-value.</param>
    /// <param name="relativeError">How far each number can be from the true one, over it: differences within it are no tail.</param>
    /// <returns>The fit; null where <see cref="WhyNone"/> has a reason.</returns>
    /// <exception cref="ArgumentException">A number is not positive and finite.</exception>
    public static PowerLawFit? Of(
        ReadOnlySpan<double> values,
        ulong seed = 0,
        int resamples = 200,
        double relativeError = 0.0
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        double[] sorted = Near(values, out int exponent);
        double least = LeastSpread(relativeError);
        if (sorted.Length < FewestNumbers || Best(sorted, least) is not Tail best)
        {
            return null;
        }

        RandomSource random = RandomSource.FromSeed(seed).Split("power law");
        double[] exponents = Exponents(sorted, random.Split("interval"), resamples, least);
        int worse = CountWorse(sorted, best, random.Split("p-value"), resamples, least);
        int count = sorted.Length - best.Start;
        return new PowerLawFit(
            best.Exponent,
            Math.ScaleB(sorted[best.Start], exponent),
            count,
            (best.Exponent - 1.0) / Math.Sqrt(count),
            exponents.Length == 0 ? double.NaN : Samples.SortedQuantile(exponents, 0.025),
            exponents.Length == 0 ? double.NaN : Samples.SortedQuantile(exponents, 0.975),
            best.Distance,
            (double)worse / resamples
        );
    }

    /// <summary>Why some numbers have no power law.</summary>
    /// <param name="values">Positive finite numbers in any order.</param>
    /// <param name="relativeError">How far each number can be from the true one, over it.</param>
    /// <returns>
    /// That there are fewer than <see cref="FewestNumbers"/>, that they are equal within the error, or that no tail of
    /// <see cref="ShortestTail"/> differs by more; null when there is a fit.
    /// </returns>
    /// <exception cref="ArgumentException">A number is not positive and finite.</exception>
    public static string? WhyNone(ReadOnlySpan<double> values, double relativeError = 0.0)
    {
        double[] sorted = Near(values, out _);
        if (sorted.Length < FewestNumbers)
        {
            return $"{sorted.Length} numbers above 0, a law takes {FewestNumbers} or more";
        }

        double least = LeastSpread(relativeError);
        return Best(sorted, least) is not null ? null
            : Math.Log(sorted[^1] / sorted[0]) <= least ? $"all {sorted.Length} numbers are equal, to rounding"
            : $"no tail of {ShortestTail} numbers differs by more than rounding";
    }

    // At a power of two that brings the numbers near 1, so that the logarithms round alike at every scale.
    private static double[] Near(ReadOnlySpan<double> values, out int exponent)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        if (Array.Exists(sorted, value => !(value > 0.0) || !double.IsFinite(value)))
        {
            throw new ArgumentException("values: expected positive finite numbers", nameof(values));
        }

        exponent = sorted.Length == 0 ? 0 : BinaryScale.Exponent(sorted[^1]);
        BinaryScale.Multiply(sorted, -exponent);
        return sorted;
    }

    // The least mean of log(x/x_min) over a tail that is more than rounding: of the numbers as given, and of the logarithms.
    private static double LeastSpread(double relativeError) =>
        relativeError >= 0.0
            ? Math.Max(1e-12, relativeError)
            : throw new ArgumentOutOfRangeException(
                nameof(relativeError),
                $"relative error {relativeError}: expected 0 or more"
            );

    private static double[] Exponents(double[] sorted, RandomSource random, int resamples, double least)
    {
        double[] drawn = new double[sorted.Length];
        return
        [
            .. Enumerable
                .Range(0, resamples)
                .Select(_ =>
                {
                    for (int i = 0; i < drawn.Length; i++)
                    {
                        drawn[i] = sorted[random.NextInt(sorted.Length)];
                    }

                    Array.Sort(drawn);
                    return Best(drawn, least);
                })
                .OfType<Tail>()
                .Select(tail => tail.Exponent)
                .Order(),
        ];
    }

    // Numbers below x_min are drawn from those there are, numbers of the tail from the law.
    private static int CountWorse(double[] sorted, Tail best, RandomSource random, int resamples, double least)
    {
        int worse = 0;
        double[] drawn = new double[sorted.Length];
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < drawn.Length; i++)
            {
                int place = random.NextInt(sorted.Length);
                drawn[i] =
                    place < best.Start
                        ? sorted[random.NextInt(best.Start)]
                        : sorted[best.Start] * Math.Pow(1.0 - random.NextDouble(), -1.0 / (best.Exponent - 1.0));
            }

            Array.Sort(drawn);
            worse += Best(drawn, least) is Tail tail && tail.Distance >= best.Distance ? 1 : 0;
        }

        return worse;
    }

    private static Tail? Best(double[] sorted, double least)
    {
        Tail? best = null;
        double[] logs = Array.ConvertAll(sorted, Math.Log);
        double sum = 0.0;
        for (int start = sorted.Length - 1; start >= 0; start--)
        {
            sum += logs[start];
            int count = sorted.Length - start;
            double spread = sum - (count * logs[start]);
            bool isFirstOfEqual = start == 0 || sorted[start - 1] < sorted[start];
            if (count < ShortestTail || !isFirstOfEqual || !(spread > least * count))
            {
                continue;
            }

            double exponent = 1.0 + (count / spread);
            double distance = Distance(logs.AsSpan(start), exponent);
            if (best is null || distance < best.Value.Distance)
            {
                best = new Tail(start, exponent, distance);
            }
        }

        return best;
    }

    // The empirical distribution function jumps at each number: both its sides are compared.
    private static double Distance(ReadOnlySpan<double> logs, double exponent)
    {
        double distance = 0.0;
        for (int i = 0; i < logs.Length; i++)
        {
            double law = 1.0 - Math.Exp((1.0 - exponent) * (logs[i] - logs[0]));
            double above = ((i + 1.0) / logs.Length) - law;
            double below = law - ((double)i / logs.Length);
            distance = Math.Max(distance, Math.Max(above, below));
        }

        return distance;
    }

    private readonly record struct Tail(int Start, double Exponent, double Distance);
}
