using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace Neurovariety.Data;

/// <summary>Writes 8-bit images, grey or coloured, as PNG.</summary>
/// <remarks>Source: [PNG]. Every row is stored with filter 0 (none).</remarks>
public static class PngWriter
{
    private const byte GreyType = 0;
    private const byte ColourType = 2;

    private static readonly uint[] s_table = MakeTable();

    /// <summary>A grey image as the bytes of a PNG file.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">width · height bytes, row by row; 0 is black.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not width · height.</exception>
    public static byte[] EncodeGrey(int width, int height, ReadOnlySpan<byte> pixels) =>
        Encode(width, height, 1, GreyType, pixels);

    /// <summary>A coloured image as the bytes of a PNG file.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">3 · width · height bytes: red, green, blue of each pixel, row by row.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not 3 · width · height.</exception>
    public static byte[] EncodeRgb(int width, int height, ReadOnlySpan<byte> pixels) =>
        Encode(width, height, 3, ColourType, pixels);

    /// <summary>Writes a grey image to a file.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">width · height bytes, row by row; 0 is black.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteGrey(string path, int width, int height, ReadOnlySpan<byte> pixels) =>
        AtomicFile.WriteBytes(path, EncodeGrey(width, height, pixels));

    /// <summary>Writes a coloured image to a file.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">3 · width · height bytes: red, green, blue of each pixel, row by row.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteRgb(string path, int width, int height, ReadOnlySpan<byte> pixels) =>
        AtomicFile.WriteBytes(path, EncodeRgb(width, height, pixels));

    /// <summary>The cyclic redundancy check that ends each chunk (polynomial 0xEDB88320, reflected).</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        foreach (byte value in bytes)
        {
            crc = s_table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static byte[] Encode(int width, int height, int channels, byte type, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        long expected = (long)width * height * channels;
        if (pixels.Length != expected)
        {
            throw new ArgumentException(
                $"pixels: expected {width} x {height} x {channels} = {expected} bytes, got {pixels.Length}"
            );
        }

        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = type;
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(width * channels, pixels));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(int stride, ReadOnlySpan<byte> pixels)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal))
        {
            for (int start = 0; start < pixels.Length; start += stride)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(start, stride));
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> contents)
    {
        byte[] chunk = new byte[contents.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, contents.Length);
        name.CopyTo(chunk.AsSpan(4));
        contents.CopyTo(chunk.AsSpan(8));
        uint crc = Crc(chunk.AsSpan(4, contents.Length + 4));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(contents.Length + 8), crc);
        file.Write(chunk);
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[i] = value;
        }

        return table;
    }
}
