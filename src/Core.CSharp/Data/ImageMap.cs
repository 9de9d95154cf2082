using System;
using System.Globalization;
using System.Threading.Tasks;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>Changes one image: from its bytes to those of the result, with a stream of random numbers of its own.</summary>
internal delegate void ImageChange(RandomSource own, ReadOnlySpan<byte> image, Span<byte> result);

/// <summary>Applies a change to every image of a set, and the arithmetic that several changes share.</summary>
internal static class ImageMap
{
    /// <summary>A set of changed images, for changes without chance.</summary>
    internal static ImageSet Apply(ImageSet images, string name, ImageChange change) =>
        Apply(images, name, RandomSource.FromSeed(0), change);

    /// <summary>A set of changed images; image i has the sub-stream "i".</summary>
    internal static ImageSet Apply(ImageSet images, string name, RandomSource random, ImageChange change)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(random);
        byte[] pixels = new byte[images.Storage.Length];
        int size = images.PixelCount;
        Parallel.For(
            0,
            images.Count,
            i =>
                change(
                    random.Split(i.ToString(CultureInfo.InvariantCulture)),
                    images.Image(i),
                    pixels.AsSpan(i * size, size)
                )
        );
        return ImageSet.Adopt(images.Rows, images.Columns, pixels, images.LabelStorage, $"{images.Source}, {name}");
    }

    /// <summary>A set of images whose pixels change one by one.</summary>
    internal static ImageSet Each(
        ImageSet images,
        string name,
        RandomSource? random,
        Func<RandomSource, byte, double> change
    ) =>
        Apply(
            images,
            name,
            random ?? RandomSource.FromSeed(0),
            (own, image, result) =>
            {
                for (int i = 0; i < image.Length; i++)
                {
                    result[i] = Round(change(own, image[i]));
                }
            }
        );

    /// <summary>The nearest byte.</summary>
    internal static byte Round(double value) => (byte)Math.Round(Math.Clamp(value, 0, 255));

    /// <summary>Mean of the pixels.</summary>
    internal static double Mean(ReadOnlySpan<byte> image)
    {
        long sum = 0;
        foreach (byte value in image)
        {
            sum += value;
        }

        return (double)sum / image.Length;
    }

    /// <summary>Moves by whole pixels.</summary>
    internal static void Shift(ReadOnlySpan<byte> image, int columns, int right, int down, Span<byte> moved)
    {
        for (int i = 0; i < moved.Length; i++)
        {
            long row = (i / columns) - (long)down;
            long column = (i % columns) - (long)right;
            bool inside = row >= 0 && row < image.Length / columns && column >= 0 && column < columns;
            moved[i] = inside ? image[(int)((row * columns) + column)] : (byte)0;
        }
    }

    /// <summary>Takes every pixel from where a map, about the middle of the image, sends it: row and column.</summary>
    internal static void Resample(
        ReadOnlySpan<byte> image,
        int columns,
        Func<double, double, (double Row, double Column)> source,
        Span<byte> result
    )
    {
        double middleRow = ((image.Length / columns) - 1) / 2.0;
        double middleColumn = (columns - 1) / 2.0;
        for (int i = 0; i < result.Length; i++)
        {
            (double row, double column) = source((i / columns) - middleRow, (i % columns) - middleColumn);
            result[i] = Round(Interpolate(image, columns, row + middleRow, column + middleColumn));
        }
    }

    /// <summary>Weights exp(−k² / 2σ²), k = −⌈3σ⌉ … ⌈3σ⌉, of sum 1.</summary>
    internal static double[] NormalKernel(double deviation)
    {
        int reach = (int)Math.Ceiling(3 * deviation);
        double[] kernel = new double[(2 * reach) + 1];
        double sum = 0;
        for (int i = 0; i < kernel.Length; i++)
        {
            kernel[i] = reach == 0 ? 1 : Math.Exp(-0.5 * Math.Pow((i - reach) / deviation, 2));
            sum += kernel[i];
        }

        return Array.ConvertAll(kernel, weight => weight / sum);
    }

    /// <summary>Blurs along the rows, then along the columns.</summary>
    internal static void Blur(ReadOnlySpan<byte> image, int columns, double[] kernel, Span<byte> result)
    {
        int rows = image.Length / columns;
        int reach = kernel.Length / 2;
        double[] lines = new double[image.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            int start = i / columns * columns;
            for (int k = 0; k < kernel.Length; k++)
            {
                lines[i] += kernel[k] * image[start + Math.Clamp((i % columns) + k - reach, 0, columns - 1)];
            }
        }

        for (int i = 0; i < lines.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < kernel.Length; k++)
            {
                sum +=
                    kernel[k] * lines[(Math.Clamp((i / columns) + k - reach, 0, rows - 1) * columns) + (i % columns)];
            }

            result[i] = Round(sum);
        }
    }

    private static double Interpolate(ReadOnlySpan<byte> image, int columns, double row, double column)
    {
        double top = Math.Floor(row);
        double left = Math.Floor(column);
        double down = row - top;
        double right = column - left;
        double upper = ((1 - right) * At(image, columns, top, left)) + (right * At(image, columns, top, left + 1));
        double lower =
            ((1 - right) * At(image, columns, top + 1, left)) + (right * At(image, columns, top + 1, left + 1));
        return ((1 - down) * upper) + (down * lower);
    }

    private static double At(ReadOnlySpan<byte> image, int columns, double row, double column) =>
        row >= 0 && row < image.Length / columns && column >= 0 && column < columns
            ? image[((int)row * columns) + (int)column]
            : 0;
}
