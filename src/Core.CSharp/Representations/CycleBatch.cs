using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>
/// All cycles of one length of a permutation, transformed together: their points, cycle after cycle, and the places of their
/// coefficients w_0, w_1, w_-1, … in the isotypic order.
/// </summary>
internal sealed class CycleBatch
{
    // Up to this length one product with the dense basis is faster than many short transforms.
    private const int DenseLength = 64;

    private readonly int _length;
    private readonly int _degree;
    private readonly CyclicFourier _fourier;
    private readonly Matrix? _dense;

    internal CycleBatch(int length, int degree, int[] points, int[] slots)
    {
        _length = length;
        _degree = degree;
        Points = points;
        Slots = slots;
        _fourier = CyclicFourier.OfLength(length);
        _dense = length <= DenseLength ? _fourier.BasisMatrix() : null;
    }

    internal int[] Points { get; }

    internal int[] Slots { get; }

    /// <summary>From values along the cycles, one row each, to coefficients.</summary>
    internal Matrix Forward(Matrix rows) =>
        _length == 1 ? rows
        : _dense is null ? _fourier.ForwardRows(rows)
        : MatrixProduct.Multiply(rows, _dense);

    internal Matrix Inverse(Matrix coefficients) =>
        _length == 1 ? coefficients
        : _dense is null ? _fourier.InverseRows(coefficients)
        : MatrixProduct.MultiplyTransposedRight(coefficients, _dense);

    /// <summary>The entries of each row of x at the given places, one cycle to a row of the result.</summary>
    internal Matrix Gather(Matrix x, int[] places)
    {
        double[] result = new double[checked(x.RowCount * places.Length)];
        for (int row = 0; row < x.RowCount; row++)
        {
            ReadOnlySpan<double> source = x.Row(row);
            Span<double> target = result.AsSpan(row * places.Length, places.Length);
            for (int k = 0; k < target.Length; k++)
            {
                target[k] = source[places[k]];
            }
        }

        return Matrix.Adopt(result.Length / _length, _length, result);
    }

    /// <summary>The inverse of Gather, into rows of the degree's length.</summary>
    internal void Scatter(Matrix rows, double[] result, int[] places)
    {
        ReadOnlySpan<double> source = rows.Entries;
        for (int start = 0, corner = 0; start < source.Length; start += places.Length, corner += _degree)
        {
            Span<double> target = result.AsSpan(corner, _degree);
            for (int k = 0; k < places.Length; k++)
            {
                target[places[k]] = source[start + k];
            }
        }
    }
}
