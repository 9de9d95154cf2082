using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>Batch normalisations of a file, folded into the layer before or after in evaluation mode.</summary>
/// <remarks>
/// x becomes gamma (x - mean)/sqrt(variance + epsilon) + beta. Epsilon stands in no file: it is 1e-5 as PyTorch has it, 1e-3 with the names of
/// Keras. Which layer it belongs to is told by the numbers within a torch.nn.Sequential, by a common parent, or by a common number.
/// </remarks>
internal sealed class BatchNormalisations
{
    private const double TorchEpsilon = 1e-5;
    private const double KerasEpsilon = 1e-3;

    private static readonly (string Name, string Keras, string Use)[] s_parts =
    [
        ("running_mean", "moving_mean", "mean"),
        ("running_var", "moving_variance", "variance"),
        ("weight", "gamma", "gamma"),
        ("bias", "beta", "beta"),
    ];

    private readonly List<Normalisation> _all;
    private readonly string _file;

    private BatchNormalisations(List<Normalisation> all, string file)
    {
        _all = all;
        _file = file;
    }

    /// <summary>The other arrays, and the normalisations.</summary>
    internal static (List<StoredTensor> Others, BatchNormalisations Norms) Take(List<StoredTensor> tensors, string file)
    {
        Dictionary<string, StoredTensor> byName = new(StringComparer.Ordinal);
        foreach (StoredTensor tensor in tensors)
        {
            _ = byName.TryAdd(Plain(tensor.Name), tensor);
        }

        HashSet<string> taken = new(StringComparer.Ordinal);
        List<Normalisation> norms = [];
        foreach (string name in byName.Keys.Where(name => IsMean(name)).ToList())
        {
            bool keras = name.EndsWith(s_parts[0].Keras, StringComparison.Ordinal);
            string stem = name[..^(keras ? s_parts[0].Keras : s_parts[0].Name).Length].TrimEnd('.');
            Dictionary<string, StoredTensor> parts = new(StringComparer.Ordinal);
            foreach ((string torch, string other, string use) in s_parts)
            {
                string full = stem.Length == 0 ? (keras ? other : torch) : $"{stem}.{(keras ? other : torch)}";
                if (byName.TryGetValue(full, out StoredTensor? part))
                {
                    parts.Add(use, part);
                    taken.Add(full);
                }
            }

            norms.Add(Normalisation.Of(stem, parts, keras ? KerasEpsilon : TorchEpsilon, file));
        }

        return (
            [.. tensors.Where(tensor => !taken.Contains(Plain(tensor.Name)))],
            new BatchNormalisations(norms, file)
        );
    }

    /// <summary>The layers with every normalisation folded in.</summary>
    /// <exception cref="DataFormatException">It is not known which layer one belongs to, or its width differs.</exception>
    internal AffineLayer[] Fold(AffineLayer[] layers, IReadOnlyList<NamedLayer> names, List<string> notes)
    {
        foreach (Normalisation norm in _all)
        {
            (int place, bool after) = Find(norm.Stem, [.. names.Select(layer => Module(layer.Name))]);
            int width =
                place < 0 ? 0
                : after ? layers[place].Outputs
                : layers[place].Inputs;
            if (width != norm.Width)
            {
                throw new DataFormatException(
                    _file,
                    $"which layer the batch normalisation '{norm.Stem}' of width {norm.Width} belongs to is not told by its name;"
                        + " fold it in, in Python: torch.nn.utils.fusion.fuse_linear_bn_eval(linear, batch_norm)"
                );
            }

            layers[place] = after ? norm.After(layers[place]) : norm.Before(layers[place]);
            if (layers[place].Weights.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw new DataFormatException(
                    _file,
                    $"'{names[place].Name}' with the batch normalisation '{norm.Stem}' exceeds single precision"
                );
            }

            notes.Add(
                FormattableString.Invariant(
                    $"the batch normalisation '{norm.Stem}' was folded into '{names[place].Name}' {(after ? "before" : "behind")} it, in evaluation mode with epsilon {norm.Epsilon:0.#####}"
                )
            );
        }

        return layers;
    }

    // Names with dots for slashes and without the number that Keras appends.
    private static string Plain(string name)
    {
        int colon = name.LastIndexOf(':');
        bool numbered = colon > 0 && name.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
        return (numbered ? name[..colon] : name).Replace('/', '.');
    }

    private static bool IsMean(string name) =>
        Parted(name).Last == s_parts[0].Name || Parted(name).Last == s_parts[0].Keras;

    private static string Module(string weight)
    {
        string plain = Plain(weight);
        return plain[..Math.Max(0, plain.LastIndexOf('.'))];
    }

    // The layer, and whether the normalisation comes after it.
    private static (int Place, bool After) Find(string stem, List<string> layers)
    {
        (string parent, string last) = Parted(stem);
        List<int> beside = [.. Enumerable.Range(0, layers.Count).Where(i => Parted(layers[i]).Parent == parent)];
        if (int.TryParse(last, out int number) && beside.TrueForAll(i => int.TryParse(Parted(layers[i]).Last, out _)))
        {
            int before = beside.FindIndex(i => Parted(layers[i]).Last == $"{number - 1}");
            int behind = beside.FindIndex(i => Parted(layers[i]).Last == $"{number + 1}");
            return before >= 0 ? (beside[before], true)
                : behind >= 0 ? (beside[behind], false)
                : (-1, true);
        }

        if (parent.Length > 0 && beside.Count == 1)
        {
            return (beside[0], true);
        }

        List<int> same = beside.FindAll(i => Number(Parted(layers[i]).Last) == Number(last));
        return same.Count == 1 ? (same[0], true) : (-1, true);
    }

    private static (string Parent, string Last) Parted(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot < 0 ? ("", name) : (name[..dot], name[(dot + 1)..]);
    }

    private static string Number(string word) => word[word.AsSpan().TrimEnd("0123456789").Length..];
}
