using System;
using System.Numerics;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Symmetric or Hermitian matrices with independent entries above the diagonal, and matrices W·Wᵀ.</summary>
public sealed class SymmetricEnsemble : SpectralEnsemble
{
    private readonly Func<RandomSource, double[]> _spectrum;

    private SymmetricEnsemble(int size, Func<RandomSource, double[]> spectrum)
    {
        Size = size;
        _spectrum = spectrum;
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>Real symmetric matrices; for normal entries the Gaussian orthogonal ensemble.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <param name="entries">The law of the entries.</param>
    /// <param name="variance">σ²: variance σ²/n above the diagonal, twice that on it; the limit is the semicircle of radius 2σ.</param>
    /// <returns>The ensemble.</returns>
    public static SymmetricEnsemble Real(int size, EntryLaw entries = EntryLaw.Gaussian, double variance = 1.0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        LawCheck.Positive(variance, nameof(variance));
        return new SymmetricEnsemble(
            size,
            random => SymmetricEigen.Largest(Ensembles.Symmetric(size, entries, variance, random), 0, 1).Values
        );
    }

    /// <summary>Complex Hermitian matrices with normal entries: the Gaussian unitary ensemble.</summary>
    /// <param name="size">n, at least 1.</param>
    /// <param name="variance">σ²: E|A_ij|² = σ²/n.</param>
    /// <returns>The ensemble.</returns>
    public static SymmetricEnsemble Hermitian(int size, double variance = 1.0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        LawCheck.Positive(variance, nameof(variance));
        return new SymmetricEnsemble(
            size,
            random => HermitianEigen.Decompose(Ensembles.Hermitian(size, variance, random)).Values
        );
    }

    /// <summary>Matrices W·Wᵀ with W m × n: Marchenko and Pastur's law. With m &gt; n the m − n zeros are exact.</summary>
    /// <param name="rows">m, at least 1.</param>
    /// <param name="columns">n, at least 1.</param>
    /// <param name="entries">The law of the entries of W.</param>
    /// <param name="variance">σ²: entries of W have variance σ²/max(m, n).</param>
    /// <returns>The ensemble.</returns>
    public static SymmetricEnsemble Covariance(
        int rows,
        int columns,
        EntryLaw entries = EntryLaw.Gaussian,
        double variance = 1.0
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        LawCheck.Positive(variance, nameof(variance));
        (int small, int large) = (Math.Min(rows, columns), Math.Max(rows, columns));
        return new SymmetricEnsemble(
            rows,
            random =>
            {
                Matrix w = Ensembles.Real(small, large, entries, variance / large, random);
                double[] values = SymmetricEigen.Largest(MatrixProduct.MultiplyTransposedRight(w, w, 1), 0, 1).Values;
                double[] all = new double[rows];
                for (int i = 0; i < small; i++)
                {
                    all[i] = Math.Max(0.0, values[i]);
                }

                return all;
            }
        );
    }

    private protected override SpectrumSource Source(ulong seed) => new Drawn(_spectrum, seed);

    private sealed class Drawn(Func<RandomSource, double[]> spectrum, ulong seed) : SpectrumSource
    {
        private readonly ulong _key = RandomSource.FromSeed(seed).Split("symmetric").Key;

        /// <inheritdoc/>
        public override void Fill(ulong first, int count, Span<Complex> destination)
        {
            int next = 0;
            for (int i = 0; i < count; i++)
            {
                foreach (double value in spectrum(RandomSource.Resume(_key, (first + (ulong)i) << 28)))
                {
                    destination[next++] = value;
                }
            }
        }
    }
}
