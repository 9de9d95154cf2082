using System;

namespace Neurovariety.Numerics;

/// <summary>The error function and the normal distribution function, to a few units of the last place.</summary>
/// <remarks>
/// Source: [DLMF, 7.6.2] for arguments below 3, a series of positive terms; [DLMF, 7.9.1] above, the continued fraction of
/// the complement.
/// </remarks>
internal static class ErrorFunction
{
    private const double SeriesEnd = 3.0;
    private const double TwoOverRootPi = 1.1283791670955126;
    private const double RootPi = 1.7724538509055160;

    /// <summary>erf(x) = 2/√π ∫₀ˣ exp(−t²) dt.</summary>
    public static double Erf(double x)
    {
        double size = Math.Abs(x);
        return size < SeriesEnd ? Series(x) : Math.CopySign(1.0 - Fraction(size), x);
    }

    /// <summary>1 − erf(x), without cancellation for large x.</summary>
    public static double Erfc(double x) =>
        x >= SeriesEnd ? Fraction(x)
        : x <= -SeriesEnd ? 2.0 - Fraction(-x)
        : 1.0 - Series(x);

    /// <summary>The distribution function of the standard normal law.</summary>
    public static double NormalDistribution(double x) => 0.5 * Erfc(-x * 0.70710678118654752);

    // erf(x) = 2/√π exp(−x²) Σ 2ⁿ x^(2n+1) / (1·3···(2n+1)).
    private static double Series(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2.0 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return TwoOverRootPi * Math.Exp(-x * x) * sum;
    }

    // erfc(x) = exp(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside out.
    private static double Fraction(double x)
    {
        double tail = x;
        for (int k = 60; k >= 1; k--)
        {
            tail = x + (0.5 * k / tail);
        }

        return Math.Exp(-x * x) / (RootPi * tail);
    }
}
