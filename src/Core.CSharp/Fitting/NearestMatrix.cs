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
        Check(matrix, rank);
        return ReducedRankRegression.Finish(DenseRegression.Nearest(matrix), rank, m => m, Distance(matrix), matrix);
    }

    /// <summary>Among the M with M·P_σ = M.</summary>
    /// <param name="group">A permutation group on n points.</param>
    /// <param name="matrix">U, m × n.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The nearest invariant matrix.</returns>
    /// <exception cref="ArgumentException">The degree of the group is not n.</exception>
    public static LeastSquaresFit Invariant(PermutationGroup group, Matrix matrix, int rank)
    {
        Check(matrix, rank);
        OrbitCoordinates orbits = OrbitCoordinates.Of(group, matrix.ColumnCount);
        BlockSolution solution = DenseRegression.Nearest(orbits.Contract(matrix));
        return ReducedRankRegression.Finish(solution, rank, orbits.Expand, Distance(matrix), matrix);
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
        Check(matrix, rank);
        EquivariantLeastSquares problem = EquivariantLeastSquares.Nearest(decomposition, matrix);
        return ReducedRankRegression.Equivariant(problem, rank, component, Distance(matrix));
    }

    private static Func<Matrix, double> Distance(Matrix matrix) =>
        m => MatrixArithmetic.SquaredFrobeniusNorm(MatrixArithmetic.Subtract(m, matrix));

    private static void Check(Matrix matrix, int rank)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        MatrixArithmetic.CheckFinite(matrix, nameof(matrix));
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
    }
}
