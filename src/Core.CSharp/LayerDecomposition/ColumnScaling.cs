using System;
using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>A matrix times a diagonal one.</summary>
internal static class ColumnScaling
{
    /// <summary>a·diag(factors).</summary>
    public static Matrix Multiply(Matrix a, double[] factors)
    {
        double[] result = a.ToArray();
        for (int start = 0; start < result.Length; start += factors.Length)
        {
            TensorPrimitives.Multiply(
                result.AsSpan(start, factors.Length),
                factors,
                result.AsSpan(start, factors.Length)
            );
        }

        return Matrix.Adopt(a.RowCount, a.ColumnCount, result);
    }
}
