using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Threading;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>Trains autoencoders into run folders, several at once.</summary>
/// <remarks>
/// As many runs go at once as there are threads, on one thread each; a run that ends makes room for the next. When fewer are left
/// than threads, those share them. The bits depend neither on the threads nor on the other runs. All runs share the images.
/// </remarks>
public static class AutoencoderRuns
{
    /// <summary>A checkpoint holds twelve bytes for each parameter, and files of more than 2 GB are not read back.</summary>
    private const long LargestParameterCount = 170_000_000;

    /// <summary>Begins, continues or finishes runs.</summary>
    /// <param name="runs">What to train and where; all folders differ.</param>
    /// <param name="data">Images as wide as the networks.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <param name="progress">Told after each epoch of each run, by one thread at a time.</param>
    /// <param name="cancel">Asks every run for a checkpoint and an early return.</param>
    /// <returns>What became of each run, in the order of the plan; a run that fails does not stop the others.</returns>
    /// <exception cref="RunFolderException">A folder holds another run or something else; then nothing was trained.</exception>
    /// <exception cref="ArgumentException">Sizes do not fit, a setting is out of range, or two runs share a folder.</exception>
    /// <exception cref="IOException">A folder cannot be read; then nothing was trained.</exception>
    public static IReadOnlyList<AutoencoderRunResult> Execute(
        IReadOnlyList<PlannedRun> runs,
        Dataset data,
        int threads = 0,
        Action<RunProgress>? progress = null,
        CancellationToken cancel = default
    ) => Execute(runs, data, new RunOptions(threads, progress, null), cancel);

    /// <summary>The same, with the writer of files to use.</summary>
    internal static IReadOnlyList<AutoencoderRunResult> Execute(
        IReadOnlyList<PlannedRun> runs,
        Dataset data,
        RunOptions options,
        CancellationToken cancel
    )
    {
        Check(runs, data, options.Threads);
        RunContext context = new(
            data,
            RunData.Of(data),
            ProgramVersion(),
            MachineDescription.Current(),
            options.Writer
        );
        AutoencoderRun[] all = [.. runs.Select(plan => new AutoencoderRun(plan, context))];
        foreach (AutoencoderRun run in all)
        {
            _ = run.Compare();
        }

        RunQueue queue = new(runs, all, options);
        return queue.Work(cancel);
    }

    private static void Check(IReadOnlyList<PlannedRun> runs, Dataset data, int threads)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        HashSet<string> folders = new(StringComparer.Ordinal);
        foreach (PlannedRun run in runs)
        {
            run.Settings.Training.Check();
            ArgumentOutOfRangeException.ThrowIfNegative(run.Settings.Epochs, nameof(run.Settings.Epochs));
            CheckSize(run.Settings.Architecture);
            CheckImages(run, data.Train, "training");
            CheckImages(run, data.Test, "test");
            if (!folders.Add(Path.GetFullPath(run.Folder)))
            {
                throw new ArgumentException($"two runs share the folder {run.Folder}; name one for each", nameof(runs));
            }
        }
    }

    private static void CheckSize(Architecture architecture)
    {
        if (architecture.ParameterCount > LargestParameterCount)
        {
            throw new ArgumentException(
                $"{architecture.Name}: {architecture.ParameterCount} weights and biases, expected at most"
                    + $" {LargestParameterCount}, for a checkpoint of more could not be read back; choose narrower layers",
                nameof(architecture)
            );
        }
    }

    private static void CheckImages(PlannedRun run, ImageSet images, string kind)
    {
        int inputs = run.Settings.Architecture.Inputs;
        if (images.Count == 0 || images.PixelCount != inputs)
        {
            throw new ArgumentException(
                $"{run.Settings.Architecture.Name} takes images of {inputs} pixels, at least one;"
                    + $" there are {images.Count} {kind} images of {images.Rows} x {images.Columns}",
                nameof(images)
            );
        }
    }

    // The build's suffix says nothing to people.
    private static string ProgramVersion() =>
        typeof(AutoencoderRuns)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0";
}

/// <summary>How runs are executed.</summary>
/// <param name="Threads">Threads to use; 0 for all cores.</param>
/// <param name="Progress">Told after each epoch.</param>
/// <param name="Writer">Writes files; null for <see cref="AtomicFile.Write"/>.</param>
internal sealed record RunOptions(int Threads, Action<RunProgress>? Progress, AtomicWriter? Writer);
