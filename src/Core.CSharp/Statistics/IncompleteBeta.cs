using System;

namespace Neurovariety.Statistics;

/// <summary>The regularised incomplete beta function.</summary>
internal static class IncompleteBeta
{
    private const double Tiny = 1e-300;
    private const int LongestFraction = 20000;

    /// <summary>I_x(a, b) for positive a and b; the complement 1 − x is given too, so that nothing cancels.</summary>
    public static double Regularised(double a, double b, double x, double complement)
    {
        if (x <= 0.0)
        {
            return 0.0;
        }

        if (complement <= 0.0)
        {
            return 1.0;
        }

        // The fraction converges quickly on the side of the mean where the tail is.
        return x < (a + 1.0) / (a + b + 2.0) ? Tail(a, b, x, complement) : 1.0 - Tail(b, a, complement, x);
    }

    /// <summary>log Γ(x) for x &gt; 0.</summary>
    /// <remarks>Source: [DLMF, 5.11.1], Stirling's series, after moving the argument above 12 by 5.5.1.</remarks>
    public static double LogGamma(double x)
    {
        double shift = 0.0;
        for (; x < 12.0; x++)
        {
            shift += Math.Log(x);
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2.0 * Math.PI)) + Stirling(x) - shift;
    }

    /// <summary>log B(a, b): the large logarithms of Γ are subtracted term by term.</summary>
    public static double LogBeta(double a, double b)
    {
        double large = Math.Max(a, b);
        double small = Math.Min(a, b);
        if (large < 12.0)
        {
            return LogGamma(a) + LogGamma(b) - LogGamma(a + b);
        }

        double sum = large + small;
        double growth = -2.0 * Math.Atanh(small / (large + sum));
        return LogGamma(small)
            + ((sum - 0.5) * growth)
            - (small * Math.Log(large))
            + small
            + Stirling(large)
            - Stirling(sum);
    }

    // log x, given 1 − x too: near 1 the complement tells more.
    private static double LogOfOneMinus(double complement, double x) =>
        complement < 0.5 ? -2.0 * Math.Atanh(complement / (1.0 + x)) : Math.Log(x);

    private static double Stirling(double x)
    {
        double inverse = 1.0 / (x * x);
        return ((1.0 / 12.0) - (inverse * ((1.0 / 360.0) - (inverse * ((1.0 / 1260.0) - (inverse * Rest(inverse)))))))
            / x;
    }

    private static double Rest(double inverse) =>
        (1.0 / 1680.0) - (inverse * ((1.0 / 1188.0) - (inverse * ((691.0 / 360360.0) - (inverse / 156.0)))));

    // x^a (1 − x)^b / (a B(a, b)) times the continued fraction [DLMF, 8.17.22], evaluated from the front by Lentz's method.
    private static double Tail(double a, double b, double x, double complement)
    {
        double logFront =
            (a * LogOfOneMinus(complement, x)) + (b * LogOfOneMinus(x, complement)) - LogBeta(a, b) - Math.Log(a);
        double c = 1.0;
        double d = 1.0 / NotZero(1.0 - ((a + b) * x / (a + 1.0)));
        double fraction = d;
        for (int m = 1; m <= LongestFraction; m++)
        {
            double even = m * (b - m) * x / ((a + (2 * m) - 1.0) * (a + (2 * m)));
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1.0));
            d = 1.0 / NotZero(1.0 + (even * d));
            c = NotZero(1.0 + (even / c));
            fraction *= c * d;
            d = 1.0 / NotZero(1.0 + (odd * d));
            c = NotZero(1.0 + (odd / c));
            double step = c * d;
            fraction *= step;
            if (Math.Abs(step - 1.0) < 1e-16)
            {
                break;
            }
        }

        return Math.Exp(logFront) * fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
