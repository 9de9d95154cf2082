using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Wigner's semicircle law: the limit of the eigenvalues of large symmetric or Hermitian matrices.</summary>
/// <remarks>
/// For entries of mean 0 and variance σ²/n outside the diagonal the radius is 2σ. Source: [DAL22, Theorem II.2] for σ = 1; the
/// moment of order 2k is (R/2)^(2k) times the k-th Catalan number.
/// </remarks>
public sealed class Semicircle : Law
{
    private readonly double _radius;

    /// <summary>The law on [−R, R].</summary>
    /// <param name="radius">R = 2σ, positive.</param>
    public Semicircle(double radius = 2.0) => _radius = LawCheck.Positive(radius, nameof(radius));

    /// <inheritdoc/>
    public override double Lower => -_radius;

    /// <inheritdoc/>
    public override double Upper => _radius;

    /// <inheritdoc/>
    public override double Density(double x)
    {
        double t = x / _radius;
        return Math.Abs(t) >= 1.0 ? 0.0 : 2.0 / (Math.PI * _radius) * Math.Sqrt((1.0 - t) * (1.0 + t));
    }

    /// <inheritdoc/>
    public override double DistributionFunction(double x)
    {
        double t = Math.Clamp(x / _radius, -1.0, 1.0);
        return 0.5 + (((t * Math.Sqrt((1.0 - t) * (1.0 + t))) + Math.Asin(t)) / Math.PI);
    }

    /// <summary>A random number: the real part of a point of the disc.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>The number.</returns>
    public override double Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double modulus = _radius * Math.Sqrt(random.NextDouble());
        return modulus * Math.Cos(2.0 * Math.PI * random.NextDouble());
    }

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => SolveQuantile(p, -_radius, _radius);

    /// <inheritdoc/>
    protected override double MomentOf(double order)
    {
        if (order % 2.0 != 0.0)
        {
            return 0.0;
        }

        // C_k = Π (4j − 2)/(j + 1).
        double value = 1.0;
        for (int j = 1; j <= order / 2.0; j++)
        {
            value *= ((4.0 * j) - 2.0) / (j + 1.0) * 0.25 * _radius * _radius;
        }

        return value;
    }
}
