using System;
using System.Numerics.Tensors;
using Neurovariety.Kernels;

namespace Neurovariety.LinearAlgebra;

/// <summary>Sums, multiples and norms of matrices.</summary>
public static class MatrixArithmetic
{
    /// <summary>The sum a + b.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="b">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix Add(Matrix a, Matrix b)
    {
        CheckSameShape(a, b);
        double[] result = new double[a.Entries.Length];
        TensorPrimitives.Add(a.Entries, b.Entries, result);
        return Matrix.Adopt(a.RowCount, a.ColumnCount, result);
    }

    /// <summary>The difference a − b.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="b">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix Subtract(Matrix a, Matrix b)
    {
        CheckSameShape(a, b);
        double[] result = new double[a.Entries.Length];
        TensorPrimitives.Subtract(a.Entries, b.Entries, result);
        return Matrix.Adopt(a.RowCount, a.ColumnCount, result);
    }

    /// <summary>The multiple factor·a.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="factor">A number.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix Scale(Matrix a, double factor)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[] result = new double[a.Entries.Length];
        TensorPrimitives.Multiply(a.Entries, factor, result);
        return Matrix.Adopt(a.RowCount, a.ColumnCount, result);
    }

    /// <summary>The Frobenius norm, the root of the sum of the squared entries, safe against overflow.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>‖a‖_F.</returns>
    public static double FrobeniusNorm(Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        if (a.Entries.IsEmpty)
        {
            return 0.0;
        }

        double squares = TensorPrimitives.SumOfSquares(a.Entries);
        if (squares is > 1e-280 and < 1e300)
        {
            return Math.Sqrt(squares);
        }

        double largest = VectorKernel.LargestMagnitude(a.Entries);
        if (largest == 0.0 || !double.IsFinite(largest))
        {
            return largest;
        }

        int exponent = BinaryScale.Exponent(largest);
        double scaled = TensorPrimitives.SumOfSquares(BinaryScale.Multiply(a, -exponent).Entries);
        return Math.ScaleB(Math.Sqrt(scaled), exponent);
    }

    /// <summary>The squared Frobenius norm, the sum of the squared entries.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>‖a‖_F²; infinite, or 0, where the squares leave the range of double: the norm itself does not.</returns>
    public static double SquaredFrobeniusNorm(Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return TensorPrimitives.SumOfSquares(a.Entries);
    }

    /// <summary>The trace, the sum of the diagonal entries.</summary>
    /// <param name="a">Square matrix.</param>
    /// <returns>tr a.</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static double Trace(Matrix a)
    {
        CheckSquare(a, nameof(a));
        double sum = 0.0;
        for (int i = 0; i < a.RowCount; i++)
        {
            sum += a.Entries[(i * a.ColumnCount) + i];
        }

        return sum;
    }

    /// <summary>The largest magnitude of an entry; 0 for an empty matrix, infinite when an entry is not a number.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>max |a_ij|.</returns>
    public static double LargestMagnitude(Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return VectorKernel.LargestMagnitude(a.Entries);
    }

    /// <summary>An m × 2n matrix of the entries of a and of those of b, for what does not depend on their places.</summary>
    internal static Matrix Beside(Matrix a, Matrix b)
    {
        double[] result = new double[2 * a.Entries.Length];
        a.Entries.CopyTo(result);
        b.Entries.CopyTo(result.AsSpan(a.Entries.Length));
        return Matrix.Adopt(a.RowCount, 2 * a.ColumnCount, result);
    }

    internal static void CheckSquare(Matrix a, string name)
    {
        ArgumentNullException.ThrowIfNull(a, name);
        if (a.RowCount != a.ColumnCount)
        {
            throw new ArgumentException($"{name}: expected a square matrix, got {a.Shape}", name);
        }
    }

    internal static void CheckFinite(Matrix a, string name)
    {
        if (!double.IsFinite(LargestMagnitude(a)))
        {
            throw new ArgumentException($"{name}: the entries of the {a.Shape} matrix must be finite", name);
        }
    }

    private static void CheckSameShape(Matrix a, Matrix b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.RowCount != b.RowCount || a.ColumnCount != b.ColumnCount)
        {
            throw new ArgumentException($"b: expected {a.Shape} like the first matrix, got {b.Shape}", nameof(b));
        }
    }
}
