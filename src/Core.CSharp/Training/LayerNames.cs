using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>Which layer an array belongs to, by its name.</summary>
internal static partial class LayerNames
{
    private const int DigitsKept = 20;
    private static readonly HashSet<string> s_roles = new(StringComparer.OrdinalIgnoreCase)
    {
        "weight",
        "weights",
        "kernel",
        "w",
        "bias",
        "biases",
        "b",
    };

    /// <summary>The name without its last word for weight or bias: weights and bias of a layer share it.</summary>
    internal static string Stem(string name)
    {
        List<string> words = Words(name);
        int role = words.FindLastIndex(s_roles.Contains);
        if (role >= 0)
        {
            words.RemoveAt(role);
        }

        return string.Join('.', words);
    }

    /// <summary>Whether the name says encoder (-1), decoder (1) or neither (0).</summary>
    internal static int Side(string name)
    {
        foreach (string word in Words(name))
        {
            switch (word.ToLowerInvariant())
            {
                case "encoder" or "enc":
                    return -1;
                case "decoder" or "dec":
                    return 1;
                default:
                    break;
            }
        }

        return 0;
    }

    /// <summary>Encoders before the others before decoders; within them the order of the file.</summary>
    internal static List<StoredTensor> AsStored(IEnumerable<StoredTensor> weights) =>
        [.. weights.OrderBy(weight => Side(weight.Name))];

    /// <summary>The same, but names that differ only from their first number on stand in the order of their numbers.</summary>
    internal static List<StoredTensor> Numbered(IReadOnlyList<StoredTensor> weights)
    {
        List<string> groups = [.. weights.Select(weight => Group(weight.Name)).Distinct()];
        return
        [
            .. weights
                .OrderBy(weight => Side(weight.Name))
                .ThenBy(weight => groups.IndexOf(Group(weight.Name)))
                .ThenBy(weight => Padded(weight.Name), StringComparer.Ordinal),
        ];
    }

    private static List<string> Words(string name) => [.. WordPattern().Matches(name).Select(word => word.Value)];

    // The words before the first number.
    private static string Group(string name) =>
        string.Join('.', Words(name).TakeWhile(word => !char.IsAsciiDigit(word[0])));

    // Numbers filled up with zeros, so that layer 10 comes after layer 9.
    private static string Padded(string name) =>
        string.Join('.', Words(name).Select(word => char.IsAsciiDigit(word[0]) ? word.PadLeft(DigitsKept, '0') : word));

    [GeneratedRegex("[A-Za-z]+|[0-9]+")]
    private static partial Regex WordPattern();
}
