using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Random numbers of the gamma law with scale 1.</summary>
/// <remarks>Source: [MT00]: a cubed shifted normal number, accepted with a probability above 95 %.</remarks>
internal static class GammaSampler
{
    /// <summary>The next number.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="shape">At least 1.</param>
    public static double Next(RandomSource random, double shape)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shape, 1.0);
        double d = shape - (1.0 / 3.0);
        double c = 1.0 / Math.Sqrt(9.0 * d);
        while (true)
        {
            double x = random.NextGaussian();
            double v = 1.0 + (c * x);
            if (v <= 0.0)
            {
                continue;
            }

            v = v * v * v;
            double u = 1.0 - random.NextDouble();
            if (Math.Log(u) < (0.5 * x * x) + (d * (1.0 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }
}
