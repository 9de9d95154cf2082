using System;

namespace Neurovariety.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <param name="Values">Eigenvalues, falling.</param>
/// <param name="Vectors">Matrix, n × k, orthonormal columns: column j belongs to value j.</param>
public sealed record SymmetricEigenResult(double[] Values, Matrix Vectors);

/// <summary>The symmetric eigenproblem.</summary>
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
        Matrix symmetric = MatrixArithmetic.Scale(MatrixArithmetic.Add(s, s.Transpose()), 0.5);
        return Factorizations.SymmetricEigen(symmetric, count);
    }
}
