using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Writes one file whole or not at all, as <see cref="AtomicFile.Write"/> does.</summary>
internal delegate void AtomicWriter(string path, Action<Stream> write);

/// <summary>The files of a run folder by their names.</summary>
internal sealed class RunFiles(string folder, AtomicWriter? writer = null)
{
    internal const string DescriptionName = "run.json";
    private const string Metrics = "metrics.csv";
    private const string Checkpoints = "checkpoints";
    private const string Model = "model.safetensors";
    private const string CheckpointStart = "epoch-";
    private const string CheckpointEnd = ".safetensors";

    private readonly AtomicWriter _write = writer ?? AtomicFile.Write;

    /// <summary>The folder, as the user gave it.</summary>
    internal string Folder => folder;

    /// <summary>The weights of a finished run.</summary>
    internal string ModelPath => Path.Combine(folder, Model);

    /// <summary>The checkpoint of a stop between two epochs that have one.</summary>
    internal string InterruptedPath => Path.Combine(folder, Checkpoints, "interrupted" + CheckpointEnd);

    private string MetricsPath => Path.Combine(folder, Metrics);

    /// <summary>The checkpoint after an epoch.</summary>
    internal string CheckpointPath(int epoch) =>
        Path.Combine(
            folder,
            Checkpoints,
            string.Create(CultureInfo.InvariantCulture, $"{CheckpointStart}{epoch:D5}{CheckpointEnd}")
        );

    /// <summary>What <c>run.json</c> says; null for a folder that is new or holds nothing.</summary>
    /// <exception cref="RunFolderException">The folder holds something else, or the file is damaged.</exception>
    internal RunDescription? ReadDescription()
    {
        IReadOnlyList<string> names = StoredFolder.Names(folder);
        if (names.Contains(DescriptionName))
        {
            return RunJson.Read(SourceFile.ReadAll(Path.Combine(folder, DescriptionName)), folder);
        }

        string? other = names.FirstOrDefault(name => name != FolderLock.Name && !AtomicFile.IsTemporaryName(name));
        return other is null
            ? null
            : throw new RunFolderException(
                folder,
                $"not empty and no run ('{other}' stands there); name another folder"
            );
    }

    /// <summary>Epochs after which there is a checkpoint, rising.</summary>
    internal IReadOnlyList<int> CheckpointEpochs() =>
        [.. StoredFolder.Names(Path.Combine(folder, Checkpoints)).Select(EpochOf).OfType<int>().Order()];

    /// <summary>Whether there is a checkpoint after an epoch.</summary>
    internal bool HasCheckpoint(int epoch) => StoredFolder.Holds(CheckpointPath(epoch));

    /// <summary>The rows of the history up to an epoch.</summary>
    internal IReadOnlyList<EpochRecord> ReadHistory(int last) =>
        StoredFolder.Holds(MetricsPath)
            ? MetricsFile.Read(Encoding.UTF8.GetString(SourceFile.ReadAll(MetricsPath)), last)
            : [];

    /// <summary>Takes away what a killed process left behind.</summary>
    internal void RemoveLeftovers()
    {
        StoredFolder.RemoveLeftovers(folder);
        StoredFolder.RemoveLeftovers(Path.Combine(folder, Checkpoints));
    }

    internal void WriteDescription(RunDescription run) =>
        WriteBytes(Path.Combine(folder, DescriptionName), RunJson.Write(run));

    internal void WriteHistory(IReadOnlyList<EpochRecord> rows) =>
        WriteBytes(MetricsPath, Encoding.UTF8.GetBytes(MetricsFile.Write(rows)));

    /// <summary>Writes the checkpoint after a whole epoch; one of an interruption before it is of no more use.</summary>
    internal void WriteCheckpoint(Checkpoint checkpoint)
    {
        _write(CheckpointPath(checkpoint.State.Epoch), checkpoint.ToFile().WriteTo);
        RemoveInterrupted();
    }

    internal void WriteInterrupted(Checkpoint checkpoint) => _write(InterruptedPath, checkpoint.ToFile().WriteTo);

    internal void WriteModel(Checkpoint checkpoint) => _write(ModelPath, checkpoint.ToModelFile().WriteTo);

    internal void RemoveInterrupted() => StoredFolder.Remove(InterruptedPath);

    internal void RemoveModel() => StoredFolder.Remove(ModelPath);

    private static int? EpochOf(string name) =>
        name.StartsWith(CheckpointStart, StringComparison.Ordinal)
        && name.EndsWith(CheckpointEnd, StringComparison.Ordinal)
        && int.TryParse(
            name.AsSpan()[CheckpointStart.Length..^CheckpointEnd.Length],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int epoch
        )
            ? epoch
            : null;

    private void WriteBytes(string path, ReadOnlyMemory<byte> contents) =>
        _write(path, stream => stream.Write(contents.Span));
}
