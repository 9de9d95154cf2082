using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Training;

/// <summary>One run: finds where it stands in its folder, trains it to its end, and writes what it owes.</summary>
/// <remarks>
/// The row of an epoch is written before the checkpoint of that epoch, so a checkpoint never stands without its history; rows
/// that follow the checkpoint a run resumes from are written again, with the same numbers but for the times.
/// </remarks>
internal sealed class AutoencoderRun(PlannedRun plan, RunContext context)
{
    private static readonly TimeSpan s_historyPause = TimeSpan.FromSeconds(1);

    private readonly RunFiles _files = new(plan.Folder, context.Writer);
    private readonly List<EpochRecord> _history = [];
    private readonly List<string> _warnings = [];
    private TrainingSession? _session;
    private Checkpoint? _kept;
    private int? _resumedFrom;
    private long _historyWritten;

    private AutoencoderRunSettings Settings => plan.Settings;

    private TrainingSession Session => _session ?? throw new UnreachableException();

    /// <summary>Compares the run with what stands in its folder, without touching it.</summary>
    /// <returns>What <c>run.json</c> says; null when the run is new.</returns>
    /// <exception cref="RunFolderException">The folder holds another run, or something else.</exception>
    internal RunDescription? Compare()
    {
        RunDescription? stored = _files.ReadDescription();
        IReadOnlyList<string> differences = stored is null ? [] : RunIdentity.Differences(stored, Describe());
        return differences.Count == 0
            ? stored
            : throw new RunFolderException(plan.Folder, $"{string.Join("; ", differences)}; name another folder");
    }

    /// <summary>Epochs that have a checkpoint by name: about how many are done.</summary>
    internal int EpochsKept() => _files.CheckpointEpochs() is [.., int last] ? Math.Min(Settings.Epochs, last) : 0;

    /// <summary>Trains to the end, or until something stops it.</summary>
    /// <param name="threads">Asked before each epoch for the threads to use.</param>
    /// <param name="report">Told each new row of the history.</param>
    /// <param name="cancel">Asks for a checkpoint and an early return.</param>
    internal AutoencoderRunResult Execute(Func<int> threads, Action<EpochRecord> report, CancellationToken cancel)
    {
        try
        {
            using FolderLock? held = FolderLock.TryTake(plan.Folder);
            return held is null
                ? Result(
                    RunStatus.Failed,
                    $"run folder {plan.Folder}: another process uses it; wait for it or name another"
                )
                : Resume(threads, report, cancel);
        }
        catch (IOException error)
        {
            return Result(RunStatus.Failed, error.Message);
        }
        finally
        {
            // Of many runs only the networks stay in memory.
            _session = null;
            _kept = null;
        }
    }

    /// <summary>The result of a run that was never begun.</summary>
    internal AutoencoderRunResult NotBegun() => Result(RunStatus.Interrupted, "not begun; run it again to train it");

    private AutoencoderRunResult Resume(Func<int> threads, Action<EpochRecord> report, CancellationToken cancel)
    {
        _files.RemoveLeftovers();
        RunDescription? stored = Compare();
        RunStart start = RunStart.Find(_files, Settings, context.Data.Train.Count);
        _kept = start.Checkpoint;
        _resumedFrom = _kept?.State.Epoch;
        _history.AddRange(start.History);
        _warnings.AddRange(start.Warnings);
        if (_kept is not null && IsDone(_kept.State, stored))
        {
            WarnIfUnfinished(_kept.State, stored);
            return Result(
                RunStatus.AlreadyFinished,
                $"nothing to do: {_kept.State.Epoch} epochs are done, {Settings.Epochs} were asked for"
            );
        }

        Announce(stored);
        TrainingState state = _kept?.State ?? TrainingState.Start(Untrained());
        _session = new TrainingSession(state, context.Data.Train, Settings.Training);
        return Train(threads, report, cancel);
    }

    // A run that stands exactly at its end may still owe its model.
    private bool IsDone(TrainingState state, RunDescription? stored) =>
        (state.Epoch, state.Step).CompareTo((Settings.Epochs, 0)) switch
        {
            > 0 => true,
            0 => stored?.Settings.Epochs == Settings.Epochs && StoredFolder.Holds(_files.ModelPath),
            < 0 => false,
        };

    // Fewer epochs were asked for than a run has done that was stopped before its end: there is no model, and none is made.
    private void WarnIfUnfinished(TrainingState state, RunDescription? stored)
    {
        if (!StoredFolder.Holds(_files.ModelPath) && stored is not null)
        {
            int planned = Math.Max(stored.Settings.Epochs, state.Epoch + 1);
            _warnings.Add(
                $"{plan.Folder} stopped after {Place(state)} of {stored.Settings.Epochs} and has no model yet;"
                    + $" --epochs {planned} finishes it"
            );
        }
    }

    private void Announce(RunDescription? stored)
    {
        RunDescription now = stored is null ? Describe() : stored with { Settings = Settings };
        if (stored is null || !RunJson.Write(stored).Span.SequenceEqual(RunJson.Write(now).Span))
        {
            _files.WriteDescription(now);
        }

        if (stored is not null && Arithmetic(stored) != Arithmetic(Describe()))
        {
            _warnings.Add(
                $"{plan.Folder} was begun by version {stored.Version} on {stored.Machine.Processor},"
                    + $" {stored.Machine.Runtime}: the bits may differ from those of an undisturbed run"
            );
        }

        _files.RemoveModel();
    }

