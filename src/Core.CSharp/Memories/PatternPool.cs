using System;
using Neurovariety.Data;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Memories;

/// <summary>What patterns are drawn from: images, points of a file or rows of a matrix; immutable.</summary>
public sealed class PatternPool
{
    private delegate void Reader(int index, Span<double> row);

    private readonly Reader _read;

    private PatternPool(int count, int rows, int columns, string source, Reader read)
    {
        Count = count;
        Rows = rows;
        Columns = columns;
        Source = source;
        _read = read;
    }

    /// <summary>How many patterns there are to draw from.</summary>
    public int Count { get; }

    /// <summary>Rows of a pattern that is an image; 1 for a plain list of numbers.</summary>
    public int Rows { get; }

    /// <summary>Columns of a pattern that is an image.</summary>
    public int Columns { get; }

    /// <summary>Numbers of a pattern, n.</summary>
    public int Width => Rows * Columns;

    /// <summary>Where the patterns come from, for people.</summary>
    public string Source { get; }

    /// <summary>Images with pixels divided by 255.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <returns>The pool.</returns>
    public static PatternPool FromImages(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new PatternPool(
            images.Count,
            images.Rows,
            images.Columns,
            images.Source,
            (index, row) =>
            {
                ReadOnlySpan<byte> image = images.Image(index);
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = image[i] / 255.0;
                }
            }
        );
    }

    /// <summary>Points of a file: numbers from −1 to 1 as they are, other ranges as numbers from 0 to 1.</summary>
    /// <param name="points">Points as <see cref="PointFile"/> reads them.</param>
    /// <returns>The pool.</returns>
    public static PatternPool FromPoints(PointSet points)
    {
        ArgumentNullException.ThrowIfNull(points);
        bool symmetric = points.Range == PointRange.Symmetric;
        return new PatternPool(
            points.Count,
            points.Rows,
            points.Columns,
            points.Source,
            (index, row) =>
            {
                ReadOnlySpan<float> sample = points.Sample(index);
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = symmetric
                        ? SymmetricOf(points.Scale, sample[i])
                        : Math.Max(0.0, points.Scale.ToBrightness(sample[i]));
                }
            }
        );
    }

    private static double SymmetricOf(InputScale scale, float value) =>
        scale.Kind == InputScaleKind.Symmetric ? value : (2.0 * scale.ToBrightness(value)) - 1.0;

    /// <summary>The rows of a matrix as they are.</summary>
    /// <param name="patterns">Patterns × n.</param>
    /// <param name="rows">Rows of a pattern that is an image; 1 for a plain list of numbers.</param>
    /// <param name="source">Where they come from, for people.</param>
    /// <returns>The pool.</returns>
    /// <exception cref="ArgumentException">n is no multiple of the rows.</exception>
    public static PatternPool FromMatrix(Matrix patterns, int rows, string source)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (patterns.ColumnCount % rows != 0)
        {
            throw new ArgumentException($"patterns of {patterns.ColumnCount} numbers have no {rows} rows");
        }

        return new PatternPool(
            patterns.RowCount,
            rows,
            patterns.ColumnCount / rows,
            source,
            (index, row) => patterns.Row(index).CopyTo(row)
        );
    }

    /// <summary>Different patterns drawn uniformly.</summary>
    /// <param name="count">How many, 1 … all.</param>
    /// <param name="random">Draws them.</param>
    /// <returns>count × n.</returns>
    /// <exception cref="ArgumentException">None are asked for, or more than there are.</exception>
    public Matrix Draw(int count, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (count < 1)
        {
            throw new ArgumentException($"the memory is empty: expected at least one pattern, got {count}");
        }

        if (count > Count)
        {
            throw new ArgumentException(
                DataFormatException.OneLine(
                    $"{count} patterns asked for, but there are {Count} to draw from in {Source}"
                )
            );
        }

        int[] order = new int[Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        double[] entries = new double[checked(count * Width)];
        for (int i = 0; i < count; i++)
        {
            int chosen = i + random.NextInt(Count - i);
            (order[i], order[chosen]) = (order[chosen], order[i]);
            _read(order[i], entries.AsSpan(i * Width, Width));
        }

        return Matrix.Adopt(count, Width, entries);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Count} patterns of {Rows} x {Columns} ({Source})";
}
