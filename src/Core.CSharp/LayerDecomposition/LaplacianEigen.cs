using System;
using System.Threading;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>The least nonzero eigenvalues of a Laplacian and their vectors.</summary>
/// <param name="Values">n' eigenvalues, rising, all positive.</param>
/// <param name="Vectors">
/// Ψ, p × n', orthonormal columns with sum 0 on each component; of each the entry of the largest magnitude is positive.
/// </param>
/// <param name="Residuals">‖L·ψ − λψ‖ of each pair, computed with L itself; an eigenvalue lies at most that far away.</param>
/// <param name="Products">Products of L and a vector.</param>
/// <param name="Restarts">How often the search began anew from its best vectors.</param>
/// <param name="Status">Whether every residual met the tolerance.</param>
public sealed record LaplacianEigenResult(
    double[] Values,
    Matrix Vectors,
    double[] Residuals,
    long Products,
    int Restarts,
    IterationStatus Status
);

/// <summary>Eigenpairs of the Laplacian of a graph.</summary>
/// <remarks>
/// Block Lanczos's method with full reorthogonalisation and thick restarts, on a Chebyshev polynomial of L: for L itself the least
/// eigenvalues, which lie close together beside a large norm, would come last. Ritz values and residuals are those of L. The vectors
/// that are constant on a component are taken out throughout, so that a graph of several components gives the nonzero eigenvalues of
/// all of them together. Sources: [GV13, section 10.3], [ZSTC06]; memory p·(2n' + 64) numbers, twice.
/// </remarks>
public static class LaplacianEigen
{
    /// <summary>Finds the least nonzero eigenvalues.</summary>
    /// <param name="graph">The graph, of p samples in c components.</param>
    /// <param name="count">n', 1 … p − c.</param>
    /// <param name="options">Tolerance, seed, threads.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <returns>n' eigenpairs with their residuals.</returns>
    /// <exception cref="ArgumentException">More eigenpairs than there are.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static LaplacianEigenResult Smallest(
        SampleGraph graph,
        int count,
        LaplacianOptions? options = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int nonzero = graph.SampleCount - graph.ComponentCount;
        if (count > nonzero)
        {
            throw new ArgumentException(
                $"count: {graph.SampleCount} samples in {graph.ComponentCount} components have {nonzero} nonzero eigenvalues,"
                    + $" got {count}; take more points",
                nameof(count)
            );
        }

        return new BlockLanczos(graph, count, options ?? LaplacianOptions.Default).Run(cancel);
    }
}
