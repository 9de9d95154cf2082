using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>A dictionary out of a pickle, in the order of its entries; keys are texts or whole numbers.</summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<object, int> _places = [];
    private readonly List<KeyValuePair<object, object?>> _entries = [];

    /// <summary>The entries.</summary>
    internal IReadOnlyList<KeyValuePair<object, object?>> Entries => _entries;

    /// <summary>Adds an entry; false when the key is there.</summary>
    internal bool TryAdd(object key, object? value)
    {
        if (!_places.TryAdd(key, _entries.Count))
        {
            return false;
        }

        _entries.Add(new KeyValuePair<object, object?>(key, value));
        return true;
    }

    /// <summary>The value of a key, or null.</summary>
    internal object? Find(string key) => _places.TryGetValue(key, out int place) ? _entries[place].Value : null;
}

/// <summary>A function or class that a pickle may name.</summary>
internal enum PickleGlobal
{
    /// <summary>collections.OrderedDict.</summary>
    OrderedDict,

    /// <summary>torch._utils._rebuild_tensor_v2.</summary>
    RebuildTensor,

    /// <summary>torch._utils._rebuild_parameter.</summary>
    RebuildParameter,

    /// <summary>torch._tensor._rebuild_from_type_v2.</summary>
    RebuildSubclass,
}

/// <summary>A name, or an object of a class, that is not known here: it is never imported, called or looked into.</summary>
/// <param name="kind">What the pickle calls it.</param>
internal sealed class PickleOpaque(string kind)
{
    /// <summary>Module and name of the class or function, or a few words.</summary>
    internal string Kind => kind;

    /// <summary>Its entries, where it is a kind of dictionary.</summary>
    internal PickleDictionary? Items { get; set; }
}

/// <summary>The numbers behind tensors: a member of the archive.</summary>
internal sealed record TorchStorage(ElementType Type, string Key, long Count);

/// <summary>A tensor as the pickle describes it, known to lie within its storage.</summary>
internal sealed record TorchView(TorchStorage Storage, long Start, long[] Shape, long[] Strides);
