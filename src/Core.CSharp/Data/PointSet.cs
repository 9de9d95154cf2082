using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Points for a network, scaled to [−1, 1], with their names; immutable.</summary>
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

    /// <summary>All points in [−1, 1], count × n, point by point.</summary>
    public ReadOnlySpan<float> Samples => _samples;

    /// <summary>The same numbers as memory, for work that several threads share.</summary>
    public ReadOnlyMemory<float> SampleMemory => _samples;

    /// <summary>A label for each point; empty when there are none.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Names of the points: of their files, or their numbers from 1.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The range that was scaled to [−1, 1]; never <see cref="PointRange.Auto"/>.</summary>
    public PointRange Range { get; private init; }

    /// <summary>Where the points come from, for people.</summary>
    public string Source { get; }

    /// <summary>What was decided where the file does not say, a line each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The array behind the points, for kernels: never written to.</summary>
    internal float[] Storage => _samples;

    /// <summary>The points of images.</summary>
    /// <param name="images">Images of bytes, at least one.</param>
    /// <returns>Pixels (2 p − 255) / 255, with the labels.</returns>
    /// <exception cref="ArgumentException">No images.</exception>
    public static PointSet FromImages(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfZero(images.Count, nameof(images));
        float[] ofByte = new float[256];
        for (int p = 0; p < ofByte.Length; p++)
        {
            ofByte[p] = (float)(((2.0 * p) - 255.0) / 255.0);
        }

        float[] samples = GC.AllocateUninitializedArray<float>(images.Storage.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = ofByte[images.Storage[i]];
        }

        int[] labels = Array.ConvertAll(images.LabelStorage, label => (int)label);
        PointShape shape = new(images.Count, images.Rows, images.Columns);
        return new PointSet(shape, samples, labels, Numbers(images.Count), images.Source) { Range = PointRange.Bytes };
    }

    /// <summary>One point, without a copy.</summary>
    /// <param name="index">0 … count − 1.</param>
    /// <returns>n numbers in [−1, 1].</returns>
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
    internal static PointSet Adopt(PointValues values, PointRange asked, int[] labels, string source)
    {
        PointRange range = values.Scale(asked, source);
        return new PointSet(values.Shape, values.Numbers, labels, values.Names, source) { Range = range, Notes = values.Notes };
    }
}
