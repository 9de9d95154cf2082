using System;
using System.Linq;
using System.Numerics;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Eigenvalues of a product of complex Gaussian matrices of finite size, exactly, with or without units that are switched off.</summary>
/// <remarks>
/// Factor j is n_j × n_{j+1}, n_{k+1} = n_1 = d, with entries of variance v/fan_in and fan_in = n_{j+1} counting all units. Let N_j
/// be the number of active units, binomial where a width is thinned, and m the smallest of them. Then the nonzero |λ|² are, as a set,
/// independent products Π_j (v/n_j)·Gamma(i + N_j − m), i = 1 … m, and d − m eigenvalues are exactly 0. Source: [AB12], [ARRS16] for
/// fixed widths. Derivation of the rest: given the masks, the product is one of Gaussian matrices of the active sizes. The
/// distribution function is inverted from the closed form of E|λ|^(2s), in which the sum over all masks factorises for each m and i:
/// the widths are all at least m, but not all at least m + 1. Real matrices have other moduli; the difference falls with d.
/// </remarks>
public sealed class FiniteProduct : PlanarLaw
{
    private readonly WidthLaw[] _widths;
    private readonly double _logScale;
    private readonly MaskedTransform _transform;
    private readonly FourierInversion _inversion;

    private FiniteProduct(WidthLaw[] widths, double variance)
    {
        _widths = widths;
        _logScale = widths.Sum(width => Math.Log(variance / width.Width));
        _transform = new MaskedTransform(widths);
        MassAtZero = Math.Max(0.0, 1.0 - _transform.Value(Complex.Zero).Real);
        if (_widths.All(width => width.ActiveShare == 1.0))
        {
            int d = widths[0].Width;
            MassAtZero = (double)(d - widths.Min(width => width.Width)) / d;
        }

        _inversion = new FourierInversion(t => _transform.Value(new Complex(0.0, t)), 1.0 - MassAtZero);
    }

    /// <inheritdoc/>
    public override double Lower => 0.0;

    /// <inheritdoc/>
    public override double Upper => double.PositiveInfinity;

    /// <summary>The share of eigenvalues that are exactly 0: the mean of (d − m)/d.</summary>
    public override double MassAtZero { get; }

    // The density of |λ|² at 0 is the residue of E|λ|^(2s) at −1, which is a simple pole when one width alone is the smallest.
    private protected override double DensityAtZero
    {
        get
        {
            const double Near = 1e-7;
            int smallest = _widths.Min(width => width.Width);
            bool simple =
                _widths.All(width => width.ActiveShare == 1.0) && _widths.Count(width => width.Width == smallest) == 1;
            return simple
                ? Near * _transform.Value(Near - 1.0).Real * Math.Exp(-_logScale) / Math.PI
                : double.PositiveInfinity;
        }
    }

    /// <summary>The law of a product of complex Gaussian matrices.</summary>
    /// <param name="widths">n_1 = d, …, n_k, each at least 1, in any order of size.</param>
    /// <param name="variance">v; entries have variance v/fan_in.</param>
    /// <returns>The law of one eigenvalue chosen at random among the d.</returns>
    /// <exception cref="ArgumentException">No width, one below 1, or v not positive.</exception>
    public static FiniteProduct OfGaussian(ReadOnlySpan<int> widths, double variance = 1.0)
    {
        LawCheck.Widths(widths);
        LawCheck.Positive(variance, nameof(variance));
        return new FiniteProduct([.. widths.ToArray().Select(width => new WidthLaw(width, 1.0))], variance);
    }

