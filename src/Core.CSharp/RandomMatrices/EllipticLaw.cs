using System;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The elliptic law: eigenvalues uniform on an ellipse, the limit when opposite entries are correlated.</summary>
/// <remarks>
/// For entries of variance σ²/n with correlation τ of A_ij and A_ji the half axes are σ(1 + τ) along the real axis and σ(1 − τ)
/// along the imaginary one. Source: [Girko86], [SCSS88]. Derivation of the radial law: the disc of radius r cuts the ellipse at
/// the angles ±θ of the longer axis with sin²θ = (a²b²/r² − b²)/(a² − b²).
/// </remarks>
public sealed class EllipticLaw : PlanarLaw
{
    private const int MomentNodes = 4096;
    private readonly double _realAxis;
    private readonly double _imaginaryAxis;
    private readonly double _long;
    private readonly double _short;

    /// <summary>The law of a correlation.</summary>
    /// <param name="correlation">τ, above −1 and below 1; 0 is the circular law.</param>
    /// <param name="sigma">σ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">τ outside −1 … 1 or at an end, or σ not positive and finite.</exception>
    public EllipticLaw(double correlation, double sigma = 1.0)
    {
        if (!(correlation > -1.0 && correlation < 1.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(correlation),
                correlation,
                $"correlation: expected a number between -1 and 1 (at 1 the law is the semicircle), got {correlation}"
            );
        }

        LawCheck.Positive(sigma, nameof(sigma));
        Correlation = correlation;
        _realAxis = sigma * (1.0 + correlation);
        _imaginaryAxis = sigma * (1.0 - correlation);
        _long = Math.Max(_realAxis, _imaginaryAxis);
        _short = Math.Min(_realAxis, _imaginaryAxis);
    }

    /// <summary>The correlation τ of opposite entries.</summary>
    public double Correlation { get; }

    /// <inheritdoc/>
    public override double Lower => 0.0;

    /// <inheritdoc/>
    public override double Upper => _long;

    private protected override double DensityAtZero => 1.0 / (Math.PI * _long * _short);

    /// <inheritdoc/>
    public override double Density(double x) =>
        x <= 0.0 || x >= _long ? 0.0 : 4.0 * x * CutAngle(x) / (Math.PI * _long * _short);

    /// <inheritdoc/>
    public override double DistributionFunction(double x)
    {
        if (x <= 0.0)
        {
            return 0.0;
        }

        if (x <= _short)
        {
            return x * x / (_long * _short);
        }

        if (x >= _long)
        {
            return 1.0;
        }

        double angle = CutAngle(x);
        double rest = (0.5 * Math.PI) - Math.Atan2(_long * Math.Sin(angle), _short * Math.Cos(angle));
        return ((2.0 * x * x * angle) + (2.0 * _long * _short * rest)) / (Math.PI * _long * _short);
    }

    /// <inheritdoc/>
    public override double PlanarDensity(Complex point)
    {
        double u = point.Real / _realAxis;
        double v = point.Imaginary / _imaginaryAxis;
        return (u * u) + (v * v) <= 1.0 ? DensityAtZero : 0.0;
    }

    /// <inheritdoc/>
    public override Complex SamplePoint(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Complex point = Complex.FromPolarCoordinates(
            Math.Sqrt(random.NextDouble()),
            2.0 * Math.PI * random.NextDouble()
        );
        return new Complex(_realAxis * point.Real, _imaginaryAxis * point.Imaginary);
    }

    /// <inheritdoc/>
    public override double CumulativeSpectralDistribution(double x, double y) =>
        new CircularLaw().CumulativeSpectralDistribution(x / _realAxis, y / _imaginaryAxis);

    /// <inheritdoc/>
    public override double Sample(RandomSource random) => Complex.Abs(SamplePoint(random));

    /// <inheritdoc/>
    protected override double QuantileOf(double p) =>
        p <= _short / _long ? Math.Sqrt(p * _long * _short) : SolveQuantile(p, _short, _long);

    /// <summary>
    /// |λ|² = U(a² cos²φ + b² sin²φ) for U uniform: the mean over φ by the trapezoidal rule, exact for even orders and, however
    /// thin the ellipse, right to a relative 1e-5, from the mean on to 1e-8.
    /// </summary>
    protected override double MomentOf(double order)
    {
        double sum = 0.0;
        for (int i = 0; i < MomentNodes; i++)
        {
            (double sine, double cosine) = Math.SinCos(0.5 * Math.PI * (i + 0.5) / MomentNodes);
            double square = (_long * _long * cosine * cosine) + (_short * _short * sine * sine);
            sum += Math.Pow(square, 0.5 * order);
        }

        return 2.0 * sum / (MomentNodes * (order + 2.0));
    }

    // Half the angle, about the longer axis, in which a circle of radius r lies inside; π/2 when it lies inside all around.
    private double CutAngle(double r)
    {
        if (r <= _short)
        {
            return 0.5 * Math.PI;
        }

        // sin² and cos² from differences that do not cancel: both have the factor 1/(r²(a² − b²)).
        double sine = _short * Math.Sqrt((_long - r) * (_long + r));
        double cosine = _long * Math.Sqrt((r - _short) * (r + _short));
        return Math.Atan2(sine, cosine);
    }
}
