using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>The metadata of a checkpoint.</summary>
internal sealed record CheckpointNotes(
    Architecture Architecture,
    ulong Seed,
    int Epoch,
    int Step,
    long TotalSteps,
    double LossSum,
    string Version,
    EpochInProgress? InProgress
)
{
    private const string Kind = "neurovariety checkpoint";
    private const string ModelKind = "neurovariety model";

    /// <summary>The notes on a checkpoint.</summary>
    internal static CheckpointNotes Of(Checkpoint checkpoint) =>
        new(
            checkpoint.Architecture,
            checkpoint.Seed,
            checkpoint.State.Epoch,
            checkpoint.State.Step,
            checkpoint.State.TotalSteps,
            checkpoint.State.LossSum,
            checkpoint.Version,
            checkpoint.InProgress
        );

    /// <summary>The notes as text by name.</summary>
    internal Dictionary<string, string> Write()
    {
        Dictionary<string, string> notes = WriteForModel();
        notes["kind"] = Kind;
        notes["step"] = Text(Step);
        notes["lossSum"] = Text(LossSum);
        if (InProgress is { } open)
        {
            notes["openSeconds"] = Text(open.Seconds);
            if (open.BatchMse is { } mean)
            {
                notes["openBatchMse"] = Text(mean);
            }
        }

        return notes;
    }

    /// <summary>The notes that a file of weights alone carries.</summary>
    internal Dictionary<string, string> WriteForModel() =>
        new(StringComparer.Ordinal)
        {
            ["kind"] = ModelKind,
            ["arch"] = Architecture.Name,
            ["widths"] = string.Join('-', Architecture.Widths),
            ["hidden"] = Activations.Name(Architecture.Hidden),
            ["output"] = Activations.Name(Architecture.Output),
            ["activations"] = string.Join(',', Architecture.Layers.Select(layer => Activations.Name(layer.Activation))),
            ["epoch"] = Text(Epoch),
            ["stepCount"] = Text(TotalSteps),
            ["seed"] = Text(Seed),
            ["version"] = Version,
        };

    /// <summary>The notes in the metadata of a file.</summary>
    /// <exception cref="DataFormatException">A note is missing or has another form.</exception>
    internal static CheckpointNotes Parse(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (Find(metadata, "kind", path) != Kind)
        {
            throw Wrong(path, "kind", metadata["kind"]);
        }

        int step = Whole<int>(metadata, "step", path);
        long total = Whole<long>(metadata, "stepCount", path);
        if (total < step)
        {
            throw Wrong(path, "stepCount", metadata["stepCount"]);
        }

        EpochInProgress? open = metadata.ContainsKey("openSeconds")
            ? new EpochInProgress(
                Real(metadata, "openSeconds", path),
                metadata.ContainsKey("openBatchMse") ? Real(metadata, "openBatchMse", path) : null
            )
            : null;
        return new CheckpointNotes(
            ParseArchitecture(metadata, path),
            Whole<ulong>(metadata, "seed", path),
            Whole<int>(metadata, "epoch", path),
            step,
            total,
            Real(metadata, "lossSum", path),
            Find(metadata, "version", path),
            open
        );
    }

    private static Architecture ParseArchitecture(IReadOnlyDictionary<string, string> metadata, string path)
    {
        try
        {
            Architecture architecture = Architecture
                .Parse(Find(metadata, "arch", path), Whole<int>(metadata, "latent", path))
                .With(
                    Activations.Parse(Find(metadata, "hidden", path)),
                    Activations.Parse(Find(metadata, "output", path))
                );
            string widths = string.Join('-', architecture.Widths);
            return Find(metadata, "widths", path) == widths
                ? architecture
                : throw Wrong(path, "widths", metadata["widths"]);
        }
        catch (FormatException error) when (error is not DataFormatException)
        {
            throw new DataFormatException(path, $"metadata: {error.Message}");
        }
    }

    private static T Whole<T>(IReadOnlyDictionary<string, string> metadata, string name, string path)
        where T : struct, System.Numerics.IBinaryInteger<T> =>
        T.TryParse(Find(metadata, name, path), NumberStyles.None, CultureInfo.InvariantCulture, out T value)
            ? value
            : throw Wrong(path, name, metadata[name]);

    private static double Real(IReadOnlyDictionary<string, string> metadata, string name, string path) =>
        double.TryParse(Find(metadata, name, path), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && double.IsFinite(value)
            ? value
            : throw Wrong(path, name, metadata[name]);

    private static string Find(IReadOnlyDictionary<string, string> metadata, string name, string path) =>
        metadata.TryGetValue(name, out string? value)
            ? value
            : throw new DataFormatException(path, $"no checkpoint of this program: the note '{name}' is missing");

    private static DataFormatException Wrong(string path, string name, string value) =>
        new(path, 0, $"no checkpoint of this program: the note '{name}' is '{value}'");

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
