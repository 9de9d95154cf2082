using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>One pass over an image: every pixel, or one of the seven grids of the interlaced form.</summary>
/// <param name="Width">Columns of the grid.</param>
/// <param name="Height">Rows of the grid.</param>
/// <param name="FirstColumn">Column of its first pixel.</param>
/// <param name="FirstRow">Row of its first pixel.</param>
/// <param name="ColumnStep">Columns between its pixels.</param>
/// <param name="RowStep">Rows between its pixels.</param>
internal readonly record struct PngPass(
    int Width,
    int Height,
    int FirstColumn,
    int FirstRow,
    int ColumnStep,
    int RowStep
);

/// <summary>What the first chunk of a PNG file says.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    private const int Size = 13;

    /// <summary>Samples of one pixel.</summary>
    internal int Channels =>
        Colour switch
        {
            PngColour.Grey or PngColour.Palette => 1,
            PngColour.GreyAlpha => 2,
            PngColour.Rgb => 3,
            _ => 4,
        };

    /// <summary>Bytes back to the sample that a filter compares with.</summary>
    internal int FilterStep => Math.Max(1, Channels * Depth / 8);

    /// <summary>Reads the contents of the chunk.</summary>
    internal static PngHeader Parse(ReadOnlySpan<byte> chunk, string name, long offset)
    {
        if (chunk.Length != Size)
        {
            throw new DataFormatException(name, offset, $"IHDR of {chunk.Length} bytes, expected {Size}");
        }

        int width = PngImage.Number(chunk, name, offset);
        int height = PngImage.Number(chunk[4..], name, offset + 4);
        if (width == 0 || height == 0)
        {
            throw new DataFormatException(
                name,
                offset,
                $"an image of {width} x {height} pixels, expected at least 1 x 1"
            );
        }

        int depth = chunk[8];
        PngColour colour = (PngColour)chunk[9];
        if (!IsAllowed(colour, depth))
        {
            throw new DataFormatException(
                name,
                offset + 8,
                $"colour type {chunk[9]} of {depth} bits is no pair of the format"
            );
        }

        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
        {
            throw new DataFormatException(
                name,
                offset + 10,
                $"compression {chunk[10]}, filter {chunk[11]}, interlace {chunk[12]}: expected 0, 0 and 0 or 1"
            );
        }

        return new PngHeader(width, height, depth, colour, chunk[12] == 1);
    }

    /// <summary>Bytes of a row of so many pixels, without its filter byte.</summary>
    internal long RowBytes(int width) => (((long)width * Channels * Depth) + 7) / 8;

    /// <summary>The passes that are not empty, in the order of the file.</summary>
    internal IEnumerable<PngPass> Passes()
    {
        if (!Interlaced)
        {
            yield return new PngPass(Width, Height, 0, 0, 1, 1);
            yield break;
        }

        (int Column, int Row, int ColumnStep, int RowStep)[] grids =
        [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        foreach ((int column, int row, int columnStep, int rowStep) in grids)
        {
            if (column < Width && row < Height)
            {
                int width = ((Width - column - 1) / columnStep) + 1;
                int height = ((Height - row - 1) / rowStep) + 1;
                yield return new PngPass(width, height, column, row, columnStep, rowStep);
            }
        }
    }

    private static bool IsAllowed(PngColour colour, int depth) =>
        colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
            _ => false,
        };
}

/// <summary>Colour types, numbered as in the file.</summary>
internal enum PngColour
{
    /// <summary>Grey.</summary>
    Grey = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Positions in a list of colours.</summary>
    Palette = 3,

    /// <summary>Grey and opacity.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue and opacity.</summary>
    Rgba = 6,
}
