using System;

namespace Neurovariety.RandomMatrices;

/// <summary>The law of the Kolmogorov–Smirnov statistic of independent numbers with a continuous law.</summary>
/// <remarks>
/// To 140 numbers exactly, by the power of a matrix [MTW03]; beyond by Kolmogorov's series at (√n + .12 + .11/√n)·D, Stephens's
/// correction [Stephens70], whose error is then below 1e-3 of the p-value's scale and falls with n.
/// </remarks>
public static class KolmogorovDistribution
{
    private const int LargestExact = 140;

    /// <summary>The chance of a statistic of at least D.</summary>
    /// <param name="statistic">D, 0 … 1.</param>
    /// <param name="count">How many numbers, above 0; not whole for two samples, where it is n·m/(n + m).</param>
    /// <returns>The p-value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">count not positive.</exception>
    public static double PValue(double statistic, double count)
    {
        LawCheck.Positive(count, nameof(count));
        if (statistic <= 0.0)
        {
            return 1.0;
        }

        if (statistic >= 1.0)
        {
            return 0.0;
        }

        if (count <= LargestExact && count == Math.Floor(count))
        {
            return Math.Clamp(1.0 - Exact((int)count, statistic), 0.0, 1.0);
        }

        double root = Math.Sqrt(count);
        return Complement((root + 0.12 + (0.11 / root)) * statistic);
    }

    /// <summary>1 − K(x), Kolmogorov's limit: two forms of the theta series, each where it converges quickly.</summary>
    private static double Complement(double x)
    {
        if (x < 1.0)
        {
            double sum = 0.0;
            for (int k = 1; k < 20; k += 2)
            {
                sum += Math.Exp(-k * k * Math.PI * Math.PI / (8.0 * x * x));
            }

            return Math.Clamp(1.0 - (Math.Sqrt(2.0 * Math.PI) / x * sum), 0.0, 1.0);
        }

        double tail = 0.0;
        for (int k = 1; k < 20; k++)
        {
            tail += (k % 2 == 1 ? 2.0 : -2.0) * Math.Exp(-2.0 * k * k * x * x);
        }

        return Math.Clamp(tail, 0.0, 1.0);
    }

    // P(D < d) = n!/nⁿ·(Hⁿ)_kk with nd = k − h, H of size 2k − 1.
    private static double Exact(int n, double d)
    {
        int k = (int)Math.Floor(n * d) + 1;
        int size = (2 * k) - 1;
        double h = k - (n * d);
        double[,] power = Start(size, h);
        double[,] result = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            result[i, i] = 1.0;
        }

        // Powers of two are kept apart, so that nothing overflows.
        int exponent = 0;
        int powerExponent = 0;
        for (int rest = n; rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
            {
                result = Multiply(result, power);
                exponent += powerExponent + Normalise(result);
            }

            power = Multiply(power, power);
            powerExponent = (2 * powerExponent) + Normalise(power);
        }

        double value = result[k - 1, k - 1];
        for (int i = 1; i <= n; i++)
        {
            value *= (double)i / n;
            if (value is > 0.0 and < 1e-140)
            {
                value *= Math.ScaleB(1.0, 400);
                exponent -= 400;
            }
        }

        return Math.ScaleB(value, exponent);
    }

    private static double[,] Start(int size, double h)
    {
        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= Math.Min(i + 1, size - 1); j++)
            {
                matrix[i, j] = 1.0;
            }
        }

        for (int i = 0; i < size; i++)
        {
            matrix[i, 0] -= Math.Pow(h, i + 1);
            matrix[size - 1, i] -= Math.Pow(h, size - i);
        }

        matrix[size - 1, 0] += Math.Pow(Math.Max(0.0, (2.0 * h) - 1.0), size);
        for (int i = 0; i < size; i++)
        {
            double factorial = 1.0;
            for (int j = i; j >= 0; j--)
            {
                factorial *= i - j + 1;
                matrix[i, j] /= factorial;
            }
        }

        return matrix;
    }

    private static double[,] Multiply(double[,] a, double[,] b)
    {
        int size = a.GetLength(0);
        double[,] product = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < size; k++)
            {
                double factor = a[i, k];
                for (int j = 0; j < size; j++)
                {
                    product[i, j] += factor * b[k, j];
                }
            }
        }

        return product;
    }

    private static int Normalise(double[,] a)
    {
        double largest = 0.0;
        foreach (double entry in a)
        {
            largest = Math.Max(largest, Math.Abs(entry));
        }

        int exponent = largest > 0.0 ? Math.ILogB(largest) : 0;
        double factor = Math.ScaleB(1.0, -exponent);
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                a[i, j] *= factor;
            }
        }

        return exponent;
    }
}
