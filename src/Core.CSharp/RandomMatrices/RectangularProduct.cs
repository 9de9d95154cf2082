using System;
using System.Linq;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The limit of the eigenvalues of a product of k rectangular matrices whose smallest dimension is the outer one.</summary>
/// <remarks>
/// Factor j is n_j × n_{j+1} with n_{k+1} = n_1 the smallest width, α_j = n_j/n_1. |λ|² is s·U(U − 1 + α_2)…(U − 1 + α_k) with U
/// uniform on [0, 1]. As this rises with U, a quantile is the value at U = p. Source: [ARRS16, Theorem 11], [DAL22, Theorem II.7],
/// proved for complex Gaussian entries; for other entries of the same variance it is observed.
/// </remarks>
public sealed class RectangularProduct : PlanarLaw
{
    private const int MomentNodes = 120;
    private readonly double[] _ratios;
    private readonly double _scale;

    private RectangularProduct(double[] ratios, double scale)
    {
        _ratios = ratios;
        _scale = scale;
    }

    /// <summary>The ratios α_1 = 1, α_2, … α_k of the widths to the smallest.</summary>
    public ReadOnlySpan<double> Ratios => _ratios;

    /// <inheritdoc/>
    public override double Lower => 0.0;

    /// <inheritdoc/>
    public override double Upper => Modulus(1.0);

    // |λ|² rises like s·u·Π(α_j − 1) from 0: its density there over π, or a pole when an α_j is 1.
    private protected override double DensityAtZero
    {
        get
        {
            double slope = _scale;
            foreach (double ratio in _ratios.AsSpan(1))
            {
                slope *= ratio - 1.0;
            }

            return 1.0 / (Math.PI * slope);
        }
    }

    /// <summary>The law of given ratios, every matrix divided by √n_1: the form of the theorem.</summary>
    /// <param name="ratios">α_1 = 1, α_2, …, α_k, each at least 1.</param>
    /// <param name="scale">s, by which |λ|² is multiplied; 1 for entries of variance 1/n_1.</param>
    /// <returns>The law.</returns>
    /// <exception cref="ArgumentException">No ratio, the first not 1, one below 1 or not finite, or s not positive.</exception>
    public static RectangularProduct FromRatios(ReadOnlySpan<double> ratios, double scale = 1.0)
    {
        if (ratios.IsEmpty || ratios[0] != 1.0)
        {
            throw new ArgumentException(
                "ratios: expected alpha_1 = 1 first, then one for each further factor",
                nameof(ratios)
            );
        }

        for (int j = 0; j < ratios.Length; j++)
        {
            if (!(ratios[j] >= 1.0 && double.IsFinite(ratios[j])))
            {
                throw new ArgumentException(
                    $"ratios: expected alpha_{j + 1} = n_{j + 1}/n_1 to be finite and at least 1, got {ratios[j]}",
                    nameof(ratios)
                );
            }
        }

        return new RectangularProduct(ratios.ToArray(), LawCheck.Positive(scale, nameof(scale)));
    }

    /// <summary>The law of given widths, with entries of variance v/fan_in, where factor j has fan_in n_{j+1}.</summary>
    /// <param name="widths">n_1, …, n_k with n_1 the smallest.</param>
    /// <param name="variance">v: 1/3 for weights uniform on ±1/√fan_in, as torch's linear layers begin.</param>
    /// <returns>The law; its largest |λ| is v^(k/2).</returns>
    /// <exception cref="ArgumentException">No width, one below 1, n_1 not the smallest, or v not positive.</exception>
    /// <remarks>
    /// Source: [DAL22, after Theorem II.7]. Correction: the variance of numbers uniform on [−1, 1] is 1/3, not 1/√3, and the
    /// printed medians of |λ|², .00013 and .000043, lack the factor .5 of their own formula: it gives 6.8e-5 at n_1 = 2 and 2.15e-5
    /// at n_1 = 20 for the widths n_1, 32, 64, 128, 784, 128, 64, 32.
    /// </remarks>
    public static RectangularProduct FromWidths(ReadOnlySpan<int> widths, double variance = 1.0 / 3.0)
    {
        LawCheck.Widths(widths);
        LawCheck.FirstSmallest(widths);
        LawCheck.Positive(variance, nameof(variance));
        int[] copy = widths.ToArray();
        double[] ratios = [.. copy.Select(width => (double)width / copy[0])];
        double scale = ratios.Aggregate(1.0, (product, ratio) => product * variance / ratio);
        return new RectangularProduct(ratios, scale);
    }

    /// <inheritdoc/>
    public override double Density(double x)
    {
        if (x <= 0.0 || x >= Upper)
        {
            return 0.0;
        }

        double u = DistributionFunction(x);
        double logSlope = 0.0;
        foreach (double ratio in _ratios)
        {
            logSlope += 1.0 / (u - 1.0 + ratio);
        }

        // d|λ|/du = |λ|/2 · d log|λ|²/du.
        return 2.0 / (x * logSlope);
    }

    /// <inheritdoc/>
    public override double DistributionFunction(double x)
    {
        if (x <= 0.0)
        {
            return 0.0;
        }

        return x >= Upper ? 1.0 : Inverse(x * x);
    }

    /// <inheritdoc/>
    public override double Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Modulus(random.NextDouble());
    }

    /// <inheritdoc/>
    protected override double QuantileOf(double p) => Modulus(p);

    /// <summary>The integral over u = v², a polynomial in v where the order is even.</summary>
    protected override double MomentOf(double order) =>
        new GaussLegendre(MomentNodes).Integrate(v => 2.0 * v * Math.Pow(Modulus(v * v), order), 0.0, 1.0);

    private double Modulus(double u) => Math.Sqrt(Squared(u));

    private double Squared(double u)
    {
        double value = _scale;
        foreach (double ratio in _ratios)
        {
            value *= u - 1.0 + ratio;
        }

        return value;
    }

    // u with s·u·Π(u − 1 + α_j) = square, 0 < u < 1, by Newton's method for log of both sides in log u: the slope is at least 1
    // and at most k, and the function is convex, so that the steps from the right fall to the root.
    private double Inverse(double square)
    {
        double target = Math.Log(square);
        double u = 1.0;
        for (int step = 0; step < 100; step++)
        {
            double slope = 0.0;
            double value = Math.Log(_scale);
            foreach (double ratio in _ratios)
            {
                double factor = ratio == 1.0 ? u : u - 1.0 + ratio;
                value += Math.Log(factor);
                slope += u / factor;
            }

            double change = (value - target) / slope;
            double next = u * Math.Exp(-change);
            if (Math.Abs(next - u) <= 2.0 * Tolerance.Epsilon * u)
            {
                return Math.Min(next, 1.0);
            }

            u = next;
        }

        return u;
    }
}
