using System;
using System.Numerics.Tensors;
using System.Threading;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>What <see cref="LaplacianSolver"/> found.</summary>
/// <param name="Solution">L⁺b, p × m.</param>
/// <param name="Residual">The largest ‖L·x − b'‖/‖b'‖ of the m vectors, computed anew; b' is b less its means on the components.</param>
/// <param name="Iterations">Steps of the longest of the m iterations.</param>
/// <param name="Status">Whether every vector met the tolerance.</param>
public sealed record LaplacianSolution(Matrix Solution, double Residual, int Iterations, IterationStatus Status);

/// <summary>L⁺b for the Laplacian L of a graph, without a factorisation.</summary>
/// <remarks>
/// Conjugate gradients preconditioned by the degrees [HS52], on the complement of the vectors that are constant on each connected
/// component, for many right-hand sides side by side. The solution has mean 0 on each component. Its error can exceed the residual
/// by the ratio of the largest and the smallest nonzero eigenvalue. Each right-hand side is solved for at a power of two that brings
/// it near 1, so that its squares do not leave the range of double.
/// </remarks>
public static class LaplacianSolver
{
    // Right-hand sides that go together: two cache lines of each sample.
    private const int BlockWidth = 16;

    /// <summary>Applies the pseudo-inverse of the Laplacian.</summary>
    /// <param name="graph">The graph, of p samples.</param>
    /// <param name="rightSide">b, p × m, finite; what it has along the constants of a component is left out.</param>
    /// <param name="options">Tolerance of the residual, limit of the steps, threads.</param>
    /// <param name="cancel">Stops the iteration.</param>
    /// <returns>L⁺b and its residual.</returns>
    /// <exception cref="ArgumentException">b has not p rows, or an entry is not finite.</exception>
    /// <exception cref="OperationCanceledException">The iteration was stopped.</exception>
    public static LaplacianSolution Solve(
        SampleGraph graph,
        Matrix rightSide,
        LaplacianOptions? options = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(rightSide);
        graph.CheckRows(rightSide, nameof(rightSide));
        MatrixArithmetic.CheckFinite(rightSide, nameof(rightSide));
        LaplacianOptions chosen = options ?? LaplacianOptions.Default;
        int p = rightSide.RowCount;
        int m = rightSide.ColumnCount;
        int[] exponents = Exponents(rightSide);
        double[] near = rightSide.ToArray();
        Scale(near, exponents, -1);
        double[] solution = new double[near.Length];
        double residual = 0.0;
        int steps = 0;
        for (int first = 0; first < m; first += BlockWidth)
        {
            int width = Math.Min(BlockWidth, m - first);
            ConjugateGradients run = new(graph, Blocks.Columns(near, p, m, first, width), chosen);
            run.Run(cancel);
            Blocks.SetColumns(run.Solution, solution, p, m, first, width);
            residual = Math.Max(residual, run.TrueResidual());
            steps = Math.Max(steps, run.Steps);
        }

        IterationStatus status =
            !double.IsFinite(residual) ? IterationStatus.NotFinite
            : steps < chosen.StepLimit ? IterationStatus.Converged
            : IterationStatus.IterationLimit;
        Scale(solution, exponents, 1);
        return new LaplacianSolution(Matrix.Adopt(p, m, solution), residual, steps, status);
    }

    // For each column the power of two that brings it near 1: the iteration squares it.
    private static int[] Exponents(Matrix a)
    {
        double[] largest = new double[a.ColumnCount];
        for (int i = 0; i < a.RowCount; i++)
        {
            TensorPrimitives.MaxMagnitude(largest, a.Row(i), largest);
        }

        return Array.ConvertAll(largest, BinaryScale.Exponent);
    }

    private static void Scale(double[] entries, int[] exponents, int sign)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = Math.ScaleB(entries[i], sign * exponents[i % exponents.Length]);
        }
    }
}
