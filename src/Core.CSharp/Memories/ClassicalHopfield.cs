using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>The classical Hopfield network on signs ±1 with Hebb's weights W = Σ_μ ξ_μ ξ_μᵀ and no self-connections; immutable.</summary>
/// <remarks>
/// Source: [Hopfield82]; [MSSLB22, Section 3.1]: but for the diagonal and the signs it is the universal memory with dot product and
/// identity. E(s) = −½ sᵀ W s. W is never formed: W s = Mᵀ (M s) − N s.
/// </remarks>
public sealed class ClassicalHopfield
{
    private readonly SignPatterns _patterns;

    private ClassicalHopfield(SignPatterns patterns) => _patterns = patterns;

    /// <summary>Number of patterns, N.</summary>
    public int Count => _patterns.Count;

    /// <summary>Number of units, n.</summary>
    public int UnitCount => _patterns.Length;

    /// <summary>A network that stores patterns of signs.</summary>
    /// <param name="patterns">N × n, entries −1 and 1.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">No pattern, or an entry that is no sign.</exception>
    public static ClassicalHopfield Of(Matrix patterns) => new(SignPatterns.Of(patterns));

    /// <summary>E(s) = −½ sᵀ W s.</summary>
    /// <param name="state">n signs.</param>
    /// <returns>The energy, a whole number.</returns>
    /// <exception cref="ArgumentException">Another number of units, or an entry that is no sign.</exception>
    public double Energy(ReadOnlySpan<double> state)
    {
        double energy = 0.5 * Count * UnitCount;
        foreach (double overlap in _patterns.Overlaps(_patterns.Checked(state)))
        {
            energy -= 0.5 * overlap * overlap;
        }

        return energy;
    }

    /// <summary>Lets the network run from a state until nothing changes.</summary>
    /// <param name="state">n signs.</param>
    /// <param name="order">One unit after the other from the first on, or all at once.</param>
    /// <param name="stepLimit">Most steps, each over all units; at least 1.</param>
    /// <returns>The end, the energies and the status: a cycle of two states ends with <see cref="IterationStatus.IterationLimit"/>.</returns>
    /// <exception cref="ArgumentException">Another number of units, or an entry that is no sign.</exception>
    /// <remarks>A unit whose field is exactly 0 keeps its sign.</remarks>
    public Recall Run(ReadOnlySpan<double> state, UpdateOrder order = UpdateOrder.Asynchronous, int stepLimit = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepLimit, 1);
        double[] s = _patterns.Checked(state);
        double[] overlaps = _patterns.Overlaps(s);
        List<double> energies = [Energy(s)];
        for (int step = 0; step < stepLimit; step++)
        {
            bool changed = order == UpdateOrder.Asynchronous ? Sweep(s, overlaps) : Jump(s, overlaps);
            energies.Add(Energy(s));
            if (!changed)
            {
                return new Recall(s, energies, IterationStatus.Converged);
            }
        }

        return new Recall(s, energies, IterationStatus.IterationLimit);
    }

    private bool Sweep(double[] s, double[] overlaps)
    {
        bool changed = false;
        for (int i = 0; i < s.Length; i++)
        {
            double field = _patterns.Field(overlaps, i) - (Count * s[i]);
            if (field * s[i] < 0.0)
            {
                s[i] = -s[i];
                _patterns.Move(overlaps, i, 2.0 * s[i]);
                changed = true;
            }
        }

        return changed;
    }

    private bool Jump(double[] s, double[] overlaps)
    {
        bool changed = false;
        double[] before = (double[])s.Clone();
        for (int i = 0; i < s.Length; i++)
        {
            double field = _patterns.Field(overlaps, i) - (Count * before[i]);
            if (field * before[i] < 0.0)
            {
                s[i] = -before[i];
                changed = true;
            }
        }

        _patterns.Overlaps(s).CopyTo(overlaps, 0);
        return changed;
    }
}
