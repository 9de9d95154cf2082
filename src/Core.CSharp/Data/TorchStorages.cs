using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>The numbers of tensors, wherever the file keeps them.</summary>
internal abstract class TorchStorages(string name, long fileLength)
{
    private readonly Dictionary<(string Key, ElementType Type), ReadOnlyMemory<byte>> _contents = [];
    private long _copies = fileLength;

    /// <summary>The file, for messages.</summary>
    protected string Name => name;

    /// <summary>Whether numbers stand with their highest byte first.</summary>
    protected abstract bool BigEndian { get; }

    /// <summary>A tensor; a slice of the file where its numbers lie in order.</summary>
    internal StoredTensor Read(TorchView view, string tensor)
    {
        TorchStorage storage = view.Storage;
        int size = Elements.Size(storage.Type);
        (long place, long length) = Find(storage.Key, tensor);
        if (length != (Int128)storage.Count * size)
        {
            throw new DataFormatException(
                name,
                place,
                $"'{tensor}': {storage.Count} numbers of type {storage.Type} were expected in '{storage.Key}', it has {length} bytes"
            );
        }

        long start = view.Start * size;
        ReadOnlyMemory<byte> numbers = Numbers(storage, size)[(int)start..];
        return StoredTensor.InFile(tensor, storage.Type, view.Shape, Slice(view, numbers, size), place + start);
    }

    /// <summary>Where the bytes of a storage begin in the file, and how many there are.</summary>
    protected abstract (long Place, long Length) Find(string key, string tensor);

    /// <summary>The bytes of a storage that was found.</summary>
    protected abstract ReadOnlyMemory<byte> Contents(string key);

    private ReadOnlyMemory<byte> Slice(TorchView view, ReadOnlyMemory<byte> numbers, int size)
    {
        int length = (int)StridedCopy.Count(view.Shape) * size;
        if (length == 0 || StridedCopy.IsContiguous(view.Shape, view.Strides))
        {
            return numbers[..length];
        }

        CountCopy(length);
        return StridedCopy.Gather(numbers.Span, size, view.Shape, view.Strides);
    }

    private ReadOnlyMemory<byte> Numbers(TorchStorage storage, int size)
    {
        (string Key, ElementType Type) place = (storage.Key, storage.Type);
        if (_contents.TryGetValue(place, out ReadOnlyMemory<byte> known))
        {
            return known;
        }

        ReadOnlyMemory<byte> numbers = Contents(storage.Key);
        if (BigEndian && size > 1)
        {
            CountCopy(numbers.Length);
            byte[] turned = numbers.ToArray();
            StridedCopy.ReverseElements(turned, size);
            numbers = turned;
        }

        _contents.Add(place, numbers);
        return numbers;
    }

    private void CountCopy(long length)
    {
        _copies -= length;
        if (_copies < 0)
        {
            throw new DataFormatException(
                name,
                "its views need more memory than the file is long; in Python save contiguous tensors"
            );
        }
    }
}
