using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>A dense associative memory of Krotov and Hopfield on signs ±1, E(s) = −Σ_μ (ξ_μ·s)^n; immutable.</summary>
/// <remarks>
/// Source: [KH16]; capacity about N^(n−1)/(2 (2n−3)!! log N) patterns of N units. A unit takes the sign with the lower energy, the
/// others held. Order 2 is the classical network: its energy is −sᵀ(W + N·I)s, so that the same signs are chosen. [DHLUV17] take
/// exp(ξ_μ·s) in place of the power and hold exponentially many patterns.
/// </remarks>
public sealed class DenseMemory
{
    private readonly SignPatterns _patterns;

    private DenseMemory(SignPatterns patterns, int order)
    {
        _patterns = patterns;
        Order = order;
    }

    /// <summary>n, the exponent in the energy; 0 for the exponential function.</summary>
    public int Order { get; }

    /// <summary>Number of patterns.</summary>
    public int Count => _patterns.Count;

    /// <summary>Number of units.</summary>
    public int UnitCount => _patterns.Length;

    /// <summary>A memory that stores patterns of signs.</summary>
    /// <param name="patterns">Patterns × units, entries −1 and 1.</param>
    /// <param name="order">n, 2 … 20.</param>
    /// <returns>The memory.</returns>
    /// <exception cref="ArgumentException">No pattern, an entry that is no sign, or another order.</exception>
    public static DenseMemory Of(Matrix patterns, int order)
    {
        SignPatterns signs = SignPatterns.Of(patterns);
        return order is >= 2 and <= 20
            ? new DenseMemory(signs, order)
            : throw new ArgumentException($"order {order}: expected 2 to 20");
    }

    /// <summary>The same with E(s) = −Σ_μ exp(ξ_μ·s).</summary>
    /// <param name="patterns">Patterns × units, entries −1 and 1.</param>
    /// <returns>The memory, of order 0.</returns>
    /// <exception cref="ArgumentException">No pattern, or an entry that is no sign.</exception>
    public static DenseMemory Exponential(Matrix patterns) => new(SignPatterns.Of(patterns), 0);

    /// <summary>E(s) = −Σ_μ (ξ_μ·s)^n, or −Σ_μ exp(ξ_μ·s).</summary>
    /// <param name="state">A sign for each unit.</param>
    /// <returns>The energy.</returns>
    /// <exception cref="ArgumentException">Another number of units, or an entry that is no sign.</exception>
    public double Energy(ReadOnlySpan<double> state)
    {
        double energy = 0.0;
        foreach (double overlap in _patterns.Overlaps(_patterns.Checked(state)))
        {
            energy -= Power(overlap);
        }

        return energy;
    }

    /// <summary>Lets the memory run from a state, one unit after the other, until nothing changes.</summary>
    /// <param name="state">A sign for each unit.</param>
    /// <param name="stepLimit">Most passes over all units; at least 1.</param>
    /// <returns>The end, the energies and the status.</returns>
    /// <exception cref="ArgumentException">Another number of units, or an entry that is no sign.</exception>
    /// <remarks>A unit for which both signs have the same energy keeps its sign.</remarks>
    public Recall Run(ReadOnlySpan<double> state, int stepLimit = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepLimit, 1);
        double[] s = _patterns.Checked(state);
        double[] overlaps = _patterns.Overlaps(s);
        List<double> energies = [Energy(s)];
        for (int step = 0; step < stepLimit; step++)
        {
            bool changed = false;
            for (int i = 0; i < s.Length; i++)
            {
                if (Gain(s[i], overlaps, i) > 0.0)
                {
                    s[i] = -s[i];
                    _patterns.Move(overlaps, i, 2.0 * s[i]);
                    changed = true;
                }
            }

            energies.Add(Energy(s));
            if (!changed)
            {
                return new Recall(s, energies, IterationStatus.Converged);
            }
        }

        return new Recall(s, energies, IterationStatus.IterationLimit);
    }

    /// <summary>Whether no unit of a state wants to change.</summary>
    /// <param name="state">A sign for each unit.</param>
    /// <returns>True for a fixed point.</returns>
    /// <exception cref="ArgumentException">Another number of units, or an entry that is no sign.</exception>
    public bool IsFixedPoint(ReadOnlySpan<double> state)
    {
        double[] s = _patterns.Checked(state);
        double[] overlaps = _patterns.Overlaps(s);
        for (int i = 0; i < s.Length; i++)
        {
            if (Gain(s[i], overlaps, i) > 0.0)
            {
                return false;
            }
        }

        return true;
    }

    // By how much the energy falls when a unit changes its sign.
    private double Gain(double sign, double[] overlaps, int unit)
    {
        ReadOnlySpan<double> column = _patterns.Column(unit);
        double gain = 0.0;
        for (int i = 0; i < overlaps.Length; i++)
        {
            gain += Power(overlaps[i] - (2.0 * sign * column[i])) - Power(overlaps[i]);
        }

        return gain;
    }

    private double Power(double x)
    {
        if (Order == 0)
        {
            return Math.Exp(x);
        }

        double result = x * x;
        for (int i = 2; i < Order; i++)
        {
            result *= x;
        }

        return result;
    }
}
