using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace Neurovariety.Data;

/// <summary>Unpacks the rows of a PNG image, takes back their filters, and turns their samples into grey.</summary>
internal sealed class PngRows : IDisposable
{
    private readonly PngChunks _chunks;
    private readonly PngHeader _header;
    private readonly ZLibStream _rows;
    private readonly string _name;
    private readonly int _white;
    private byte[] _row = [];
    private byte[] _above = [];

    internal PngRows(Stream packed, PngChunks chunks, string name)
    {
        _rows = new ZLibStream(packed, CompressionMode.Decompress);
        _chunks = chunks;
        _header = chunks.Header;
        _name = name;
        _white = (1 << _header.Depth) - 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    /// <summary>Reads the rows of one pass into their places.</summary>
    internal void ReadPass(PngPass pass, Span<ushort> image)
    {
        int length = checked((int)_header.RowBytes(pass.Width));
        _row = new byte[length];
        _above = new byte[length];
        Span<byte> filter = stackalloc byte[1];
        for (int r = 0; r < pass.Height; r++)
        {
            Fill(filter);
            Fill(_row);
            Unfilter(filter[0]);
            int start = ((pass.FirstRow + (r * pass.RowStep)) * _header.Width) + pass.FirstColumn;
            for (int c = 0; c < pass.Width; c++)
            {
                image[start + (c * pass.ColumnStep)] = Grey(c);
            }

            (_row, _above) = (_above, _row);
        }
    }

    /// <summary>Refuses rows beyond the last; reading on also lets the packed data's own check be compared.</summary>
    internal void CheckEnd()
    {
        Span<byte> beyond = stackalloc byte[1];
        if (Read(beyond) != 0)
        {
            throw Damaged("more rows than the image has");
        }
    }

    private void Fill(Span<byte> destination)
    {
        if (Read(destination) != destination.Length)
        {
            throw Damaged("the packed rows end too early (truncated)");
        }
    }

    private int Read(Span<byte> destination)
    {
        try
        {
            return _rows.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            throw Damaged("the packed rows are damaged or cut short");
        }
    }

    private void Unfilter(int filter)
    {
        int step = _header.FilterStep;
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = step; i < _row.Length; i++)
                {
                    _row[i] += _row[i - step];
                }

                break;
            case 2:
                for (int i = 0; i < _row.Length; i++)
                {
                    _row[i] += _above[i];
                }

                break;
            case 3:
                for (int i = 0; i < _row.Length; i++)
                {
                    _row[i] += (byte)(((i < step ? 0 : _row[i - step]) + _above[i]) / 2);
                }

                break;
            case 4:
                for (int i = 0; i < _row.Length; i++)
                {
                    _row[i] += i < step ? _above[i] : Paeth(_row[i - step], _above[i], _above[i - step]);
                }

                break;
            default:
                throw Damaged($"a row with filter {filter}, expected 0 to 4");
        }
    }

    // The neighbour nearest to left + above - corner; ties go to the left one, then to the one above.
    private static byte Paeth(byte left, byte above, byte corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        if (toLeft <= toAbove && toLeft <= toCorner)
        {
            return left;
        }

        return toAbove <= toCorner ? above : corner;
    }

    private ushort Grey(int column)
    {
        int at = column * _header.Channels;
        return _header.Colour switch
        {
            PngColour.Grey => IsKey(at, 1) ? (ushort)0 : Scale(Sample(at)),
            PngColour.GreyAlpha => OnBlack(Scale(Sample(at)), Sample(at + 1), _white),
            PngColour.Rgb => IsKey(at, 3) ? (ushort)0 : Luminance(at),
            PngColour.Rgba => OnBlack(Luminance(at), Sample(at + 3), _white),
            _ => FromPalette(Sample(at)),
        };
    }

    private int Sample(int index)
    {
        if (_header.Depth == 16)
        {
            return BinaryPrimitives.ReadUInt16BigEndian(_row.AsSpan(2 * index));
        }

        int perByte = 8 / _header.Depth;
        int shift = 8 - (_header.Depth * ((index % perByte) + 1));
        return (_row[index / perByte] >> shift) & _white;
    }

    // 65535 is a multiple of the largest number of every depth, so this is exact.
    private ushort Scale(int sample) => (ushort)(sample * (65535 / _white));

    private ushort Luminance(int at) => Luminance(Scale(Sample(at)), Scale(Sample(at + 1)), Scale(Sample(at + 2)));

    // Whole thousandths keep grey colours exact.
    private static ushort Luminance(int red, int green, int blue) =>
        (ushort)(((299L * red) + (587L * green) + (114L * blue) + 500) / 1000);

    private static ushort OnBlack(ushort grey, int alpha, int opaque) =>
        (ushort)((((long)grey * alpha) + (opaque / 2)) / opaque);

    private bool IsKey(int at, int channels)
    {
        byte[] key = _chunks.Transparency;
        bool equal = key.Length == 2 * channels;
        for (int i = 0; equal && i < channels; i++)
        {
            equal = Sample(at + i) == BinaryPrimitives.ReadUInt16BigEndian(key.AsSpan(2 * i));
        }

        return equal;
    }

    private ushort FromPalette(int index)
    {
        byte[] palette = _chunks.Palette;
        if (3 * index >= palette.Length)
        {
            throw Damaged($"a pixel with colour {index}, the palette has {palette.Length / 3}");
        }

        ushort grey = Luminance(
            257 * palette[3 * index],
            257 * palette[(3 * index) + 1],
            257 * palette[(3 * index) + 2]
        );
        byte[] opacity = _chunks.Transparency;
        return index < opacity.Length ? OnBlack(grey, opacity[index], byte.MaxValue) : grey;
    }

    private DataFormatException Damaged(string reason) => new(_name, _chunks.DataOffset, reason);
}
