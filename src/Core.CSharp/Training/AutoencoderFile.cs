using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>Reads and writes autoencoders as files of named weights.</summary>
/// <remarks>
/// <para>Weights are the arrays of two dimensions, out × in as torch.nn.Linear has them, or in × out where the names say kernel or only
/// then all fits; a bias shares its name up to the word for weight or bias, and is zero where it is missing. Names that start with
/// <c>optimizer</c> and single numbers are passed over.</para>
/// <para>Encoder and decoder are told apart by these words in the names (or enc, dec); otherwise the first narrowest layer is the latent
/// one, or the mean of a variational encoder. Layers stand in the order of the numbers in their names where names order them, else in the
/// only order that their widths allow.</para>
/// <para>A pruning mask, weight normalisation and spectral normalisation are computed, batch normalisation is folded into the layer beside it
/// as in evaluation mode. Other parametrisations, convolutions and recurrent layers are refused by name.</para>
/// <para>Unless options or notes of this library say otherwise, ReLU stands between the layers, nothing after the latent one, tanh at
/// the end.</para>
/// <para>In PyTorch, with <c>encoder</c> and <c>decoder</c> as nn.Sequential of Linear and activations in turn, a written file loads by
/// <c>model.load_state_dict(safetensors.torch.load_file(path))</c>.</para>
/// </remarks>
public static class AutoencoderFile
{
    private const string ActivationsNote = "activations";
    private const string LatentNote = "latent";
    private const string ArchitectureNote = "arch";

    /// <summary>Reads an autoencoder.</summary>
    /// <param name="path">A file .safetensors, .pt, .pth or .npz; its contents tell which.</param>
    /// <param name="options">What the file does not say, or null.</param>
    /// <returns>The autoencoder.</returns>
    /// <exception cref="DataFormatException">The file breaks its format, or its arrays are no autoencoder: one line lists the layers.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Autoencoder Read(string path, AutoencoderFileOptions? options = null) =>
        ReadWithNotes(path, options).Network;

    /// <summary>Reads an autoencoder and says what was decided where the file does not say.</summary>
    /// <param name="path">A file .safetensors, .pt, .pth or .npz; its contents tell which.</param>
    /// <param name="options">What the file does not say, or null.</param>
    /// <returns>The autoencoder with the lines that the user must be told.</returns>
    /// <exception cref="DataFormatException">The file breaks its format, or its arrays are no autoencoder: one line lists the layers.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AutoencoderFileReading ReadWithNotes(string path, AutoencoderFileOptions? options = null)
    {
        TensorFile file = TensorFile.Read(path, options?.Entry);
        List<string> notes = [.. file.Notes];
        RequireWeights(file, path);
        Autoencoder network = FromTensors(file.Tensors, file.Metadata, path, options, notes);
        return new AutoencoderFileReading(network, file.Kind, file.Metadata, notes);
    }

