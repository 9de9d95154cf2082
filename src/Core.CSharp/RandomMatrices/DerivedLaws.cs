using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The law of factor·X.</summary>
internal sealed class ScaledLaw(Law law, double factor) : Law
{
    /// <inheritdoc/>
    public override double Lower => factor * law.Lower;

    /// <inheritdoc/>
    public override double Upper => factor * law.Upper;

    /// <inheritdoc/>
    public override double MassAtZero => law.MassAtZero;

    /// <inheritdoc/>
    public override double Density(double x) => law.Density(x / factor) / factor;

    /// <inheritdoc/>
    public override double DistributionFunction(double x) => law.DistributionFunction(x / factor);

    /// <inheritdoc/>
    public override double Sample(RandomSource random) => factor * law.Sample(random);

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => factor * law.Quantile(p);

    /// <inheritdoc/>
    protected override double MomentOf(double order) => Math.Pow(factor, order) * law.Moment(order);
}

/// <summary>The law of X^exponent, X not negative.</summary>
internal sealed class PowerLaw(Law law, double exponent) : Law
{
    /// <inheritdoc/>
    public override double Lower => Math.Pow(law.Lower, exponent);

    /// <inheritdoc/>
    public override double Upper => Math.Pow(law.Upper, exponent);

    /// <inheritdoc/>
    public override double MassAtZero => law.MassAtZero;

    /// <inheritdoc/>
    public override double Density(double x)
    {
        if (x <= 0.0)
        {
            return 0.0;
        }

        double root = Math.Pow(x, 1.0 / exponent);
        double density = law.Density(root);
        // Far out the root or x is infinite, and the density is 0.
        return density == 0.0 ? 0.0 : density * root / (exponent * x);
    }

    /// <inheritdoc/>
    public override double DistributionFunction(double x) =>
        x < 0.0 ? 0.0 : law.DistributionFunction(Math.Pow(x, 1.0 / exponent));

    /// <inheritdoc/>
    public override double Sample(RandomSource random) => Math.Pow(law.Sample(random), exponent);

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => Math.Pow(law.Quantile(p), exponent);

    /// <inheritdoc/>
    protected override double MomentOf(double order) => law.Moment(order * exponent);
}

/// <summary>The law of |X|.</summary>
internal sealed class FoldedLaw(Law law) : Law
{
    /// <inheritdoc/>
    public override double Lower => Math.Max(0.0, -law.Upper);

    /// <inheritdoc/>
    public override double Upper => Math.Max(-law.Lower, law.Upper);

    /// <inheritdoc/>
    public override double MassAtZero => law.MassAtZero;

    /// <inheritdoc/>
    public override double Density(double x) => x < 0.0 ? 0.0 : law.Density(x) + law.Density(-x);

    /// <inheritdoc/>
    public override double DistributionFunction(double x) =>
        x < 0.0 ? 0.0 : law.DistributionFunction(x) - law.ProbabilityBelow(-x);

    /// <inheritdoc/>
    public override double Sample(RandomSource random) => Math.Abs(law.Sample(random));

    /// <inheritdoc/>
    protected override double QuantileOf(double p)
    {
        if (p <= MassAtZero)
        {
            return Lower;
        }

        double high = Upper;
        if (double.IsInfinity(high))
        {
            for (high = 1.0; DistributionFunction(high) < p; high *= 2.0) { }
        }

        return SolveQuantile(p, Lower, high);
    }

    /// <summary>Even moments are those of X; odd ones are integrated over the quantiles.</summary>
    protected override double MomentOf(double order) =>
        order % 2.0 == 0.0
            ? law.Moment(order)
            : new GaussLegendre(200).Integrate(
                t => Math.Pow(QuantileOf(Math.Min(1.0 - 1e-16, Smooth(t))), order) * SmoothSlope(t),
                0.0,
                1.0
            );

    // A map of [0, 1] to itself whose slope vanishes at both ends, where quantiles are steep.
    private static double Smooth(double t) => t * t * (3.0 - (2.0 * t));

    private static double SmoothSlope(double t) => 6.0 * t * (1.0 - t);
}

/// <summary>0 with some probability, else X.</summary>
internal sealed class ThinnedLaw(Law law, double mass) : Law
{
    /// <inheritdoc/>
    public override double Lower => Math.Min(0.0, law.Lower);

    /// <inheritdoc/>
    public override double Upper => Math.Max(0.0, law.Upper);

    /// <inheritdoc/>
    public override double MassAtZero => mass + ((1.0 - mass) * law.MassAtZero);

    /// <inheritdoc/>
    public override double Density(double x) => (1.0 - mass) * law.Density(x);

    /// <inheritdoc/>
    public override double DistributionFunction(double x) =>
        (x >= 0.0 ? mass : 0.0) + ((1.0 - mass) * law.DistributionFunction(x));

    /// <inheritdoc/>
    public override double Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.NextDouble() < mass ? 0.0 : law.Sample(random);
    }

    /// <inheritdoc/>
    protected override double QuantileOf(double p)
    {
        double below = (1.0 - mass) * law.ProbabilityBelow(0.0);
        return p <= below && below > 0.0 ? law.Quantile(p / (1.0 - mass))
            : p <= below + MassAtZero ? 0.0
            : law.Quantile(Math.Min(1.0, (p - mass) / (1.0 - mass)));
    }

    /// <inheritdoc/>
    protected override double MomentOf(double order) => (1.0 - mass) * law.Moment(order);
}
