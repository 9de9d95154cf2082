using System;
using Neurovariety.Numerics;
using Neurovariety.Statistics;

namespace Neurovariety.RandomMatrices;

/// <summary>How far measured numbers are from a law, or two samples from each other.</summary>
/// <param name="Count">How many numbers; n·m/(n + m) for two samples.</param>
/// <param name="KolmogorovSmirnov">D, the greatest difference of the distribution functions.</param>
/// <param name="KolmogorovSmirnovPValue">
/// The chance of so great a D, see <see cref="KolmogorovDistribution"/>; of two samples with at most 10^6 pairs it is counted exactly.
/// </param>
/// <param name="Wasserstein1">∫|F − G| dx, in the unit of the numbers.</param>
/// <param name="CramerVonMises">W² = n∫(F_n − F)² dF.</param>
/// <param name="CramerVonMisesPValue">
/// The chance of so great a W², see <see cref="CramerVonMisesDistribution"/>; 1, which rejects nothing, for a count below 5, where the
/// limiting law says nothing.
/// </param>
/// <remarks>
/// The p-values hold for independent numbers. Eigenvalues of one matrix are not: they repel each other and lie more evenly than
/// independent ones, while those of one network share its weights. So a p-value of pooled eigenvalues is a measure, no test; for a
/// test take one eigenvalue of each matrix. An atom at 0 makes the p-values too large, never too small.
/// </remarks>
public sealed record Distances(
    double Count,
    double KolmogorovSmirnov,
    double KolmogorovSmirnovPValue,
    double Wasserstein1,
    double CramerVonMises,
    double CramerVonMisesPValue
)
{
    private const int FewestForLimit = 5;
    private const long MostPairs = 1_000_000;
    private const int MostNodes = 8;
    private const int NodeBudget = 4096;

    /// <summary>The distances of a sample from a law.</summary>
    /// <param name="sample">At least 1 finite number, in any order.</param>
    /// <param name="law">The law.</param>
    /// <returns>All distances. Wasserstein's is integrated over the quantiles, to about 1e-4 of itself from a few hundred numbers on.</returns>
    /// <exception cref="ArgumentException">No number, or one that is not finite.</exception>
    /// <remarks>Cost: a few thousand quantiles of the law, at least one for each number; <see cref="ModulusHistogram"/> is for millions.</remarks>
    public static Distances FromLaw(ReadOnlySpan<double> sample, Law law)
    {
        ArgumentNullException.ThrowIfNull(law);
        double[] sorted = Sorted(sample, nameof(sample));
        double statistic = Greatest(sorted, law);
        double squares = Squares(sorted, law);
        return Of(sorted.Length, statistic, Wasserstein(sorted, law), squares);
    }

    /// <summary>The distances between two samples.</summary>
    /// <param name="first">At least 1 finite number.</param>
    /// <param name="second">At least 1 finite number.</param>
    /// <returns>All distances, exactly; the integral of Cramér and von Mises is over the pooled sample.</returns>
    /// <exception cref="ArgumentException">An empty sample, or a number that is not finite.</exception>
    public static Distances Between(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] a = Sorted(first, nameof(first));
        double[] b = Sorted(second, nameof(second));
        double greatest = 0.0;
        double area = 0.0;
        double squares = 0.0;
        long apart = 0;
        int i = 0;
        int j = 0;
        double x = Math.Min(a[0], b[0]);
        while (i < a.Length || j < b.Length)
        {
            int before = i + j;
            for (; i < a.Length && a[i] == x; i++) { }
            for (; j < b.Length && b[j] == x; j++) { }
            double difference = Math.Abs(((double)i / a.Length) - ((double)j / b.Length));
            greatest = Math.Max(greatest, difference);
            apart = Math.Max(apart, Math.Abs(((long)i * b.Length) - ((long)j * a.Length)));
            squares += (i + j - before) * difference * difference;
            double next = Math.Min(
                i < a.Length ? a[i] : double.PositiveInfinity,
                j < b.Length ? b[j] : double.PositiveInfinity
            );
            area += difference > 0.0 ? difference * (next - x) : 0.0;
            x = next;
        }

        double effective = (double)a.Length * b.Length / ((double)a.Length + b.Length);
        Distances limit = Of(effective, greatest, area, effective * squares / (a.Length + b.Length));
        return (long)a.Length * b.Length > MostPairs
            ? limit
            : limit with
            {
                KolmogorovSmirnovPValue = TwoSampleOrders.ChanceOfApart(a.Length, b.Length, apart),
            };
    }

    internal static Distances Of(double count, double greatest, double area, double squares) =>
        new(
            count,
            greatest,
            KolmogorovDistribution.PValue(greatest, count),
            area,
            squares,
            count < FewestForLimit ? 1.0 : CramerVonMisesDistribution.PValue(squares)
        );

    private static double[] Sorted(ReadOnlySpan<double> sample, string name)
    {
        if (sample.IsEmpty)
        {
            throw new ArgumentException($"{name}: expected at least 1 number, got none", name);
        }

        foreach (double value in sample)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException($"{name}: expected finite numbers, got {value}", name);
            }
        }

        double[] sorted = sample.ToArray();
        NumberSort.Sort(sorted);
        return sorted;
    }

    // At a value both one-sided limits are compared: before its first and after its last occurrence.
    private static double Greatest(double[] sorted, Law law)
    {
        double greatest = 0.0;
        double n = sorted.Length;
        for (int i = 0; i < sorted.Length; )
        {
            int end = i;
            for (; end < sorted.Length && sorted[end] == sorted[i]; end++) { }
            greatest = Math.Max(greatest, Math.Abs((i / n) - law.ProbabilityBelow(sorted[i])));
            greatest = Math.Max(greatest, Math.Abs((end / n) - law.DistributionFunction(sorted[i])));
            i = end;
        }

        // The law's own atom is a jump that the sample may not have.
        if (law.MassAtZero > 0.0)
        {
            (double below, double at) = Share(sorted, 0.0);
            greatest = Math.Max(greatest, Math.Abs(below - law.ProbabilityBelow(0.0)));
            greatest = Math.Max(greatest, Math.Abs(at - law.DistributionFunction(0.0)));
        }

        return greatest;
    }

    private static (double Below, double At) Share(double[] sorted, double x)
    {
        int below = 0;
        for (; below < sorted.Length && sorted[below] < x; below++) { }
        int at = below;
        for (; at < sorted.Length && sorted[at] == x; at++) { }
        return ((double)below / sorted.Length, (double)at / sorted.Length);
    }

    // Equal numbers are spread evenly over the law's atom, where there is one: (F(x−) + F(x))/2 would be biased.
    private static double Squares(double[] sorted, Law law)
    {
        double n = sorted.Length;
        double sum = 1.0 / (12.0 * n);
        for (int i = 0; i < sorted.Length; )
        {
            int end = i;
            for (; end < sorted.Length && sorted[end] == sorted[i]; end++) { }
            double low = law.ProbabilityBelow(sorted[i]);
            double high = law.DistributionFunction(sorted[i]);
            for (int k = i; k < end; k++)
            {
                double share = (k - i + 0.5) / (end - i);
                double difference = (low + (share * (high - low))) - ((k + 0.5) / n);
                sum += difference * difference;
            }

            i = end;
        }

        return sum;
    }

    // Σ ∫ |x_i − Q(u)| du over u from (i − 1)/n to i/n, cut where Q passes x_i.
    private static double Wasserstein(double[] sorted, Law law)
    {
        double n = sorted.Length;
        int nodes = Math.Clamp(NodeBudget / sorted.Length, 1, MostNodes);
        GaussLegendre rule = new(nodes);
        double sum = 0.0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double x = sorted[i];
            double low = i / n;
            double high = (i + 1) / n;
            double cut = nodes == 1 ? low : Math.Clamp(law.DistributionFunction(x), low, high);
            foreach ((double from, double to) in stackalloc[] { (low, cut), (cut, high) })
            {
                sum += to > from ? rule.Integrate(u => Math.Abs(x - law.Quantile(u)), from, to) : 0.0;
            }
        }

        return sum;
    }
}
