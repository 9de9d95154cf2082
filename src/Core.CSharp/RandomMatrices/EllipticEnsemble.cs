using System;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Real matrices whose opposite entries are correlated: Girko's elliptic law.</summary>
public sealed class EllipticEnsemble : SpectralEnsemble
{
    private readonly EntryLaw _entries;
    private readonly double _correlation;
    private readonly double _variance;

    private EllipticEnsemble(int size, double correlation, EntryLaw entries, double variance)
    {
        Size = size;
        _correlation = correlation;
        _entries = entries;
        _variance = variance;
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>Matrices √((1 + τ)/2)·S + √((1 − τ)/2)·A of a symmetric S and an antisymmetric A.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <param name="correlation">τ between A_ij and A_ji, above −1 and below 1.</param>
    /// <param name="entries">The law of the entries of S and A.</param>
    /// <param name="variance">σ²: entries outside the diagonal have variance σ²/n.</param>
    /// <returns>The ensemble.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n below 1, τ outside −1 … 1 or at an end, or σ² not positive.</exception>
    public static EllipticEnsemble Of(
        int size,
        double correlation,
        EntryLaw entries = EntryLaw.Gaussian,
        double variance = 1.0
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        LawCheck.Positive(variance, nameof(variance));
        _ = new EllipticLaw(correlation);
        return new EllipticEnsemble(size, correlation, entries, variance);
    }

    private protected override SpectrumSource Source(ulong seed) => new Drawn(this, seed);

    private sealed class Drawn(EllipticEnsemble ensemble, ulong seed) : MatrixSource(ensemble.Size)
    {
        private readonly ulong _key = RandomSource.FromSeed(seed).Split("elliptic").Key;

        /// <inheritdoc/>
        protected override void Draw(ulong index, Span<double> destination)
        {
            RandomSource random = RandomSource.Resume(_key, index << 28);
            double deviation = Math.Sqrt(ensemble._variance / Size);
            double along = Math.Sqrt(0.5 * (1.0 + ensemble._correlation));
            double across = Math.Sqrt(0.5 * (1.0 - ensemble._correlation));
            for (int i = 0; i < Size; i++)
            {
                double diagonal = Ensembles.Entry(ensemble._entries, deviation, random);
                destination[(i * Size) + i] = Math.Sqrt(2.0) * along * diagonal;
                for (int j = i + 1; j < Size; j++)
                {
                    double s = along * Ensembles.Entry(ensemble._entries, deviation, random);
                    double a = across * Ensembles.Entry(ensemble._entries, deviation, random);
                    destination[(i * Size) + j] = s + a;
                    destination[(j * Size) + i] = s - a;
                }
            }
        }
    }
}
