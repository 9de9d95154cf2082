using System;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>The matrices M of rank at most r that minimise ‖M·X − Y‖², dense, invariant or equivariant.</summary>
/// <remarks>
/// Derivation: with S = X·Xᵀ and T = Y·Xᵀ truncate the singular value decomposition of T·S^{−1/2} (pseudo-inverse), in
/// each isotypic block over its division algebra; the component is chosen by <see cref="RankAllocation"/>.
/// </remarks>
public static class ReducedRankRegression
{
    /// <summary>Without symmetry.</summary>
    /// <param name="x">Inputs, n × N: the columns are samples.</param>
    /// <param name="y">Targets, m × N.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The optimum, m × n.</returns>
    public static LeastSquaresFit Dense(Matrix x, Matrix y, int rank)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        RegressionCheck.Shapes(x, y, x.RowCount, y.RowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        (int inputs, int targets) = BringNear(ref x, ref y);
        Matrix second = MatrixProduct.MultiplyTransposedRight(x, x);
        Matrix cross = MatrixProduct.MultiplyTransposedRight(y, x);
        return Finish(DenseRegression.Solve(second, cross), rank, m => m, Residual(x, y), y)
            .Scaled(targets - inputs, targets);
    }

    /// <summary>Among the M with M·P_σ = M.</summary>
    /// <param name="group">A permutation group on n points.</param>
    /// <param name="x">Inputs, n × N: the columns are samples.</param>
    /// <param name="y">Targets, m × N.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The optimum, m × n.</returns>
    public static LeastSquaresFit Invariant(PermutationGroup group, Matrix x, Matrix y, int rank)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        RegressionCheck.Shapes(x, y, x.RowCount, y.RowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        (int inputs, int targets) = BringNear(ref x, ref y);
        OrbitCoordinates orbits = OrbitCoordinates.Of(group, x.RowCount);
        Matrix contracted = orbits.Contract(x.Transpose()).Transpose();
        Matrix second = MatrixProduct.MultiplyTransposedRight(contracted, contracted);
        Matrix cross = MatrixProduct.MultiplyTransposedRight(y, contracted);
        return Finish(DenseRegression.Solve(second, cross), rank, orbits.Expand, Residual(x, y), y)
            .Scaled(targets - inputs, targets);
    }

    /// <summary>Among the M with M·P_σ = P_σ·M, over all irreducible components.</summary>
    /// <param name="decomposition">The isotypic decomposition of the group on n points.</param>
    /// <param name="x">Inputs, n × N: the columns are samples.</param>
    /// <param name="y">Targets, n × N.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The optimum, n × n.</returns>
    public static LeastSquaresFit Equivariant(IsotypicDecomposition decomposition, Matrix x, Matrix y, int rank)
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        RegressionCheck.Shapes(x, y, decomposition.Degree, decomposition.Degree);
        (int inputs, int targets) = BringNear(ref x, ref y);
        EquivariantLeastSquares problem = EquivariantLeastSquares.Regression(decomposition, x, y);
        return Equivariant(problem, rank, null, Residual(x, y)).Scaled(targets - inputs, targets);
    }

    internal static LeastSquaresFit Equivariant(
        EquivariantLeastSquares problem,
        int rank,
        RankVector? component,
        Func<Matrix, double> error
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        RankAllocation? allocation = component is null ? problem.Allocate(rank) : null;
        RankVector best = component ?? allocation!.Best(allocation.Rank).Component;
        EquivariantAutoencoder network = problem.Network(best);
        Matrix matrix = network.EndToEnd();
        double squaredError = error(matrix);
        double bound = Math.Min(squaredError, problem.LowerBound(allocation?.Rank ?? 0, component));
        int actual = problem
            .Blocks.Select(
                (b, i) => problem.Decomposition.Blocks[i].Dimension * b.Energies.Take(best[i]).Count(x => x > 0)
            )
            .Sum();
        return new LeastSquaresFit(
            matrix,
            squaredError,
            actual,
            best,
            bound,
            IsTight(squaredError, bound, problem.ZeroError)
        );
    }

    internal static LeastSquaresFit Finish(
        BlockSolution solution,
        int rank,
        Func<Matrix, Matrix> expand,
        Func<Matrix, double> error,
        Matrix target
    )
    {
        int r = Math.Min(rank, solution.Energies.Count);
        Matrix encoder = Units.Rows(solution.Encoder, [.. Enumerable.Range(0, r)], 1);
        Matrix matrix = expand(MatrixProduct.Multiply(Units.Columns(solution.Decoder, r, 1), encoder));
        double zeroError = MatrixArithmetic.SquaredFrobeniusNorm(target);
        double squaredError = error(matrix);
        double most = solution.Energies.Take(r).Sum(x => x + solution.Slack);
        double bound = Math.Clamp(zeroError - most, 0.0, squaredError);
        int actual = solution.Energies.Take(r).Count(x => x > 0);
        return new LeastSquaresFit(matrix, squaredError, actual, null, bound, IsTight(squaredError, bound, zeroError));
    }

    // Inputs and targets, each at the power of two that brings it near 1.
    private static (int Inputs, int Targets) BringNear(ref Matrix x, ref Matrix y)
    {
        (int inputs, int targets) = (BinaryScale.Exponent(x), BinaryScale.Exponent(y));
        x = BinaryScale.Multiply(x, -inputs);
        y = BinaryScale.Multiply(y, -targets);
        return (inputs, targets);
    }

    private static bool IsTight(double error, double bound, double zeroError) => error - bound <= 1e-9 * zeroError;

    private static Func<Matrix, double> Residual(Matrix x, Matrix y) =>
        m => MatrixArithmetic.SquaredFrobeniusNorm(MatrixArithmetic.Subtract(MatrixProduct.Multiply(m, x), y));
}
