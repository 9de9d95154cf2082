using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The law of the ratio of neighbouring spacings, the smaller over the larger: of independent levels, or of Gaussian ensembles.</summary>
/// <remarks>
/// On [0, 1]: 2/(1 + r)² for independent levels, and 2(r + r²)^β/(Z_β(1 + r + r²)^(1 + 3β/2)) for β = 1 (real), 2 (complex) and 4
/// (quaternionic), with Z_1 = 8/27, Z_2 = 4π/(81√3), Z_4 = 4π/(729√3). The latter is exact for 3 × 3 matrices and within
/// about 5 % for large ones, whose means are .5307, .5996 and .6744. Source: [ABGR13].
/// </remarks>
public sealed class SpacingRatioLaw : Law
{
    private static readonly GaussLegendre Rule = new(48);
    private readonly double _factor;

    private SpacingRatioLaw(int beta)
    {
        Beta = beta;
        double root = Math.Sqrt(3.0);
        _factor = beta switch
        {
            0 => 2.0,
            1 => 2.0 * 27.0 / 8.0,
            2 => 2.0 * 81.0 * root / (4.0 * Math.PI),
            _ => 2.0 * 729.0 * root / (4.0 * Math.PI),
        };
    }

    /// <summary>0 for independent levels, else 1, 2 or 4.</summary>
    public int Beta { get; }

    /// <inheritdoc/>
    public override double Lower => 0.0;

    /// <inheritdoc/>
    public override double Upper => 1.0;

    /// <summary>The law for independent levels (Poisson).</summary>
    /// <returns>The law with mean 2 log 2 − 1.</returns>
    public static SpacingRatioLaw Poisson() => new(0);

    /// <summary>The law for a Gaussian ensemble.</summary>
    /// <param name="beta">1, 2 or 4.</param>
    /// <returns>The law with mean 4 − 2√3, 2√3/π − 1/2 or 32√3/(15π) − 1/2.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Another beta.</exception>
    public static SpacingRatioLaw Gaussian(int beta) =>
        beta is 1 or 2 or 4
            ? new SpacingRatioLaw(beta)
            : throw new ArgumentOutOfRangeException(nameof(beta), beta, $"beta: expected 1, 2 or 4, got {beta}");

    /// <inheritdoc/>
    public override double Density(double x)
    {
        if (x is < 0.0 or > 1.0)
        {
            return 0.0;
        }

        double plus = x + (x * x);
        return Beta == 0
            ? _factor / ((1.0 + x) * (1.0 + x))
            : _factor * Math.Pow(plus, Beta) / Math.Pow(1.0 + plus, 1.0 + (1.5 * Beta));
    }

    /// <inheritdoc/>
    public override double DistributionFunction(double x)
    {
        double r = Math.Clamp(x, 0.0, 1.0);
        return Beta == 0 ? 2.0 * r / (1.0 + r) : Math.Min(1.0, Rule.Integrate(Density, 0.0, r));
    }

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => Beta == 0 ? p / (2.0 - p) : SolveQuantile(p, 0.0, 1.0);

    /// <inheritdoc/>
    protected override double MomentOf(double order) =>
        Rule.Integrate(v => 2.0 * v * Math.Pow(v, 2.0 * order) * Density(v * v), 0.0, 1.0);
}
