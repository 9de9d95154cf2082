using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Chooses the model among the entries of a checkpoint.</summary>
internal sealed class TorchEntries(string file, List<string> notes)
{
    private const int MostShown = 12;

    // The words that programs use for the model's own weights, the usual ones first.
    private static readonly string[] s_models =
    [
        "state_dict",
        "model_state_dict",
        "model",
        "model_state",
        "module",
        "net",
        "network",
        "autoencoder",
        "weights",
        "params",
    ];

    /// <summary>What to read of the outermost value.</summary>
    /// <param name="root">The outermost value.</param>
    /// <param name="entry">The entry that the user names, dots between keys; or null.</param>
    /// <exception cref="DataFormatException">There is no such entry, or several models and none is the one by its name.</exception>
    internal object? Choose(object? root, string? entry)
    {
        if (entry is not null)
        {
            return Named(root, entry);
        }

        if (Items(root) is not { } outer)
        {
            return root;
        }

        List<string> found =
        [
            .. outer
                .Entries.Where(pair => pair.Key is string key && !IsOptimiser(key) && IsModel(Items(pair.Value)))
                .Select(pair => (string)pair.Key),
        ];
        bool flat = outer.Entries.Any(pair => IsWeight(pair.Value));
        if (found.Count == 0 || found.TrueForAll(IsPart))
        {
            return root;
        }

        if (found.Count == 1 && (!flat || s_models.Contains(found[0])))
        {
            return outer.Find(found[0]);
        }

        return flat ? Outermost(outer, found) : outer.Find(Decide(found));
    }

    private static PickleDictionary? Items(object? value) =>
        value as PickleDictionary ?? (value as PickleOpaque)?.Items;

    private static bool IsWeight(object? value) => value is TorchView { Shape.Length: >= 2 };

    private static bool IsOptimiser(string key) => key.StartsWith("optim", StringComparison.OrdinalIgnoreCase);

    private static bool IsPart(string key) =>
        key.StartsWith("enc", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("dec", StringComparison.OrdinalIgnoreCase);

    // Weights, or an encoder and a decoder with weights.
    private static bool IsModel(PickleDictionary? value) =>
        value is not null
        && value.Entries.Any(pair =>
            IsWeight(pair.Value)
            || (
                pair.Key is string key
                && IsPart(key)
                && Items(pair.Value) is { } part
                && part.Entries.Any(e => IsWeight(e.Value))
            )
        );

    private object? Named(object? root, string entry)
    {
        object? value = root;
        foreach (string key in entry.Split('.'))
        {
            value = Items(value)?.Find(key);
        }

        value = Items(root)?.Find(entry) ?? value;
        if (value is TorchView || Items(value) is not null)
        {
            return value;
        }

        IEnumerable<string> known = (Items(root)?.Entries ?? [])
            .Take(MostShown)
            .Select(pair => $"'{Convert.ToString(pair.Key, CultureInfo.InvariantCulture)}'");
        throw new DataFormatException(
            file,
            $"there is no entry '{entry}' with tensors; the file has {string.Join(", ", known)}"
        );
    }

    private string Decide(List<string> found)
    {
        string all = string.Join(", ", found.Take(MostShown).Select(name => $"'{name}'"));
        string[] models = [.. s_models.Where(found.Contains)];
        if (models.Length != 1)
        {
            throw new DataFormatException(
                file,
                $"the checkpoint holds several models, {all}; say which one (--entry NAME)"
            );
        }

        notes.Add($"of the models {all} '{models[0]}' was read; --entry NAME takes another");
        return models[0];
    }

    private PickleDictionary Outermost(PickleDictionary outer, List<string> others)
    {
        PickleDictionary own = new();
        foreach ((object key, object? value) in outer.Entries.Where(pair => !others.Contains(pair.Key as string ?? "")))
        {
            _ = own.TryAdd(key, value);
        }

        string all = string.Join(", ", others.Take(MostShown).Select(name => $"'{name}'"));
        notes.Add($"the outermost weights were read, not those of {all}; --entry NAME takes another");
        return own;
    }
}
