using System;
using System.Numerics.Tensors;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Fitting;

/// <summary>A bound on the sum of the r largest eigenvalues of a symmetric matrix that is proved, not computed.</summary>
/// <remarks>
/// Derivation: if S ⪯ μ·I + Z with Z positive semidefinite, then every projection P of rank r has ⟨P, S⟩ ≤ r·μ + tr Z.
/// Z = V·(Λ − μ)·Vᵀ with the computed leading pairs makes the bound tight; that μ·I + Z − S is positive definite is
/// shown by a Cholesky factorisation, which is backward stable, of the matrix with a shift that covers its rounding.
/// </remarks>
internal static class DualBound
{
    /// <summary>Upper bound on the sum of the r largest eigenvalues; +∞ when the proof fails.</summary>
    internal static double LargestSum(Matrix s, ReadOnlySpan<double> values, Matrix vectors)
    {
        int exponent = BinaryScale.Exponent(s);
        double[] scaled = values.ToArray();
        BinaryScale.Multiply(scaled, -exponent);
        return Math.ScaleB(LargestSumNear(BinaryScale.Multiply(s, -exponent), scaled, vectors), exponent);
    }

    // For a matrix near 1.
    private static double LargestSumNear(Matrix s, ReadOnlySpan<double> values, Matrix vectors)
    {
        int n = s.RowCount;
        int r = vectors.ColumnCount;
        if (r == 0)
        {
            return 0.0;
        }

        double shift = Tolerance.Factorization(n, Math.Abs(values[0])) / 16.0;
        double level = values[r - 1] + shift;
        double[] scaled = vectors.ToArray();
        double trace = 0.0;
        for (int k = 0; k < r; k++)
        {
            double excess = Math.Max(values[k] - level, 0.0) + shift;
            trace += excess;
            double root = Math.Sqrt(excess);
            for (int i = 0; i < n; i++)
            {
                scaled[(i * r) + k] *= root;
            }
        }

        Matrix factor = Matrix.Adopt(n, r, scaled);
        double[] slack = MatrixProduct.MultiplyTransposedRight(factor, factor).ToArray();
        for (int i = 0; i < slack.Length; i++)
        {
            slack[i] -= s.Storage[i];
        }

        for (int i = 0; i < n; i++)
        {
            slack[(i * n) + i] += level + shift;
        }

        double frame = MatrixArithmetic.FrobeniusNorm(
            MatrixArithmetic.Subtract(MatrixProduct.Gram(vectors), Matrix.Identity(r))
        );
        return IsPositiveDefinite(slack, n) ? (r * (level + shift)) + (trace * (1.0 + frame)) : double.PositiveInfinity;
    }

    // Cholesky by rows: entry (i, j) of the factor is a difference of a dot product of two finished rows.
    private static bool IsPositiveDefinite(double[] a, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = a.AsSpan(i * n, n);
            for (int j = 0; j < i; j++)
            {
                double dot = TensorPrimitives.Dot<double>(row[..j], a.AsSpan(j * n, j));
                row[j] = (row[j] - dot) / a[(j * n) + j];
            }

            double pivot = row[i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            if (!(pivot > 0.0))
            {
                return false;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return true;
    }
}
