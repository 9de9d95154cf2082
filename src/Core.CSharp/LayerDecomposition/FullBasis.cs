using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>An orthogonal matrix whose first columns are given.</summary>
internal static class FullBasis
{
    /// <summary>Adds orthonormal columns to n × k orthonormal ones, so that they are n × n.</summary>
    public static Matrix Complete(Matrix columns)
    {
        int n = columns.RowCount;
        int k = columns.ColumnCount;
        if (k == n)
        {
            return columns;
        }

        // The projection on what the columns leave out has eigenvalues 1, n − k times, and 0.
        Matrix rest = MatrixArithmetic.Subtract(
            Matrix.Identity(n),
            MatrixProduct.MultiplyTransposedRight(columns, columns)
        );
        Matrix added = SymmetricEigen.Largest(rest, n - k).Vectors;
        return Matrix.Create(n, n, (i, j) => j < k ? columns[i, j] : added[i, j - k]);
    }
}
