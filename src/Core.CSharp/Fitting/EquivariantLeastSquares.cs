using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Numerics;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>
/// The problem min ‖M·X − Y‖² over the equivariant matrices M of bounded rank, split into its isotypic blocks and
/// solved in each for all ranks; what remains is to choose the ranks.
/// </summary>
/// <remarks>
/// Derivation: with S and T the projections of X·Xᵀ and Y·Xᵀ on the commutant, ‖M·X − Y‖² = ‖Y‖² + Σ_i c_i·(⟨A_i·S_i, A_i⟩ −
/// 2·⟨A_i, T_i⟩), where A_i is the block of M and c_i = δ_i/e_i the number of copies. Each term is a reduced-rank
/// regression over D_i.
/// </remarks>
public sealed class EquivariantLeastSquares
{
    private readonly IReadOnlyList<Matrix>? _second;
    private readonly IReadOnlyList<Matrix> _cross;

    private EquivariantLeastSquares(
        IsotypicDecomposition decomposition,
        double zeroError,
        IReadOnlyList<Matrix>? second,
        IReadOnlyList<Matrix> cross,
        Func<int, BlockSolution> solve
    )
    {
        Decomposition = decomposition;
        ZeroError = zeroError;
        _second = second;
        _cross = cross;
        BlockSolution[] solutions = new BlockSolution[decomposition.Blocks.Count];
        Parallel.For(0, solutions.Length, i => solutions[i] = solve(i));
        Blocks = solutions;
    }

    /// <summary>The isotypic decomposition.</summary>
    public IsotypicDecomposition Decomposition { get; }

    /// <summary>The solution of each block.</summary>
    public IReadOnlyList<BlockSolution> Blocks { get; }

    /// <summary>Squared error of the zero map, ‖Y‖².</summary>
    public double ZeroError { get; }

    /// <summary>The problem X = Y: a linear autoencoder.</summary>
    /// <param name="gram">Block moments of X.</param>
    /// <returns>The solved blocks.</returns>
    public static EquivariantLeastSquares Autoencoder(BlockGram gram)
    {
        ArgumentNullException.ThrowIfNull(gram);
        IReadOnlyList<IsotypicBlock> blocks = gram.Decomposition.Blocks;
        return new EquivariantLeastSquares(
            gram.Decomposition,
            gram.Energy,
            gram.Blocks,
            gram.Blocks,
            i => BlockSolver.Autoencoder(blocks[i], gram.Blocks[i])
        );
    }

