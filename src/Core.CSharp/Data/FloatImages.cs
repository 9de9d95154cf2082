using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Grey images of one size with real pixels in [0, 1], single precision; immutable.</summary>
/// <remarks>Pixel (r, c) of an image of R × C is its entry r·C + c.</remarks>
public sealed class FloatImages
{
    private readonly float[] _values;

    private FloatImages(int rows, int columns, float[] values, string source)
    {
        Rows = rows;
        Columns = columns;
        Count = values.Length / (rows * columns);
        Source = source;
        _values = values;
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Rows of one image.</summary>
    public int Rows { get; }

    /// <summary>Columns of one image.</summary>
    public int Columns { get; }

    /// <summary>Pixels of one image: rows · columns.</summary>
    public int PixelCount => Rows * Columns;

    /// <summary>Where the images come from, for people.</summary>
    public string Source { get; }

    /// <summary>All pixels in [0, 1], image by image and row by row: count · rows · columns numbers.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The array behind the pixels, for kernels: never written to.</summary>
    internal float[] Storage => _values;

    /// <summary>The same images with pixels divided by 255.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <returns>The images in single precision.</returns>
    public static FloatImages FromImages(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        float[] values = new float[images.Storage.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = images.Storage[i] / 255f;
        }

        return new FloatImages(images.Rows, images.Columns, values, images.Source);
    }

    /// <summary>The pixels of one image, without a copy.</summary>
    /// <param name="index">0 … count − 1.</param>
    /// <returns>rows · columns numbers, row by row.</returns>
    public ReadOnlySpan<float> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _values.AsSpan(index * PixelCount, PixelCount);
    }

    /// <summary>The images as rows of a matrix.</summary>
    /// <returns>Matrix, count × (rows · columns), entries in [0, 1].</returns>
    public Matrix ToMatrix() => Matrix.Adopt(Count, PixelCount, Array.ConvertAll(_values, value => (double)value));

    /// <inheritdoc/>
    public override string ToString() => $"{Count} images of {Rows} x {Columns} ({Source})";

    /// <summary>Takes the array over without a copy: the caller gives it up.</summary>
    internal static FloatImages Adopt(int rows, int columns, float[] values, string source) =>
        new(rows, columns, values, source);
}
