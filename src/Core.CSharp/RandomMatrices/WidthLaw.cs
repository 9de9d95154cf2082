using System;
using System.Linq;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>How many units of a width are active: all of them, or a binomial number.</summary>
internal sealed class WidthLaw
{
    private const double Negligible = 1e-25;

    /// <summary>Units that are active independently of each other.</summary>
    /// <param name="width">Number of units, at least 1.</param>
    /// <param name="activeShare">Chance of each to be active, above 0 and at most 1.</param>
    public WidthLaw(int width, double activeShare)
    {
        Width = width;
        ActiveShare = activeShare;
        Probabilities = new double[width + 1];
        if (activeShare == 1.0)
        {
            Probabilities[width] = 1.0;
            return;
        }

        double mean = width * activeShare;
        int mode = (int)Math.Min(width, Math.Floor((width + 1) * activeShare));
        double odds = activeShare / (1.0 - activeShare);
        Probabilities[mode] = 1.0;
        for (int n = mode; n > 0; n--)
        {
            Probabilities[n - 1] = Probabilities[n] * n / ((width - n + 1) * odds);
        }

        for (int n = mode; n < width; n++)
        {
            Probabilities[n + 1] = Probabilities[n] * (width - n) * odds / (n + 1);
        }

        double sum = Probabilities.Sum();
        for (int n = 0; n <= width; n++)
        {
            Probabilities[n] = Probabilities[n] / sum < Negligible ? 0.0 : Probabilities[n] / sum;
        }
    }

    /// <summary>Number of units.</summary>
    public int Width { get; }

    /// <summary>Chance of each to be active.</summary>
    public double ActiveShare { get; }

    /// <summary>The chance of each number of active units, 0 … width.</summary>
    public double[] Probabilities { get; }

    /// <summary>A random number of active units.</summary>
    public int Sample(RandomSource random)
    {
        if (ActiveShare == 1.0)
        {
            return Width;
        }

        double u = random.NextDouble();
        int n = 0;
        for (; n < Width && u >= Probabilities[n]; n++)
        {
            u -= Probabilities[n];
        }

        return n;
    }
}
