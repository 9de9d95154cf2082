using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.LinearAlgebra;
using Neurovariety.Representations;

namespace Neurovariety.Fitting;

/// <summary>The eigenproblem of a Hermitian matrix over D = R, C or H, written out over R.</summary>
/// <remarks>
/// Complex blocks go to the Hermitian solver at their true size m; quaternionic ones to the symmetric solver at 4m,
/// whose vectors are then made D-linear. The moments of one permutation come from complex sums, so that such a block is
/// written out over R and brought back here. That is kept: the blocks of several generators, of given dense moments and of
/// targets are real from the start, and one real form gives R, C and H one regression, one residual and one loss; the price
/// is O(m²) beside an eigenproblem of O(m³).
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
            return (hermitian.Values, Realification.Realify(hermitian.Vectors));
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
}
