using System;
using System.Security.Cryptography;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Grey images of one size, a byte for each pixel, with or without labels; immutable.</summary>
/// <remarks>Pixel (r, c) of an image of R × C is its entry r·C + c.</remarks>
public sealed class ImageSet
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    private ImageSet(int rows, int columns, byte[] pixels, byte[] labels, string source)
    {
        Rows = rows;
        Columns = columns;
        Count = (int)(pixels.Length / ((long)rows * columns));
        Source = source;
        _pixels = pixels;
        _labels = labels;
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

    /// <summary>All pixels, 0 … 255, image by image and row by row: count · rows · columns bytes.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>One label for each image; empty when there are none.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>Whether every image has a label.</summary>
    public bool HasLabels => _labels.Length == Count;

    /// <summary>The array behind the pixels, for kernels: never written to.</summary>
    internal byte[] Storage => _pixels;

    /// <summary>The array behind the labels: never written to.</summary>
    internal byte[] LabelStorage => _labels;

    /// <summary>Images from their pixels, which are copied.</summary>
    /// <param name="rows">R, at least 1.</param>
    /// <param name="columns">C, at least 1.</param>
    /// <param name="pixels">count · R · C bytes, image by image and row by row.</param>
    /// <param name="labels">One byte for each image, or nothing.</param>
    /// <param name="source">Where the images come from.</param>
    /// <returns>The images.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static ImageSet FromPixels(
        int rows,
        int columns,
        ReadOnlySpan<byte> pixels,
        ReadOnlySpan<byte> labels,
        string source
    ) => Adopt(rows, columns, pixels.ToArray(), labels.ToArray(), source);

    /// <summary>The pixels of one image, without a copy.</summary>
    /// <param name="index">0 … count − 1.</param>
    /// <returns>rows · columns bytes, row by row.</returns>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return _pixels.AsSpan(index * PixelCount, PixelCount);
    }

    /// <summary>A run of the images, copied.</summary>
    /// <param name="start">First image, 0-based.</param>
    /// <param name="count">How many.</param>
    /// <returns>The images start … start + count − 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The run leaves the set.</exception>
    public ImageSet Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)Count, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Count - start), nameof(count));
        byte[] pixels = _pixels.AsSpan(start * PixelCount, count * PixelCount).ToArray();
        byte[] labels = HasLabels ? _labels.AsSpan(start, count).ToArray() : [];
        return new ImageSet(Rows, Columns, pixels, labels, Source);
    }

    /// <summary>The same images with labels.</summary>
    /// <param name="labels">One byte for each image.</param>
    /// <returns>The images, which share their pixels with this set.</returns>
    /// <exception cref="ArgumentException">Another number of labels than of images.</exception>
    public ImageSet WithLabels(ReadOnlySpan<byte> labels) => Adopt(Rows, Columns, _pixels, labels.ToArray(), Source);

    /// <summary>The images as rows of a matrix, pixels divided by 255.</summary>
    /// <returns>Matrix, count × (rows · columns), entries in [0, 1].</returns>
    public Matrix ToMatrix()
    {
        double[] entries = new double[_pixels.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = _pixels[i] / 255.0;
        }

        return Matrix.Adopt(Count, PixelCount, entries);
    }

    /// <summary>SHA-256 of all pixel bytes, to name the data in a report.</summary>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public string PixelSha256() => Convert.ToHexStringLower(SHA256.HashData(_pixels));

    /// <inheritdoc/>
    public override string ToString() => $"{Count} images of {Rows} x {Columns} ({Source})";

    /// <summary>Takes the arrays over without a copy: the caller gives them up.</summary>
    internal static ImageSet Adopt(int rows, int columns, byte[] pixels, byte[] labels, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        long size = (long)rows * columns;
        if (size > int.MaxValue || pixels.Length % size != 0)
        {
            throw new ArgumentException(
                $"pixels: expected a multiple of {rows} x {columns} = {size} bytes, got {pixels.Length}"
            );
        }

        if (labels.Length != 0 && labels.Length != pixels.Length / size)
        {
            throw new ArgumentException(
                $"labels: expected {pixels.Length / size}, one for each image, got {labels.Length}"
            );
        }

        return new ImageSet(rows, columns, pixels, labels, source);
    }
}
