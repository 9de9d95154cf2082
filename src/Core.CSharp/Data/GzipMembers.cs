using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace Neurovariety.Data;

/// <summary>Checks that a gzip file is nothing but members one after the other, with zeros at its end where it was padded.</summary>
/// <remarks>The slow way, a byte at a time, for the few files whose last bytes do not tell; the check sums were compared before.</remarks>
internal static class GzipMembers
{
    /// <summary>Whether the members fill the file and decompress to so many bytes together.</summary>
    internal static bool Fill(Stream file, long length)
    {
        file.Position = 0;
        long total = 0;
        Span<byte> trailer = stackalloc byte[8];
        while (SkipHeader(file))
        {
            long found = Inflate(file);
            if (found < 0 || file.ReadAtLeast(trailer, 8, throwOnEndOfStream: false) < 8)
            {
                return false;
            }

            total += found;
            if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)found || total > length)
            {
                return false;
            }
        }

        return total == length && OnlyZeros(file);
    }

    // Passes over the header of a member; stays where it is when none begins here.
    private static bool SkipHeader(Stream file)
    {
        long start = file.Position;
        Span<byte> header = stackalloc byte[10];
        if (file.ReadAtLeast(header, 10, throwOnEndOfStream: false) < 10 || header[0] != 0x1F || header[1] != 0x8B)
        {
            file.Position = start;
            return false;
        }

        byte flags = header[3];
        if ((flags & 4) != 0)
        {
            Span<byte> size = stackalloc byte[2];
            _ = file.ReadAtLeast(size, 2, throwOnEndOfStream: false);
            file.Position += BinaryPrimitives.ReadUInt16LittleEndian(size);
        }

        SkipText(file, (flags & 8) != 0);
        SkipText(file, (flags & 16) != 0);
        file.Position += (flags & 2) != 0 ? 2 : 0;
        return true;
    }

    private static void SkipText(Stream file, bool present)
    {
        while (present && file.ReadByte() > 0) { }
    }

    private static long Inflate(Stream file)
    {
        using DeflateStream inflated = new(new SingleBytes(file), CompressionMode.Decompress);
        Span<byte> buffer = stackalloc byte[4096];
        long length = 0;
        try
        {
            for (int got = inflated.Read(buffer); got > 0; got = inflated.Read(buffer))
            {
                length += got;
            }
        }
        catch (InvalidDataException)
        {
            return -1;
        }

        return length;
    }

    private static bool OnlyZeros(Stream file)
    {
        Span<byte> buffer = stackalloc byte[4096];
        for (int got = file.Read(buffer); got > 0; got = file.Read(buffer))
        {
            if (buffer[..got].ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives one byte at each reading, so that the place in the file is that of the decompressor.</summary>
    private sealed class SingleBytes(Stream file) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : file.Read(buffer[..1]);

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
