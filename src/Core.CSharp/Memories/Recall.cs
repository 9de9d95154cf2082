using System.Collections.Generic;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>What an iterated memory did from one start.</summary>
/// <param name="State">Where it ended.</param>
/// <param name="Energies">The energy at the start and after each step.</param>
/// <param name="Status">Whether the last step changed nothing (or less than the tolerance).</param>
public sealed record Recall(IReadOnlyList<double> State, IReadOnlyList<double> Energies, IterationStatus Status)
{
    /// <summary>Steps taken.</summary>
    public int StepCount => Energies.Count - 1;

    /// <summary>Whether the end is a fixed point, to the tolerance of the iteration.</summary>
    public bool IsFixedPoint => Status == IterationStatus.Converged;
}
