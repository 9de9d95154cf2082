using System;

namespace Neurovariety.RandomMatrices;

/// <summary>The circular law: eigenvalues uniform on a disc, the limit for large matrices with independent entries.</summary>
/// <remarks>
/// For n × n entries of mean 0 and variance σ²/n the radius is σ. Source: [DAL22, Theorem II.3, Corollary II.4]. Correction:
/// numbers uniform on [−1, 1] have variance 1/3 (the text says 1/√3), so that entries uniform on ±1/√n give the radius 1/√3.
/// </remarks>
public sealed class CircularLaw : PlanarLaw
{
    private readonly double _radius;

    /// <summary>The law on a disc about 0.</summary>
    /// <param name="radius">Radius, positive.</param>
    public CircularLaw(double radius = 1.0) => _radius = LawCheck.Positive(radius, nameof(radius));

    /// <inheritdoc/>
    public override double Lower => 0.0;

    /// <inheritdoc/>
    public override double Upper => _radius;

    private protected override double DensityAtZero => 1.0 / (Math.PI * _radius * _radius);

    /// <summary>The density of |λ|: 2r/R².</summary>
    /// <param name="x">Any number.</param>
    /// <returns>The density at x.</returns>
    public override double Density(double x) => x >= 0.0 && x <= _radius ? 2.0 * x / (_radius * _radius) : 0.0;

    /// <inheritdoc/>
    public override double DistributionFunction(double x)
    {
        double t = Math.Clamp(x / _radius, 0.0, 1.0);
        return t * t;
    }

    /// <summary>The law of the real part (and of the imaginary part): a semicircle.</summary>
    /// <returns>The semicircle law of the same radius.</returns>
    public Semicircle RealPart() => new(_radius);

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => _radius * Math.Sqrt(p);

    /// <inheritdoc/>
    protected override double MomentOf(double order) => Math.Pow(_radius, order) * 2.0 / (2.0 + order);
}
