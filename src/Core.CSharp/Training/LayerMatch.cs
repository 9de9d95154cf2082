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
    private const int MostShown = 24;
    private readonly string _file;

    private LayerMatch(IReadOnlyList<NamedLayer> layers, int encoderCount, string file)
    {
        Layers = layers;
        EncoderCount = encoderCount;
        _file = file;
    }

    /// <summary>The layers, the encoder's first.</summary>
    internal IReadOnlyList<NamedLayer> Layers { get; }

    /// <summary>Number of layers up to the latent one.</summary>
    internal int EncoderCount { get; }

    /// <summary>Finds the layers.</summary>
    internal static LayerMatch Of(IEnumerable<StoredTensor> tensors, string file, int? latent)
    {
        List<StoredTensor> used =
        [
            .. tensors.Where(tensor =>
                tensor.Shape.Count > 0 && !tensor.Name.StartsWith("optimizer", StringComparison.Ordinal)
            ),
        ];
        List<StoredTensor> weights = [.. used.Where(tensor => tensor.Shape.Count == 2)];
        CheckKinds(used, weights, file);
        weights = Order(weights, file);
        CheckEnds(weights, file);
        Dictionary<string, StoredTensor> biases = MatchBiases(used, weights, file);
        List<NamedLayer> layers =
        [
            .. weights.Select(weight => new NamedLayer(weight, biases.GetValueOrDefault(weight.Name))),
        ];
        return new LayerMatch(layers, Split(weights, latent, file), file);
    }

    /// <summary>A layer with its numbers, which must be finite.</summary>
    internal AffineLayer Build(NamedLayer layer, Activation activation) =>
        AffineLayer
            .Adopt(
                (int)layer.Weight.Shape[1],
                (int)layer.Weight.Shape[0],
                Numbers(layer.Weight),
                layer.Bias is null ? new float[layer.Weight.Shape[0]] : Numbers(layer.Bias),
                activation
            )
            .StoredWith(Precision(layer.Weight.Type));

    private static double Precision(ElementType type) =>
        type switch
        {
            ElementType.F16 => Tolerance.EpsilonHalf,
            ElementType.BF16 => Tolerance.EpsilonBFloat16,
            _ => Tolerance.EpsilonSingle,
        };

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

    private static void CheckKinds(List<StoredTensor> used, List<StoredTensor> weights, string file)
    {
        if (weights.Count < 2)
        {
            throw new DataFormatException(
                file,
                0,
                $"{weights.Count} weight matrices, an autoencoder needs at least 2; the file holds {List(used)}"
            );
        }

        if (
            used.Find(tensor => tensor.Shape.Count > 2 || tensor.Shape.Any(size => size is 0 or > int.MaxValue)) is
            { } odd
        )
        {
            throw new DataFormatException(
                file,
                odd.Offset,
                $"'{Describe(odd)}' belongs to no affine layer, expected out x in weights and biases only"
            );
        }
    }

    private static List<StoredTensor> Order(List<StoredTensor> weights, string file)
    {
        List<StoredTensor> numbered = LayerNames.Numbered(weights);
        List<StoredTensor> stored = LayerNames.AsStored(weights);
        if (FirstBreak(numbered) < 0)
        {
            return numbered;
        }

        int broken = FirstBreak(stored);
        if (broken < 0)
        {
            return stored;
        }

        string advice =
            IsTransposedChain(numbered) || IsTransposedChain(stored)
                ? "every matrix is in x out, as Keras writes them; transpose them"
                : "is a layer missing, transposed or in another order?";
        throw new DataFormatException(
            file,
            stored[broken].Offset,
            $"the layers do not fit (out x in expected): {Chain(FirstBreak(numbered) > broken ? numbered : stored)}; {advice}"
        );
    }

    // The first layer that does not take what the one before gives, or -1.
    private static int FirstBreak(List<StoredTensor> weights)
    {
        for (int i = 1; i < weights.Count; i++)
        {
            if (weights[i].Shape[1] != weights[i - 1].Shape[0])
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsTransposedChain(List<StoredTensor> weights) =>
        weights.Zip(weights.Skip(1)).All(pair => pair.First.Shape[1] == pair.Second.Shape[0]);

    private static void CheckEnds(List<StoredTensor> weights, string file)
    {
        (long inputs, long outputs) = (weights[0].Shape[1], weights[^1].Shape[0]);
        if (inputs != outputs)
        {
            throw new DataFormatException(
                file,
                weights[^1].Offset,
                $"the last layer gives {outputs} numbers, expected {inputs} as the first takes; is a layer missing? {Chain(weights)}"
            );
        }
    }

    private static Dictionary<string, StoredTensor> MatchBiases(
        List<StoredTensor> used,
        List<StoredTensor> weights,
        string file
    )
    {
        ILookup<string, StoredTensor> byStem = weights.ToLookup(weight => LayerNames.Stem(weight.Name));
        Dictionary<string, StoredTensor> biases = new(StringComparer.Ordinal);
        foreach (StoredTensor bias in used.Where(tensor => tensor.Shape.Count == 1))
        {
            StoredTensor[] owners = [.. byStem[LayerNames.Stem(bias.Name)]];
            if (owners.Length != 1 || !biases.TryAdd(owners[0].Name, bias))
            {
                throw new DataFormatException(
                    file,
                    bias.Offset,
                    $"'{Describe(bias)}' belongs to no weight matrix or to several; the layers are {Chain(weights)}"
                );
            }

            if (bias.Shape[0] != owners[0].Shape[0])
            {
                throw new DataFormatException(
                    file,
                    bias.Offset,
                    $"'{Describe(bias)}': expected {owners[0].Shape[0]} biases for '{Describe(owners[0])}' (out x in); transpose?"
                );
            }
        }

        return biases;
    }

    private static int Split(List<StoredTensor> weights, int? latent, string file)
    {
        int encoders = weights.Count(weight => LayerNames.Side(weight.Name) < 0);
        int decoders = weights.Count(weight => LayerNames.Side(weight.Name) > 0);
        if (encoders > 0 && decoders > 0 && encoders + decoders == weights.Count)
        {
            return latent is null || weights[encoders - 1].Shape[0] == latent
                ? encoders
                : throw NoLatent(weights, latent.Value, file);
        }

        long wanted = latent ?? weights.Min(weight => weight.Shape[0]);
        int place = weights.FindIndex(weight => weight.Shape[0] == wanted);
        return place >= 0 && place < weights.Count - 1 ? place + 1 : throw NoLatent(weights, wanted, file);
    }

    private static DataFormatException NoLatent(List<StoredTensor> weights, long latent, string file) =>
        new(file, weights[0].Offset, $"no latent layer of width {latent} between the layers {Chain(weights)}");

    // Each layer with what it should take when that differs.
    private static string Chain(List<StoredTensor> weights) =>
        string.Join(
            "; ",
            weights
                .Take(MostShown)
                .Select(
                    (weight, i) =>
                        i == 0 || weight.Shape[1] == weights[i - 1].Shape[0]
                            ? $"'{Describe(weight)}'"
                            : $"'{Describe(weight)}' where {weight.Shape[0]} x {weights[i - 1].Shape[0]} was expected"
                )
        );

    private static string List(List<StoredTensor> tensors) =>
        tensors.Count == 0 ? "no arrays" : string.Join("; ", tensors.Take(MostShown).Select(Describe));

    private static string Describe(StoredTensor tensor) => $"{tensor.Name} {string.Join(" x ", tensor.Shape)}";
}

/// <summary>The arrays of one layer; without a bias it is zero.</summary>
internal sealed record NamedLayer(StoredTensor Weight, StoredTensor? Bias);
