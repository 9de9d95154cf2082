using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Where a run goes on.</summary>
/// <param name="Checkpoint">The newest whole state; null when there is none and the run begins.</param>
/// <param name="History">The rows up to it.</param>
/// <param name="Warnings">What was found damaged, a line each.</param>
internal sealed record RunStart(
    Checkpoint? Checkpoint,
    IReadOnlyList<EpochRecord> History,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>Finds the newest whole checkpoint of a run.</summary>
    /// <param name="files">The folder of the run.</param>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="imageCount">Number of training images.</param>
    internal static RunStart Find(RunFiles files, AutoencoderRunSettings settings, int imageCount)
    {
        List<string> warnings = [];
        Checkpoint? newest = null;
        foreach (int epoch in files.CheckpointEpochs().Reverse())
        {
            newest = TryRead(files.CheckpointPath(epoch), settings, imageCount, epoch, warnings);
            if (newest is not null)
            {
                break;
            }
        }

        if (StoredFolder.Holds(files.InterruptedPath))
        {
            Checkpoint? interrupted = TryRead(files.InterruptedPath, settings, imageCount, null, warnings);
            newest = IsNewer(interrupted, newest) ? interrupted : newest;
        }

        IReadOnlyList<EpochRecord> history = newest is null ? [] : ReadHistory(files, newest, warnings);
        if (newest is null && warnings.Count > 0)
        {
            warnings.Add("no whole checkpoint is left: the run begins anew");
        }

        return new RunStart(newest, history, warnings);
    }

    private static bool IsNewer(Checkpoint? one, Checkpoint? other) =>
        one is not null
        && (other is null || (one.State.Epoch, one.State.Step).CompareTo((other.State.Epoch, other.State.Step)) > 0);

    private static Checkpoint? TryRead(
        string path,
        AutoencoderRunSettings settings,
        int imageCount,
        int? epoch,
        List<string> warnings
    )
    {
        try
        {
            Checkpoint checkpoint = Checkpoint.Read(path, settings.Architecture);
            if (Misplaced(checkpoint, settings.Training, imageCount, epoch) is not { } fault)
            {
                return checkpoint;
            }

            warnings.Add($"{path}: {fault}; passed over");
        }
        catch (DataFormatException error)
        {
            warnings.Add($"{error.Message}; the checkpoint before it is taken");
        }

        return null;
    }

    // Why a checkpoint that is whole stands at no place of this run, or null: going on from it would give other bits.
    private static string? Misplaced(
        Checkpoint checkpoint,
        AutoencoderTrainingOptions training,
        int imageCount,
        int? epoch
    )
    {
        TrainingState state = checkpoint.State;
        if (checkpoint.Seed != training.Seed || (epoch ?? state.Epoch) != state.Epoch)
        {
            return $"seed {checkpoint.Seed} and epoch {state.Epoch} are not this run's";
        }

        long steps = (imageCount + (long)training.BatchSize - 1) / training.BatchSize;
        return state.Step < steps && state.TotalSteps == (state.Epoch * steps) + state.Step
            ? null
            : $"{state.TotalSteps} steps, {state.Step} of them after epoch {state.Epoch},"
                + $" do not go with the {steps} steps of an epoch";
    }

    // A row is missing only where the file was lost or cut by other hands.
    private static IReadOnlyList<EpochRecord> ReadHistory(RunFiles files, Checkpoint checkpoint, List<string> warnings)
    {
        int last = checkpoint.InProgress?.BatchMse is null ? checkpoint.State.Epoch : checkpoint.State.Epoch - 1;
        IReadOnlyList<EpochRecord> rows = files.ReadHistory(last);
        if (rows.Count < last + 1)
        {
            warnings.Add(
                $"metrics.csv has {rows.Count} of the {last + 1} rows up to epoch {last}; the others are lost"
            );
        }

        return rows;
    }
}
