using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>The eigenproblem of a Hermitian matrix over D = R, C or H, written out over R.</summary>
/// <remarks>
/// Complex blocks go to the Hermitian solver at their true size m; quaternionic ones to the symmetric solver at 4m,
/// whose vectors are then made D-linear.
/// </remarks>
internal static class BlockEigen
{
    /// <summary>m eigenvalues, falling, and the orthogonal D-linear em × em matrix of eigenvectors.</summary>
    internal static (double[] Values, Matrix Vectors) Decompose(Matrix block, int e)
    {
        if (block.RowCount == 0)
        {
            return ([], block);
        }

        if (e == 2)
        {
            HermitianEigenResult hermitian = HermitianEigen.Decompose(Complexify(block));
            return (hermitian.Values, Realify(hermitian.Vectors));
        }

        SymmetricEigenResult symmetric = SymmetricEigen.Decompose(block, threads: 1);
        return StructuredBasis.From(symmetric.Values, symmetric.Vectors, e);
    }

    /// <summary>V·f(Λ)·Vᵀ.</summary>
    internal static Matrix Function((double[] Values, Matrix Vectors) eigen, int e, Func<double, double> f)
    {
        double[] scaled = eigen.Vectors.ToArray();
        int size = eigen.Vectors.ColumnCount;
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] *= f(eigen.Values[i % size / e]);
        }

        return MatrixProduct.MultiplyTransposedRight(Matrix.Adopt(size, size, scaled), eigen.Vectors, 1);
    }

    /// <summary>
    /// A bound on the error of every eigenvalue: ‖S·V − V·Λ‖_F + ‖VᵀV − I‖_F·max |λ| (Weyl's inequality).
    /// </summary>
    internal static double Residual(Matrix block, (double[] Values, Matrix Vectors) eigen, int e)
    {
        // The differences, tiny beside the entries, are squared: at a power of two that keeps their squares in range.
        int exponent = BinaryScale.Exponent(block);
        double[] values = (double[])eigen.Values.Clone();
        BinaryScale.Multiply(values, -exponent);
        double near = ResidualNear(BinaryScale.Multiply(block, -exponent), (values, eigen.Vectors), e);
        return Math.ScaleB(near, exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double ResidualNear(Matrix block, (double[] Values, Matrix Vectors) eigen, int e)
    {
        double[] product = MatrixProduct.Multiply(block, eigen.Vectors, 1).ToArray();
        Matrix gram = MatrixProduct.Gram(eigen.Vectors, 1);
        int size = block.RowCount;
        double residual = 0.0;
        double defect = 0.0;
        double largest = 0.0;
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                double difference =
                    product[(row * size) + column] - (eigen.Values[column / e] * eigen.Vectors[row, column]);
                double overlap = gram[row, column] - (row == column ? 1.0 : 0.0);
                residual += difference * difference;
                defect += overlap * overlap;
            }

            largest = Math.Max(largest, Math.Abs(eigen.Values[row / e]));
        }

        return Math.Sqrt(residual) + (Math.Sqrt(defect) * largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ComplexMatrix Complexify(Matrix block)
    {
        int m = block.RowCount / 2;
        Complex[] entries = new Complex[m * m];
        for (int row = 0; row < m; row++)
        {
            ReadOnlySpan<double> upper = block.Row(2 * row);
            ReadOnlySpan<double> lower = block.Row((2 * row) + 1);
            for (int column = 0; column < m; column++)
            {
                int c = 2 * column;
                entries[(row * m) + column] = new Complex((upper[c] + lower[c + 1]) / 2, (lower[c] - upper[c + 1]) / 2);
            }
        }

        return ComplexMatrix.Adopt(m, m, entries);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Matrix Realify(ComplexMatrix vectors)
    {
        int m = vectors.RowCount;
        double[] entries = new double[4 * m * m];
        for (int row = 0; row < m; row++)
        {
            ReadOnlySpan<Complex> source = vectors.Row(row);
            Span<double> upper = entries.AsSpan(4 * m * row, 2 * m);
            Span<double> lower = entries.AsSpan((4 * m * row) + (2 * m), 2 * m);
            for (int column = 0; column < m; column++)
            {
                (upper[2 * column], upper[(2 * column) + 1]) = (source[column].Real, -source[column].Imaginary);
                (lower[2 * column], lower[(2 * column) + 1]) = (source[column].Imaginary, source[column].Real);
            }
        }

        return Matrix.Adopt(2 * m, 2 * m, entries);
    }
}
