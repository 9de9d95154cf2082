using System;
using System.Collections.Generic;
using System.Globalization;

namespace Neurovariety.Training;

/// <summary>Which layer an array belongs to, and which of two layers comes first, by their names.</summary>
internal static class LayerNames
{
    private const int DigitsRead = 18;
    private const string Kernel = "kernel";
    private static readonly HashSet<string> s_roles = new(StringComparer.OrdinalIgnoreCase)
    {
        "weight",
        "weights",
        Kernel,
        "w",
        "bias",
        "biases",
        "b",
    };

    private static readonly string[] s_ordinals =
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ];

    private static readonly string[] s_cardinals =
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    ];

    /// <summary>The name without its last word for weight or bias: weights and bias of a layer share it.</summary>
    internal static string Stem(string name) => string.Join('.', StemWords(name));

    /// <summary>The words of the stem.</summary>
    internal static List<string> StemWords(string name)
    {
        List<string> words = Words(name);
        int role = words.FindLastIndex(s_roles.Contains);
        if (role >= 0)
        {
            words.RemoveAt(role);
        }

        return words;
    }

    /// <summary>Whether a word of the name says that it is weights or a bias.</summary>
    internal static bool HasRole(string name) => Words(name).Exists(s_roles.Contains);

    /// <summary>Whether the name says kernel, as Keras and Flax call weights that they store in x out.</summary>
    internal static bool IsKernel(string name) =>
        Words(name).Exists(word => word.Equals(Kernel, StringComparison.OrdinalIgnoreCase));

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

    /// <summary>Below 0 where the first layer comes before the second by its name, above 0 after it, 0 where the names do not tell.</summary>
    internal static int Compare(string first, string second)
    {
        List<string> a = StemWords(first);
        List<string> b = StemWords(second);
        for (int i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            string? left = i < a.Count ? a[i] : null;
            string? right = i < b.Count ? b[i] : null;
            if (!string.Equals(left, right, StringComparison.OrdinalIgnoreCase))
            {
                return CompareWords(left, right);
            }
        }

        return 0;
    }

    /// <summary>The words and numbers of a name; the number of a tensor that Keras appends, as in <c>kernel:0</c>, is left out.</summary>
    internal static List<string> Words(string name)
    {
        List<string> words = [];
        int end = name.AsSpan().TrimEnd("0123456789").Length;
        end = end > 0 && end < name.Length && name[end - 1] == ':' ? end - 1 : name.Length;
        for (int at = 0; at < end; )
        {
            int start = at;
            if (char.IsAsciiLetter(name[at]))
            {
                while (at < end && char.IsAsciiLetter(name[at]))
                {
                    at++;
                }
            }
            else if (char.IsAsciiDigit(name[at]))
            {
                while (at < end && char.IsAsciiDigit(name[at]))
                {
                    at++;
                }
            }
            else
            {
                at++;
                continue;
            }

            words.Add(name[start..at]);
        }

        return words;
    }

    // A name that ends where the other goes on with a number comes first, as dense before dense_1.
    private static int CompareWords(string? a, string? b)
    {
        long? left = a is null ? -1 : Number(a);
        long? right = b is null ? -1 : Number(b);
        return left is null || right is null ? 0 : left.Value.CompareTo(right.Value);
    }

    private static long? Number(string word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return word.Length <= DigitsRead ? long.Parse(word, CultureInfo.InvariantCulture) : null;
        }

        string small = word.ToLowerInvariant();
        int place = Math.Max(Array.IndexOf(s_ordinals, small), Array.IndexOf(s_cardinals, small));
        return place >= 0 ? place + 1 : null;
    }
}
