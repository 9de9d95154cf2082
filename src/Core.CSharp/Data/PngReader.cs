using System;
using System.Buffers.Binary;
using System.IO;

namespace Neurovariety.Data;

/// <summary>Reads PNG files as grey images.</summary>
/// <remarks>
/// Source: [PNG]. All colour types, depths of 1 to 16 bits, plain and interlaced (Adam7). Colour becomes grey by the luminance
/// .299 R + .587 G + .114 B of the stored values, and what is transparent lies on black. The check of every chunk is compared.
/// </remarks>
public static class PngReader
{
    // Deflate packs at most 1032 bytes into one; a size beyond that is not believed.
    private const long DeflateRatio = 1032;
    private const long LargestPixelCount = 1 << 26;

    /// <summary>The bytes that every file begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The image in grey.</returns>
    /// <exception cref="DataFormatException">The file breaks the format, or has more than 2^26 pixels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PngImage Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>An image from the bytes of a file.</summary>
    internal static PngImage Parse(byte[] file, string name)
    {
        if (!file.AsSpan().StartsWith(Magic))
        {
            throw new DataFormatException(name, 0, "no PNG file: it does not begin with 0x89 PNG");
        }

        PngChunks chunks = PngChunks.Collect(file, name);
        CheckSize(chunks, name);
        using MemoryStream packed = new(chunks.Packed, writable: false);
        using PngRows rows = new(packed, chunks, name);
        ushort[] grey = new ushort[chunks.Header.Width * chunks.Header.Height];
        foreach (PngPass pass in chunks.Header.Passes())
        {
            rows.ReadPass(pass, grey);
        }

        rows.CheckEnd();
        return new PngImage(chunks.Header.Width, chunks.Header.Height, chunks.Header.Depth, grey);
    }

    private static void CheckSize(PngChunks chunks, string name)
    {
        PngHeader header = chunks.Header;
        long pixels = (long)header.Width * header.Height;
        if (pixels > LargestPixelCount)
        {
            throw new DataFormatException(
                name,
                16,
                $"{header.Width} x {header.Height} pixels, expected at most {LargestPixelCount}"
            );
        }

        long needed = 0;
        foreach (PngPass pass in header.Passes())
        {
            needed += pass.Height * (1L + header.RowBytes(pass.Width));
        }

        if (needed > DeflateRatio * chunks.Packed.Length)
        {
            throw new DataFormatException(
                name,
                chunks.DataOffset,
                $"{chunks.Packed.Length} packed bytes cannot hold the {needed} that {header.Width} x {header.Height} pixels need"
            );
        }
    }
}

/// <summary>A grey image of up to 16 bits; immutable.</summary>
public sealed class PngImage
{
    private readonly ushort[] _grey;

    /// <summary>Takes the array over: the caller gives it up.</summary>
    internal PngImage(int width, int height, int depth, ushort[] grey)
    {
        Width = width;
        Height = height;
        Depth = depth;
        _grey = grey;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bits of one sample in the file: 1, 2, 4, 8 or 16.</summary>
    public int Depth { get; }

    /// <summary>The pixels row by row, 0 (black) … 65535 (white), whatever the depth of the file.</summary>
    public ReadOnlySpan<ushort> Grey => _grey;

    /// <summary>The pixels rounded to bytes.</summary>
    /// <returns>width · height bytes, row by row.</returns>
    public byte[] ToBytes() => Array.ConvertAll(_grey, value => (byte)((value + 128) / 257));

    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height}, {Depth} bits";

    /// <summary>Big-endian number of the format, which must fit 31 bits.</summary>
    internal static int Number(ReadOnlySpan<byte> bytes, string name, long offset)
    {
        uint number = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return number <= int.MaxValue
            ? (int)number
            : throw new DataFormatException(name, offset, $"the number {number} exceeds 2147483647");
    }
}
