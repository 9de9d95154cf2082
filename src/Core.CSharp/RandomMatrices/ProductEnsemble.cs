using System;
using System.Linq;

namespace Neurovariety.RandomMatrices;

/// <summary>Products of rectangular matrices with independent entries, with or without units that are switched off between them.</summary>
/// <remarks>
/// Factor j is n_j × n_{j+1}, n_{k+1} = n_1 = d, with entries of variance v/n_{j+1}. A masked width keeps a binomial number of its
/// units, in each matrix anew. Products are taken in cyclic order from the smallest active width m on, so that d − m eigenvalues are
/// exactly 0. Gaussian products are by default drawn from d × d factors of the same law, see <see cref="IsReduced"/>.
/// </remarks>
public sealed class ProductEnsemble : SpectralEnsemble
{
    private readonly int[] _widths;
    private readonly WidthLaw[] _laws;

    private ProductEnsemble(int[] widths, WidthLaw[] laws, EntryLaw entries, double variance, bool reduced)
    {
        _widths = widths;
        _laws = laws;
        Entries = entries;
        EntryVariance = variance;
        IsReduced = reduced;
    }

    /// <inheritdoc/>
    public override int Size => _widths[0];

    /// <summary>The widths n_1, …, n_k.</summary>
    public ReadOnlySpan<int> Widths => _widths;

    /// <summary>The law of the entries.</summary>
    public EntryLaw Entries { get; }

    /// <summary>v: entries have variance v/fan_in.</summary>
    public double EntryVariance { get; }

    /// <summary>Whether Gaussian products are drawn from d × d factors with the same joint law of eigenvalues.</summary>
    /// <remarks>
    /// Derivation: write the last factor as Q·R, R upper triangular, d × d. What multiplies Q from the left is Gaussian and
    /// independent of Q, so that its product with Q is a Gaussian matrix with d columns; and so on to the first. So the product has
    /// the law of G·R_2···R_k, with G Gaussian d × d and R_j of Bartlett's form: above the diagonal normal numbers, on it roots of
    /// χ² with n_j, n_j − 1, …, n_j − d + 1 degrees of freedom. Compare [IK14]. For other entries there is no such form.
    /// </remarks>
    public bool IsReduced { get; }

    /// <summary>An ensemble of products.</summary>
    /// <param name="widths">n_1 = d, …, n_k, each at least 1.</param>
    /// <param name="entries">The law of the entries.</param>
    /// <param name="variance">v: entries have variance v/fan_in; 1/3 for uniform ones on ±1/√fan_in, as torch's linear layers begin.</param>
    /// <param name="activeShares">For each width the chance of a unit to be active, above 0 and at most 1; empty for no masks.</param>
    /// <returns>The ensemble.</returns>
    /// <exception cref="ArgumentException">No width, one below 1, a share outside (0, 1], or v not positive.</exception>
    public static ProductEnsemble Of(
        ReadOnlySpan<int> widths,
        EntryLaw entries,
        double variance = 1.0,
        ReadOnlySpan<double> activeShares = default
    )
    {
        LawCheck.Widths(widths);
        LawCheck.Positive(variance, nameof(variance));
        if (!activeShares.IsEmpty)
        {
            LawCheck.Shares(activeShares, widths.Length);
        }

        WidthLaw[] laws = new WidthLaw[widths.Length];
        for (int j = 0; j < laws.Length; j++)
        {
            laws[j] = new WidthLaw(widths[j], activeShares.IsEmpty ? 1.0 : activeShares[j]);
        }

        return new ProductEnsemble(widths.ToArray(), laws, entries, variance, entries == EntryLaw.Gaussian);
    }

    /// <summary>The same ensemble with every entry of every factor drawn, also where there is a shorter way.</summary>
    /// <returns>The ensemble; its eigenvalues have the same law, not the same values.</returns>
    public ProductEnsemble Direct() => new(_widths, _laws, Entries, EntryVariance, false);

    private protected override SpectrumSource Source(ulong seed) =>
        IsReduced
            ? new ReducedProductSource(_laws, EntryVariance, seed)
            : new DirectProductSource(_laws, Entries, EntryVariance, seed);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Entries} product of {string.Join(',', _widths)}, variance {EntryVariance}/fan_in";
}
