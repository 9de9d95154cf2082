using System;
using System.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Eigenvalues in the plane in fixed memory: a square grid of cells about 0.</summary>
/// <remarks>Points outside are counted in the cells at the border. Counts add up the same in any order.</remarks>
public sealed class PlaneHistogram
{
    /// <summary>Cells along each side.</summary>
    public const int CellCount = 200;

    private readonly long[] _counts = new long[CellCount * CellCount];

    /// <summary>A grid from −R to R in both directions.</summary>
    /// <param name="radius">R, positive and finite.</param>
    public PlaneHistogram(double radius) => Radius = LawCheck.Positive(radius, nameof(radius));

    /// <summary>Half the side of the grid.</summary>
    public double Radius { get; }

    /// <summary>How many points have been added.</summary>
    public long Count { get; private set; }

    /// <summary>For each cell, rows of rising imaginary part, how many points lie in it.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Adds a point.</summary>
    /// <param name="point">A finite number.</param>
    public void Add(Complex point)
    {
        Count++;
        _counts[(Cell(point.Imaginary) * CellCount) + Cell(point.Real)]++;
    }

    /// <summary>Adds all points of another grid of the same radius.</summary>
    /// <param name="other">The other one, which stays as it is.</param>
    /// <exception cref="ArgumentException">Another radius.</exception>
    public void Merge(PlaneHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Radius != Radius)
        {
            throw new ArgumentException($"expected a grid of radius {Radius}, got {other.Radius}", nameof(other));
        }

        Count += other.Count;
        for (int cell = 0; cell < _counts.Length; cell++)
        {
            _counts[cell] += other._counts[cell];
        }
    }

    /// <summary>The cumulative spectral distribution function F(x, y): the share of points with Re λ ≤ x and Im λ ≤ y.</summary>
    /// <param name="x">Bound of the real part, taken up to the edge of its cell.</param>
    /// <param name="y">Bound of the imaginary part, likewise.</param>
    /// <returns>The share, exact at the edges of cells but for points on them.</returns>
    /// <remarks>Source: [DAL22, Definition II.5].</remarks>
    public double CumulativeSpectralDistribution(double x, double y)
    {
        int columns = EdgeIndex(x);
        int rows = EdgeIndex(y);
        long sum = 0;
        for (int row = 0; row < rows; row++)
        {
            foreach (long count in _counts.AsSpan(row * CellCount, columns))
            {
                sum += count;
            }
        }

        return Count == 0 ? 0.0 : (double)sum / Count;
    }

    private int Cell(double x) =>
        (int)Math.Clamp(Math.Floor((x + Radius) * (CellCount / (2.0 * Radius))), 0.0, CellCount - 1.0);

    private int EdgeIndex(double x) =>
        (int)Math.Clamp(Math.Round((x + Radius) * (CellCount / (2.0 * Radius))), 0.0, CellCount);
}
