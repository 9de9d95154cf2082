using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>Handwritten-looking digits of 28 × 28 pixels, drawn by strokes; they need no file.</summary>
/// <remarks>
/// Derivation: each digit is a few polylines. An image bends them by a slow wave, maps them affinely (rotation, shear,
/// scale), centres their mass, and inks each pixel by its distance to the nearest stroke. Image i draws its random
/// numbers from a stream of its own, so the images do not depend on the number of threads.
/// </remarks>
public static class SyntheticDigits
{
    /// <summary>Rows, and columns, of an image.</summary>
    public const int Size = 28;

    /// <summary>What the images are, for people.</summary>
    public const string Description = "synthetic digits";

    // Box of the strokes in pixels: with a stroke's width the digits fill about 20 × 20, as those of MNIST do.
    private const double BoxHeight = 18;
    private const double BoxWidth = 16.5;

    /// <summary>Draws digits with their labels, all classes as often.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="random">Its key determines the images; the stream does not move.</param>
    /// <param name="threads">Threads to use; 0: all cores.</param>
    /// <returns>The images, labels 0 … 9 in random order.</returns>
    public static ImageSet Draw(int count, RandomSource random, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        byte[] pixels = new byte[checked(count * Size * Size)];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % 10);
        }

        random.Split("labels").Shuffle(labels.AsSpan());
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(
            0,
            count,
            options,
            i =>
            {
                RandomSource own = random.Split(i.ToString(CultureInfo.InvariantCulture));
                DrawInto(labels[i], own, pixels.AsSpan(i * Size * Size, Size * Size));
            }
        );
        return ImageSet.Adopt(Size, Size, pixels, labels, Description);
    }

    private static void DrawInto(int digit, RandomSource random, Span<byte> destination)
    {
        IReadOnlyList<(double X, double Y)[][]> shapes = DigitStrokes.Shapes[digit];
        (double X, double Y)[][] strokes = shapes[random.NextInt(shapes.Count)];
        List<(double X, double Y)[]> placed = Place(strokes, random);
        double halfWidth = Math.Clamp(1.25 + (0.3 * random.NextGaussian()), 0.75, 2.0);
        Span<double> nearest = stackalloc double[Size * Size];
        nearest.Fill(double.PositiveInfinity);
        double reach = halfWidth + 1;
        foreach ((double X, double Y)[] stroke in placed)
        {
            for (int i = 0; i + 1 < stroke.Length; i++)
            {
                Approach(nearest, stroke[i], stroke[i + 1], reach);
            }
        }

        for (int i = 0; i < nearest.Length; i++)
        {
            // Full ink within the stroke, none a pixel and a half farther out.
            double ink = Math.Clamp((halfWidth + 0.75 - Math.Sqrt(nearest[i])) / 1.5, 0, 1);
            destination[i] = (byte)Math.Round(255 * ink);
        }
    }

    // Bends the strokes, maps them affinely and moves their centre of mass to the middle of the image, nearly.
    private static List<(double X, double Y)[]> Place((double X, double Y)[][] strokes, RandomSource random)
    {
        double angle = 0.13 * Bounded(random);
        double shear = 0.05 + (0.2 * Bounded(random));
        double width = BoxWidth * Math.Clamp(1 + (0.14 * random.NextGaussian()), 0.7, 1.3);
        double height = BoxHeight * Math.Clamp(1 + (0.06 * random.NextGaussian()), 0.8, 1.08);
        double waveX = 0.035 * Bounded(random);
        double waveY = 0.035 * Bounded(random);
        double phaseX = random.NextDouble(0, 2 * Math.PI);
        double phaseY = random.NextDouble(0, 2 * Math.PI);
        (double sine, double cosine) = Math.SinCos(angle);
        List<(double X, double Y)[]> placed = [];
        foreach ((double X, double Y)[] stroke in strokes)
        {
            placed.Add(
                Array.ConvertAll(
                    stroke,
                    p =>
                    {
                        double bentX = p.X - 0.5 + (waveX * Math.Sin((4.5 * p.Y) + phaseX));
                        double bentY = p.Y - 0.5 + (waveY * Math.Sin((4.5 * p.X) + phaseY));
                        double x = (width * bentX) - (shear * height * bentY);
                        double y = height * bentY;
                        return ((cosine * x) - (sine * y), (sine * x) + (cosine * y));
                    }
                )
            );
        }

        (double X, double Y) centre = CentreOfMass(placed);
        double middle = (Size - 1) / 2.0;
        double moveX = middle - centre.X + (0.3 * random.NextGaussian());
        double moveY = middle - centre.Y + (0.3 * random.NextGaussian());
        return placed.ConvertAll(stroke => Array.ConvertAll(stroke, p => (p.X + moveX, p.Y + moveY)));
    }

    private static double Bounded(RandomSource random) => Math.Clamp(random.NextGaussian(), -2, 2);

    private static (double X, double Y) CentreOfMass(List<(double X, double Y)[]> strokes)
    {
        double mass = 0;
        double sumX = 0;
        double sumY = 0;
        foreach ((double X, double Y)[] stroke in strokes)
        {
            for (int i = 0; i + 1 < stroke.Length; i++)
            {
                double length = double.Hypot(stroke[i + 1].X - stroke[i].X, stroke[i + 1].Y - stroke[i].Y);
                mass += length;
                sumX += length * (stroke[i].X + stroke[i + 1].X) / 2;
                sumY += length * (stroke[i].Y + stroke[i + 1].Y) / 2;
            }
        }

        return (sumX / mass, sumY / mass);
    }

    // Lowers the squared distances of the pixels within reach of one segment.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Approach(Span<double> nearest, (double X, double Y) from, (double X, double Y) to, double reach)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double squaredLength = Math.Max((dx * dx) + (dy * dy), 1e-12);
        int firstRow = Math.Clamp((int)Math.Ceiling(Math.Min(from.Y, to.Y) - reach), 0, Size);
        int lastRow = Math.Clamp((int)Math.Floor(Math.Max(from.Y, to.Y) + reach), -1, Size - 1);
        int firstColumn = Math.Clamp((int)Math.Ceiling(Math.Min(from.X, to.X) - reach), 0, Size);
        int lastColumn = Math.Clamp((int)Math.Floor(Math.Max(from.X, to.X) + reach), -1, Size - 1);
        for (int row = firstRow; row <= lastRow; row++)
        {
            for (int column = firstColumn; column <= lastColumn; column++)
            {
                double x = column - from.X;
                double y = row - from.Y;
                double along = Math.Clamp(((x * dx) + (y * dy)) / squaredLength, 0, 1);
                x -= along * dx;
                y -= along * dy;
                int index = (row * Size) + column;
                nearest[index] = Math.Min(nearest[index], (x * x) + (y * y));
            }
        }
    }
}
