using System.Collections.Generic;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>An autoencoder from a file, with what was decided where the file does not say; immutable.</summary>
/// <param name="Network">The network.</param>
/// <param name="Kind">The kind of file, as its usual ending: .safetensors, .pt, .npz or .npy.</param>
/// <param name="Metadata">Notes of the file by name; empty where the kind has none.</param>
/// <param name="Notes">What the user must be told, a line each: what was computed, left out, turned or chosen.</param>
public sealed record AutoencoderFileReading(
    Autoencoder Network,
    string Kind,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Notes
);
