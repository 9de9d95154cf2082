using System;
using System.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>For each sample the best candidates seen so far, rising by (value, index).</summary>
/// <remarks>The lists do not depend on the order in which candidates come: the order of pairs is total.</remarks>
internal sealed class NeighbourLists
{
    private readonly int _capacity;
    private readonly double[] _values;
    private readonly int[] _indices;
    private readonly int[] _counts;

    // The value that a candidate must not exceed to enter the list: infinite until the list is full.
    private readonly double[] _limits;

    public NeighbourLists(int samples, int capacity)
    {
        _capacity = capacity;
        _values = new double[checked(samples * capacity)];
        _indices = new int[samples * capacity];
        _counts = new int[samples];
        _limits = new double[samples];
        _limits.AsSpan().Fill(double.PositiveInfinity);
    }

    public ReadOnlySpan<int> Indices(int sample) => _indices.AsSpan(sample * _capacity, _counts[sample]);

    public ReadOnlySpan<double> Values(int sample) => _values.AsSpan(sample * _capacity, _counts[sample]);

    /// <summary>
    /// Offers a row of candidates to one sample: value j is norms[j] − 2·products[j], its index first + j. Nobody is a candidate of
    /// their own.
    /// </summary>
    public void OfferRow(int sample, ReadOnlySpan<double> products, ReadOnlySpan<double> norms, int first)
    {
        int lanes = Vector<double>.Count;
        int j = 0;
        for (; j + lanes <= products.Length; j += lanes)
        {
            Vector<double> value = new Vector<double>(norms[j..]) - (2.0 * new Vector<double>(products[j..]));
            if (Vector.LessThanOrEqualAny(value, new Vector<double>(_limits[sample])))
            {
                for (int l = 0; l < lanes; l++)
                {
                    OfferOther(sample, value[l], first + j + l);
                }
            }
        }

        for (; j < products.Length; j++)
        {
            OfferOther(sample, norms[j] - (2.0 * products[j]), first + j);
        }
    }

    /// <summary>Offers one candidate to samples that it is none of: sample first + j gets norm − 2·products[j].</summary>
    public void OfferColumn(int candidate, ReadOnlySpan<double> products, double norm, int first)
    {
        int lanes = Vector<double>.Count;
        ReadOnlySpan<double> limits = _limits.AsSpan(first, products.Length);
        int j = 0;
        for (; j + lanes <= products.Length; j += lanes)
        {
            Vector<double> value = new Vector<double>(norm) - (2.0 * new Vector<double>(products[j..]));
            if (Vector.LessThanOrEqualAny(value, new Vector<double>(limits[j..])))
            {
                for (int l = 0; l < lanes; l++)
                {
                    Offer(first + j + l, value[l], candidate);
                }
            }
        }

        for (; j < products.Length; j++)
        {
            Offer(first + j, norm - (2.0 * products[j]), candidate);
        }
    }

    /// <summary>Offers one candidate to one list.</summary>
    public void Offer(int sample, double value, int candidate)
    {
        if (value > _limits[sample])
        {
            return;
        }

        int start = sample * _capacity;
        int count = _counts[sample];
        int place = count;
        while (place > 0 && Precedes(value, candidate, start + place - 1))
        {
            place--;
        }

        if (place == _capacity)
        {
            return;
        }

        int moved = Math.Min(count, _capacity - 1) - place;
        Array.Copy(_values, start + place, _values, start + place + 1, moved);
        Array.Copy(_indices, start + place, _indices, start + place + 1, moved);
        _values[start + place] = value;
        _indices[start + place] = candidate;
        _counts[sample] = Math.Min(count + 1, _capacity);
        if (_counts[sample] == _capacity)
        {
            _limits[sample] = _values[start + _capacity - 1];
        }
    }

    private void OfferOther(int sample, double value, int candidate)
    {
        if (candidate != sample)
        {
            Offer(sample, value, candidate);
        }
    }

    private bool Precedes(double value, int candidate, int at) =>
        value < _values[at] || (value == _values[at] && candidate < _indices[at]);
}
