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
    internal static ReadOnlyMemory<byte> Inflate(
        byte[] file,
        ZipMember member,
        string name,
        Action<ReadOnlyMemory<byte>>? checkStart
    )
    {
        using MemoryStream source = new(file, member.Start, member.Stored, writable: false);
        using DeflateStream inflated = new(source, CompressionMode.Decompress);
        try
        {
            return ReadAll(inflated, member, name, checkStart);
        }
        catch (InvalidDataException)
        {
            throw Wrong(member, name, "the compressed data are damaged");
        }
    }

    private static byte[] ReadAll(
        DeflateStream inflated,
        ZipMember member,
        string name,
        Action<ReadOnlyMemory<byte>>? checkStart
    )
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(Math.Min(member.Length, FirstBuffer));
        int filled = inflated.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        checkStart?.Invoke(buffer.AsMemory(0, filled));
        while (filled == buffer.Length && filled < member.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(member.Length, 2L * buffer.Length));
            buffer.CopyTo(larger, 0);
            buffer = larger;
            Span<byte> rest = buffer.AsSpan(filled);
            filled += inflated.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        }

        if (filled != member.Length || inflated.ReadByte() >= 0)
        {
            throw Wrong(
                member,
                name,
                $"{filled} bytes or more came from the compressed data, {member.Length} were promised"
            );
        }

        return buffer;
    }

    private static DataFormatException Wrong(ZipMember member, string name, string reason) =>
        new(name, member.Start, $"zip: '{member.Name}': {reason}");
}
