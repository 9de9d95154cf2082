using System;
using System.Collections.Generic;
using System.Globalization;

namespace Neurovariety.Data;

/// <summary>Number of points and size of each.</summary>
internal readonly record struct PointShape(int Count, int Rows, int Columns)
{
    /// <summary>Numbers of one point.</summary>
    internal int Width => Rows * Columns;
}

/// <summary>What numbers are, as far as their type tells.</summary>
internal enum PointKind
{
    /// <summary>Real numbers of unknown range.</summary>
    Real,

    /// <summary>Whole numbers by type, or pixels of pictures.</summary>
    Whole,

    /// <summary>True and false.</summary>
    Truth,
}

/// <summary>Points as a file holds them, before they are scaled.</summary>
/// <param name="Shape">Number and size.</param>
/// <param name="Numbers">count × width numbers.</param>
/// <param name="Kind">What the numbers are.</param>
/// <param name="Names">A name for each point.</param>
internal sealed record PointValues(PointShape Shape, float[] Numbers, PointKind Kind, IReadOnlyList<string> Names)
{
    /// <summary>Labels that stand with the points; empty where there are none.</summary>
    internal int[] Labels { get; init; } = [];

    /// <summary>Name of the array that they were read from; null where it has none.</summary>
    internal string? Array { get; init; }

    /// <summary>What was decided where the file does not say.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Scales in place and says from which range.</summary>
    internal PointRange Scale(PointRange asked, InputScale scale, string source)
    {
        PointRange range = asked == PointRange.Auto ? Suggested(source) : asked;
        (float low, float high) = range switch
        {
            PointRange.Bytes => (0f, 255f),
            PointRange.Unit => (0f, 1f),
            PointRange.Symmetric => (-1f, 1f),
            _ => throw new ArgumentOutOfRangeException(nameof(asked), asked, "no range of this library"),
        };
        int wrong = Numbers.AsSpan().IndexOfAnyExceptInRange(low, high);
        if (wrong >= 0)
        {
            throw Wrong(
                source,
                wrong,
                $"{Text(Numbers[wrong])}, outside {PointFileOptions.RangeText(range)}"
                    + (asked == PointRange.Auto ? ", which the other numbers suggest; name the range" : "")
            );
        }

        // Numbers on the network's own scale stay as they are.
        InputScaleKind own = range switch
        {
            PointRange.Bytes => InputScaleKind.None,
            PointRange.Unit => InputScaleKind.Unit,
            _ => InputScaleKind.Symmetric,
        };
        if (scale.Kind != own)
        {
            for (int i = 0; i < Numbers.Length; i++)
            {
                Numbers[i] = (float)Scaled(Numbers[i], low, high, scale);
            }
        }

        return range;
    }

    // One rounding to double precision on [-1, 1], as images on their way to a network are scaled.
    private static double Scaled(double value, double low, double high, InputScale scale) =>
        scale.Kind == InputScaleKind.Symmetric
            ? ((2.0 * value) - high - low) / (high - low)
            : scale.OfBrightness((value - low) / (high - low));

    private static string Text(float value) =>
        float.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private PointRange Suggested(string source)
    {
        if (Kind != PointKind.Real)
        {
            return Kind == PointKind.Whole ? PointRange.Bytes : PointRange.Unit;
        }

        bool negative = false;
        bool aboveOne = false;
        for (int i = 0; i < Numbers.Length; i++)
        {
            if (!float.IsFinite(Numbers[i]))
            {
                throw Wrong(source, i, $"{Text(Numbers[i])}, expected finite numbers");
            }

            negative |= Numbers[i] < 0;
            aboveOne |= Numbers[i] > 1;
        }

        return negative ? PointRange.Symmetric
            : aboveOne ? PointRange.Bytes
            : PointRange.Unit;
    }

    private DataFormatException Wrong(string source, int index, string found)
    {
        string point = Names[index / Shape.Width];
        return new DataFormatException(source, $"point {point}: number {(index % Shape.Width) + 1} is {found}");
    }
}
