using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace Neurovariety.Data;

/// <summary>The bytes of an IDX file, decompressed where needed, with the offset reached.</summary>
internal sealed class IdxStream : IDisposable
{
    // Deflate reaches a ratio of 1032 at most; images stay below 16 nearly always. A buffer never starts larger.
    private const long FirstBufferRatio = 16;

    private readonly Stream _source;
    private readonly Stream _contents;
    private readonly bool _compressed;
    private long _offset;

    private IdxStream(Stream source, string name, bool compressed)
    {
        _source = source;
        _compressed = compressed;
        _contents = compressed ? new GZipStream(source, CompressionMode.Decompress, leaveOpen: true) : source;
        Name = name;
    }

    /// <summary>Name of the file, for messages.</summary>
    internal string Name { get; }

    /// <summary>Looks at the first two bytes and decides whether to decompress.</summary>
    internal static IdxStream Open(Stream source, string name)
    {
        Span<byte> start = stackalloc byte[2];
        int got = source.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        source.Position = 0;
        return new IdxStream(source, name, got == 2 && start[0] == 0x1F && start[1] == 0x8B);
    }

    /// <summary>Next big-endian number.</summary>
    internal uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        int got = ReadUpTo(bytes);
        return got == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : throw new DataFormatException(Name, _offset, $"the file ends within its header (truncated)");
    }

    /// <summary>The rest of the file, which must be of this length exactly.</summary>
    internal byte[] ReadToEnd(int length)
    {
        long end = _offset + length;
        if (!_compressed && _source.Length != end)
        {
            throw WrongLength(_source.Length, end);
        }

        byte[] contents = ReadContents(length, end);
        Span<byte> beyond = stackalloc byte[1];
        if (ReadUpTo(beyond) != 0)
        {
            throw new DataFormatException(Name, end, $"bytes follow after the {end} that the header promises");
        }

        if (_compressed)
        {
            CheckTrailer(end);
        }

        return contents;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_compressed)
        {
            _contents.Dispose();
        }
    }

    private byte[] ReadContents(int length, long end)
    {
        long first = _compressed ? Math.Min(length, FirstBufferRatio * _source.Length) : length;
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)first);
        int filled = 0;
        while (true)
        {
            filled += ReadUpTo(buffer.AsSpan(filled));
            if (filled == length)
            {
                return buffer;
            }

            if (filled < buffer.Length)
            {
                throw WrongLength(_offset, end);
            }

            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(length, 2L * buffer.Length + 64));
            buffer.CopyTo(larger, 0);
            buffer = larger;
        }
    }

    // The last four bytes of a gzip file repeat the length of the contents; other bytes appended to the file break that. Where it is
    // broken, the file may still have several members, or zeros at its end.
    private void CheckTrailer(long end)
    {
        Span<byte> trailer = stackalloc byte[4];
        _source.Position = _source.Length - 4;
        _source.ReadExactly(trailer);
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (stated != (uint)end && !GzipMembers.Fill(_source, end))
        {
            throw new DataFormatException(
                Name,
                end,
                "the gzip file does not end with the length of its contents (cut short, or followed by other bytes)"
            );
        }
    }

    private int ReadUpTo(Span<byte> destination)
    {
        int filled = 0;
        try
        {
            while (filled < destination.Length)
            {
                int got = _contents.Read(destination[filled..]);
                if (got == 0)
                {
                    break;
                }

                filled += got;
            }
        }
        catch (InvalidDataException)
        {
            throw new DataFormatException(Name, _offset + filled, "the gzip data are damaged or cut short");
        }

        _offset += filled;
        return filled;
    }

    private DataFormatException WrongLength(long length, long expected) =>
        length < expected
            ? new DataFormatException(
                Name,
                length,
                $"the file ends here, its header promises {expected} bytes (truncated)"
            )
            : new DataFormatException(
                Name,
                expected,
                $"{length - expected} bytes follow after the {expected} that the header promises"
            );
}
