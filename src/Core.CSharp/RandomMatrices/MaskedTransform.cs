using System;
using System.Linq;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>E[|λ|^(2s); λ ≠ 0] for products of complex Gaussian matrices of variance 1 and random active widths.</summary>
/// <remarks>
/// For smallest active width m and index i, with δ = m − i, the mean of Π_j X_j^s over all N with minimum m is Π_j B_j(m, δ) −
/// Π_j B_j(m + 1, δ), where B_j(l, δ) = Σ_{N ≥ l} P(N_j = N) Γ(N − δ + s)/Γ(N − δ).
/// </remarks>
internal sealed class MaskedTransform
{
    private readonly WidthLaw[] _kinds;
    private readonly int[] _counts;
    private readonly int _latent;
    private readonly int _smallest;
    private readonly int _largest;

    /// <summary>The transform of a chain of widths, the first of which is d.</summary>
    public MaskedTransform(WidthLaw[] widths)
    {
        var groups = widths.GroupBy(width => (width.Width, width.ActiveShare)).ToArray();
        _kinds = [.. groups.Select(group => group.First())];
        _counts = [.. groups.Select(group => group.Count())];
        _latent = widths[0].Width;
        _smallest = widths.Min(width => width.Width);
        _largest = widths.Max(width => width.Width);
    }

    /// <summary>The transform at s, Re s above −1; at 0 the chance of a nonzero eigenvalue.</summary>
    public Complex Value(Complex s)
    {
        Complex[] ratios = GammaTransform.Ratios(s, _largest);
        Complex[][] tails = [.. _kinds.Select(_ => new Complex[_smallest + 2])];
        Complex sum = Complex.Zero;
        for (int delta = 0; delta < _smallest; delta++)
        {
            for (int j = 0; j < _kinds.Length; j++)
            {
                Tails(_kinds[j].Probabilities, ratios, delta, tails[j]);
            }

            Complex above = Product(tails, _smallest + 1);
            for (int m = _smallest; m > delta; m--)
            {
                Complex from = Product(tails, m);
                sum += from - above;
                above = from;
            }
        }

        return sum / _latent;
    }

    // B(l, δ) for l = δ + 1 … smallest + 1.
    private void Tails(double[] probabilities, Complex[] ratios, int delta, Complex[] tails)
    {
        Complex sum = Complex.Zero;
        for (int n = probabilities.Length - 1; n > delta; n--)
        {
            if (n <= _smallest)
            {
                tails[n + 1] = sum;
            }

            sum += probabilities[n] * ratios[n - delta];
        }

        tails[delta + 1] = sum;
        if (probabilities.Length - 1 <= _smallest)
        {
            tails[_smallest + 1] = Complex.Zero;
        }
    }

    private Complex Product(Complex[][] tails, int least)
    {
        Complex product = Complex.One;
        for (int j = 0; j < tails.Length; j++)
        {
            for (int power = 0; power < _counts[j]; power++)
            {
                product *= tails[j][least];
            }
        }

        return product;
    }
}
