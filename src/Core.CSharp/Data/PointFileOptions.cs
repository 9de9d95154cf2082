using System;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Which numbers stand for black and white; points reach a network in its <see cref="InputScale"/>.</summary>
public enum PointRange
{
    /// <summary>
    /// Decided by the file: whole types and pictures are 0 … 255, true and false 0 … 1; real numbers −1 … 1 when one is below 0, else
    /// 0 … 1 when none exceeds 1, else 0 … 255.
    /// </summary>
    Auto,

    /// <summary>0 … 255.</summary>
    Bytes,

    /// <summary>0 … 1.</summary>
    Unit,

    /// <summary>−1 … 1.</summary>
    Symmetric,
}

/// <summary>How to read a file of points.</summary>
public sealed record PointFileOptions
{
    private static readonly (PointRange Range, string Text)[] s_texts =
    [
        (PointRange.Auto, "auto"),
        (PointRange.Bytes, "0..255"),
        (PointRange.Unit, "0..1"),
        (PointRange.Symmetric, "-1..1"),
    ];

    /// <summary>The array that has the shape of points, labels that the file itself names, the range that it suggests.</summary>
    public static PointFileOptions Default { get; } = new();

    /// <summary>What black and white are.</summary>
    public PointRange Range { get; init; } = PointRange.Auto;

    /// <summary>What the network takes for black and white, not automatic; [−1, 1] unless another is given.</summary>
    public InputScale Scale { get; init; } = InputScale.Symmetric;

    /// <summary>Name of the array of points, in a file of several; null is the first that has the shape of points.</summary>
    public string? Array { get; init; }

    /// <summary>Whether the first line of a text is a header.</summary>
    public CsvHeader Header { get; init; } = CsvHeader.Auto;

    /// <summary>Numbers of a point that the network takes: of several arrays one of this width is preferred; null where it is not known.</summary>
    public int? Width { get; init; }

    /// <summary>Name of an array of the same file with a whole number for each point; null for none.</summary>
    public string? LabelArray { get; init; }

    /// <summary>A file of labels (IDX, or an array or text of whole numbers); null for none.</summary>
    public string? LabelFile { get; init; }

    /// <summary>The range of a text.</summary>
    /// <param name="text"><c>auto</c>, <c>0..255</c>, <c>0..1</c> or <c>-1..1</c>.</param>
    /// <returns>The range.</returns>
    /// <exception cref="FormatException">Another text.</exception>
    public static PointRange ParseRange(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach ((PointRange range, string name) in s_texts)
        {
            if (name == text.Trim())
            {
                return range;
            }
        }

        throw new FormatException(
            DataFormatException.OneLine(
                $"range '{text}': expected {string.Join(", ", s_texts.Select(pair => pair.Text))}"
            )
        );
    }

    /// <summary>The text of a range, as <see cref="ParseRange"/> reads it.</summary>
    /// <param name="range">The range.</param>
    /// <returns>For instance <c>0..255</c>.</returns>
    public static string RangeText(PointRange range) =>
        Enum.IsDefined(range)
            ? s_texts.First(pair => pair.Range == range).Text
            : throw new ArgumentOutOfRangeException(nameof(range), range, "no range of this library");
}
