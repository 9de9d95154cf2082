using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Neurovariety.Training;

/// <summary>Runs that wait for a free core, and the cores that are shared by the last of them.</summary>
internal sealed class RunQueue
{
    private readonly IReadOnlyList<PlannedRun> _plans;
    private readonly AutoencoderRun[] _runs;
    private readonly Action<RunProgress>? _progress;
    private readonly int _threads;
    private readonly AutoencoderRunResult[] _results;
    private readonly int[] _epochs;
    private readonly Lock _reporting = new();
    private readonly ConcurrentQueue<Exception> _faults = new();
    private int _next;
    private int _unfinished;
    private int _epochsDone;

    internal RunQueue(IReadOnlyList<PlannedRun> plans, AutoencoderRun[] runs, RunOptions options)
    {
        _plans = plans;
        _runs = runs;
        _progress = options.Progress;
        _threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        _results = new AutoencoderRunResult[runs.Length];
        _epochs = [.. runs.Select(run => run.EpochsKept())];
        _unfinished = runs.Length;
    }

    /// <summary>Executes all runs.</summary>
    /// <returns>Their results in the order of the plan.</returns>
    internal IReadOnlyList<AutoencoderRunResult> Work(CancellationToken cancel)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Thread[] workers =
        [
            .. Enumerable
                .Range(0, Math.Min(_threads, _runs.Length))
                .Select(_ => new Thread(() => Serve(stop)) { IsBackground = true, Name = "Neurovariety runs" }),
        ];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        if (_faults.TryPeek(out Exception? fault))
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        return _results;
    }

    // A fault of the program in one run, or in the listener, ends the others with a checkpoint and is thrown again at the end.
    private void Serve(CancellationTokenSource stop)
    {
        int index;
        while ((index = Interlocked.Increment(ref _next) - 1) < _runs.Length)
        {
            try
            {
                _results[index] = stop.IsCancellationRequested
                    ? _runs[index].NotBegun()
                    : _runs[index].Execute(Share, row => Report(index, row), stop.Token);
            }
            catch (Exception error)
            {
                _faults.Enqueue(error);
                stop.Cancel();
            }

            Interlocked.Decrement(ref _unfinished);
        }
    }

    /// <summary>Threads for one run now: one while others wait, more when cores are free.</summary>
    private int Share() => Math.Max(1, _threads / Math.Max(1, Volatile.Read(ref _unfinished)));

    private void Report(int index, EpochRecord row)
    {
        if (_progress is null)
        {
            return;
        }

        lock (_reporting)
        {
            _epochsDone += row.Epoch > 0 ? 1 : 0;
            _epochs[index] = row.Epoch;
            int left = _plans.Select((plan, i) => Math.Max(0, plan.Settings.Epochs - _epochs[i])).Sum();
            int epochs = _plans[index].Settings.Epochs;
            _progress(
                new RunProgress(index, _runs.Length, _plans[index].Folder, row.Epoch, epochs, row, _epochsDone, left)
            );
        }
    }
}
