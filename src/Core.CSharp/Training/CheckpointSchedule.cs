using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Training;

/// <summary>After which epochs a run keeps a checkpoint; immutable. The last epoch of a run always has one.</summary>
public sealed class CheckpointSchedule
{
    private static readonly int[] s_early = [0, 1, 4];

    private readonly int[] _epochs;

    private CheckpointSchedule(int every, int[] epochs)
    {
        Every = every;
        _epochs = epochs;
    }

    /// <summary>Every tenth epoch, the untrained network, and the epochs 1 and 4, in which spectra still move fast.</summary>
    public static CheckpointSchedule Default { get; } = EveryEpochs(10);

    /// <summary>K: each multiple of it, 0 included, has a checkpoint.</summary>
    public int Every { get; }

    /// <summary>Epochs that have one besides, rising.</summary>
    public IReadOnlyList<int> Epochs => _epochs;

    /// <summary>Every K-th epoch and the epochs 0, 1 and 4.</summary>
    /// <param name="every">K, at least 1.</param>
    /// <returns>The schedule.</returns>
    public static CheckpointSchedule EveryEpochs(int every) => Of(every, s_early);

    /// <summary>Every K-th epoch and the named ones.</summary>
    /// <param name="every">K, at least 1.</param>
    /// <param name="epochs">Epochs from 0 on, in any order.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">K below 1 or a negative epoch.</exception>
    public static CheckpointSchedule Of(int every, IEnumerable<int> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        int[] sorted = [.. epochs.Distinct().Order()];
        if (sorted.Length > 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(sorted[0], nameof(epochs));
        }

        return new CheckpointSchedule(every, sorted);
    }

    /// <summary>Whether the network is kept after an epoch.</summary>
    /// <param name="epoch">0 before training.</param>
    /// <param name="last">The last epoch of the run.</param>
    /// <returns>Whether it has a checkpoint.</returns>
    public bool Includes(int epoch, int last) =>
        epoch == last || epoch % Every == 0 || Array.BinarySearch(_epochs, epoch) >= 0;
}
