using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Why arrays are no autoencoder, layer by layer.</summary>
internal static class LayerFaults
{
    private const int MostShown = 24;

    /// <summary>Several orders fit.</summary>
    internal static DataFormatException Ambiguous(IReadOnlyList<IReadOnlyList<NamedLayer>> orders, string file)
    {
        string Names(int i) => string.Join(", ", orders[i].Take(MostShown).Select(layer => layer.Name));
        return new DataFormatException(
            file,
            $"the names do not order the layers, and their widths allow more than one chain: {Names(0)}; or {Names(1)};"
                + " number the names, or leave layers out (--drop NAME)"
        );
    }

    /// <summary>The latent width is not there.</summary>
    internal static DataFormatException NoLatent(IReadOnlyList<NamedLayer> layers, long latent, string file) =>
        new(file, layers[0].Weight.Offset, $"no latent layer of width {latent} between the layers {Chain(layers)}");

    /// <summary>No order fits, or a bias does not.</summary>
    internal static DataFormatException NoChain(IReadOnlyList<NamedLayer> layers, string file)
    {
        List<NamedLayer> numbered = LayerOrder.ByNames(layers);
        List<NamedLayer> stored = [.. layers.OrderBy(layer => LayerNames.Side(layer.Name))];
        int broken = LayerOrder.FirstBreak(stored);
        List<NamedLayer> shown =
            LayerOrder.FirstBreak(numbered) is var other && (other < 0 || other > broken) && broken >= 0
                ? numbered
                : stored;
        int first = LayerOrder.FirstBreak(shown);
        if (first >= 0)
        {
            string expected = layers[0].Transposed ? "in x out" : "out x in";
            return new DataFormatException(
                file,
                shown[first].Weight.Offset,
                $"the layers do not fit ({expected} expected): {Chain(shown)}; {Advice(layers, shown, first)}"
            );
        }

        return shown[0].Inputs != shown[^1].Outputs
                ? new DataFormatException(
                    file,
                    shown[^1].Weight.Offset,
                    $"the last layer gives {shown[^1].Outputs} numbers, expected {shown[0].Inputs} as the first takes; is a layer missing? {Chain(shown)}"
                )
            : shown.Find(layer => !layer.BiasFits) is { } wrong ? WrongBias(wrong, file)
            : NoLatent(shown, shown.Min(layer => layer.Outputs), file);
    }

    private static DataFormatException WrongBias(NamedLayer layer, string file) =>
        new(
            file,
            layer.Bias!.Offset,
            $"'{ModelTensors.Describe(layer.Bias)}': expected {layer.Outputs} biases for '{ModelTensors.Describe(layer.Weight)}'"
                + $" ({(layer.Transposed ? "in x out" : "out x in")})"
        );

    private static string Advice(IReadOnlyList<NamedLayer> layers, List<NamedLayer> shown, int broken)
    {
        if (Twins(layers) is var (kept, left))
        {
            return $"are '{kept.Name}' and '{left.Name}' the heads for mean and log variance? then --drop {LayerNames.Stem(left.Name)}";
        }

        return shown[broken - 1].Outputs == 2 * shown[broken].Inputs
            ? $"'{shown[broken - 1].Name}' gives twice what the next takes: mean and log variance? keep the rows of the mean"
            : "is a layer missing or in another order?";
    }

    // Two layers of the same widths, without one of which the others fit.
    private static (NamedLayer Kept, NamedLayer Left)? Twins(IReadOnlyList<NamedLayer> layers)
    {
        for (int i = 0; i < layers.Count && layers.Count <= MostShown; i++)
        {
            for (int j = i + 1; j < layers.Count; j++)
            {
                bool twins = layers[i].Weight.Shape.SequenceEqual(layers[j].Weight.Shape);
                if (twins && LayerOrder.Find([.. layers.Where((_, k) => k != j)], out _).Count == 1)
                {
                    return (layers[i], layers[j]);
                }
            }
        }

        return null;
    }

    // Each layer with what it should take when that differs.
    private static string Chain(IReadOnlyList<NamedLayer> layers) =>
        string.Join(
            "; ",
            layers
                .Take(MostShown)
                .Select(
                    (layer, i) =>
                        i == 0 || layer.Inputs == layers[i - 1].Outputs
                            ? $"'{ModelTensors.Describe(layer.Weight)}'"
                            : $"'{ModelTensors.Describe(layer.Weight)}' where {Expected(layer, layers[i - 1].Outputs)} was expected"
                )
        );

    private static string Expected(NamedLayer layer, long inputs) =>
        layer.Transposed ? $"{inputs} x {layer.Outputs}" : $"{layer.Outputs} x {inputs}";
}
