using System;
using System.Collections.Generic;
using System.Numerics.Tensors;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>Orthonormal vectors that span the first vectors of a sequence, for every length of the sequence at once.</summary>
internal sealed class NestedBasis
{
    private readonly List<double[]> _vectors = [];

    /// <summary>The vectors found so far.</summary>
    public IReadOnlyList<double[]> Vectors => _vectors;

    /// <summary>Takes the next vector of the sequence; null when those before span it, else the new direction.</summary>
    public double[]? Add(ReadOnlySpan<double> vector)
    {
        double[] rest = vector.ToArray();
        double largest = TensorPrimitives.MaxMagnitude<double>(rest);
        if (largest == 0.0)
        {
            return null;
        }

        TensorPrimitives.Divide(rest, Math.Abs(largest), rest);
        double length = TensorPrimitives.Norm<double>(rest);

        // Twice is enough: what the first pass leaves of rounding, the second takes.
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (double[] known in _vectors)
            {
                double share = TensorPrimitives.Dot<double>(known, rest);
                TensorPrimitives.MultiplyAdd(known, -share, rest, rest);
            }
        }

        double left = TensorPrimitives.Norm<double>(rest);
        if (left <= Tolerance.Factorization(rest.Length, length))
        {
            return null;
        }

        TensorPrimitives.Divide(rest, left, rest);
        _vectors.Add(rest);
        return rest;
    }
}
