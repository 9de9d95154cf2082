using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace Neurovariety.Data;

/// <summary>The form in which PyTorch saved before 1.6: five pickles, then the numbers of each storage with their count in front.</summary>
/// <remarks>The pickles hold a mark, the version of the form, the byte order, the values, and the keys of the storages in order.</remarks>
internal sealed class TorchOldFile : TorchStorages
{
    private const long Version = 1001;
    private static readonly BigInteger s_mark = new([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]);

    private readonly ReadOnlyMemory<byte> _file;
    private readonly Dictionary<string, (long Place, int Length)> _places = new(StringComparer.Ordinal);
    private readonly bool _bigEndian;

    private TorchOldFile(ReadOnlyMemory<byte> file, string name)
        : base(name, file.Length)
    {
        _file = file;
        Reader = new PickleReader(file, name, 0);
        if (Next() is not BigInteger mark || mark != s_mark || Next() is not Version)
        {
            throw Reader.Wrong($"the mark of PyTorch and version {Version} of its old form were expected");
        }

        _bigEndian = (Next() as PickleDictionary)?.Find("little_endian") is false;
        Root = PickleMachine.Run(Reader, file.Length, out IReadOnlyDictionary<string, int?> sizes);
        ReadStorages(Next(), sizes);
    }

    /// <summary>The pickles, for messages.</summary>
    internal PickleReader Reader { get; }

    /// <summary>The values.</summary>
    internal object? Root { get; }

    /// <inheritdoc/>
    protected override bool BigEndian => _bigEndian;

    /// <summary>Whether a file begins as those of this form.</summary>
    internal static bool Fits(ReadOnlySpan<byte> file)
    {
        if (file.Length < 2 || file[0] != 0x80 || file[1] is < 2 or > 5)
        {
            return false;
        }

        // From protocol 4 on a frame of known length comes first.
        int start = file.Length > 11 && file[2] == 0x95 ? 11 : 2;
        ReadOnlySpan<byte> mark = [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];
        return file[start..].StartsWith(mark);
    }

    /// <summary>Reads the pickles and finds the storages.</summary>
    internal static TorchOldFile Parse(ReadOnlyMemory<byte> file, string name) => new(file, name);

    /// <inheritdoc/>
    protected override (long Place, long Length) Find(string key, string tensor) =>
        _places.TryGetValue(key, out (long, int) found)
            ? found
            : throw new DataFormatException(Name, $"'{tensor}': the file has no storage '{key}'");

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> Contents(string key) =>
        _file.Slice((int)_places[key].Place, _places[key].Length);

    private object? Next() => PickleMachine.Run(Reader, _file.Length);

    private void ReadStorages(object? keys, IReadOnlyDictionary<string, int?> sizes)
    {
        if (keys is not List<object?> list || !list.All(key => key is string))
        {
            throw Reader.Wrong("the keys of the storages were expected");
        }

        foreach (string key in list.Cast<string>())
        {
            if (!sizes.TryGetValue(key, out int? size) || size is null)
            {
                throw Reader.Wrong($"the storage '{key}' has a type whose size is not known");
            }

            long count = BinaryPrimitives.ReadInt64LittleEndian(Reader.ReadBytes(8));
            int place = Reader.At;
            long length = (long)Int128.Clamp((Int128)count * size.Value, -1, long.MaxValue);
            _ = Reader.ReadBytes(length);
            if (!_places.TryAdd(key, (place, (int)length)))
            {
                throw Reader.Wrong($"the storage '{key}' stands there twice");
            }
        }
    }
}
