using System;
using System.Collections.Generic;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>The modern continuous Hopfield network: q ← Mᵀ softmax(β M q), one step of which is attention; immutable.</summary>
/// <remarks>
/// Source: [RSL20, Theorem 1]; [MSSLB22, Section 3.3]: the universal memory with dot product and softmax. Energy
/// E(q) = −lse(β, M q) + ½ qᵀq + log(N)/β + ½ max_μ ‖ξ_μ‖², never negative, with lse(β, s) = log(Σ exp(β s))/β. A step never raises it.
/// </remarks>
public sealed class ModernHopfield
{
    private readonly Matrix _patterns;
    private readonly Matrix _columns;
    private readonly double _constant;

    private ModernHopfield(Matrix patterns, double beta)
    {
        _patterns = patterns;
        _columns = patterns.Transpose();
        Beta = beta;
        double largest = 0.0;
        for (int i = 0; i < patterns.RowCount; i++)
        {
            largest = Math.Max(largest, VectorKernel.Dot(patterns.Row(i), patterns.Row(i)));
        }

        _constant = (Math.Log(patterns.RowCount) / beta) + (0.5 * largest);
    }

    /// <summary>β, how sharply the softmax chooses.</summary>
    public double Beta { get; }

    /// <summary>Number of patterns, N.</summary>
    public int Count => _patterns.RowCount;

    /// <summary>A memory of real patterns.</summary>
    /// <param name="patterns">N × n.</param>
    /// <param name="beta">β, positive and finite.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ArgumentException">No pattern, a number that is not finite, or another β.</exception>
    public static ModernHopfield Of(Matrix patterns, double beta)
    {
        PatternCheck.Patterns(Similarity.Dot, patterns);
        return beta > 0.0 && double.IsFinite(beta)
            ? new ModernHopfield(patterns, beta)
            : throw new ArgumentException($"beta {beta}: expected a positive number");
    }

    /// <summary>The energy of a state.</summary>
    /// <param name="state">n numbers.</param>
    /// <returns>E, at least 0 but for rounding.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public double Energy(ReadOnlySpan<double> state)
    {
        double[] q = Checked(state);
        double[] scores = MatrixProduct.Apply(_patterns, q);
        double largest = System.Numerics.Tensors.TensorPrimitives.Max<double>(scores);
        double sum = 0.0;
        foreach (double score in scores)
        {
            sum += Math.Exp(Beta * (score - largest));
        }

        return -largest - (Math.Log(sum) / Beta) + (0.5 * VectorKernel.Dot(q, q)) + _constant;
    }

    /// <summary>softmax(β M q).</summary>
    /// <param name="state">n numbers.</param>
    /// <returns>N weights that sum to 1.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public double[] Attention(ReadOnlySpan<double> state)
    {
        double[] weights = MatrixProduct.Apply(_patterns, Checked(state));
        Separation.Softmax.Apply(
            weights,
            new MemoryOptions
            {
                Similarity = Similarity.Dot,
                Separation = Separation.Softmax,
                Beta = Beta,
            }
        );
        return weights;
    }

    /// <summary>One step: Mᵀ softmax(β M q).</summary>
    /// <param name="state">n numbers.</param>
    /// <returns>n numbers.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public double[] Step(ReadOnlySpan<double> state) => MatrixProduct.Apply(_columns, Attention(state));

    /// <summary>Steps from a state until it moves no further than a tolerance.</summary>
    /// <param name="state">n numbers.</param>
    /// <param name="tolerance">Largest move of a step, in the Euclidean norm, that counts as none; at least 0.</param>
    /// <param name="stepLimit">Most steps, at least 1.</param>
    /// <returns>The end, the energies and the status.</returns>
    /// <exception cref="ArgumentException">Another number of numbers, or one is not finite.</exception>
    public Recall Run(ReadOnlySpan<double> state, double tolerance = 1e-9, int stepLimit = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepLimit, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        double[] q = Checked(state);
        List<double> energies = [Energy(q)];
        for (int step = 0; step < stepLimit; step++)
        {
            double[] next = Step(q);
            double move = System.Numerics.Tensors.TensorPrimitives.Distance<double>(q, next);
            q = next;
            energies.Add(Energy(q));
            if (move <= tolerance)
            {
                return new Recall(q, energies, IterationStatus.Converged);
            }
        }

        return new Recall(q, energies, IterationStatus.IterationLimit);
    }

    private double[] Checked(ReadOnlySpan<double> state)
    {
        if (state.Length != _patterns.ColumnCount)
        {
            throw new ArgumentException(
                $"state: expected {_patterns.ColumnCount} numbers as the patterns have, got {state.Length}"
            );
        }

        PatternCheck.Finite(Matrix.FromEntries(1, state.Length, state), "state");
        return state.ToArray();
    }
}
