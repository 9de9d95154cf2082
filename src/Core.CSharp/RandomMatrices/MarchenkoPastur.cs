using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The law of Marchenko and Pastur: the limit of the eigenvalues of W·Wᵀ for large m × n matrices W with independent entries.</summary>
/// <remarks>
/// m ≤ n, entries of mean 0 and variance σ²/n, aspect ratio q = m/n in (0, 1], edges σ²(1 ± √q)². (Others write 1/q for q or divide
/// by m.) With x = σ²(1 + q + 2√q cos θ) the law has the density 2 sin²θ/π · σ²/x in θ. Source: [MP67]; the moment of order k is
/// σ^(2k) Σ_r q^r/(r + 1) C(k, r) C(k − 1, r).
/// </remarks>
public sealed class MarchenkoPastur : Law
{
    private const int MomentNodes = 400;
    private readonly double _square;

    /// <summary>The law of an aspect ratio.</summary>
    /// <param name="aspectRatio">q = m/n, above 0 and at most 1.</param>
    /// <param name="sigma">σ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">q outside (0, 1], or σ not positive and finite.</exception>
    public MarchenkoPastur(double aspectRatio, double sigma = 1.0)
    {
        if (!(aspectRatio > 0.0 && aspectRatio <= 1.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(aspectRatio),
                aspectRatio,
                $"aspectRatio: expected q = m/n above 0 and at most 1, got {aspectRatio}; transpose?"
            );
        }

        AspectRatio = aspectRatio;
        _square = LawCheck.Positive(sigma, nameof(sigma)) * sigma;
        double root = Math.Sqrt(aspectRatio);
        Lower = _square * (1.0 - root) * (1.0 - root);
        Upper = _square * (1.0 + root) * (1.0 + root);
    }

    /// <summary>The aspect ratio q = m/n.</summary>
    public double AspectRatio { get; }

    /// <summary>The lower bulk edge σ²(1 − √q)².</summary>
    public override double Lower { get; }

    /// <summary>The upper bulk edge σ²(1 + √q)².</summary>
    public override double Upper { get; }

    /// <summary>The law of the singular values of W.</summary>
    /// <returns>The law of the square root.</returns>
    public Law SingularValues() => Power(0.5);

    /// <summary>The law of the eigenvalues of the big side Wᵀ·W, n × n, of which the share 1 − q is exactly 0.</summary>
    /// <returns>This law with the atom.</returns>
    public Law BigSide() => WithMassAtZero(1.0 - AspectRatio);

    /// <inheritdoc/>
    public override double Density(double x) =>
        x <= Lower || x >= Upper
            ? 0.0
            : Math.Sqrt((Upper - x) * (x - Lower)) / (2.0 * Math.PI * AspectRatio * _square * x);

    /// <summary>The probability of at most x, in closed form.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>P(X ≤ x).</returns>
    /// <remarks>
    /// Derivation: with the angle φ = π − θ from the lower edge, 2 sin²φ/(1 + q − 2√q cos φ) = (1 + q)/(2q) + cos φ/√q −
    /// (1 − q)²/(2q)/(1 + q − 2√q cos φ), whose integral is elementary (the last by half angles).
    /// </remarks>
    public override double DistributionFunction(double x)
    {
        if (x <= Lower)
        {
            return 0.0;
        }

        if (x >= Upper)
        {
            return 1.0;
        }

        double q = AspectRatio;
        double root = Math.Sqrt(q);
        // tan(φ/2) = √((x − lower)/(upper − x)).
        double half = Math.Atan2(Math.Sqrt(x - Lower), Math.Sqrt(Upper - x));
        double angle = 2.0 * half;
        double last = 2.0 * Math.Atan2((1.0 + root) * Math.Sin(half), (1.0 - root) * Math.Cos(half));
        double sum = ((1.0 + q) * angle / (2.0 * q)) + (Math.Sin(angle) / root) - ((1.0 - q) * last / (2.0 * q));
        return Math.Clamp(sum / Math.PI, 0.0, 1.0);
    }

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => p == 0.0 ? Lower : SolveQuantile(p, Lower, Upper);

    /// <inheritdoc/>
    protected override double MomentOf(double order)
    {
        if (order == Math.Floor(order) && order <= 64.0)
        {
            return Narayana((int)order);
        }

        double q = AspectRatio;
        double root = Math.Sqrt(q);
        double Term(double angle)
        {
            double x = _square * (1.0 + q - (2.0 * root * Math.Cos(angle)));
            return 2.0 / Math.PI * Math.Sin(angle) * Math.Sin(angle) * _square * Math.Pow(x, order - 1.0);
        }

        return new GaussLegendre(MomentNodes).Integrate(Term, 0.0, Math.PI);
    }

    private double Narayana(int order)
    {
        double sum = 0.0;
        double term = 1.0;
        for (int r = 0; r < order; r++)
        {
            sum += term / (r + 1);
            term *= AspectRatio * (order - r) * (order - 1 - r) / ((r + 1.0) * (r + 1.0));
        }

        return Math.Pow(_square, order) * sum;
    }
}
