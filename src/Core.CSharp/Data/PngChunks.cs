using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Neurovariety.Data;

/// <summary>The chunks of a PNG file that its pixels depend on.</summary>
internal sealed class PngChunks
{
    private readonly byte[] _file;
    private readonly string _name;

    private PngChunks(byte[] file, string name)
    {
        _file = file;
        _name = name;
    }

    /// <summary>The first chunk.</summary>
    internal PngHeader Header { get; private set; } = new(0, 0, 0, PngColour.Grey, false);

    /// <summary>Red, green, blue of each colour; empty without a palette.</summary>
    internal byte[] Palette { get; private set; } = [];

    /// <summary>Opacities of the palette, or the transparent colour; empty when all is opaque.</summary>
    internal byte[] Transparency { get; private set; } = [];

    /// <summary>The packed rows of all chunks that hold them.</summary>
    internal byte[] Packed { get; private set; } = [];

    /// <summary>Where the first chunk of rows begins.</summary>
    internal long DataOffset { get; private set; }

    /// <summary>Walks over the chunks.</summary>
    internal static PngChunks Collect(byte[] file, string name)
    {
        PngChunks chunks = new(file, name);
        using MemoryStream packed = new();
        int at = PngReader.Magic.Length;
        string before = "";
        while (before != "IEND")
        {
            string kind = chunks.ReadChunk(ref at, out Range contents);
            chunks.Keep(kind, before, contents, packed);
            before = kind;
        }

        if (at != file.Length)
        {
            throw new DataFormatException(name, at, $"{file.Length - at} bytes follow the last chunk");
        }

        if (chunks.DataOffset == 0)
        {
            throw new DataFormatException(name, at - 12, "the image ends without an IDAT chunk");
        }

        if (chunks.Header.Colour == PngColour.Palette && chunks.Palette.Length == 0)
        {
            throw new DataFormatException(name, chunks.DataOffset, "a palette image without a PLTE chunk");
        }

        chunks.Packed = packed.ToArray();
        return chunks;
    }

    private string ReadChunk(ref int at, out Range contents)
    {
        if (_file.Length - at < 12)
        {
            throw new DataFormatException(_name, _file.Length, "the file ends before its IEND chunk (truncated)");
        }

        int length = PngImage.Number(_file.AsSpan(at), _name, at);
        if (length > _file.Length - at - 12)
        {
            throw new DataFormatException(_name, at, $"a chunk of {length} bytes exceeds the file (truncated)");
        }

        ReadOnlySpan<byte> tested = _file.AsSpan(at + 4, length + 4);
        uint stated = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at + 8 + length));
        string kind = Encoding.Latin1.GetString(tested[..4]);
        if (PngWriter.Crc(tested) != stated)
        {
            throw new DataFormatException(_name, at + 8 + length, $"the check of chunk '{kind}' fails: damaged bytes");
        }

        contents = (at + 8)..(at + 8 + length);
        at += length + 12;
        return kind;
    }

    private void Keep(string kind, string before, Range contents, MemoryStream packed)
    {
        int offset = contents.Start.Value;
        ReadOnlySpan<byte> bytes = _file.AsSpan(contents);
        if ((before.Length == 0) != (kind == "IHDR"))
        {
            throw new DataFormatException(_name, offset, $"chunk '{kind}': IHDR must stand first, and once");
        }

        switch (kind)
        {
            case "IHDR":
                Header = PngHeader.Parse(bytes, _name, offset);
                break;
            case "PLTE":
                Palette = ParsePalette(bytes, offset);
                break;
            case "tRNS":
                Transparency = ParseTransparency(bytes, offset);
                break;
            case "IDAT" when DataOffset > 0 && before != kind:
                throw new DataFormatException(_name, offset, "IDAT chunks with another one between them");
            case "IDAT":
                DataOffset = DataOffset > 0 ? DataOffset : offset;
                packed.Write(bytes);
                break;
            case "IEND" when !bytes.IsEmpty:
                throw new DataFormatException(_name, offset, $"IEND of {bytes.Length} bytes, expected 0");
            case "IEND":
                break;
            default:
                CheckAncillary(kind, offset);
                break;
        }
    }

    // A small first letter marks a chunk that pixels do not depend on.
    private void CheckAncillary(string kind, long offset)
    {
        if (!char.IsAsciiLetterLower(kind[0]))
        {
            throw new DataFormatException(_name, offset, $"unknown chunk '{kind}' that the pixels depend on");
        }
    }

    private byte[] ParsePalette(ReadOnlySpan<byte> bytes, long offset)
    {
        if (Palette.Length > 0 || DataOffset > 0)
        {
            throw new DataFormatException(_name, offset, "PLTE must stand once, before IDAT");
        }

        if (bytes.Length is 0 or > 768 || bytes.Length % 3 != 0)
        {
            throw new DataFormatException(_name, offset, $"PLTE of {bytes.Length} bytes, expected 3 to 768, by threes");
        }

        return bytes.ToArray();
    }

    private byte[] ParseTransparency(ReadOnlySpan<byte> bytes, long offset)
    {
        bool fits = Header.Colour switch
        {
            PngColour.Grey => bytes.Length == 2,
            PngColour.Rgb => bytes.Length == 6,
            PngColour.Palette => bytes.Length > 0 && bytes.Length <= Palette.Length / 3,
            _ => false,
        };
        if (!fits || Transparency.Length > 0 || DataOffset > 0)
        {
            throw new DataFormatException(
                _name,
                offset,
                $"tRNS of {bytes.Length} bytes does not fit here: expected once, before IDAT, of the image's colours"
            );
        }

        return bytes.ToArray();
    }
}
