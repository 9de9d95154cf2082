using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Neurovariety.Data;

/// <summary>One file within an archive.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Start">Byte of the archive at which its data begin.</param>
/// <param name="Stored">Bytes of data in the archive.</param>
/// <param name="Length">Bytes after decompression.</param>
/// <param name="Crc">Check sum of the decompressed data.</param>
/// <param name="Deflated">Whether the data are compressed.</param>
internal sealed record ZipMember(string Name, int Start, int Stored, int Length, uint Crc, bool Deflated);

/// <summary>The directory of a .zip archive, checked against the bytes that are there.</summary>
/// <remarks>
/// Source: [ZIP], with the extensions for 64 bits. Members are stored or deflated, on one disk, not encrypted, and do not overlap;
/// sizes come from the directory at the end. Nothing is allocated on the word of a size: a member that promises more than deflate
/// can deliver, 1032 bytes from each, is refused.
/// </remarks>
internal sealed class ZipDirectory
{
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int LongestComment = ushort.MaxValue;
    private const int DeflateRatio = 1032;
    private const int DeflateSlack = 64;

    private readonly byte[] _file;
    private readonly string _name;
    private readonly List<ZipMember> _members = [];

    private ZipDirectory(byte[] file, string name)
    {
        _file = file;
        _name = name;
    }

    /// <summary>The members in the order of the directory; names are unique.</summary>
    internal IReadOnlyList<ZipMember> Members => _members;

    /// <summary>Whether a file begins as archives do.</summary>
    internal static bool IsArchive(ReadOnlySpan<byte> file) =>
        file.StartsWith("PK\u0003\u0004"u8) || file.StartsWith("PK\u0005\u0006"u8);

    /// <summary>Reads the directory.</summary>
    internal static ZipDirectory Parse(byte[] file, string name)
    {
        ZipDirectory directory = new(file, name);
        directory.ReadEntries();
        return directory;
    }

    /// <summary>The data of a member, decompressed and compared with their check sum.</summary>
    /// <param name="member">One of the members.</param>
    internal ReadOnlyMemory<byte> Contents(ZipMember member)
    {
        ReadOnlyMemory<byte> stored = _file.AsMemory(member.Start, member.Stored);
        ReadOnlyMemory<byte> contents = member.Deflated ? ZipInflate.Inflate(_file, member, _name) : stored;
        uint crc = PngWriter.Crc(contents.Span);
        return crc == member.Crc
            ? contents
            : throw Wrong(member.Start, $"'{member.Name}': check sum {crc:x8}, expected {member.Crc:x8}; damaged");
    }

    /// <summary>The data of a member where they are wanted; else they are compared with their check sum and null is given.</summary>
    /// <param name="member">One of the members.</param>
    /// <param name="wanted">Sees the first bytes, up to 4096 of them, and says whether the others are wanted.</param>
    internal ReadOnlyMemory<byte>? ContentsOrCheck(ZipMember member, Func<ReadOnlyMemory<byte>, bool> wanted)
    {
        ReadOnlyMemory<byte> stored = _file.AsMemory(member.Start, member.Stored);
        bool keep = wanted(
            member.Deflated ? ZipInflate.Start(_file, member, _name) : stored[..Math.Min(4096, stored.Length)]
        );
        if (keep || !member.Deflated)
        {
            ReadOnlyMemory<byte> contents = Contents(member);
            return keep ? contents : default(ReadOnlyMemory<byte>?);
        }

        uint crc = ZipInflate.Crc(_file, member, _name);
        return crc == member.Crc
            ? default(ReadOnlyMemory<byte>?)
            : throw Wrong(member.Start, $"'{member.Name}': check sum {crc:x8}, expected {member.Crc:x8}; damaged");
    }

