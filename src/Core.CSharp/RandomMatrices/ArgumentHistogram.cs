using System;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Arguments |θ| of eigenvalues λ = |λ|e^(iθ) in fixed memory: bins from 0 to π, with positive and negative real ones apart.</summary>
/// <remarks>Zeros have no argument and are counted apart. Counts add up the same in any order.</remarks>
public sealed class ArgumentHistogram
{
    /// <summary>Number of bins of |θ|, each half a degree wide.</summary>
    public const int BinCount = 360;

    private readonly long[] _counts = new long[BinCount];

    /// <summary>Eigenvalues that are exactly real and above 0.</summary>
    public long PositiveCount { get; private set; }

    /// <summary>Eigenvalues that are exactly real and below 0.</summary>
    public long NegativeCount { get; private set; }

    /// <summary>Eigenvalues that are exactly 0.</summary>
    public long ZeroCount { get; private set; }

    /// <summary>Eigenvalues that are not real.</summary>
    public long ComplexCount { get; private set; }

    /// <summary>All eigenvalues but the zeros.</summary>
    public long Count => PositiveCount + NegativeCount + ComplexCount;

    /// <summary>The share of real eigenvalues among those that are not 0; 0 for none.</summary>
    public double RealShare => Count == 0 ? 0.0 : (double)(PositiveCount + NegativeCount) / Count;

    /// <summary>For each bin how many eigenvalues are not real and have |θ| in it.</summary>
    public ReadOnlySpan<long> ComplexCounts => _counts;

    /// <summary>Adds an eigenvalue.</summary>
    /// <param name="value">A finite number.</param>
    public void Add(Complex value)
    {
        if (value.Imaginary != 0.0)
        {
            ComplexCount++;
            double angle = Math.Atan2(Math.Abs(value.Imaginary), value.Real);
            _counts[Math.Min(BinCount - 1, (int)(angle * (BinCount / Math.PI)))]++;
        }
        else if (value.Real == 0.0)
        {
            ZeroCount++;
        }
        else if (value.Real > 0.0)
        {
            PositiveCount++;
        }
        else
        {
            NegativeCount++;
        }
    }

    /// <summary>Adds all eigenvalues of another histogram.</summary>
    /// <param name="other">The other one, which stays as it is.</param>
    public void Merge(ArgumentHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        PositiveCount += other.PositiveCount;
        NegativeCount += other.NegativeCount;
        ZeroCount += other.ZeroCount;
        ComplexCount += other.ComplexCount;
        for (int bin = 0; bin < BinCount; bin++)
        {
            _counts[bin] += other._counts[bin];
        }
    }

    /// <summary>The quantile of |θ|, with the real eigenvalues at 0 and π.</summary>
    /// <param name="p">Level, 0 … 1.</param>
    /// <returns>An angle from 0 to π, to half a degree.</returns>
    /// <exception cref="ArgumentOutOfRangeException">p outside 0 … 1.</exception>
    /// <exception cref="InvalidOperationException">No eigenvalue but zeros.</exception>
    public double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, $"p: expected a probability from 0 to 1, got {p}");
        }

        if (Count == 0)
        {
            throw new InvalidOperationException("no eigenvalue but zeros: there are no arguments");
        }

        double rank = p * Count;
        double below = PositiveCount;
        if (rank <= below)
        {
            return 0.0;
        }

        for (int bin = 0; bin < BinCount; bin++)
        {
            if (below + _counts[bin] >= rank)
            {
                return (bin + ((rank - below) / _counts[bin])) * Math.PI / BinCount;
            }

            below += _counts[bin];
        }

        return Math.PI;
    }
}
