using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Finds several copies of one model in a file, such as weights and their running average, and takes one.</summary>
internal static class ModelCopies
{
    private static readonly HashSet<string> s_averages = new(StringComparer.OrdinalIgnoreCase)
    {
        "ema",
        "swa",
        "avg",
        "average",
        "averaged",
        "teacher",
        "target",
        "shadow",
        "momentum",
    };

    /// <summary>Whether a name is one of an average or copy of a model.</summary>
    internal static bool IsAverage(string name) => LayerNames.Words(name).Exists(s_averages.Contains);

    /// <summary>All arrays where there is one model; else those of the one that is no average, which is said.</summary>
    /// <exception cref="DataFormatException">There are several and none is the model by its name.</exception>
    internal static List<StoredTensor> Choose(List<StoredTensor> tensors, string file, List<string> notes)
    {
        List<IGrouping<string, StoredTensor>> copies =
        [
            .. tensors
                .Where(tensor => tensor.Name.Contains('.', StringComparison.Ordinal))
                .GroupBy(tensor => First(tensor.Name))
                .Where(group => LayerNames.Side(group.Key) == 0)
                .Where(group => group.Count(tensor => tensor.Shape.Count == 2) >= 2)
                .GroupBy(Shape)
                .FirstOrDefault(groups => groups.Count() > 1)
                ?? Enumerable.Empty<IGrouping<string, StoredTensor>>(),
        ];
        if (copies.Count == 0)
        {
            return tensors;
        }

        string all = string.Join(", ", copies.Select(copy => $"'{copy.Key}'"));
        string[] models = [.. copies.Select(copy => copy.Key).Where(name => !IsAverage(name))];
        if (models.Length != 1)
        {
            throw new DataFormatException(file, $"{all} are models of the same layers; say which one (--entry NAME)");
        }

        notes.Add($"of the models {all} '{models[0]}' was read; --entry NAME takes another");
        HashSet<string> others = [.. copies.Select(copy => copy.Key).Where(name => name != models[0])];
        return [.. tensors.Where(tensor => !others.Contains(First(tensor.Name)))];
    }

    private static string First(string name) => name[..Math.Max(0, name.IndexOf('.', StringComparison.Ordinal))];

    // Names without their first word, and shapes: equal for copies of one model.
    private static string Shape(IGrouping<string, StoredTensor> group) =>
        string.Join(
            ';',
            group
                .Select(tensor => $"{tensor.Name[(group.Key.Length + 1)..]} {string.Join('x', tensor.Shape)}")
                .Order(StringComparer.Ordinal)
        );
}
