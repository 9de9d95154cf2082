using System;
using System.Collections.Generic;
using System.Globalization;

namespace Neurovariety.Data;

/// <summary>Walks through the values of a pickle and gives every tensor the names on its way, joined by dots.</summary>
internal sealed class TensorCollector(PickleReader reader, TorchStorages storages)
{
    private const int Deepest = 16;
    private const int LongestName = 4096;
    private readonly List<StoredTensor> _tensors = [];
    private readonly List<UnreadEntry> _unread = [];
    private int _visits;

    /// <summary>The tensors found.</summary>
    internal IReadOnlyList<StoredTensor> Tensors => _tensors;

    /// <summary>What was passed over.</summary>
    internal IReadOnlyList<UnreadEntry> Unread => _unread;

    /// <summary>The same by name.</summary>
    internal Dictionary<string, StoredTensor> ByName { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds the tensors within a value.</summary>
    internal void Collect(object? value) => Visit(value, "", 0);

    private void Visit(object? value, string name, int depth)
    {
        // Values may stand in several places, even within themselves: without a limit the walk could take forever.
        if (depth > Deepest || ++_visits > reader.Length || name.Length > LongestName)
        {
            throw reader.Wrong("values lie too deep within one another, or in too many places");
        }

        switch (value)
        {
            case TorchView view:
                Add(view, name.Length > 0 ? name : "tensor");
                break;
            case PickleOpaque { Items: { } items }:
                Visit(items, name, depth + 1);
                break;
            case PickleOpaque opaque:
                _unread.Add(new UnreadEntry(name, opaque.Kind));
                break;
            case PickleDictionary dictionary:
                foreach ((object key, object? inner) in dictionary.Entries)
                {
                    Visit(inner, Join(name, Convert.ToString(key, CultureInfo.InvariantCulture)!), depth + 1);
                }

                break;
            case IReadOnlyList<object?> list:
                for (int i = 0; i < list.Count; i++)
                {
                    Visit(list[i], Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
                }

                break;
            default:
                break;
        }
    }

    private static string Join(string name, string part) => name.Length == 0 ? part : $"{name}.{part}";

    private void Add(TorchView view, string name)
    {
        StoredTensor tensor = storages.Read(view, name);
        if (!ByName.TryAdd(name, tensor))
        {
            throw reader.Wrong($"two tensors have the name '{name}'");
        }

        _tensors.Add(tensor);
    }
}
