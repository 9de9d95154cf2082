using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Finds the weights that each bias belongs to.</summary>
internal static class LayerBiases
{
    /// <summary>Biases by the name of their weights.</summary>
    /// <remarks>A bias shares its name with the weights up to the word for either, or follows them in a list of numbered arrays.</remarks>
    /// <exception cref="DataFormatException">An array of one dimension belongs to no weights, or to several.</exception>
    internal static Dictionary<string, StoredTensor> Match(
        List<StoredTensor> used,
        List<StoredTensor> weights,
        string file
    )
    {
        ILookup<string, StoredTensor> byStem = weights.ToLookup(weight => LayerNames.Stem(weight.Name));
        Dictionary<string, StoredTensor> biases = new(StringComparer.Ordinal);
        bool listed = used.TrueForAll(tensor => !LayerNames.HasRole(tensor.Name));
        for (int i = 0; i < used.Count; i++)
        {
            if (used[i].Shape.Count != 1)
            {
                continue;
            }

            StoredTensor[] owners = [.. byStem[LayerNames.Stem(used[i].Name)]];
            if (owners.Length == 0 && listed && i > 0 && Follows(used[i - 1], used[i]))
            {
                owners = [used[i - 1]];
            }

            if (owners.Length != 1 || !biases.TryAdd(owners[0].Name, used[i]))
            {
                throw new DataFormatException(
                    file,
                    used[i].Offset,
                    $"'{ModelTensors.Describe(used[i])}' belongs to no weight matrix or to several"
                        + Guess(used[i])
                        + $"; the weights are {ModelTensors.List(weights)}"
                );
            }
        }

        return biases;
    }

    // As numpy.savez names the arrays of a list: arr_0, arr_1, ...
    private static bool Follows(StoredTensor weights, StoredTensor bias) =>
        weights.Shape.Count == 2
        && LayerNames.Compare(weights.Name, bias.Name) < 0
        && weights.Shape.Contains(bias.Shape[0]);

    private static string Guess(StoredTensor tensor) =>
        LayerNames.Words(tensor.Name).Exists(word => word.Equals("weight", StringComparison.OrdinalIgnoreCase))
            ? " (layer normalisation, batch normalisation without statistics and PReLU are not read)"
            : "";
}
