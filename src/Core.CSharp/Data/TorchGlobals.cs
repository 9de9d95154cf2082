using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>The names that a state dict's pickle may use, and what stands for them here.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<(string Module, string Name), object> s_allowed = new()
    {
        [("collections", "OrderedDict")] = PickleGlobal.OrderedDict,
        [("torch._utils", "_rebuild_tensor_v2")] = PickleGlobal.RebuildTensor,
        [("torch._utils", "_rebuild_parameter")] = PickleGlobal.RebuildParameter,
        [("torch._utils", "_rebuild_parameter_with_state")] = PickleGlobal.RebuildParameter,
        [("torch._tensor", "_rebuild_from_type_v2")] = PickleGlobal.RebuildSubclass,
        [("torch", "FloatStorage")] = ElementType.F32,
        [("torch", "DoubleStorage")] = ElementType.F64,
        [("torch", "HalfStorage")] = ElementType.F16,
        [("torch", "BFloat16Storage")] = ElementType.BF16,
        [("torch", "IntStorage")] = ElementType.I32,
        [("torch", "LongStorage")] = ElementType.I64,
        [("torch", "ShortStorage")] = ElementType.I16,
        [("torch", "CharStorage")] = ElementType.I8,
        [("torch", "ByteStorage")] = ElementType.U8,
        [("torch", "BoolStorage")] = ElementType.Bool,
    };

    // Bytes of one element of storages whose tensors are not read.
    private static readonly Dictionary<string, int> s_otherSizes = new(StringComparer.Ordinal)
    {
        ["torch.ComplexFloatStorage"] = 8,
        ["torch.ComplexDoubleStorage"] = 16,
        ["torch.QInt8Storage"] = 1,
        ["torch.QUInt8Storage"] = 1,
        ["torch.QInt32Storage"] = 4,
        ["torch.storage.UntypedStorage"] = 1,
    };

    /// <summary>What stands for a name; a name that is not known stays opaque.</summary>
    internal static object Find(string module, string name) =>
        s_allowed.TryGetValue((module, name), out object? found) ? found : new PickleOpaque($"{module}.{name}");

    /// <summary>The storage that a persistent name stands for: ("storage", type, key, device, number of elements).</summary>
    internal static object Storage(object? name, Dictionary<string, int?> sizes, PickleReader reader)
    {
        switch (name)
        {
            case object?[]
            and ["storage", ElementType type, string key, string, long count, .. var rest] when count >= 0:
                sizes[key] = Elements.Size(type);
                return rest is [object?[], ..]
                    ? new PickleOpaque("a view of a storage, as PyTorch had them before 0.4")
                    : new TorchStorage(type, key, count);
            case object?[] and ["storage", PickleOpaque type, string key, string, long, ..]:
                sizes[key] = s_otherSizes.TryGetValue(type.Kind, out int size) ? size : null;
                return new PickleOpaque($"a tensor of {type.Kind}");
            case object?[] and ["module", PickleOpaque type, ..]:
                return type;
            default:
                throw reader.Wrong("a storage was expected: its type, key, device and number of elements");
        }
    }

    /// <summary>A new object of a class: a dictionary, or something opaque.</summary>
    internal static object New(object? type, PickleReader reader) =>
        type switch
        {
            PickleGlobal.OrderedDict => new PickleDictionary(),
            PickleOpaque opaque => new PickleOpaque(opaque.Kind),
            _ => throw reader.Wrong("a new object (NEWOBJ, 0x81) of something that is no class"),
        };

    /// <summary>The value that a function of the list gives; of any other function something opaque.</summary>
    internal static object? Call(object? function, object? arguments, PickleReader reader) =>
        (function, arguments) switch
        {
            (PickleGlobal.OrderedDict, object?[] and []) => new PickleDictionary(),
            (PickleGlobal.OrderedDict, object?[] and [List<object?> pairs]) => Pairs(pairs, reader),
            (PickleGlobal.RebuildParameter, object?[] and [TorchView or PickleOpaque, ..]) => ((object?[])arguments)[0],
            (PickleGlobal.RebuildSubclass, object?[] and [var inner, _, object?[] given, ..])
                when inner is not PickleGlobal.RebuildSubclass => Call(inner, given, reader),
            (
                PickleGlobal.RebuildTensor,
                object?[]
                    and [TorchStorage storage, long start, object?[] shape, object?[] strides, bool, ..]
            ) => View(storage, start, shape, strides, reader),
            (PickleGlobal.RebuildTensor, object?[] and [PickleOpaque storage, ..]) => new PickleOpaque(storage.Kind),
            (PickleOpaque opaque, object?[]) => new PickleOpaque(opaque.Kind),
            _ => throw reader.Wrong("REDUCE (0x52) is refused here: the function or its arguments build no tensor"),
        };

    private static PickleDictionary Pairs(List<object?> pairs, PickleReader reader)
    {
        PickleDictionary dictionary = new();
        foreach (object? pair in pairs)
        {
            object?[]? both = pair as object?[] ?? (pair as List<object?>)?.ToArray();
            if (both is not [string or long, _] || !dictionary.TryAdd(both[0]!, both[1]))
            {
                throw reader.Wrong("a list of pairs was expected for an ordered dictionary, each key once");
            }
        }

        return dictionary;
    }

    private static TorchView View(
        TorchStorage storage,
        long start,
        object?[] shape,
        object?[] strides,
        PickleReader reader
    )
    {
        if (shape.Length != strides.Length || shape.Length > StridedCopy.MostDimensions)
        {
            throw reader.Wrong($"a tensor of {shape.Length} dimensions and {strides.Length} strides");
        }

        TorchView view = new(storage, start, Numbers(shape, reader), Numbers(strides, reader));
        Int128 count = StridedCopy.Count(view.Shape);
        if (start < 0 || start > storage.Count || (count > 0 && Last(view) >= storage.Count))
        {
            throw reader.Wrong(
                $"a tensor [{string.Join(", ", shape)}] reaches beyond the {storage.Count} numbers of storage '{storage.Key}'"
            );
        }

        return count <= storage.Count
            ? view
            : throw reader.Wrong(
                $"a tensor [{string.Join(", ", shape)}] repeats the {storage.Count} numbers of storage '{storage.Key}';"
                    + " in Python save tensor.contiguous()"
            );
    }

    private static Int128 Last(TorchView view) => view.Start + StridedCopy.Reach(view.Shape, view.Strides);

    private static long[] Numbers(object?[] values, PickleReader reader)
    {
        long[] numbers = new long[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            numbers[i] = values[i] is long number and >= 0
                ? number
                : throw reader.Wrong("sizes and strides from 0 on were expected");
        }

        return numbers;
    }
}
