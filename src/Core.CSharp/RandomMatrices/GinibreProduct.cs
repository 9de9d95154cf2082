using System;

namespace Neurovariety.RandomMatrices;

/// <summary>The limit of the eigenvalues of a product of m large square matrices with independent entries.</summary>
/// <remarks>
/// For entries of variance σ_j²/n the eigenvalues fill the disc of radius R = Π σ_j, and |λ| = R·U^(m/2) with U uniform: the
/// radial distribution function is (r/R)^(2/m). Source: [GT10, Theorem 1.1], [DAL22, Theorem II.6].
/// </remarks>
public sealed class GinibreProduct : PlanarLaw
{
    private readonly double _radius;

    /// <summary>The law of a product.</summary>
    /// <param name="factors">m, at least 1.</param>
    /// <param name="radius">R, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">m below 1, or R not positive and finite.</exception>
    public GinibreProduct(int factors, double radius = 1.0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factors, 1);
        Factors = factors;
        _radius = LawCheck.Positive(radius, nameof(radius));
    }

    /// <summary>Number m of factors.</summary>
    public int Factors { get; }

    /// <inheritdoc/>
    public override double Lower => 0.0;

    /// <inheritdoc/>
    public override double Upper => _radius;

    private protected override double DensityAtZero =>
        Factors == 1 ? 1.0 / (Math.PI * _radius * _radius) : double.PositiveInfinity;

    /// <inheritdoc/>
    public override double Density(double x)
    {
        double t = x / _radius;
        return t is <= 0.0 or > 1.0 ? 0.0 : 2.0 / (Factors * _radius) * Math.Pow(t, (2.0 / Factors) - 1.0);
    }

    /// <inheritdoc/>
    public override double DistributionFunction(double x) => Math.Pow(Math.Clamp(x / _radius, 0.0, 1.0), 2.0 / Factors);

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => _radius * Math.Pow(p, 0.5 * Factors);

    /// <inheritdoc/>
    protected override double MomentOf(double order) => Math.Pow(_radius, order) * 2.0 / (2.0 + (Factors * order));
}
