using System;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>The nearest matrix of rank at most r to a given one in the Frobenius norm, under a symmetry or none.</summary>
/// <remarks>Source: [EY36]; with a symmetry in the coordinates of [KSS24], orthonormal ones.</remarks>
public static class NearestMatrix
{
    /// <summary>Without symmetry.</summary>
    /// <param name="matrix">U, m × n.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The nearest matrix; unique when σ_r > σ_{r+1}.</returns>
    public static LeastSquaresFit Dense(Matrix matrix, int rank)
    {
        Matrix near = Near(matrix, rank, out int exponent);
        return ReducedRankRegression
            .Finish(DenseRegression.Nearest(near), rank, m => m, Distance(near), near)
            .Scaled(exponent, exponent);
    }

    /// <summary>Among the M with M·P_σ = M.</summary>
    /// <param name="group">A permutation group on n points.</param>
    /// <param name="matrix">U, m × n.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The nearest invariant matrix.</returns>
    /// <exception cref="ArgumentException">The degree of the group is not n.</exception>
    public static LeastSquaresFit Invariant(PermutationGroup group, Matrix matrix, int rank)
    {
        Matrix near = Near(matrix, rank, out int exponent);
        OrbitCoordinates orbits = OrbitCoordinates.Of(group, matrix.ColumnCount);
        BlockSolution solution = DenseRegression.Nearest(orbits.Contract(near));
        return ReducedRankRegression
            .Finish(solution, rank, orbits.Expand, Distance(near), near)
            .Scaled(exponent, exponent);
    }

    /// <summary>Among the M with M·P_σ = P_σ·M, over all irreducible components or on a given one.</summary>
    /// <param name="decomposition">The isotypic decomposition of the group on n points.</param>
    /// <param name="matrix">U, n × n.</param>
    /// <param name="rank">r, at least 0; not used when a component is given.</param>
    /// <param name="component">Rank of each block, or null for all components.</param>
    /// <returns>The nearest equivariant matrix.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static LeastSquaresFit Equivariant(
        IsotypicDecomposition decomposition,
        Matrix matrix,
        int rank,
        RankVector? component = null
    )
    {
        Matrix near = Near(matrix, rank, out int exponent);
        EquivariantLeastSquares problem = EquivariantLeastSquares.Nearest(decomposition, near);
        return ReducedRankRegression.Equivariant(problem, rank, component, Distance(near)).Scaled(exponent, exponent);
    }

    private static Func<Matrix, double> Distance(Matrix matrix) =>
        m => MatrixArithmetic.SquaredFrobeniusNorm(MatrixArithmetic.Subtract(m, matrix));

    // The matrix at the power of two that brings it near 1.
    private static Matrix Near(Matrix matrix, int rank, out int exponent)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        MatrixArithmetic.CheckFinite(matrix, nameof(matrix));
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        exponent = BinaryScale.Exponent(matrix);
        return BinaryScale.Multiply(matrix, -exponent);
    }
}
