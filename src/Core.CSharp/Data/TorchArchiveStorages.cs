using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>The members of an archive that hold the numbers of tensors.</summary>
internal sealed class TorchArchiveStorages : TorchStorages
{
    private readonly ZipDirectory _archive;
    private readonly string _prefix;
    private readonly Dictionary<string, ZipMember> _members = new(StringComparer.Ordinal);
    private readonly bool _bigEndian;

    internal TorchArchiveStorages(ZipDirectory archive, string prefix, string name, long fileLength)
        : base(name, fileLength)
    {
        _archive = archive;
        _prefix = prefix;
        foreach (ZipMember member in archive.Members)
        {
            _members.Add(member.Name, member);
        }

        _bigEndian = IsBigEndian();
    }

    /// <inheritdoc/>
    protected override bool BigEndian => _bigEndian;

    /// <inheritdoc/>
    protected override (long Place, long Length) Find(string key, string tensor)
    {
        string path = $"{_prefix}data/{key}";
        return _members.TryGetValue(path, out ZipMember? member)
            ? (member.Start, member.Length)
            : throw new DataFormatException(Name, $"'{tensor}': the archive has no member '{path}'");
    }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> Contents(string key) => _archive.Contents(_members[$"{_prefix}data/{key}"]);

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
                    : throw new DataFormatException(Name, member.Start, "a byte order of big or little was expected")
            );
    }
}