    private void ReadEntries()
    {
        (long count, long size, long start, long end) = ReadEnd();
        if (start < 0 || size < 0 || start > end || size != end - start)
        {
            throw Wrong(end, $"the directory should run from byte {start} for {size} bytes up to byte {end}");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        List<(int Begin, int End)> ranges = [];
        int at = (int)start;
        while (at < end)
        {
            (ZipMember member, int header, int next) = ReadEntry(at, (int)start, (int)end);
            if (!names.Add(member.Name))
            {
                throw Wrong(at, $"'{member.Name}' stands there twice");
            }

            _members.Add(member);
            ranges.Add((header, member.Start + member.Stored));
            at = next;
        }

        if (_members.Count != count)
        {
            throw Wrong(start, $"the directory holds {_members.Count} members, {count} were promised");
        }

        CheckOverlap(ranges);
    }

    // Many names for one piece of data would decompress to many times its size.
    private void CheckOverlap(List<(int Begin, int End)> ranges)
    {
        int reached = 0;
        foreach ((int begin, int end) in ranges.OrderBy(range => range.Begin))
        {
            if (begin < reached)
            {
                throw Wrong(begin, "two members of the archive overlap");
            }

            reached = end;
        }
    }

    private (long Count, long Size, long Start, long End) ReadEnd()
    {
        int at = FindEnd();
        ReadOnlySpan<byte> record = _file.AsSpan(at);
        if (Two(record, 4) != 0 || Two(record, 6) != 0 || Two(record, 8) != Two(record, 10))
        {
            throw Wrong(at, "the archive is spread over several files");
        }

        (long count, long size, long start) = (Two(record, 10), Four(record, 12), Four(record, 16));
        int locator = at - 20;
        return locator >= 0 && Four(_file, locator) == 0x07064B50 ? ReadLongEnd(locator) : (count, size, start, at);
    }

    private int FindEnd()
    {
        int last = _file.Length - EndLength;
        for (int at = last; at >= Math.Max(0, last - LongestComment); at--)
        {
            if (Four(_file, at) == 0x06054B50 && Two(_file, at + 20) == last - at)
            {
                return at;
            }
        }

        throw Wrong(_file.Length, "the archive's directory is missing at the end (truncated)");
    }

    private (long Count, long Size, long Start, long End) ReadLongEnd(int locator)
    {
        long at = Eight(_file, locator + 8);
        if (at < 0 || at > locator - 56 || Four(_file, (int)at) != 0x06064B50)
        {
            throw Wrong(locator, $"the end of the directory should stand at byte {at}");
        }

        ReadOnlySpan<byte> record = _file.AsSpan((int)at);
        if (Eight(record, 4) != locator - at - 12 || Four(record, 16) != 0 || Four(record, 20) != 0)
        {
            throw Wrong(at, "the end of the directory has a wrong length, or the archive is spread over several files");
        }

        return (Eight(record, 32), Eight(record, 40), Eight(record, 48), at);
    }

    private (ZipMember Member, int Header, int Next) ReadEntry(int at, int start, int end)
    {
        if (at + EntryLength > end || Four(_file, at) != 0x02014B50)
        {
            throw Wrong(at, "an entry of the archive's directory was expected");
        }

        ReadOnlySpan<byte> entry = _file.AsSpan(at, end - at);
        int nameLength = Two(entry, 28);
        int extraLength = Two(entry, 30);
        int length = EntryLength + nameLength + extraLength + Two(entry, 32);
        if (length > entry.Length)
        {
            throw Wrong(at, "an entry of the archive's directory is longer than the directory");
        }

        ReadOnlySpan<byte> rawName = entry.Slice(EntryLength, nameLength);
        string name = Encoding.UTF8.GetString(rawName);
        int method = Two(entry, 10);
        if ((Two(entry, 8) & 1) != 0 || method is not (0 or 8))
        {
            throw Wrong(at, $"'{name}': encrypted or compressed by method {method}, expected stored or deflated");
        }

        long[] sizes = [Four(entry, 24), Four(entry, 20), Four(entry, 42)];
        ReadLongSizes(entry.Slice(EntryLength + nameLength, extraLength), sizes, at);
        CheckSizes(sizes, method, start, name, at);
        int data = DataStart((int)sizes[2], start, rawName, name, method);
        if (sizes[1] > start - data)
        {
            throw Wrong(at, $"'{name}': {sizes[1]} bytes from byte {data} on reach beyond the data (truncated)");
        }

        ZipMember member = new(name, data, (int)sizes[1], (int)sizes[0], Four(entry, 16), method == 8);
        return (member, (int)sizes[2], at + length);
    }

    // Sizes of 2^32 - 1 stand for 64-bit numbers in the extra field 1, in the order length, stored, start.
    private void ReadLongSizes(ReadOnlySpan<byte> extra, long[] sizes, int at)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(Two(extra, 2), extra.Length - 4);
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            for (int i = 0; i < sizes.Length && Two(extra, 0) == 1; i++)
            {
                if (sizes[i] == uint.MaxValue)
                {
                    sizes[i] = field.Length >= 8 ? Eight(field, 0) : throw Wrong(at, "a 64-bit size is missing");
                    field = field[8..];
                }
            }

            extra = extra[(4 + length)..];
        }
    }

    private void CheckSizes(long[] sizes, int method, int start, string name, int at)
    {
        (long length, long stored, long header) = (sizes[0], sizes[1], sizes[2]);
        if (stored < 0 || length < 0 || header < 0 || stored > start || header > start - LocalLength)
        {
            throw Wrong(at, $"'{name}': {stored} bytes from byte {header} on reach beyond the data (truncated)");
        }

        if (method == 0 && length != stored)
        {
            throw Wrong(at, $"'{name}': {stored} bytes stored, but {length} promised");
        }

        if (length > Math.Min((DeflateRatio * stored) + DeflateSlack, Array.MaxLength))
        {
            throw Wrong(at, $"'{name}': {length} bytes promised, more than deflate packs into {stored}, or than 2 GB");
        }
    }

    // The name and the method stand in front of the data once more; sizes there may be missing.
    private int DataStart(int header, int start, ReadOnlySpan<byte> rawName, string name, int method)
    {
        ReadOnlySpan<byte> local = _file.AsSpan(header, start - header);
        int length = LocalLength + Two(local, 26) + Two(local, 28);
        if (
            Four(local, 0) != 0x04034B50
            || length > local.Length
            || Two(local, 8) != method
            || !local.Slice(LocalLength, Two(local, 26)).SequenceEqual(rawName)
        )
        {
            throw Wrong(header, $"'{name}': the header in front of its data contradicts the directory");
        }

        return header + length;
    }

    private static ushort Two(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Four(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Eight(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private DataFormatException Wrong(long offset, string reason) => new(_name, offset, $"zip: {reason}");
}
