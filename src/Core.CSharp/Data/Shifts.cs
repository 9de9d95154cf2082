using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>Shifts images at random: augmentation by translation.</summary>
/// <remarks>
/// A shift by (h, v) sends an image x to y with y(r, c) = x(r − v, c − h): to the right and down. Between pixels x is
/// interpolated linearly in each direction. All amounts are drawn first, in the order of the images, so the result does
/// not depend on the number of threads.
/// </remarks>
public static class Shifts
{
    /// <summary>Shifts every image by its own random amount.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="options">How far, and what fills the gap.</param>
    /// <param name="random">Source of the amounts; it moves on.</param>
    /// <param name="threads">Threads to use; 0: all cores.</param>
    /// <returns>The shifted images, pixels in [0, 1].</returns>
    /// <exception cref="ArgumentException">An amount is negative or not finite.</exception>
    public static FloatImages Apply(ImageSet images, ShiftOptions options, RandomSource random, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        (double H, double V)[] amounts = DrawAmounts(images.Count, options, random);
        float[] values = new float[images.Storage.Length];
        int size = images.PixelCount;
        ForImages(
            images,
            threads,
            (work, i) =>
                work.Shift(images.Image(i), amounts[i].H, amounts[i].V, options.Fill, values.AsSpan(i * size, size))
        );
        return FloatImages.Adopt(images.Rows, images.Columns, values, $"{images.Source}, {options}");
    }

    /// <summary>Shifts every image by its own random whole number of pixels.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="options">How far, and what fills the gap; not interpolated.</param>
    /// <param name="random">Source of the amounts; it moves on.</param>
    /// <param name="threads">Threads to use; 0: all cores.</param>
    /// <returns>The shifted images with their labels.</returns>
    /// <exception cref="ArgumentException">An amount is negative or not finite, or the shifts are real.</exception>
    public static ImageSet ApplyWhole(ImageSet images, ShiftOptions options, RandomSource random, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Interpolated)
        {
            throw new ArgumentException("whole shifts: expected options that are not interpolated", nameof(options));
        }

