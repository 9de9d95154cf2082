using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurovariety.LinearAlgebra;

/// <summary>Eigenvalues and eigenvectors of a Hermitian matrix.</summary>
/// <param name="Values">Real eigenvalues, falling.</param>
/// <param name="Vectors">Unitary matrix, n × n: column j belongs to value j.</param>
public sealed record HermitianEigenResult(double[] Values, ComplexMatrix Vectors);

/// <summary>The Hermitian eigenproblem.</summary>
/// <remarks>
/// Householder reflections to a real tridiagonal matrix, then implicit QL steps. Residual and loss of orthogonality at most
/// 64·n·ε (times the norm). Source: [GV13, section 8.3]. Meant for many small blocks: one thread.
/// </remarks>
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

        int n = h.RowCount;
        HermitianTridiagonalization reduced = HermitianTridiagonalization.Of(HermitianPart(h, out int exponent), n);
        (double[] values, double[] vectors) = TridiagonalEigen.Solve(reduced.Diagonal, reduced.Below, n, 1);
        Complex[] unitary = reduced.Apply(vectors);
        for (int i = 0; i < n; i++)
        {
            values[i] = Math.ScaleB(values[i], exponent);
        }

        return new HermitianEigenResult(values, ComplexMatrix.Adopt(n, n, unitary));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Complex[] HermitianPart(ComplexMatrix h, out int exponent)
    {
        int n = h.RowCount;
        double largest = 0.0;
        foreach (Complex entry in h.Entries)
        {
            largest = Math.Max(largest, Math.Max(Math.Abs(entry.Real), Math.Abs(entry.Imaginary)));
        }

        exponent = SymmetricEigen.Exponent(largest);
        double scale = 0.5 * Math.ScaleB(1.0, -exponent);
        Complex[] result = new Complex[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                Complex a = h.Storage[(i * n) + j];
                Complex b = h.Storage[(j * n) + i];
                result[(i * n) + j] = new Complex(scale * (a.Real + b.Real), scale * (a.Imaginary - b.Imaginary));
            }
        }

        return result;
    }
}
