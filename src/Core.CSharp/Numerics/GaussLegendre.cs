using System;

namespace Neurovariety.Numerics;

/// <summary>The nodes and weights of Gauss and Legendre on [−1, 1].</summary>
/// <remarks>Exact for polynomials of degree 2n − 1. Source: [DLMF, 3.5.19]; roots of P_n by Newton's method from Tricomi's guess.</remarks>
internal sealed class GaussLegendre
{
    /// <summary>The rule with n nodes.</summary>
    public GaussLegendre(int count)
    {
        Nodes = new double[count];
        Weights = new double[count];
        for (int i = 0; i < (count + 1) / 2; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            double slope = 0.0;
            for (int step = 0; step < 8; step++)
            {
                (double value, slope) = Polynomial(count, x);
                x -= value / slope;
            }

            (_, slope) = Polynomial(count, x);
            double weight = 2.0 / ((1.0 - (x * x)) * slope * slope);
            (Nodes[i], Nodes[count - 1 - i]) = (-x, x);
            (Weights[i], Weights[count - 1 - i]) = (weight, weight);
        }

        if (count % 2 == 1)
        {
            Nodes[count / 2] = 0.0;
        }
    }

    /// <summary>The nodes, rising.</summary>
    public double[] Nodes { get; }

    /// <summary>The weights; their sum is 2.</summary>
    public double[] Weights { get; }

    /// <summary>The integral of a function from a to b.</summary>
    public double Integrate(Func<double, double> function, double a, double b)
    {
        double half = 0.5 * (b - a);
        double middle = 0.5 * (a + b);
        double sum = 0.0;
        for (int i = 0; i < Nodes.Length; i++)
        {
            sum += Weights[i] * function(middle + (half * Nodes[i]));
        }

        return half * sum;
    }

    // P_n(x) and its derivative, by the recurrence of three terms.
    private static (double Value, double Slope) Polynomial(int n, double x)
    {
        double last = 1.0;
        double value = x;
        for (int k = 2; k <= n; k++)
        {
            (last, value) = (value, ((((2 * k) - 1) * x * value) - ((k - 1) * last)) / k);
        }

        return (value, n * ((x * value) - last) / ((x * x) - 1.0));
    }
}
