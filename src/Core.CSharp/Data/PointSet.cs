using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Points for a network, scaled as it takes them, with their names; immutable.</summary>
public sealed class PointSet
{
    private readonly float[] _samples;
    private readonly int[] _labels;

    private PointSet(PointShape shape, float[] samples, int[] labels, IReadOnlyList<string> names, string source)
    {
        Rows = shape.Rows;
        Columns = shape.Columns;
        Count = shape.Count;
        Names = names;
        Source = source;
        _samples = samples;
        _labels = labels;
    }

    /// <summary>Number of points, at least 1.</summary>
    public int Count { get; }

    /// <summary>Numbers of one point, n.</summary>
    public int Width => Rows * Columns;

    /// <summary>Rows of a point that is an image; 1 for a plain list of numbers.</summary>
    public int Rows { get; }

    /// <summary>Columns of a point that is an image; n for a plain list of numbers.</summary>
    public int Columns { get; }

    /// <summary>All points as the network takes them, count × n, point by point.</summary>
    public ReadOnlySpan<float> Samples => _samples;

    /// <summary>The same numbers as memory, for work that several threads share.</summary>
    public ReadOnlyMemory<float> SampleMemory => _samples;

    /// <summary>A label for each point; empty when there are none.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Names of the points: of their files, or their numbers from 1.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The range that was scaled; never <see cref="PointRange.Auto"/>.</summary>
    public PointRange Range { get; private init; }

    /// <summary>What the range was scaled to; never <see cref="InputScale.Auto"/>.</summary>
    public InputScale Scale { get; private init; } = InputScale.Symmetric;

    /// <summary>Where the points come from, for people.</summary>
    public string Source { get; }

    /// <summary>Name of the array that the points were read from, in a file of named arrays; null in others.</summary>
    public string? Array { get; private init; }

    /// <summary>What was decided where the file does not say, a line each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The array behind the points, for kernels: never written to.</summary>
    internal float[] Storage => _samples;

    /// <summary>The points of images.</summary>
    /// <param name="images">Images of bytes, at least one.</param>
    /// <param name="scale">What the network takes for a pixel, not automatic; null for [−1, 1].</param>
    /// <returns>The points, with the labels.</returns>
    /// <exception cref="ArgumentException">No images.</exception>
    /// <exception cref="InvalidOperationException">The scale is automatic.</exception>
    public static PointSet FromImages(ImageSet images, InputScale? scale = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfZero(images.Count, nameof(images));
        scale ??= InputScale.Symmetric;
        float[] samples = scale.Apply(images);
        int[] labels = System.Array.ConvertAll(images.LabelStorage, label => (int)label);
        PointShape shape = new(images.Count, images.Rows, images.Columns);
        return new PointSet(shape, samples, labels, Numbers(images.Count), images.Source)
        {
            Range = PointRange.Bytes,
            Scale = scale,
        };
    }

    /// <summary>One point, without a copy.</summary>
    /// <param name="index">0 … count − 1.</param>
    /// <returns>n numbers.</returns>
    public ReadOnlySpan<float> Sample(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _samples.AsSpan(index * Width, Width);
    }

    /// <summary>Refuses points of another width than a network's input.</summary>
    /// <param name="inputCount">Inputs of the network.</param>
    /// <exception cref="DataFormatException">Another width.</exception>
    public void RequireWidth(int inputCount)
    {
        if (Width != inputCount)
        {
            string size = Rows == 1 ? "" : $" ({Rows} x {Columns})";
            throw new DataFormatException(
                Source,
                $"points of {Width} numbers{size}, but the network takes {inputCount}"
            );
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Count} points of {Width} numbers, {PointFileOptions.RangeText(Range)} ({Source})";

    /// <summary>The names 1, 2, …</summary>
    internal static IReadOnlyList<string> Numbers(int count) =>
        [.. Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Scales in place and takes the arrays over: the caller gives them up.</summary>
    internal static PointSet Adopt(PointValues values, PointFileOptions options, int[] labels, string source)
    {
        PointRange range = values.Scale(options.Range, options.Scale, source);
        return new PointSet(values.Shape, values.Numbers, labels, values.Names, source)
        {
            Range = range,
            Scale = options.Scale,
            Array = values.Array,
            Notes = values.Notes,
        };
    }
}
