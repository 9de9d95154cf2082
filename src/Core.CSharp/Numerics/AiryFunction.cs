using System;

namespace Neurovariety.Numerics;

/// <summary>The Airy function Ai between −20 and 30, to a few units of the last place of its envelope.</summary>
/// <remarks>
/// Source: [DLMF, 9.7.5, 9.7.6] at 30, where the asymptotic series is exact to double; from there to the left Taylor's series of
/// y'' = x·y, centre by centre. In that direction Ai is the solution that grows, so that errors do not.
/// </remarks>
internal sealed class AiryFunction
{
    private const int Rightmost = 30;
    private const int Leftmost = -20;
    private const int Terms = 40;
    private readonly double[][] _series = new double[Rightmost - Leftmost + 1][];

    /// <summary>Computes Taylor's series about every whole number.</summary>
    public AiryFunction()
    {
        (double value, double slope) = AtRightEnd();
        for (int centre = Rightmost; centre >= Leftmost; centre--)
        {
            double[] series = Series(centre, value, slope);
            _series[centre - Leftmost] = series;
            (value, slope) = (Sum(series, -1.0), SlopeSum(series, -1.0));
        }
    }

    /// <summary>Ai(x), and 0 beyond 30, where it is below 1e-48.</summary>
    public double Value(double x)
    {
        if (x > Rightmost)
        {
            return 0.0;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(x, Leftmost);
        int centre = (int)Math.Round(x);
        return Sum(_series[centre - Leftmost], x - centre);
    }

    // Coefficients a_n of Ai(c + t): (n + 2)(n + 1) a_{n+2} = c a_n + a_{n−1}.
    private static double[] Series(double centre, double value, double slope)
    {
        double[] a = new double[Terms];
        a[0] = value;
        a[1] = slope;
        for (int n = 0; n + 2 < Terms; n++)
        {
            a[n + 2] = ((centre * a[n]) + (n > 0 ? a[n - 1] : 0.0)) / ((n + 2.0) * (n + 1.0));
        }

        return a;
    }

    private static double Sum(double[] series, double t)
    {
        double sum = 0.0;
        for (int n = Terms - 1; n >= 0; n--)
        {
            sum = (sum * t) + series[n];
        }

        return sum;
    }

    private static double SlopeSum(double[] series, double t)
    {
        double sum = 0.0;
        for (int n = Terms - 1; n >= 1; n--)
        {
            sum = (sum * t) + (n * series[n]);
        }

        return sum;
    }

    // u_k / ζ^k with u_0 = 1 and u_k = u_{k−1} (6k − 5)(6k − 3)(6k − 1) / (216 k (2k − 1)); v_k = (6k + 1)/(1 − 6k) u_k.
    private static (double Value, double Slope) AtRightEnd()
    {
        double root = Math.Sqrt(Rightmost);
        double zeta = 2.0 / 3.0 * Rightmost * root;
        double u = 1.0;
        double sum = 1.0;
        double slopeSum = 1.0;
        for (int k = 1; k < 20; k++)
        {
            u *= -((6.0 * k) - 5.0) * ((6.0 * k) - 3.0) * ((6.0 * k) - 1.0) / (216.0 * k * ((2.0 * k) - 1.0) * zeta);
            sum += u;
            slopeSum += u * ((6.0 * k) + 1.0) / (1.0 - (6.0 * k));
        }

        double front = Math.Exp(-zeta) / (2.0 * Math.Sqrt(Math.PI));
        return (front / Math.Sqrt(root) * sum, -front * Math.Sqrt(root) * slopeSum);
    }
}