    /// <summary>Writes an autoencoder as .safetensors with PyTorch's names, <c>encoder.0.weight</c> and so on.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="autoencoder">The network.</param>
    /// <param name="metadata">Notes besides the architecture, the latent width and the activations, or null.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(
        string path,
        Autoencoder autoencoder,
        IEnumerable<KeyValuePair<string, string>>? metadata = null
    ) => Safetensors.Of(ToTensors(autoencoder), Notes(autoencoder, metadata)).Write(path);

    /// <summary>The weights and biases under PyTorch's names.</summary>
    internal static IReadOnlyList<StoredTensor> ToTensors(Autoencoder autoencoder)
    {
        ArgumentNullException.ThrowIfNull(autoencoder);
        return [.. ToTensors("encoder", autoencoder.Encoder), .. ToTensors("decoder", autoencoder.Decoder)];
    }

    /// <summary>Notes with architecture, latent width and activations added.</summary>
    internal static Dictionary<string, string> Notes(
        Autoencoder autoencoder,
        IEnumerable<KeyValuePair<string, string>>? metadata
    )
    {
        Dictionary<string, string> notes = new(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            [ArchitectureNote] = ArchitectureName(autoencoder),
        };
        foreach ((string key, string value) in metadata ?? [])
        {
            notes[key] = value;
        }

        notes[LatentNote] = FormattableString.Invariant($"{autoencoder.LatentCount}");
        notes[ActivationsNote] = string.Join(
            ',',
            autoencoder.Layers.Select(layer => Activations.Name(layer.Activation))
        );
        return notes;
    }

    /// <summary>An autoencoder from named arrays and notes; what was decided is added to the decisions.</summary>
    internal static Autoencoder FromTensors(
        IEnumerable<StoredTensor> tensors,
        IReadOnlyDictionary<string, string> notes,
        string file,
        AutoencoderFileOptions? options = null,
        List<string>? decisions = null
    )
    {
        options ??= AutoencoderFileOptions.Default;
        decisions ??= [];
        LayerMatch match = LayerMatch.Of(tensors, file, options, decisions);
        Activation[] activations = ChooseActivations(match, notes, file, options);
        AffineLayer[] layers = [.. match.Layers.Select((layer, index) => match.Build(layer, activations[index]))];
        layers = match.Normalisations.Fold(layers, match.Layers, decisions);
        return Autoencoder.Of(layers[..match.EncoderCount], layers[match.EncoderCount..]);
    }

    // An entry that cannot be read is not needed, unless it is named as weights.
    private static void RequireWeights(TensorFile file, string path)
    {
        if (file.Unread.FirstOrDefault(entry => LayerNames.HasRole(entry.Name)) is { } needed)
        {
            throw new DataFormatException(path, $"'{needed.Name}' is {needed.Kind}, which is not read");
        }
    }

    private static IEnumerable<StoredTensor> ToTensors(string side, IReadOnlyList<AffineLayer> layers) =>
        layers.SelectMany(
            (layer, index) =>
                (StoredTensor[])
                    [
                        StoredTensor.FromSingles(
                            $"{side}.{2 * index}.weight",
                            [layer.Outputs, layer.Inputs],
                            layer.Weights
                        ),
                        StoredTensor.FromSingles($"{side}.{2 * index}.bias", [layer.Outputs], layer.Bias),
                    ]
        );

    // A published name where the widths are those of one, else the widths of the encoder, or of all layers.
    private static string ArchitectureName(Autoencoder autoencoder)
    {
        int[] encoder = [autoencoder.InputCount, .. autoencoder.Encoder.Select(layer => layer.Outputs)];
        int[] decoder = [.. autoencoder.Decoder.Select(layer => layer.Outputs)];
        if (!encoder[..^1].Reverse().SequenceEqual(decoder))
        {
            return string.Join('-', (int[])[.. encoder, .. decoder]);
        }

        return Architecture.Published.FirstOrDefault(name => Fits(name, encoder))
            ?? $"{string.Join('-', encoder[..^1])}-d";
    }

    private static bool Fits(string published, int[] widths) =>
        widths[^1] < widths[0] && Architecture.Parse(published, widths[^1]).Widths.SequenceEqual(widths);

    private static Activation[] ChooseActivations(
        LayerMatch match,
        IReadOnlyDictionary<string, string> notes,
        string file,
        AutoencoderFileOptions options
    )
    {
        int count = match.Layers.Count;
        int latent = match.EncoderCount - 1;
        Activation[] chosen = new Activation[count];
        Array.Fill(chosen, Activation.Relu);
        chosen[latent] = Activation.Identity;
        chosen[^1] = Activation.Tanh;
        if (IsOfRun(notes))
        {
            Array.Fill(chosen, ParseActivations(notes["hidden"], 1, file)[0]);
            chosen[latent] = Activation.Identity;
            chosen[^1] = ParseActivations(notes["output"], 1, file)[0];
        }

        if (notes.TryGetValue(ActivationsNote, out string? noted))
        {
            chosen = ParseActivations(noted, count, file);
        }

        for (int i = 0; i < count; i++)
        {
            Activation? wanted = i == count - 1 ? options.Output : options.Hidden;
            chosen[i] = i == latent ? chosen[i] : wanted ?? chosen[i];
        }

        return chosen;
    }

    // Models and checkpoints of runs note the two activations of their architecture.
    private static bool IsOfRun(IReadOnlyDictionary<string, string> notes) =>
        notes.TryGetValue("kind", out string? kind)
        && kind.StartsWith("neurovariety ", StringComparison.Ordinal)
        && notes.ContainsKey("hidden")
        && notes.ContainsKey("output");

    private static Activation[] ParseActivations(string text, int count, string file)
    {
        string[] names = text.Split(',');
        if (names.Length != count)
        {
            throw new DataFormatException(file, $"the notes name {names.Length} activations for {count} layers");
        }

        try
        {
            return [.. names.Select(Activations.Parse)];
        }
        catch (FormatException error)
        {
            throw new DataFormatException(file, $"the notes on activations: {error.Message}");
        }
    }
}