    /// <summary>The law of a product between whose factors units are switched off at random.</summary>
    /// <param name="widths">n_1 = d, …, n_k, each at least 1.</param>
    /// <param name="activeShares">For each width the chance of a unit to be active, above 0 and at most 1; 1 for widths without mask.</param>
    /// <param name="variance">v; entries have variance v/fan_in.</param>
    /// <returns>The law of one eigenvalue chosen at random among the d.</returns>
    /// <exception cref="ArgumentException">No width, one below 1, as many shares as widths are not there, a share outside (0, 1].</exception>
    public static FiniteProduct OfMasked(
        ReadOnlySpan<int> widths,
        ReadOnlySpan<double> activeShares,
        double variance = 1.0 / 3.0
    )
    {
        LawCheck.Widths(widths);
        LawCheck.Positive(variance, nameof(variance));
        LawCheck.Shares(activeShares, widths.Length);
        WidthLaw[] laws = new WidthLaw[widths.Length];
        for (int j = 0; j < widths.Length; j++)
        {
            laws[j] = new WidthLaw(widths[j], activeShares[j]);
        }

        return new FiniteProduct(laws, variance);
    }

    /// <summary>The law of J_L of an untrained ReLU autoencoder with torch's default weights: half the hidden units are active.</summary>
    /// <param name="widths">d, hidden widths of the decoder, N, hidden widths of the encoder: an even number of widths.</param>
    /// <returns>The law with variance 1/3, every width but d and N (at the middle) thinned by 1/2.</returns>
    /// <exception cref="ArgumentException">An odd number of widths, or one below 1.</exception>
    /// <remarks>
    /// The widths of the published autoencoder are d, 32, 64, 128, 784, 128, 64, 32. That J_L is DE(D(z))·DD(z) is a
    /// Correction: to [DAL22], whose text mixes up the points of the two factors.
    /// </remarks>
    public static FiniteProduct OfRelu(ReadOnlySpan<int> widths) => OfMasked(widths, ReluShares(widths));

    /// <summary>For each width of an autoencoder's chain the share of active units of a ReLU with symmetric input: 1/2, and 1 for d and N.</summary>
    /// <param name="widths">d, …, N, …: an even number of widths, N in the middle.</param>
    /// <returns>A share for each width.</returns>
    /// <exception cref="ArgumentException">An odd number of widths.</exception>
    public static double[] ReluShares(ReadOnlySpan<int> widths)
    {
        LawCheck.Widths(widths);
        if (widths.Length % 2 != 0)
        {
            throw new ArgumentException(
                $"widths: expected d, hidden widths, N, hidden widths with N in the middle, so an even number; got {widths.Length}",
                nameof(widths)
            );
        }

        double[] shares = new double[widths.Length];
        Array.Fill(shares, 0.5);
        shares[0] = 1.0;
        shares[shares.Length / 2] = 1.0;
        return shares;
    }

    /// <inheritdoc/>
    public override double Density(double x) =>
        x <= 0.0 ? 0.0 : 2.0 / x * _inversion.Density((2.0 * Math.Log(x)) - _logScale);

    /// <inheritdoc/>
    public override double DistributionFunction(double x) =>
        x < 0.0 ? 0.0
        : x == 0.0 ? MassAtZero
        : double.IsInfinity(x) ? 1.0
        : Math.Clamp(MassAtZero + _inversion.Distribution((2.0 * Math.Log(x)) - _logScale), MassAtZero, 1.0);

    /// <summary>A random |λ|: masks, an index and gamma numbers are drawn.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>The modulus.</returns>
    public override double Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int[] active = [.. _widths.Select(width => width.Sample(random))];
        int smallest = active.Min();
        int index = 1 + random.NextInt(_widths[0].Width);
        if (index > smallest)
        {
            return 0.0;
        }

        double log = _logScale;
        foreach (int count in active)
        {
            log += Math.Log(GammaSampler.Next(random, index + count - smallest));
        }

        return Math.Exp(0.5 * log);
    }

    /// <inheritdoc/>
    protected override double QuantileOf(double p)
    {
        if (p <= MassAtZero)
        {
            return 0.0;
        }

        double y = _inversion.Quantile(p - MassAtZero);
        return Math.Exp(0.5 * (y + _logScale));
    }

    /// <inheritdoc/>
    protected override double MomentOf(double order) =>
        Math.Exp(0.5 * order * _logScale) * _transform.Value(0.5 * order).Real;
}
