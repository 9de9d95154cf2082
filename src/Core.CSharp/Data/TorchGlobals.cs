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

    /// <summary>What stands for a name.</summary>
    internal static object Find(string module, string name, PickleReader reader) =>
        s_allowed.TryGetValue((module, name), out object? found)
            ? found
            : throw reader.Wrong(
                $"the name {module}.{name} is refused: only tensors and dictionaries are read; in Python save model.state_dict()"
            );

    /// <summary>The storage that a persistent name stands for: ("storage", type, key, device, number of elements).</summary>
    internal static TorchStorage Storage(object? name, PickleReader reader) =>
        name is object?[] and ["storage", ElementType type, string key, string, long count, ..] && count >= 0
            ? new TorchStorage(type, key, count)
            : throw reader.Wrong("a storage was expected: its type, key, device and number of elements");

    /// <summary>The value that a function of the list gives.</summary>
    internal static object? Call(object? function, object? arguments, PickleReader reader) =>
        (function, arguments) switch
        {
            (PickleGlobal.OrderedDict, object?[] and []) => new PickleDictionary(),
            (PickleGlobal.OrderedDict, object?[] and [List<object?> { Count: 0 }]) => new PickleDictionary(),
            (PickleGlobal.RebuildParameter, object?[] and [TorchView view, ..]) => view,
            (
                PickleGlobal.RebuildTensor,
                object?[]
                    and [TorchStorage storage, long start, object?[] shape, object?[] strides, bool, ..]
            ) => View(storage, start, shape, strides, reader),
            _ => throw reader.Wrong("REDUCE (0x52) is refused here: the function or its arguments build no tensor"),
        };

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
