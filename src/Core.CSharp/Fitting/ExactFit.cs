using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>Linear autoencoders of least squared error, exactly: dense, invariant, equivariant.</summary>
/// <remarks>
/// Source: [EY36] for the dense map, [KSS24] for the components; Derivation for the choice of the component: see
/// <see cref="EquivariantLeastSquares"/> and <see cref="RankAllocation"/>.
/// </remarks>
public static class ExactFit
{
    private const double CertifiedGap = 1e-9;

    /// <summary>The best equivariant autoencoder of rank at most r, over all irreducible components.</summary>
    /// <param name="gram">Block moments of the data.</param>
    /// <param name="rank">r, at least 0; above n it counts as n.</param>
    /// <returns>The global optimum, the runner-up and the loss of every smaller rank.</returns>
    /// <exception cref="ArgumentOutOfRangeException">rank is negative.</exception>
    public static LinearFit Equivariant(BlockGram gram, int rank)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        long start = Stopwatch.GetTimestamp();
        EquivariantLeastSquares problem = EquivariantLeastSquares.Autoencoder(gram);
        RankAllocation allocation = problem.Allocate(rank);
        Allocation best = allocation.Best(allocation.Rank);
        EquivariantAutoencoder network = problem.Network(best.Component);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        LinearFit fit = Certified(gram, problem, network, problem.LowerBound(allocation.Rank));
        Allocation? second = allocation.RunnerUp(allocation.Rank);
        return fit with
        {
            Rank = allocation.Rank,
            RunnerUp = second?.Component,
            RunnerUpLoss = second is null ? null : problem.SquaredError(second.Component) / gram.Cells,
            LossByRank = LossByRank(problem, allocation, gram.Cells),
            SolveSeconds = seconds,
        };
    }

    /// <summary>The best equivariant autoencoder on one component.</summary>
    /// <param name="gram">Block moments of the data.</param>
    /// <param name="component">Rank of each block.</param>
    /// <returns>The optimum of the component.</returns>
    /// <exception cref="ArgumentException">The vector does not fit the blocks.</exception>
    public static LinearFit Equivariant(BlockGram gram, RankVector component)
    {
        ArgumentNullException.ThrowIfNull(gram);
        long start = Stopwatch.GetTimestamp();
        EquivariantLeastSquares problem = EquivariantLeastSquares.Autoencoder(gram);
        EquivariantAutoencoder network = problem.Network(component);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Certified(gram, problem, network, problem.LowerBound(0, component)) with { SolveSeconds = seconds };
    }

    /// <summary>The best autoencoder of rank at most r without symmetry: uncentred principal components.</summary>
    /// <param name="gram">Moments of the data.</param>
    /// <param name="rank">r, at least 0; above n it counts as n.</param>
    /// <returns>The optimum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">rank is negative.</exception>
    public static LinearFit Dense(SampleGram gram, int rank)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        int r = Math.Min(rank, gram.FeatureCount);
        long start = Stopwatch.GetTimestamp();
        SymmetricEigenResult eigen = SymmetricEigen.Largest(gram.Moments, r);
        double threshold = Numerics.Tolerance.Rank(eigen.Values[0], gram.FeatureCount, gram.FeatureCount);
        int kept = Math.Min(r, eigen.Values.Count(x => x > threshold));
        Matrix decoder = Matrix.Create(gram.FeatureCount, r, (i, k) => k < kept ? eigen.Vectors[i, k] : 0.0);
        DenseAutoencoder network = DenseAutoencoder.FromFactors(decoder.Transpose(), decoder);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        double most = DualBound.LargestSum(gram.Moments, eigen.Values, eigen.Vectors);
        LinearFit fit = Certified(gram, network, MatrixArithmetic.Trace(gram.Moments) - most, eigen.Values);
        return fit with { SolveSeconds = seconds, CertificateSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>The best autoencoder M of rank at most r with M·P_σ = M for all σ of a group.</summary>
    /// <param name="gram">Moments of the data.</param>
    /// <param name="group">A permutation group on the n features.</param>
    /// <param name="rank">r, at least 0; above the number of orbits it counts as that.</param>
    /// <returns>The optimum; its network has min(r, number of orbits) hidden units.</returns>
    /// <exception cref="ArgumentException">The degree of the group is not n.</exception>
    /// <exception cref="ArgumentOutOfRangeException">rank is negative.</exception>
    public static LinearFit Invariant(SampleGram gram, PermutationGroup group, int rank)
    {
        ArgumentNullException.ThrowIfNull(gram);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        OrbitCoordinates orbits = OrbitCoordinates.Of(group, gram.FeatureCount);
        int r = Math.Min(rank, orbits.Count);
        long start = Stopwatch.GetTimestamp();
        Matrix cross = orbits.Contract(gram.Moments);
        Matrix second = orbits.Contract(cross.Transpose());
        BlockSolution solution = DenseRegression.Solve(second, cross);
        InvariantAutoencoder network = orbits.Network(solution, r);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double most = solution.Energies.Take(r).Sum() + (r * solution.Slack);
        LinearFit fit = Certified(gram, network, MatrixArithmetic.Trace(gram.Moments) - most, solution.Energies);
        return fit with { SolveSeconds = seconds };
    }

    private static LinearFit Certified(
        BlockGram gram,
        EquivariantLeastSquares problem,
        EquivariantAutoencoder network,
        double lowerError
    )
    {
        long start = Stopwatch.GetTimestamp();
        double loss = gram.MeanSquaredError(network);
        double bound = Math.Min(loss, lowerError / gram.Cells);
        return new LinearFit
        {
            Network = network,
            Rank = network.LatentCount,
            Component = network.Component,
            TrainLoss = loss,
            LowerBound = bound,
            CertifiedOptimal = loss - bound <= CertifiedGap * problem.ZeroError / gram.Cells,
            CertificateSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    private static LinearFit Certified(
        SampleGram gram,
        LinearAutoencoder network,
        double lowerError,
        IReadOnlyList<double> energies
    )
    {
        double total = MatrixArithmetic.Trace(gram.Moments);
        double loss = gram.MeanSquaredError(network);
        double bound = Math.Clamp(lowerError / gram.Cells, 0.0, loss);
        RankLoss[] losses = new RankLoss[network.LatentCount + 1];
        double left = total;
        for (int q = 0; q < losses.Length; q++)
        {
            losses[q] = new RankLoss(q, Math.Max(0.0, left / gram.Cells), null);
            left -= q < energies.Count ? Math.Max(0.0, energies[q]) : 0.0;
        }

        return new LinearFit
        {
            Network = network,
            Rank = network.LatentCount,
            TrainLoss = loss,
            LowerBound = bound,
            CertifiedOptimal = loss - bound <= CertifiedGap * total / gram.Cells,
            LossByRank = losses,
        };
    }

    private static RankLoss[] LossByRank(EquivariantLeastSquares problem, RankAllocation allocation, double cells)
    {
        RankLoss[] losses = new RankLoss[allocation.Rank + 1];
        for (int q = 0; q < losses.Length; q++)
        {
            RankVector component = allocation.Best(q).Component;
            losses[q] = new RankLoss(q, Math.Max(0.0, problem.SquaredError(component) / cells), component);
        }

        return losses;
    }
}
