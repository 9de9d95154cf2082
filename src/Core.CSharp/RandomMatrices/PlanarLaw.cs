using System;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>A law of eigenvalues in the plane; as a <see cref="Law"/> it is that of their modulus |λ|.</summary>
/// <remarks>Unless it says otherwise, a law is invariant under rotations: all arguments are equally likely.</remarks>
public abstract class PlanarLaw : Law
{
    private const int CumulativeNodes = 2000;

    /// <summary>The density in the plane, for one unit of area, without the atom at 0.</summary>
    /// <param name="point">A point.</param>
    /// <returns>The density there; ∞ at 0 where the law has a pole.</returns>
    public virtual double PlanarDensity(Complex point)
    {
        double modulus = Complex.Abs(point);
        return modulus == 0.0 ? DensityAtZero : Density(modulus) / (2.0 * Math.PI * modulus);
    }

    /// <summary>A random point with this law.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>The point.</returns>
    public virtual Complex SamplePoint(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double modulus = Sample(random);
        return Complex.FromPolarCoordinates(modulus, 2.0 * Math.PI * random.NextDouble());
    }

    /// <summary>The cumulative spectral distribution function F(x, y) = P(Re λ ≤ x, Im λ ≤ y).</summary>
    /// <param name="x">Bound of the real part.</param>
    /// <param name="y">Bound of the imaginary part.</param>
    /// <returns>The probability, to about 1e-4: the mean over 2000 quantiles of the modulus of the share of its circle.</returns>
    /// <remarks>Source: [DAL22, Definition II.5].</remarks>
    public virtual double CumulativeSpectralDistribution(double x, double y)
    {
        double sum = 0.0;
        for (int i = 0; i < CumulativeNodes; i++)
        {
            sum += CircleShare(Quantile((i + 0.5) / CumulativeNodes), x, y);
        }

        return sum / CumulativeNodes;
    }

    /// <summary>The planar density at 0.</summary>
    private protected abstract double DensityAtZero { get; }

    /// <summary>The share of the circle of radius r with real part at most x and imaginary part at most y.</summary>
    private static double CircleShare(double r, double x, double y)
    {
        if (r == 0.0)
        {
            return x >= 0.0 && y >= 0.0 ? 1.0 : 0.0;
        }

        // Angles with cos θ ≤ x/r form [a, 2π − a]; those with sin θ ≤ y/r form [π − b, 2π + b] for b = asin(y/r).
        double a = Math.Acos(Math.Clamp(x / r, -1.0, 1.0));
        double b = Math.Asin(Math.Clamp(y / r, -1.0, 1.0));
        double turn = 2.0 * Math.PI;
        double overlap = Overlap(a, turn - a, Math.PI - b, turn + b) + Overlap(a, turn - a, -Math.PI - b, b);
        return overlap / turn;
    }

    private static double Overlap(double a, double b, double c, double d) =>
        Math.Max(0.0, Math.Min(b, d) - Math.Max(a, c));
}
