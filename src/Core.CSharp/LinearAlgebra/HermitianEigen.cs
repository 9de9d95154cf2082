using System;
using System.Numerics;

namespace Neurovariety.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of a Hermitian matrix.</summary>
/// <param name="Values">Real eigenvalues, falling.</param>
/// <param name="Vectors">Unitary matrix, n × n: column j belongs to value j.</param>
public sealed record HermitianEigenResult(double[] Values, ComplexMatrix Vectors);

/// <summary>The Hermitian eigenproblem.</summary>
public static class HermitianEigen
{
    /// <summary>All eigenvalues and eigenvectors.</summary>
    /// <param name="h">Hermitian matrix, n × n; only its Hermitian part (h + hᴴ)/2 counts.</param>
    /// <returns>n eigenvalues, falling, and the unitary n × n matrix of eigenvectors.</returns>
    /// <exception cref="ArgumentException">Not square, or an entry is not finite.</exception>
    public static HermitianEigenResult Decompose(ComplexMatrix h)
    {
        ArgumentNullException.ThrowIfNull(h);
        if (h.RowCount != h.ColumnCount)
        {
            throw new ArgumentException($"h: expected a square matrix, got {h}", nameof(h));
        }

        foreach (Complex entry in h.Entries)
        {
            if (!Complex.IsFinite(entry))
            {
                throw new ArgumentException($"h: the entries of the {h} matrix must be finite", nameof(h));
            }
        }

        return Factorizations.HermitianEigen(h.Add(h.ConjugateTranspose()).Scale(0.5));
    }
}
