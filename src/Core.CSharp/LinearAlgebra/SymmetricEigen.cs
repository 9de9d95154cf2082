using System;

namespace Neurovariety.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <param name="Values">Eigenvalues, falling.</param>
/// <param name="Vectors">Matrix, n × k, orthonormal columns: column j belongs to value j.</param>
public sealed record SymmetricEigenResult(double[] Values, Matrix Vectors);

/// <summary>The symmetric eigenproblem.</summary>
/// <remarks>
/// Householder tridiagonalisation in panels, then implicit QL steps. Residual and loss of orthogonality at most 64·n·ε (times the
/// norm), for repeated and zero eigenvalues too. Cost about 4n³ for all vectors; sources: [DHS89], [GV13, section 8.3].
/// </remarks>
public static class SymmetricEigen
{
    /// <summary>All eigenvalues and eigenvectors.</summary>
    /// <param name="s">Symmetric matrix, n × n; only its symmetric part (s + sᵀ)/2 counts.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>n eigenvalues, falling, and the orthogonal n × n matrix of eigenvectors.</returns>
    /// <exception cref="ArgumentException">Not square, or an entry is not finite.</exception>
    public static SymmetricEigenResult Decompose(Matrix s, int threads = 0) => Largest(s, s?.RowCount ?? 0, threads);

    /// <summary>All eigenvalues, and the eigenvectors of the largest ones.</summary>
    /// <param name="s">Symmetric matrix, n × n; only its symmetric part (s + sᵀ)/2 counts.</param>
    /// <param name="count">Number of eigenvectors, 0 … n.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <returns>n eigenvalues, falling, and n × count eigenvectors.</returns>
    /// <exception cref="ArgumentException">Not square, an entry is not finite, or count outside 0 … n.</exception>
    public static SymmetricEigenResult Largest(Matrix s, int count, int threads = 0)
    {
        MatrixArithmetic.CheckSquare(s, nameof(s));
        MatrixArithmetic.CheckFinite(s, nameof(s));
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, s.RowCount);
        int n = s.RowCount;
        int exponent = Exponent(MatrixArithmetic.LargestMagnitude(s));
        double[] entries = SymmetricPart(s, exponent);
        Tridiagonalization reduced = Tridiagonalization.Of(entries, n, threads);
        (double[] values, double[] vectors) = TridiagonalEigen.Solve(reduced.Diagonal, reduced.Below, count, threads);
        if (count > 0)
        {
            reduced.ApplyTo(vectors, count);
        }

        for (int i = 0; i < n; i++)
        {
            values[i] = Math.ScaleB(values[i], exponent);
        }

        return new SymmetricEigenResult(values, Matrix.Adopt(n, count, vectors));
    }

    /// <summary>The power of two that brings the largest entry to 1, so that no square leaves the range of double.</summary>
    internal static int Exponent(double largest) => largest == 0.0 ? 0 : Math.Clamp(Math.ILogB(largest), -1000, 1000);

    private static double[] SymmetricPart(Matrix s, int exponent)
    {
        int n = s.RowCount;
        double[] result = new double[checked(n * n)];
        double scale = Math.ScaleB(1.0, -exponent);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double upper = s.Storage[(j * n) + i] * scale;
                double lower = s.Storage[(i * n) + j] * scale;
                double mean = 0.5 * (upper + lower);
                result[(i * n) + j] = mean;
                result[(j * n) + i] = mean;
            }
        }

        return result;
    }
}
