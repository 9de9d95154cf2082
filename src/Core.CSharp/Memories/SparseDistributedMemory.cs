using System;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>Kanerva's sparse distributed memory on signs ±1: hard locations near an address are written to and read from; immutable.</summary>
/// <remarks>
/// Source: [Kanerva88]; [MSSLB22, Section 3.2]: reading is a universal memory with dot product and a threshold, whose patterns are the
/// addresses of the hard locations and whose values are their counters. A Hamming distance of at most r is a dot product of at least
/// n − 2r.
/// </remarks>
public sealed class SparseDistributedMemory
{
    private readonly Matrix _addresses;
    private readonly double[] _counters;
    private readonly int _width;

    private SparseDistributedMemory(Matrix addresses, int radius, int width, double[] counters)
    {
        _addresses = addresses;
        Radius = radius;
        _width = width;
        _counters = counters;
    }

    /// <summary>Number of hard locations.</summary>
    public int LocationCount => _addresses.RowCount;

    /// <summary>r, the Hamming distance to which a location takes part.</summary>
    public int Radius { get; }

    /// <summary>The counters of the locations, locations × width of the data.</summary>
    public Matrix Counters => Matrix.FromEntries(LocationCount, _width, _counters);

    /// <summary>An empty memory with addresses drawn uniformly.</summary>
    /// <param name="locationCount">Hard locations, at least 1.</param>
    /// <param name="addressWidth">n, signs of an address, at least 1.</param>
    /// <param name="dataWidth">Signs of what is stored, at least 1.</param>
    /// <param name="radius">r, 0 … n.</param>
    /// <param name="random">Draws the addresses.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size out of range.</exception>
    public static SparseDistributedMemory Draw(
        int locationCount,
        int addressWidth,
        int dataWidth,
        int radius,
        RandomSource random
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(locationCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(addressWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dataWidth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)radius, (uint)addressWidth, nameof(radius));
        Matrix addresses = Matrix.Create(
            locationCount,
            addressWidth,
            (_, _) => random.NextUInt64() % 2 == 0 ? -1.0 : 1.0
        );
        return new SparseDistributedMemory(
            addresses,
            radius,
            dataWidth,
            new double[checked(locationCount * dataWidth)]
        );
    }

    /// <summary>The locations that an address activates.</summary>
    /// <param name="address">n signs.</param>
    /// <returns>A truth for each location.</returns>
    /// <exception cref="ArgumentException">Another number of signs, or an entry that is no sign.</exception>
    public bool[] Active(ReadOnlySpan<double> address)
    {
        SignPatterns locations = SignPatterns.Of(_addresses);
        double[] overlaps = locations.Overlaps(locations.Checked(address));
        return Array.ConvertAll(overlaps, overlap => overlap >= _addresses.ColumnCount - (2 * Radius));
    }

    /// <summary>The same memory after data was written at an address.</summary>
    /// <param name="address">n signs.</param>
    /// <param name="data">Signs of the width of the data.</param>
    /// <returns>A memory in which the counters of all active locations have moved by the data.</returns>
    /// <exception cref="ArgumentException">Other numbers of signs, or an entry that is no sign.</exception>
    public SparseDistributedMemory Write(ReadOnlySpan<double> address, ReadOnlySpan<double> data)
    {
        bool[] active = Active(address);
        double[] signs = SignPatterns.Of(Matrix.Create(1, _width, (_, _) => 1.0)).Checked(data);
        double[] counters = (double[])_counters.Clone();
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i])
            {
                VectorKernel.AddMultiple(counters.AsSpan(i * _width, _width), signs, 1.0);
            }
        }

        return new SparseDistributedMemory(_addresses, Radius, _width, counters);
    }

    /// <summary>What is found at an address: the signs of the sums of the active counters, 0 where a sum is 0.</summary>
    /// <param name="address">n signs.</param>
    /// <returns>Numbers −1, 0, 1 of the width of the data.</returns>
    /// <exception cref="ArgumentException">Another number of signs, or an entry that is no sign.</exception>
    public double[] Read(ReadOnlySpan<double> address)
    {
        bool[] active = Active(address);
        double[] sums = new double[_width];
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i])
            {
                VectorKernel.AddMultiple(sums, _counters.AsSpan(i * _width, _width), 1.0);
            }
        }

        return Array.ConvertAll(sums, sum => (double)Math.Sign(sum));
    }

    /// <summary>Reading as a universal memory: its sums over the active locations have the signs that <see cref="Read"/> gives.</summary>
    /// <returns>A memory with dot product and threshold.</returns>
    public UniversalMemory AsUniversal() =>
        UniversalMemory.Associating(
            _addresses,
            Counters,
            new MemoryOptions
            {
                Similarity = Similarity.Dot,
                Separation = Separation.Threshold(_addresses.ColumnCount - (2 * Radius)),
            }
        );
}
