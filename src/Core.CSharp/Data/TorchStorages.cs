using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>The members of an archive that hold the numbers of tensors.</summary>
internal sealed class TorchStorages
{
    private readonly ZipDirectory _archive;
    private readonly string _prefix;
    private readonly string _name;
    private readonly Dictionary<string, ZipMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Key, ElementType Type), ReadOnlyMemory<byte>> _contents = [];
    private readonly bool _bigEndian;
    private long _copies;

    internal TorchStorages(ZipDirectory archive, string prefix, string name, long fileLength)
    {
        _archive = archive;
        _prefix = prefix;
        _name = name;
        _copies = fileLength;
        foreach (ZipMember member in archive.Members)
        {
            _members.Add(member.Name, member);
        }

        _bigEndian = IsBigEndian();
    }

    /// <summary>A tensor; a slice of the file where its numbers lie in order.</summary>
    internal StoredTensor Read(TorchView view, string name)
    {
        TorchStorage storage = view.Storage;
        string path = $"{_prefix}data/{storage.Key}";
        if (!_members.TryGetValue(path, out ZipMember? member))
        {
            throw new DataFormatException(_name, 0, $"'{name}': the archive has no member '{path}'");
        }

        int size = Elements.Size(storage.Type);
        if (member.Length != (Int128)storage.Count * size)
        {
            throw new DataFormatException(
                _name,
                member.Start,
                $"'{name}': {storage.Count} numbers of type {storage.Type} were expected in '{path}', it has {member.Length} bytes"
            );
        }

        long start = view.Start * size;
        ReadOnlyMemory<byte> numbers = Numbers(storage, member, size)[(int)start..];
        return StoredTensor.InFile(name, storage.Type, view.Shape, Slice(view, numbers, size), member.Start + start);
    }

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

    private ReadOnlyMemory<byte> Numbers(TorchStorage storage, ZipMember member, int size)
    {
        (string Key, ElementType Type) place = (storage.Key, storage.Type);
        if (_contents.TryGetValue(place, out ReadOnlyMemory<byte> known))
        {
            return known;
        }

        ReadOnlyMemory<byte> numbers = _archive.Contents(member);
        if (_bigEndian && size > 1)
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
                _name,
                0,
                "its views need more memory than the file is long; in Python save contiguous tensors"
            );
        }
    }

    private bool IsBigEndian()
    {
        if (!_members.TryGetValue($"{_prefix}byteorder", out ZipMember? member))
        {
            return false;
        }

        ReadOnlySpan<byte> order = _archive.Contents(member).Span;
        return order.SequenceEqual("big"u8)
            || (
                order.SequenceEqual("little"u8)
                    ? false
                    : throw new DataFormatException(_name, member.Start, "a byte order of big or little was expected")
            );
    }
}
