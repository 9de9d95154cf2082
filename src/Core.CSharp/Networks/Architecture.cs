using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Neurovariety.Networks;

/// <summary>The widths and activations of an autoencoder whose decoder mirrors its encoder; immutable, compared by value.</summary>
/// <remarks>
/// No activation follows the latent layer; the output has its own. Correction: [ADGL21] calls exp-3-layer once exp-2-layer and
/// gives exp-5-layer six layers; it has five.
/// </remarks>
public sealed class Architecture : IEquatable<Architecture>
{
    /// <summary>No layer is wider, so that products of two widths stay far from overflow.</summary>
    private const int LargestWidth = 1 << 20;

    private static readonly (string Name, int[] Widths)[] s_published =
    [
        ("exp-3-layer", [784, 128, 32]),
        ("exp-default", [784, 128, 64, 32]),
        ("exp-5-layer", [784, 128, 96, 64, 32]),
    ];

    private readonly int[] _widths;

    private Architecture(string name, int[] widths, Activation hidden, Activation output)
    {
        Name = name;
        _widths = widths;
        Hidden = hidden;
        Output = output;
    }

    /// <summary>The names of the published architectures.</summary>
    public static IReadOnlyList<string> Published => [.. s_published.Select(one => one.Name)];

    /// <summary>The published name, or the widths before the latent one and a d, such as <c>784-256-d</c>.</summary>
    public string Name { get; }

    /// <summary>Widths of the encoder from the input to the latent layer, both included.</summary>
    public IReadOnlyList<int> Widths => _widths;

    /// <summary>Width of the input and of the output.</summary>
    public int Inputs => _widths[0];

    /// <summary>Width of the latent layer, d.</summary>
    public int Latent => _widths[^1];

    /// <summary>Activation of every layer but the latent and the last.</summary>
    public Activation Hidden { get; }

    /// <summary>Activation of the last layer.</summary>
    public Activation Output { get; }

    /// <summary>The layers, the encoder's before the decoder's.</summary>
    public IReadOnlyList<LayerShape> Layers
    {
        get
        {
            int depth = _widths.Length - 1;
            LayerShape[] layers = new LayerShape[2 * depth];
            for (int i = 0; i < depth; i++)
            {
                Activation encoder = i == depth - 1 ? Activation.Identity : Hidden;
                layers[i] = new LayerShape(_widths[i], _widths[i + 1], encoder);
                Activation decoder = i == 0 ? Output : Hidden;
                layers[^(i + 1)] = new LayerShape(_widths[i + 1], _widths[i], decoder);
            }

            return layers;
        }
    }

    /// <summary>Number of weights and biases.</summary>
    public long ParameterCount => Layers.Sum(layer => ((long)layer.Inputs * layer.Outputs) + layer.Outputs);

    /// <summary>An architecture from its text, with ReLU between the layers and tanh at the end.</summary>
    /// <param name="text">A published name, or widths from the input on, ending in <c>d</c> or in the latent width.</param>
    /// <param name="latent">d; may be null when the text ends in a number.</param>
    /// <returns>The architecture.</returns>
    /// <exception cref="FormatException">Another form, a width below 1, or a latent layer as wide as the input.</exception>
    public static Architecture Parse(string text, int? latent = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach ((string name, int[] widths) in s_published)
        {
            if (name == text)
            {
                return Create(name, widths, latent ?? throw Wrong(text, "its latent width d is missing"));
            }
        }

        string[] parts = text.Split('-');
        int[] hidden = [.. parts[..^1].Select(part => ParseWidth(part, text))];
        if (hidden.Length == 0)
        {
            throw Wrong(text, $"expected {string.Join(", ", Published)} or widths such as 784-256-d");
        }

        if (parts[^1] == "d")
        {
            return Create(text, hidden, latent ?? throw Wrong(text, "its latent width d is missing"));
        }

        int last = ParseWidth(parts[^1], text);
        return latent is null || latent == last
            ? Create($"{string.Join('-', parts[..^1])}-d", hidden, last)
            : throw Wrong(text, $"it ends in {last}, but a latent width of {latent} was asked for");
    }

    /// <summary>The same widths with other activations.</summary>
    /// <param name="hidden">Of every layer but the latent and the last.</param>
    /// <param name="output">Of the last layer.</param>
    /// <returns>The architecture.</returns>
    public Architecture With(Activation hidden, Activation output) => new(Name, _widths, hidden, output);

    /// <inheritdoc/>
    public bool Equals(Architecture? other) =>
        other is not null
        && _widths.AsSpan().SequenceEqual(other._widths)
        && (Hidden, Output) == (other.Hidden, other.Output);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Architecture);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ToString());

    /// <summary>All widths and the activations, for people.</summary>
    /// <returns>For instance <c>784-128-64-32-20, relu, tanh at the end</c>.</returns>
    public override string ToString() =>
        $"{string.Join('-', _widths)}, {Activations.Name(Hidden)}, {Activations.Name(Output)} at the end";

    private static Architecture Create(string name, int[] widths, int latent)
    {
        if (latent < 1)
        {
            throw Wrong(name, $"a latent width of {latent}, expected at least 1");
        }

        return latent < widths[0]
            ? new Architecture(name, [.. widths, latent], Activation.Relu, Activation.Tanh)
            : throw Wrong(name, $"a latent width of {latent} is not below the input's {widths[0]}");
    }

    private static int ParseWidth(string part, string text) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
        && width is > 0 and <= LargestWidth
            ? width
            : throw Wrong(
                text,
                $"'{part}' is no width from 1 to {LargestWidth}; expected {string.Join(", ", Published)} or widths such as 784-256-d"
            );

    private static FormatException Wrong(string text, string reason) => new($"architecture '{text}': {reason}");
}

/// <summary>The shape of one layer.</summary>
/// <param name="Inputs">Width of what comes in.</param>
/// <param name="Outputs">Width of what goes out.</param>
/// <param name="Activation">Applied to each output.</param>
public readonly record struct LayerShape(int Inputs, int Outputs, Activation Activation);
