using System;
using Neurovariety.Kernels;

namespace Neurovariety.LinearAlgebra;

/// <summary>Products of matrices: the one door to the product kernels.</summary>
/// <remarks>
/// The result does not depend on the number of threads: they share out the entries of the result, never the sum of one entry.
/// Error of an entry at most 2·k·ε·Σ|a_il·b_lj|, k the length of the sum.
/// </remarks>
public static class MatrixProduct
{
    /// <summary>The product a·b.</summary>
    /// <param name="a">Matrix, m × k.</param>
    /// <param name="b">Matrix, k × n.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static Matrix Multiply(Matrix a, Matrix b, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Multiply(Of(a), Of(b), threads);
    }

    /// <summary>The product aᵀ·b, without forming the transpose.</summary>
    /// <param name="a">Matrix, k × m.</param>
    /// <param name="b">Matrix, k × n.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static Matrix MultiplyTransposedLeft(Matrix a, Matrix b, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Multiply(Of(a).Transpose(), Of(b), threads);
    }

    /// <summary>The product a·bᵀ, without forming the transpose.</summary>
    /// <param name="a">Matrix, m × k.</param>
    /// <param name="b">Matrix, n × k.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The numbers of columns differ.</exception>
    public static Matrix MultiplyTransposedRight(Matrix a, Matrix b, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return Multiply(Of(a), Of(b).Transpose(), threads);
    }

    /// <summary>The Gram matrix xᵀ·x, exactly symmetric.</summary>
    /// <param name="x">Matrix, k × n: samples × features.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Matrix, n × n.</returns>
    public static Matrix Gram(Matrix x, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int n = x.ColumnCount;
        double[] result = new double[checked(n * n)];
        GramKernel.GramInto(Of(x), result, threads);
        return Matrix.Adopt(n, n, result);
    }

    /// <summary>The product a·x of a matrix and a vector.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="x">Vector of n numbers.</param>
    /// <returns>Vector of m numbers.</returns>
    /// <exception cref="ArgumentException">The vector's length is not n.</exception>
    public static double[] Apply(Matrix a, ReadOnlySpan<double> x)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (x.Length != a.ColumnCount)
        {
            throw new ArgumentException(
                $"x: expected {a.ColumnCount} entries for a {a.Shape} matrix, got {x.Length}",
                nameof(x)
            );
        }

        double[] result = new double[a.RowCount];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = System.Numerics.Tensors.TensorPrimitives.Dot(a.Row(i), x);
        }

        return result;
    }

    private static Matrix Multiply(Operand<double> a, Operand<double> b, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (a.Columns != b.Rows)
        {
            throw new ArgumentException(
                $"product: left factor is {a.Rows} x {a.Columns}, right factor {b.Rows} x {b.Columns}; the inner sizes must agree"
            );
        }

        double[] result = new double[checked(a.Rows * b.Columns)];
        MatMulKernel.MultiplyInto(a, b, new Target<double>(result, b.Columns), threads);
        return Matrix.Adopt(a.Rows, b.Columns, result);
    }

    private static Operand<double> Of(Matrix a) => new(a.Storage, a.RowCount, a.ColumnCount);
}
