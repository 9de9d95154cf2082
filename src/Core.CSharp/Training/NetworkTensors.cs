using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>The layers of one file by the names that torch.nn.Sequential gives them.</summary>
internal sealed class NetworkTensors(Safetensors file, Architecture architecture, string path)
{
    private const string FirstPrefix = "optimizer.first.";
    private const string SecondPrefix = "optimizer.second.";

    /// <summary>Moments of the optimiser, shaped as the layers of a network.</summary>
    internal static IEnumerable<StoredTensor> WriteMoments(TrainingState state) =>
        Names(state.Network.Encoder.Count, state.Network.Decoder.Count)
            .Zip(state.Network.Layers, state.Moments)
            .SelectMany(triple =>
            {
                (float[] firstWeights, float[] firstBias, float[] secondWeights, float[] secondBias) = triple
                    .Third
                    .Storage;
                return Pair(FirstPrefix, triple.First, triple.Second, firstWeights, firstBias)
                    .Concat(Pair(SecondPrefix, triple.First, triple.Second, secondWeights, secondBias));
            });

    /// <summary>The network; its numbers must be finite.</summary>
    /// <exception cref="DataFormatException">An array is missing, has another shape, or a number is not finite.</exception>
    internal Autoencoder ReadNetwork()
    {
        int depth = architecture.Widths.Count - 1;
        AffineLayer[] layers =
        [
            .. Names(depth, depth)
                .Zip(
                    architecture.Layers,
                    (name, shape) =>
                        AffineLayer.Adopt(
                            shape.Inputs,
                            shape.Outputs,
                            ReadFinite($"{name}.weight", shape.Outputs, shape.Inputs),
                            ReadFinite($"{name}.bias", shape.Outputs),
                            shape.Activation
                        )
                ),
        ];
        return Autoencoder.Of(layers[..depth], layers[depth..]);
    }

    /// <summary>Moments of the optimiser, layer by layer.</summary>
    /// <exception cref="DataFormatException">An array is missing or has another shape.</exception>
    internal IReadOnlyList<LayerMoments> ReadMoments()
    {
        int depth = architecture.Widths.Count - 1;
        return
        [
            .. Names(depth, depth)
                .Zip(
                    architecture.Layers,
                    (name, shape) =>
                        LayerMoments.Adopt(
                            Read($"{FirstPrefix}{name}.weight", shape.Outputs, shape.Inputs).ToSingles(),
                            Read($"{FirstPrefix}{name}.bias", shape.Outputs).ToSingles(),
                            Read($"{SecondPrefix}{name}.weight", shape.Outputs, shape.Inputs).ToSingles(),
                            Read($"{SecondPrefix}{name}.bias", shape.Outputs).ToSingles()
                        )
                ),
        ];
    }

    // An activation stands after each layer and counts, so the numbers are even.
    private static IEnumerable<string> Names(int encoder, int decoder) =>
        Enumerable
            .Range(0, encoder)
            .Select(layer => string.Create(CultureInfo.InvariantCulture, $"encoder.{2 * layer}"))
            .Concat(
                Enumerable
                    .Range(0, decoder)
                    .Select(layer => string.Create(CultureInfo.InvariantCulture, $"decoder.{2 * layer}"))
            );

    private static StoredTensor[] Pair(string prefix, string name, AffineLayer shape, float[] weights, float[] bias) =>
        [
            Single($"{prefix}{name}.weight", [shape.Outputs, shape.Inputs], weights),
            Single($"{prefix}{name}.bias", [shape.Outputs], bias),
        ];

    private static StoredTensor Single(string name, int[] shape, float[] values) =>
        StoredTensor.FromSingles(name, shape, values);

    private StoredTensor Read(string name, params int[] shape)
    {
        StoredTensor tensor =
            file.Find(name) ?? throw new DataFormatException(path, $"'{name}' of {architecture} is missing");
        string wanted = string.Join(" x ", shape);
        string found = string.Join(" x ", tensor.Shape);
        return found == wanted && tensor.Type == ElementType.F32
            ? tensor
            : throw new DataFormatException(
                path,
                tensor.Offset,
                $"'{name}' is {tensor.Type} {found}, expected F32 {wanted} of {architecture}"
            );
    }

    private float[] ReadFinite(string name, params int[] shape)
    {
        StoredTensor tensor = Read(name, shape);
        float[] values = tensor.ToSingles();
        int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
        return wrong < 0
            ? values
            : throw new DataFormatException(
                path,
                tensor.Offset + (4L * wrong),
                $"number {wrong} of '{name}' is not finite"
            );
    }
}
