using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>
/// Singular values over a division algebra D of a square D-linear matrix, with an orthonormal basis over D of right
/// singular vectors.
/// </summary>
/// <remarks>
/// Derivation: written out over R, every singular value over D appears e times. A·V_K·V_Kᵀ for a set K of units is the
/// nearest D-linear matrix among those with these right singular spaces [EY36].
/// </remarks>
public sealed class BlockSvd
{
    private readonly Matrix _matrix;

    private BlockSvd(Matrix matrix, double[] values, Matrix vectors, int e)
    {
        _matrix = matrix;
        SingularValues = values;
        RightVectors = vectors;
        AlgebraDimension = e;
    }

    /// <summary>dim_R D.</summary>
    public int AlgebraDimension { get; }

    /// <summary>m singular values over D, falling.</summary>
    public System.Collections.Generic.IReadOnlyList<double> SingularValues { get; }

    /// <summary>Orthogonal D-linear matrix, em × em; columns e·k … e·k + e − 1 belong to value k.</summary>
    public Matrix RightVectors { get; }

    /// <summary>Decomposes a D-linear matrix.</summary>
    /// <param name="matrix">em × em, D-linear in the convention of the isotypic blocks.</param>
    /// <param name="algebraDimension">e = 1, 2 or 4.</param>
    /// <returns>The decomposition.</returns>
    /// <exception cref="ArgumentException">Not square, or the size is no multiple of e.</exception>
    public static BlockSvd Of(Matrix matrix, int algebraDimension)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.RowCount != matrix.ColumnCount || matrix.RowCount % algebraDimension != 0)
        {
            throw new ArgumentException(
                $"matrix: expected a square matrix whose size is a multiple of {algebraDimension},"
                    + $" got {matrix.RowCount} x {matrix.ColumnCount}",
                nameof(matrix)
            );
        }

        if (matrix.RowCount == 0)
        {
            return new BlockSvd(matrix, [], matrix, algebraDimension);
        }

        SvdResult svd = Factorizations.Svd(matrix);
        (double[] values, Matrix basis) = StructuredBasis.From(svd.SingularValues, svd.V, algebraDimension);
        return new BlockSvd(matrix, values, basis, algebraDimension);
    }

    /// <summary>The nearest D-linear matrix of rank at most ρ over D.</summary>
    /// <param name="rank">ρ, 0 … m.</param>
    /// <returns>Matrix, em × em.</returns>
    public Matrix Truncate(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, SingularValues.Count);
        Matrix kept = Units.Columns(RightVectors, rank, AlgebraDimension);
        return MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(_matrix, kept), kept);
    }
}
