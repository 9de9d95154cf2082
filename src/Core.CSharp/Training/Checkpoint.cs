using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>The state of a training in a file, bit for bit.</summary>
/// <param name="Architecture">Widths and activations of the network.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="State">Weights, moments of the optimiser and position.</param>
/// <param name="Version">Version of the program that wrote it.</param>
/// <remarks>
/// A .safetensors file [ST]. Weights have the names that torch.nn.Sequential gives to Linear layers with an activation after each:
/// <c>encoder.0.weight</c>, <c>encoder.0.bias</c>, <c>encoder.2.weight</c>, ..., <c>decoder.0.weight</c>, ...; the moments have the
/// same names after <c>optimizer.first.</c> and <c>optimizer.second.</c>. The position and the architecture are metadata.
/// <see cref="AutoencoderFile"/> reads the network of a checkpoint too.
/// </remarks>
public sealed record Checkpoint(Architecture Architecture, ulong Seed, TrainingState State, string Version)
{
    /// <summary>What has been measured of an epoch that is not finished; null when there is none.</summary>
    internal EpochInProgress? InProgress { get; init; }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The architecture that the file must have; null for any.</param>
    /// <returns>The checkpoint.</returns>
    /// <exception cref="DataFormatException">The file is damaged, no checkpoint, or one of another architecture.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Checkpoint Read(string path, Architecture? expected = null) =>
        Parse(SourceFile.ReadAll(path), path, expected);

    /// <summary>Writes the checkpoint, whole or not at all.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string path) => ToFile().Write(path);

    /// <summary>A checkpoint from the bytes of a file.</summary>
    internal static Checkpoint Parse(ReadOnlyMemory<byte> bytes, string path, Architecture? expected)
    {
        Safetensors file = Safetensors.Parse(bytes, path);
        CheckpointNotes notes = CheckpointNotes.Parse(file.Metadata, path);
        if (expected is not null && !expected.Equals(notes.Architecture))
        {
            throw new DataFormatException(path, $"a checkpoint of {notes.Architecture}, expected {expected}");
        }

        NetworkTensors tensors = new(file, notes.Architecture, path);
        TrainingState state = TrainingState.Of(
            tensors.ReadNetwork(),
            tensors.ReadMoments(),
            notes.Epoch,
            notes.Step,
            notes.LossSum,
            notes.TotalSteps
        );
        return new Checkpoint(notes.Architecture, notes.Seed, state, notes.Version) { InProgress = notes.InProgress };
    }

    /// <summary>The whole checkpoint as named arrays.</summary>
    internal Safetensors ToFile() =>
        Safetensors.Of(
            [.. AutoencoderFile.ToTensors(State.Network), .. NetworkTensors.WriteMoments(State)],
            AutoencoderFile.Notes(State.Network, CheckpointNotes.Of(this).Write())
        );

    /// <summary>The network alone as named arrays, with notes on where it comes from.</summary>
    internal Safetensors ToModelFile() =>
        Safetensors.Of(
            AutoencoderFile.ToTensors(State.Network),
            AutoencoderFile.Notes(State.Network, CheckpointNotes.Of(this).WriteForModel())
        );
}

/// <summary>What has been measured of an epoch whose row of the history is not yet written.</summary>
/// <param name="Seconds">Wall time of its steps so far.</param>
/// <param name="BatchMse">Mean over its batches when all steps are done and only the evaluation is missing.</param>
internal sealed record EpochInProgress(double Seconds, double? BatchMse);