    // What the last bits of a sum may depend on.
    private static (string, string, string, int, string) Arithmetic(RunDescription run)
    {
        MachineDescription machine = run.Machine;
        return (run.Version, machine.Processor, machine.Architecture, machine.VectorBits, machine.Runtime);
    }

    private AutoencoderRunResult Train(Func<int> threads, Action<EpochRecord> report, CancellationToken cancel)
    {
        EpochInProgress? open = _kept?.InProgress;
        bool lacksRow = _kept is null || open?.BatchMse is not null;
        double seconds = open?.Seconds ?? 0.0;
        if (lacksRow)
        {
            if (FinishEpoch(open?.BatchMse, seconds, threads(), report, cancel) is { } early)
            {
                return early;
            }

            seconds = 0.0;
        }

        while (Session.Epoch < Settings.Epochs)
        {
            long clock = Stopwatch.GetTimestamp();
            EpochResult result = Session.RunEpoch(threads(), cancel);
            seconds += Stopwatch.GetElapsedTime(clock).TotalSeconds;
            if (result.Status == EpochStatus.NotFinite)
            {
                return NotFinite($"at epoch {result.Epoch}, batch {result.Step + 1}");
            }

            if (result.Status == EpochStatus.Interrupted)
            {
                return Interrupt(new EpochInProgress(seconds, null));
            }

            if (FinishEpoch(result.MeanSquaredError, seconds, threads(), report, cancel) is { } early)
            {
                return early;
            }

            seconds = 0.0;
        }

        return Finish();
    }

    // Adds the row of the epoch just done; a result when the network no longer gives numbers or the wish to stop came first.
    private AutoencoderRunResult? FinishEpoch(
        double? batchMse,
        double seconds,
        int threads,
        Action<EpochRecord> report,
        CancellationToken cancel
    )
    {
        if (
            Session.Evaluate(context.Data.Train, threads, cancel) is not { } train
            || Session.Evaluate(context.Data.Test, threads, cancel) is not { } test
        )
        {
            return Interrupt(new EpochInProgress(seconds, batchMse));
        }

        if (!double.IsFinite(train) || !double.IsFinite(test))
        {
            return NotFinite($"after epoch {Session.Epoch}, batch {Session.StepCount}");
        }

        double? rate = batchMse is null ? null : context.Data.Train.Count / Math.Max(seconds, 1e-9);
        EpochRecord row = new(Session.Epoch, train, test, batchMse, seconds, rate);
        _history.Add(row);
        if (Settings.Checkpoints.Includes(row.Epoch, Settings.Epochs))
        {
            Keep();
        }
        else if (Stopwatch.GetElapsedTime(_historyWritten) >= s_historyPause)
        {
            WriteHistory();
        }

        report(row);
        return null;
    }

    private void Keep()
    {
        WriteHistory();
        Checkpoint checkpoint = Snapshot(null);
        _files.WriteCheckpoint(checkpoint);
        _kept = checkpoint;
    }

    private AutoencoderRunResult Finish()
    {
        if (_kept is null || _kept.State.Epoch < Settings.Epochs || !_files.HasCheckpoint(Settings.Epochs))
        {
            Keep();
        }

        _files.WriteModel(_kept ?? throw new UnreachableException());
        _files.RemoveInterrupted();
        return Result(RunStatus.Finished, null);
    }

    // Nothing is lost by writing nothing when the untrained network was not even measured, or when the state stands there.
    private AutoencoderRunResult Interrupt(EpochInProgress open)
    {
        Checkpoint now = Snapshot(open);
        TrainingState state = now.State;
        bool isOpen = state.Step > 0 || open.BatchMse is not null;
        bool stands = _kept is not null && (_kept.State.Epoch, _kept.State.Step) == (state.Epoch, state.Step);
        if (isOpen ? !stands : !stands && _history.Count > 0)
        {
            WriteHistory();
            _files.WriteInterrupted(isOpen ? now : now with { InProgress = null });
            _kept = now;
        }

        return Result(RunStatus.Interrupted, $"interrupted after {Place(state)}; run it again to continue");
    }

    private AutoencoderRunResult NotFinite(string place)
    {
        string kept = _kept is null ? "there is no checkpoint" : $"the checkpoint of {Place(_kept.State)} is kept";
        WriteHistory();
        return Result(RunStatus.NotFinite, $"loss is not finite {place}; {kept}; a smaller learning rate may help");
    }

    private void WriteHistory()
    {
        _files.WriteHistory(_history);
        _historyWritten = Stopwatch.GetTimestamp();
    }

    private Checkpoint Snapshot(EpochInProgress? open) =>
        new(Settings.Architecture, Settings.Training.Seed, Session.Snapshot(), context.Version) { InProgress = open };

    private RunDescription Describe() => new(Settings, context.Described, context.Version, context.Machine);

    private Autoencoder Untrained() =>
        Autoencoder.Initialise(Settings.Architecture, RandomSource.FromSeed(Settings.Training.Seed).Split("weights"));

    private AutoencoderRunResult Result(RunStatus status, string? message) =>
        new(plan.Folder, status, [.. _history], _kept?.State.Network, [.. _warnings], message, _resumedFrom);

    private static string Place(TrainingState state) =>
        state.Step == 0
            ? string.Create(CultureInfo.InvariantCulture, $"epoch {state.Epoch}")
            : string.Create(CultureInfo.InvariantCulture, $"epoch {state.Epoch} and {state.Step} batches");
}
