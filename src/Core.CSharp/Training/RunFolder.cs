using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>The folder of a run, for reading; immutable, as the folder stood when it was opened.</summary>
/// <remarks>
/// <c>run.json</c> holds what is needed to repeat the run, <c>metrics.csv</c> a row for each epoch,
/// <c>checkpoints/epoch-NNNNN.safetensors</c> the whole state after some epochs, and <c>model.safetensors</c>, there when
/// the run is complete, the weights alone.
/// </remarks>
public sealed class RunFolder
{
    private readonly RunFiles _files;
    private readonly int[] _epochs;

    private RunFolder(RunFiles files, RunDescription description)
    {
        _files = files;
        _epochs = [.. files.CheckpointEpochs()];
        Description = description;
        History = files.ReadHistory(int.MaxValue - 1);
        IsComplete = StoredFolder.Holds(files.ModelPath);
    }

    /// <summary>The folder, as the user gave it.</summary>
    public string Path => _files.Folder;

    /// <summary>What is needed to repeat the run.</summary>
    public RunDescription Description { get; }

    /// <summary>A row for each epoch, the untrained network first.</summary>
    public IReadOnlyList<EpochRecord> History { get; }

    /// <summary>Epochs after which there is a checkpoint, rising.</summary>
    public IReadOnlyList<int> CheckpointEpochs => _epochs;

    /// <summary>Whether all epochs are done and the model stands there.</summary>
    public bool IsComplete { get; }

    /// <summary>Where the weights of the finished run stand.</summary>
    public string ModelPath => _files.ModelPath;

    /// <summary>Whether a folder holds a run.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>Whether there is such a folder with a <c>run.json</c>.</returns>
    public static bool IsRun(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return StoredFolder.Holds(System.IO.Path.Combine(path, RunFiles.DescriptionName));
    }

    /// <summary>Opens a run folder.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The run.</returns>
    /// <exception cref="RunFolderException">The folder holds no run, or <c>run.json</c> is damaged.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RunFiles files = new(path);
        return new RunFolder(
            files,
            files.ReadDescription() ?? throw new RunFolderException(path, "there is no run; train writes one")
        );
    }

    /// <summary>The state after an epoch.</summary>
    /// <param name="epoch">One of <see cref="CheckpointEpochs"/>.</param>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="RunFolderException">There is no checkpoint of this epoch; one line lists those there are.</exception>
    /// <exception cref="DataFormatException">The file is damaged.</exception>
    public Checkpoint ReadCheckpoint(int epoch) =>
        Array.BinarySearch(_epochs, epoch) >= 0
            ? Checkpoint.Read(_files.CheckpointPath(epoch), Description.Settings.Architecture)
            : throw new RunFolderException(
                Path,
                $"no checkpoint of epoch {epoch}; there are {string.Join(", ", _epochs.Take(20))}{(_epochs.Length > 20 ? ", ..." : "")}"
            );
}