    /// <summary>The general problem.</summary>
    /// <param name="decomposition">The isotypic decomposition of a group on n points.</param>
    /// <param name="x">Inputs, n × N: the columns are samples.</param>
    /// <param name="y">Targets, n × N.</param>
    /// <returns>The solved blocks.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or squares of entries leave the range of double.</exception>
    public static EquivariantLeastSquares Regression(IsotypicDecomposition decomposition, Matrix x, Matrix y)
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        RegressionCheck.Shapes(x, y, decomposition.Degree, decomposition.Degree);
        RegressionCheck.Squares(x, nameof(x));
        double zeroError = RegressionCheck.Squares(y, nameof(y));
        Matrix[] second = Project(decomposition, MatrixProduct.MultiplyTransposedRight(x, x));
        Matrix[] cross = Project(decomposition, MatrixProduct.MultiplyTransposedRight(y, x));
        return new EquivariantLeastSquares(
            decomposition,
            zeroError,
            second,
            cross,
            i => BlockSolver.Regression(decomposition.Blocks[i], second[i], cross[i])
        );
    }

    /// <summary>The problem X = I: the nearest matrices to Y in the Frobenius norm.</summary>
    /// <param name="decomposition">The isotypic decomposition of a group on n points.</param>
    /// <param name="matrix">Y, n × n.</param>
    /// <returns>The solved blocks.</returns>
    /// <exception cref="ArgumentException">The matrix is not n × n, or squares of its entries leave the range of double.</exception>
    public static EquivariantLeastSquares Nearest(IsotypicDecomposition decomposition, Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(decomposition);
        RegressionCheck.Square(matrix, decomposition.Degree);
        Matrix[] cross = Project(decomposition, matrix);
        double zeroError = RegressionCheck.Squares(matrix, nameof(matrix));
        double floor = Tolerance.Rank(Math.Sqrt(zeroError), decomposition.Degree, decomposition.Degree);
        return new EquivariantLeastSquares(
            decomposition,
            zeroError,
            null,
            cross,
            i => BlockSolver.Nearest(decomposition.Blocks[i], cross[i], floor)
        );
    }

    /// <summary>The best rank vectors for all ranks up to a bound.</summary>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The allocation.</returns>
    public RankAllocation Allocate(int rank) =>
        RankAllocation.Solve(Decomposition.Blocks, [.. Blocks.Select(b => b.Energies)], rank);

    /// <summary>Smallest squared error on one component.</summary>
    /// <param name="component">Rank of each block.</param>
    /// <returns>‖Y‖² less the energies of the first r_i units of each block.</returns>
    /// <exception cref="ArgumentException">The vector does not fit the blocks.</exception>
    public double SquaredError(RankVector component)
    {
        BlockFit.Check(Decomposition.Blocks, component);
        return ZeroError - Blocks.Select((b, i) => b.Energies.Take(component[i]).Sum()).Sum();
    }

    /// <summary>The smallest squared error on every component of a bound on the rank, one at a time.</summary>
    /// <param name="rank">r, at least 0.</param>
    /// <returns>The components in falling lexicographic order, each with its error; never held in memory.</returns>
    public IEnumerable<ComponentError> OnEveryComponent(int rank) =>
        Components.Of(Decomposition.Blocks, rank).Enumerate().Select(c => new ComponentError(c, SquaredError(c)));

    /// <summary>Squared error of a network, evaluated from the moments.</summary>
    /// <param name="network">A network over the same decomposition.</param>
    /// <returns>‖M·X − Y‖².</returns>
    public double SquaredError(EquivariantAutoencoder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Matrix[] encoders = network.EncoderBlocks();
        Matrix[] decoders = network.DecoderBlocks();
        double error = ZeroError;
        for (int i = 0; i < Blocks.Count; i++)
        {
            Matrix second = _second?[i] ?? Matrix.Identity(_cross[i].RowCount);
            error += Decomposition.CopyCount(i) * QuadraticForm.Excess(encoders[i], decoders[i], second, _cross[i]);
        }

        return error;
    }

    /// <summary>The network of least squared error on one component, of least norm among those.</summary>
    /// <param name="component">Rank of each block.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The vector does not fit the blocks.</exception>
    public EquivariantAutoencoder Network(RankVector component)
    {
        BlockFit.Check(Decomposition.Blocks, component);
        return Network([.. component.Select(r => (IReadOnlyList<int>)[.. Enumerable.Range(0, r)])]);
    }

    /// <summary>A bound on the squared error from below, over all matrices of rank at most r, or on one component.</summary>
    /// <param name="rank">r, at least 0; not used when a component is given.</param>
    /// <param name="component">Rank of each block, or null for all components together.</param>
    /// <returns>
    /// ‖Y‖² less the most that a second, independent knapsack (capacity instead of exact cost) can collect from the
    /// energies, each raised by the residual of its eigenproblem.
    /// </returns>
    public double LowerBound(int rank, RankVector? component = null)
    {
        double[][] raised = [.. Blocks.Select(b => b.Energies.Select(x => x + b.Slack).ToArray())];
        double most = component is null
            ? CapacityKnapsack.Solve(Decomposition.Blocks, raised, rank)
            : raised.Select((x, i) => x.Take(component[i]).Sum()).Sum();
        return Math.Max(0.0, ZeroError - most);
    }

    /// <summary>The network that keeps the given units of each block.</summary>
    internal EquivariantAutoencoder Network(IReadOnlyList<IReadOnlyList<int>> kept)
    {
        Matrix[] encoders = new Matrix[kept.Count];
        Matrix[] decoders = new Matrix[kept.Count];
        for (int i = 0; i < kept.Count; i++)
        {
            int e = Decomposition.Blocks[i].AlgebraDimension;
            encoders[i] = Units.Rows(Blocks[i].Encoder, kept[i], e);
            decoders[i] = Units.Columns(Blocks[i].Decoder, kept[i], e);
        }

        int[] ranks = [.. kept.Select(k => k.Count)];
        return EquivariantAutoencoder.FromBlocks(Decomposition, RankVector.Of(ranks), encoders, decoders);
    }

    private static Matrix[] Project(IsotypicDecomposition decomposition, Matrix matrix) =>
        [.. decomposition.BlocksOf(matrix)];
}
