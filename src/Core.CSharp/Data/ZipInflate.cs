using System;
using System.IO;
using System.IO.Compression;

namespace Neurovariety.Data;

/// <summary>Decompresses a member of an archive into memory that grows with the data that really arrive.</summary>
internal static class ZipInflate
{
    private const int FirstBuffer = 4096;

    /// <summary>The decompressed data, exactly as many bytes as the directory promises.</summary>
    /// <exception cref="DataFormatException">Damaged data, or another number of bytes.</exception>
    internal static ReadOnlyMemory<byte> Inflate(byte[] file, ZipMember member, string name) =>
        Decompress(file, member, name, inflated => ReadAll(inflated, member, name));

    /// <summary>The first decompressed bytes, up to 4096 of them.</summary>
    internal static ReadOnlyMemory<byte> Start(byte[] file, ZipMember member, string name) =>
        Decompress(
            file,
            member,
            name,
            inflated =>
            {
                byte[] start = new byte[Math.Min(member.Length, FirstBuffer)];
                return start.AsMemory(0, inflated.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
            }
        );

    /// <summary>The check sum of the decompressed data, which are not kept.</summary>
    internal static uint Crc(byte[] file, ZipMember member, string name) =>
        Decompress(
            file,
            member,
            name,
            inflated =>
            {
                byte[] buffer = new byte[FirstBuffer];
                uint crc = 0;
                long length = 0;
                for (int got = -1; got != 0 && length <= member.Length; length += got)
                {
                    got = inflated.Read(buffer);
                    crc = PngWriter.Crc(buffer.AsSpan(0, got), crc);
                }

                return length == member.Length ? crc : throw WrongLength(member, name, length);
            }
        );

    private static T Decompress<T>(byte[] file, ZipMember member, string name, Func<DeflateStream, T> read)
    {
        using MemoryStream source = new(file, member.Start, member.Stored, writable: false);
        using DeflateStream inflated = new(source, CompressionMode.Decompress);
        try
        {
            return read(inflated);
        }
        catch (InvalidDataException)
        {
            throw Wrong(member, name, "the compressed data are damaged");
        }
    }

    private static ReadOnlyMemory<byte> ReadAll(DeflateStream inflated, ZipMember member, string name)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Math.Min(member.Length, FirstBuffer));
        int filled = inflated.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        while (filled == buffer.Length && filled < member.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(member.Length, 2L * buffer.Length));
            buffer.CopyTo(larger, 0);
            buffer = larger;
            Span<byte> rest = buffer.AsSpan(filled);
            filled += inflated.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        }

        return filled == member.Length && inflated.ReadByte() < 0 ? buffer : throw WrongLength(member, name, filled);
    }

    private static DataFormatException WrongLength(ZipMember member, string name, long length) =>
        Wrong(member, name, $"{length} bytes or more came from the compressed data, {member.Length} were promised");

    private static DataFormatException Wrong(ZipMember member, string name, string reason) =>
        new(name, member.Start, $"zip: '{member.Name}': {reason}");
}
