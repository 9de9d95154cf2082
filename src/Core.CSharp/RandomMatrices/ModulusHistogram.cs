using System;

namespace Neurovariety.RandomMatrices;

/// <summary>A sample of moduli of any number in fixed memory: counts in bins whose width is 1/1024 of an octave's start.</summary>
/// <remarks>
/// A bin holds the numbers that agree in exponent and first ten bits of the mantissa, so that every quantile is right to a relative
/// 2^-10, between 2^-64 and 2^16; 0 and the greatest number are kept exactly. Histograms add up to the same counts in any order, so
/// that the result does not depend on threads. About 650 kB. Not safe for use from several threads: one for each, merged at the end.
/// </remarks>
public sealed class ModulusHistogram
{
    private const int BinBits = 10;
    private const int Shift = 52 - BinBits;
    private const int LowestExponent = -64;
    private const int HighestExponent = 16;
    private const int BinCount = (HighestExponent - LowestExponent) << BinBits;
    private const long Offset = (1023L + LowestExponent) << BinBits;
    private readonly long[] _counts = new long[BinCount];
    private long _zeros;
    private long _tiny;

    /// <summary>How many numbers have been added.</summary>
    public long Count { get; private set; }

    /// <summary>The greatest of them; 0 for none.</summary>
    public double Maximum { get; private set; }

    /// <summary>The share of exact zeros.</summary>
    public double ZeroShare => Count == 0 ? 0.0 : (double)_zeros / Count;

    /// <summary>Adds a number.</summary>
    /// <param name="modulus">At least 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public void Add(double modulus)
    {
        if (!(modulus >= 0.0 && double.IsFinite(modulus)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(modulus),
                modulus,
                $"modulus: expected a finite number from 0, got {modulus}"
            );
        }

        Count++;
        Maximum = Math.Max(Maximum, modulus);
        if (modulus == 0.0)
        {
            _zeros++;
            return;
        }

        long bin = (BitConverter.DoubleToInt64Bits(modulus) >> Shift) - Offset;
        if (bin < 0)
        {
            _tiny++;
        }
        else
        {
            _counts[Math.Min(bin, BinCount - 1)]++;
        }
    }

    /// <summary>Adds all numbers of another histogram.</summary>
    /// <param name="other">The other one, which stays as it is.</param>
    public void Merge(ModulusHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count += other.Count;
        Maximum = Math.Max(Maximum, other.Maximum);
        _zeros += other._zeros;
        _tiny += other._tiny;
        for (int bin = 0; bin < BinCount; bin++)
        {
            _counts[bin] += other._counts[bin];
        }
    }

    /// <summary>The quantile at a level, interpolated within its bin.</summary>
    /// <param name="p">Level, 0 … 1; at 1 the exact maximum.</param>
    /// <returns>The quantile, to a relative 2^-10.</returns>
    /// <exception cref="ArgumentOutOfRangeException">p outside 0 … 1.</exception>
    /// <exception cref="InvalidOperationException">The histogram is empty.</exception>
    public double Quantile(double p)
    {
        if (!(p >= 0.0 && p <= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, $"p: expected a probability from 0 to 1, got {p}");
        }

        CheckNotEmpty();
        double rank = p * Count;
        if (rank <= _zeros && _zeros > 0)
        {
            return 0.0;
        }

        if (p == 1.0)
        {
            return Maximum;
        }

        double below = _zeros + _tiny;
        if (rank <= below)
        {
            return Edge(0) * (rank - _zeros) / Math.Max(1, _tiny);
        }

        for (int bin = 0; bin < BinCount; bin++)
        {
            if (below + _counts[bin] >= rank)
            {
                double share = (rank - below) / _counts[bin];
                return Math.Min(Maximum, Edge(bin) + (share * (Edge(bin + 1) - Edge(bin))));
            }

            below += _counts[bin];
        }

        return Maximum;
    }

    /// <summary>The share of numbers at most x, exact at the edges of bins and interpolated between.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>The empirical distribution function.</returns>
    /// <exception cref="InvalidOperationException">The histogram is empty.</exception>
    public double DistributionFunction(double x)
    {
        CheckNotEmpty();
        if (x < 0.0)
        {
            return 0.0;
        }

        if (x >= Maximum)
        {
            return 1.0;
        }

        double sum = _zeros;
        if (x < Edge(0))
        {
            return (sum + (_tiny * x / Edge(0))) / Count;
        }

        sum += _tiny;
        int place = (int)Math.Min((BitConverter.DoubleToInt64Bits(x) >> Shift) - Offset, BinCount - 1);
        for (int bin = 0; bin < place; bin++)
        {
            sum += _counts[bin];
        }

        double share = Math.Min(1.0, (x - Edge(place)) / (Edge(place + 1) - Edge(place)));
        return (sum + (share * _counts[place])) / Count;
    }

    /// <summary>The distances from a law.</summary>
    /// <param name="law">A law of numbers that are not negative.</param>
    /// <returns>
    /// All distances. D is taken at the edges of bins, so it may be too small by at most the share of the fullest bin, which is
    /// below .002 for a density without peaks; the integrals are trapezoidal over the bins, right to a relative 1e-3.
    /// </returns>
    /// <exception cref="InvalidOperationException">The histogram is empty.</exception>
    public Distances DistancesFrom(Law law)
    {
        ArgumentNullException.ThrowIfNull(law);
        CheckNotEmpty();
        HistogramDistance distance = new(Count, _zeros, law);
        distance.Advance(Edge(0), _tiny);
        for (int bin = 0; bin < BinCount; bin++)
        {
            if (_counts[bin] > 0)
            {
                distance.Skip(Edge(bin));
                distance.Advance(Edge(bin + 1), _counts[bin]);
            }
        }

        return distance.Finish();
    }

    private static double Edge(int bin) => BitConverter.Int64BitsToDouble((bin + Offset) << Shift);

    private void CheckNotEmpty()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("the histogram is empty: add a number first");
        }
    }
}