        (double H, double V)[] amounts = DrawAmounts(images.Count, options, random);
        byte[] pixels = new byte[images.Storage.Length];
        int size = images.PixelCount;
        ForImages(
            images,
            threads,
            (work, i) =>
                work.Move(
                    images.Image(i),
                    (int)amounts[i].H,
                    (int)amounts[i].V,
                    options.Fill,
                    pixels.AsSpan(i * size, size)
                )
        );
        string source = $"{images.Source}, {options}";
        return ImageSet.Adopt(images.Rows, images.Columns, pixels, images.LabelStorage, source);
    }

    /// <summary>Shifts one image by a given amount.</summary>
    /// <param name="rows">R, at least 1.</param>
    /// <param name="columns">C, at least 1.</param>
    /// <param name="image">R · C bytes, row by row.</param>
    /// <param name="amount">Pixels to the right and down; fractions are interpolated.</param>
    /// <param name="fill">What fills the gap.</param>
    /// <returns>R · C pixels in [0, 1].</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or an amount is not finite or beyond 10^6.</exception>
    public static float[] ShiftImage(
        int rows,
        int columns,
        ReadOnlySpan<byte> image,
        (double Horizontal, double Vertical) amount,
        ShiftFill fill
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (image.Length != (long)rows * columns)
        {
            throw new ArgumentException($"image: expected {rows} x {columns} bytes, got {image.Length}", nameof(image));
        }

        new ShiftOptions(Math.Abs(amount.Horizontal), Math.Abs(amount.Vertical), fill, true).Check();
        float[] shifted = new float[image.Length];
        new Workspace(rows, columns).Shift(image, amount.Horizontal, amount.Vertical, fill, shifted);
        return shifted;
    }

    private static (double H, double V)[] DrawAmounts(int count, ShiftOptions options, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        options.Check();
        var amounts = new (double H, double V)[count];
        for (int i = 0; i < count; i++)
        {
            double horizontal = DrawAmount(options.Horizontal, options.Interpolated, random);
            amounts[i] = (horizontal, DrawAmount(options.Vertical, options.Interpolated, random));
        }

        return amounts;
    }

    private static double DrawAmount(double largest, bool interpolated, RandomSource random) =>
        interpolated ? random.NextDouble(-largest, largest) : random.NextInt((2 * (int)largest) + 1) - (int)largest;

    // Chunks of images share a workspace; an image does not depend on the others, nor on the number of threads.
    private static void ForImages(ImageSet images, int threads, Action<Workspace, int> shift)
    {
        const int ChunkSize = 256;
        int chunks = (images.Count + ChunkSize - 1) / ChunkSize;
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(
            0,
            chunks,
            options,
            chunk =>
            {
                Workspace work = new(images.Rows, images.Columns);
                int end = Math.Min(images.Count, (chunk + 1) * ChunkSize);
                for (int i = chunk * ChunkSize; i < end; i++)
                {
                    shift(work, i);
                }
            }
        );
    }

    /// <summary>Index tables and rows of scratch for images of one size.</summary>
    /// <remarks>Compiled fully at the first call: a program shifts one data set and ends.</remarks>
    private sealed class Workspace(int rows, int columns)
    {
        private const int Outside = -1;

        private readonly int[] _rowSource = new int[rows + 1];
        private readonly int[] _columnSource = new int[columns + 1];
        private readonly float[] _line = new float[columns + 1];
        private readonly float[] _upper = new float[columns];

        /// <summary>Shifts with linear interpolation and divides by 255.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Shift(ReadOnlySpan<byte> image, double h, double v, ShiftFill fill, Span<float> destination)
        {
            float fractionH = (float)FillTable(_columnSource, columns, h, fill);
            float fractionV = (float)FillTable(_rowSource, rows, v, fill);
            if (fractionV == 0)
            {
                for (int r = 0; r < rows; r++)
                {
                    ShiftLine(image, _rowSource[r + 1], fractionH, destination.Slice(r * columns, columns));
                }

                return;
            }

            ShiftLine(image, _rowSource[0], fractionH, _upper);
            for (int r = 0; r < rows; r++)
            {
                Span<float> line = destination.Slice(r * columns, columns);
                ShiftLine(image, _rowSource[r + 1], fractionH, line);
                for (int c = 0; c < columns; c++)
                {
                    float lower = line[c];
                    line[c] = ((1 - fractionV) * lower) + (fractionV * _upper[c]);
                    _upper[c] = lower;
                }
            }
        }

        /// <summary>Shifts by whole pixels.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Move(ReadOnlySpan<byte> image, int h, int v, ShiftFill fill, Span<byte> destination)
        {
            _ = FillTable(_columnSource, columns, h, fill);
            _ = FillTable(_rowSource, rows, v, fill);
            for (int r = 0; r < rows; r++)
            {
                int row = _rowSource[r + 1];
                for (int c = 0; c < columns; c++)
                {
                    int column = _columnSource[c + 1];
                    bool inside = row != Outside && column != Outside;
                    destination[(r * columns) + c] = inside ? image[(row * columns) + column] : (byte)0;
                }
            }
        }

        // table[1 + i] is the position that i takes its value from, table[i] the one before it; the result is the
        // weight of the latter, the former has one minus it.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static double FillTable(int[] table, int size, double amount, ShiftFill fill)
        {
            double whole = Math.Floor(amount);
            for (int i = 0; i <= size; i++)
            {
                int position = i - 1 - (int)whole;
                table[i] = fill switch
                {
                    ShiftFill.Wrap => ((position % size) + size) % size,
                    ShiftFill.Nearest => Math.Clamp(position, 0, size - 1),
                    _ => (uint)position < (uint)size ? position : Outside,
                };
            }

            return amount - whole;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void ShiftLine(ReadOnlySpan<byte> image, int row, float fraction, Span<float> destination)
        {
            if (row == Outside)
            {
                destination.Clear();
                return;
            }

            ReadOnlySpan<byte> source = image.Slice(row * columns, columns);
            for (int c = 0; c <= columns; c++)
            {
                int column = _columnSource[c];
                _line[c] = column == Outside ? 0 : source[column];
            }

            float after = fraction / 255f;
            float before = (1 - fraction) / 255f;
            for (int c = 0; c < columns; c++)
            {
                destination[c] = (before * _line[c + 1]) + (after * _line[c]);
            }
        }
    }
}
