using System;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>The empirical spectral distribution of one matrix, or of a few: mass 1/n at each eigenvalue.</summary>
/// <remarks>Source: [DAL22, Definitions II.1 and II.5]. For any number of matrices: <see cref="EigenvalueHistogram"/>.</remarks>
public sealed class EmpiricalSpectrum
{
    private readonly Complex[] _eigenvalues;

    private EmpiricalSpectrum(Complex[] eigenvalues) => _eigenvalues = eigenvalues;

    /// <summary>The eigenvalues, as given.</summary>
    public ReadOnlySpan<Complex> Eigenvalues => _eigenvalues;

    /// <summary>The distribution of some eigenvalues.</summary>
    /// <param name="eigenvalues">At least 1 finite number, multiple ones as often as they occur.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentException">None, or one that is not finite.</exception>
    public static EmpiricalSpectrum Of(ReadOnlySpan<Complex> eigenvalues)
    {
        if (eigenvalues.IsEmpty)
        {
            throw new ArgumentException("eigenvalues: expected at least 1, got none", nameof(eigenvalues));
        }

        foreach (Complex value in eigenvalues)
        {
            if (!Complex.IsFinite(value))
            {
                throw new ArgumentException($"eigenvalues: expected finite numbers, got {value}", nameof(eigenvalues));
            }
        }

        return new EmpiricalSpectrum(eigenvalues.ToArray());
    }

    /// <summary>The cumulative spectral distribution function F(x, y).</summary>
    /// <param name="x">Bound of the real part.</param>
    /// <param name="y">Bound of the imaginary part.</param>
    /// <returns>The share of eigenvalues with Re λ ≤ x and Im λ ≤ y.</returns>
    public double CumulativeSpectralDistribution(double x, double y)
    {
        int count = 0;
        foreach (Complex value in _eigenvalues)
        {
            count += value.Real <= x && value.Imaginary <= y ? 1 : 0;
        }

        return (double)count / _eigenvalues.Length;
    }

    /// <summary>The moduli |λ|.</summary>
    /// <returns>One for each eigenvalue, in their order.</returns>
    public double[] Moduli() => Array.ConvertAll(_eigenvalues, Complex.Abs);

    /// <summary>The squared moduli |λ|².</summary>
    /// <returns>One for each eigenvalue, in their order.</returns>
    public double[] SquaredModuli() =>
        Array.ConvertAll(_eigenvalues, value => (value.Real * value.Real) + (value.Imaginary * value.Imaginary));

    /// <summary>The absolute arguments |θ|, from 0 to π; 0 for an eigenvalue 0.</summary>
    /// <returns>One for each eigenvalue, in their order.</returns>
    public double[] Arguments() =>
        Array.ConvertAll(_eigenvalues, value => Math.Atan2(Math.Abs(value.Imaginary), value.Real));
}
