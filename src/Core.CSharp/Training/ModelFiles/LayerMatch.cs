using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;
using Neurovariety.Numerics;

namespace Neurovariety.Training;

/// <summary>The weights and biases of a file in the order of the layers, each fitting the one before.</summary>
internal sealed class LayerMatch
{
    private const int MostLayers = 4096;
    private readonly string _file;

    private LayerMatch(IReadOnlyList<NamedLayer> layers, int encoderCount, BatchNormalisations norms, string file)
    {
        Layers = layers;
        EncoderCount = encoderCount;
        Normalisations = norms;
        _file = file;
    }

    /// <summary>The layers, the encoder's first.</summary>
    internal IReadOnlyList<NamedLayer> Layers { get; }

    /// <summary>Number of layers up to the latent one.</summary>
    internal int EncoderCount { get; }

    /// <summary>What is to be folded into the layers.</summary>
    internal BatchNormalisations Normalisations { get; }

    /// <summary>Finds the layers.</summary>
    /// <param name="tensors">All arrays of the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="options">What the file does not say.</param>
    /// <param name="notes">Takes a line for everything that was decided.</param>
    internal static LayerMatch Of(
        IEnumerable<StoredTensor> tensors,
        string file,
        AutoencoderFileOptions options,
        List<string> notes
    )
    {
        List<StoredTensor> used = ModelTensors.Of(tensors, file, options, notes);
        (used, BatchNormalisations norms) = BatchNormalisations.Take(used, file);
        (used, string? mean) = VariationalHeads.Choose(used, notes);
        List<StoredTensor> weights = [.. used.Where(tensor => tensor.Shape.Count == 2)];
        if (weights.Count is < 2 or > MostLayers)
        {
            throw new DataFormatException(
                file,
                $"{weights.Count} weight matrices, an autoencoder needs at least 2; the file holds {ModelTensors.List(used)}"
            );
        }

        Dictionary<string, StoredTensor> biases = LayerBiases.Match(used, weights, file);
        IReadOnlyList<NamedLayer> layers = Arrange(weights, biases, options.Latent, file, notes);
        return new LayerMatch(layers, Split(layers, options.Latent, mean, file), norms, file);
    }

    /// <summary>A layer with its numbers, which must be finite.</summary>
    internal AffineLayer Build(NamedLayer layer, Activation activation)
    {
        float[] weights = Numbers(layer.Weight);
        (int inputs, int outputs) = ((int)layer.Inputs, (int)layer.Outputs);
        return AffineLayer
            .Adopt(
                inputs,
                outputs,
                layer.Transposed ? Transpose(weights, inputs, outputs) : weights,
                layer.Bias is null ? new float[outputs] : Numbers(layer.Bias),
                activation
            )
            .StoredWith(Precision(layer.Weight.Type));
    }

    private static double Precision(ElementType type) =>
        type switch
        {
            ElementType.F16 => Tolerance.EpsilonHalf,
            ElementType.BF16 => Tolerance.EpsilonBFloat16,
            _ => Tolerance.EpsilonSingle,
        };

    private static float[] Transpose(float[] weights, int rows, int columns)
    {
        float[] turned = new float[weights.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                turned[(j * rows) + i] = weights[(i * columns) + j];
            }
        }

        return turned;
    }

    private float[] Numbers(StoredTensor tensor)
    {
        float[] numbers = tensor.ToSingles();
        int wrong = Array.FindIndex(numbers, number => !float.IsFinite(number));
        return wrong < 0
            ? numbers
            : throw new DataFormatException(
                _file,
                tensor.Offset,
                $"'{tensor.Name}': number {wrong} is {numbers[wrong]}, expected finite numbers in single precision"
            );
    }

    // Names that say kernel are in x out by custom; others are so only where nothing else fits.
    private static IReadOnlyList<NamedLayer> Arrange(
        List<StoredTensor> weights,
        Dictionary<string, StoredTensor> biases,
        int? latent,
        string file,
        List<string> notes
    )
    {
        bool kernels = weights.TrueForAll(weight => LayerNames.IsKernel(weight.Name));
        foreach (bool transposed in (bool[])[kernels, !kernels])
        {
            IReadOnlyList<NamedLayer> layers = Read(weights, biases, transposed);
            IReadOnlyList<IReadOnlyList<NamedLayer>> orders = LayerOrder.Find(layers, out bool byWidths);
            if (orders.Count == 0 || !orders[0].All(layer => layer.BiasFits) || !IsClosed(orders[0], latent))
            {
                continue;
            }

            if (orders.Count > 1)
            {
                throw LayerFaults.Ambiguous(orders, file);
            }

            if (transposed)
            {
                notes.Add("every matrix is in x out, as Keras writes them, and was transposed");
            }

            if (byWidths)
            {
                notes.Add(
                    $"the names do not order the layers, only one chain fits their widths: {string.Join(", ", orders[0].Select(layer => layer.Name))}"
                );
            }

            return orders[0];
        }

        throw LayerFaults.NoChain(Read(weights, biases, kernels), file);
    }

    private static List<NamedLayer> Read(
        List<StoredTensor> weights,
        Dictionary<string, StoredTensor> biases,
        bool transposed
    ) => [.. weights.Select(weight => new NamedLayer(weight, biases.GetValueOrDefault(weight.Name), transposed))];

    // Ends of one width around something narrower, or an encoder and a decoder by name.
    private static bool IsClosed(IReadOnlyList<NamedLayer> layers, int? latent) =>
        layers[0].Inputs == layers[^1].Outputs
        && (
            layers.Min(layer => layer.Outputs) < layers[^1].Outputs
            || Sides(layers).Both
            || layers.All(IsSquare)
            || layers.Any(layer => layer.Outputs == latent)
        );

    private static bool IsSquare(NamedLayer layer) => layer.Inputs == layer.Outputs;

    private static (int Encoders, bool Both) Sides(IReadOnlyList<NamedLayer> layers)
    {
        int encoders = layers.Count(layer => LayerNames.Side(layer.Name) < 0);
        int decoders = layers.Count(layer => LayerNames.Side(layer.Name) > 0);
        return (encoders, encoders > 0 && decoders > 0 && encoders + decoders == layers.Count);
    }

    private static int Split(IReadOnlyList<NamedLayer> layers, int? latent, string? mean, string file)
    {
        int place = layers.ToList().FindIndex(layer => layer.Name == mean);
        (int encoders, bool both) = Sides(layers);
        int known =
            place >= 0 ? place + 1
            : both ? encoders
            : 0;
        if (known > 0)
        {
            return known < layers.Count && (latent is null || layers[known - 1].Outputs == latent)
                ? known
                : throw LayerFaults.NoLatent(layers, latent ?? layers[known - 1].Outputs, file);
        }

        long wanted = latent ?? layers.Min(layer => layer.Outputs);
        place = layers.ToList().FindIndex(layer => layer.Outputs == wanted);
        return place >= 0 && place < layers.Count - 1 ? place + 1 : throw LayerFaults.NoLatent(layers, wanted, file);
    }
}
