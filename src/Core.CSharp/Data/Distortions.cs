using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>Changes of images that shift their distribution, one at a time; all are deterministic by their arguments.</summary>
/// <remarks>
/// Derivation: black (0) is the background. Results are rounded to bytes, to the nearest, and clipped to 0 … 255. Image i draws its
/// random numbers from a stream of its own, so images depend neither on one another nor on the number of threads.
/// </remarks>
public static class Distortions
{
    /// <summary>The ten shifts and the synthetic digits by which scores of failure are judged.</summary>
    /// <remarks>
    /// Near: a camera, a scanner or another hand may bring it about, and the images are still read without effort. Far: images
    /// unlike anything that digits on black were trained on.
    /// </remarks>
    public static IReadOnlyList<Distortion> All { get; } =
    [
        new("rotate-15", "turned clockwise by 15 degrees", true, (images, _) => Rotate(images, 15)),
        new(
            "shift-3",
            "moved by 3 pixels in one of eight directions at random",
            true,
            (images, r) => Scatter(images, 3, r)
        ),
        new("noise-weak", "normal noise of a tenth of full white added", true, (images, r) => AddNoise(images, 0.1, r)),
        new("blur", "blurred by a normal kernel of 1 pixel", true, (images, _) => Blur(images, 1)),
        new("contrast-50", "halved distance from the image's mean", true, (images, _) => Contrast(images, 0.5)),
        new(
            "occlusion-8",
            "a black square of 8 x 8 pixels over the middle part",
            true,
            (images, r) => Occlude(images, 8, r)
        ),
        new("rotate-45", "turned clockwise by 45 degrees", false, (images, _) => Rotate(images, 45)),
        new("inverted", "black and white exchanged", false, (images, _) => Invert(images)),
        new("noise-strong", "normal noise of half of full white added", false, (images, r) => AddNoise(images, 0.5, r)),
        new(
            "salt-pepper",
            "a fifth of the pixels black or white at random",
            false,
            (images, r) => Sprinkle(images, 0.2, r)
        ),
        new("synthetic", "digits drawn by strokes instead of these images", false, Synthetic),
    ];

    /// <summary>The shift of a name.</summary>
    /// <param name="name">For instance <c>rotate-15</c>.</param>
    /// <returns>The shift.</returns>
    /// <exception cref="FormatException">No shift has this name; one line says which there are.</exception>
    public static Distortion Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(one => one.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException(
                DataFormatException.OneLine(
                    $"unknown shift '{name}', expected one of {string.Join(", ", All.Select(one => one.Name))}"
                )
            );
    }

    /// <summary>Turns images about their middle, with bilinear interpolation; black comes in from outside.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="degrees">Angle clockwise.</param>
    /// <returns>The turned images with their labels.</returns>
    public static ImageSet Rotate(ImageSet images, double degrees)
    {
        if (!double.IsFinite(degrees))
        {
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "expected a finite angle");
        }

        // Reduced first: the sine of a whole number of turns is 0 then.
        (double sine, double cosine) = Math.SinCos(Math.IEEERemainder(degrees, 360) * (Math.PI / 180));
        return Move(
            images,
            $"rotated by {degrees:R} degrees",
            (r, c) => ((cosine * r) - (sine * c), (sine * r) + (cosine * c))
        );
    }

    /// <summary>Magnifies images about their middle, with bilinear interpolation; black comes in from outside.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="factor">Above 1 makes larger; positive.</param>
    /// <returns>The images with their labels.</returns>
    public static ImageSet Scale(ImageSet images, double factor)
    {
        if (!(factor > 0) || !double.IsFinite(factor))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "expected a positive number");
        }

        return Move(images, $"scaled by {factor:R}", (r, c) => (r / factor, c / factor));
    }

    /// <summary>Moves images by whole pixels; black comes in.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="right">Pixels to the right, of any sign.</param>
    /// <param name="down">Pixels down, of any sign.</param>
    /// <returns>The moved images with their labels.</returns>
    public static ImageSet Shift(ImageSet images, int right, int down) =>
        ImageMap.Apply(
            images,
            $"shifted by {right}, {down}",
            (_, image, moved) => ImageMap.Shift(image, images.Columns, right, down, moved)
        );

    /// <summary>Moves each image by whole pixels in one of eight directions at random; black comes in.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="pixels">Pixels along a row, a column or both, at least 0.</param>
    /// <param name="random">Its key determines the directions; the stream does not move.</param>
    /// <returns>The moved images with their labels.</returns>
    public static ImageSet Scatter(ImageSet images, int pixels, RandomSource random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixels);
        return ImageMap.Apply(
            images,
            $"shifted by {pixels} at random",
            random,
            (own, image, moved) =>
            {
                // 0 … 8 without 4: the steps of a 3 x 3 grid other than the middle.
                int direction = own.NextInt(8);
                direction += direction >= 4 ? 1 : 0;
                int right = ((direction % 3) - 1) * pixels;
                ImageMap.Shift(image, images.Columns, right, ((direction / 3) - 1) * pixels, moved);
            }
        );
    }

    /// <summary>Exchanges left and right.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <returns>The mirrored images with their labels.</returns>
    public static ImageSet Mirror(ImageSet images) =>
        ImageMap.Apply(
            images,
            "mirrored",
            (_, image, mirrored) =>
            {
                image.CopyTo(mirrored);
                for (int start = 0; start < mirrored.Length; start += images.Columns)
                {
                    mirrored.Slice(start, images.Columns).Reverse();
                }
            }
        );

    /// <summary>Exchanges black and white.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <returns>255 less each pixel, with their labels.</returns>
    public static ImageSet Invert(ImageSet images) => ImageMap.Each(images, "inverted", null, (_, v) => 255 - v);

    /// <summary>Adds independent normal noise to every pixel.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="deviation">Standard deviation as a share of full white, at least 0.</param>
    /// <param name="random">Its key determines the noise; the stream does not move.</param>
    /// <returns>The noisy images with their labels.</returns>
    public static ImageSet AddNoise(ImageSet images, double deviation, RandomSource random)
    {
        CheckShare(deviation, double.MaxValue, nameof(deviation));
        string name = $"noise of {deviation:R}";
        return ImageMap.Each(images, name, random, (own, v) => v + (255 * deviation * own.NextGaussian()));
    }

    /// <summary>Makes pixels black or white at random.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="share">Chance of each pixel to be hit, 0 … 1; black and white are as likely.</param>
    /// <param name="random">Its key determines the pixels; the stream does not move.</param>
    /// <returns>The sprinkled images with their labels.</returns>
    public static ImageSet Sprinkle(ImageSet images, double share, RandomSource random)
    {
        CheckShare(share, 1, nameof(share));
        return ImageMap.Each(
            images,
            $"salt and pepper on {share:R}",
            random,
            (own, v) =>
            {
                double draw = own.NextDouble();
                return draw >= share ? v
                    : draw < share / 2 ? 0
                    : 255;
            }
        );
    }

    /// <summary>Blurs by a normal kernel, cut off at three standard deviations; pixels of the rim repeat outside.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="deviation">Standard deviation in pixels, 0 … 100.</param>
    /// <returns>The blurred images with their labels.</returns>
    public static ImageSet Blur(ImageSet images, double deviation)
    {
        CheckShare(deviation, 100, nameof(deviation));
        double[] kernel = ImageMap.NormalKernel(deviation);
        return ImageMap.Apply(
            images,
            $"blurred by {deviation:R}",
            (_, image, blurred) => ImageMap.Blur(image, images.Columns, kernel, blurred)
        );
    }

    /// <summary>Multiplies each pixel's distance from the mean of its image.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="factor">At least 0; below 1 takes contrast away.</param>
    /// <returns>The images with their labels.</returns>
    public static ImageSet Contrast(ImageSet images, double factor)
    {
        CheckShare(factor, double.MaxValue, nameof(factor));
        return ImageMap.Apply(
            images,
            $"contrast times {factor:R}",
            (_, image, changed) =>
            {
                double mean = ImageMap.Mean(image);
                for (int i = 0; i < image.Length; i++)
                {
                    changed[i] = ImageMap.Round(mean + (factor * (image[i] - mean)));
                }
            }
        );
    }

    /// <summary>Lays a black square over each image, its middle at random within the image's middle half.</summary>
    /// <param name="images">Images of bytes.</param>
    /// <param name="size">Rows and columns of the square, at least 0.</param>
    /// <param name="random">Its key determines the places; the stream does not move.</param>
    /// <returns>The images with their labels.</returns>
    public static ImageSet Occlude(ImageSet images, int size, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return ImageMap.Apply(
            images,
            $"a square of {size} covered",
            random,
            (own, image, covered) =>
            {
                image.CopyTo(covered);
                int top = (images.Rows / 4) + own.NextInt(((images.Rows - 1) / 2) + 1) - (size / 2);
                int left = (images.Columns / 4) + own.NextInt(((images.Columns - 1) / 2) + 1) - (size / 2);
                int first = Math.Clamp(left, 0, images.Columns);
                int end = (int)Math.Clamp((long)left + size, first, images.Columns);
                for (int r = Math.Max(top, 0); r < Math.Min((long)top + size, images.Rows); r++)
                {
                    covered[((r * images.Columns) + first)..((r * images.Columns) + end)].Clear();
                }
            }
        );
    }

    private static ImageSet Synthetic(ImageSet images, RandomSource random)
    {
        const int Size = SyntheticDigits.Size;
        if (images.Rows != Size || images.Columns != Size)
        {
            throw new ArgumentException(
                $"synthetic digits: expected images of {Size} x {Size}, got {images.Rows} x {images.Columns}",
                nameof(images)
            );
        }

        return SyntheticDigits.Draw(images.Count, random);
    }

    private static ImageSet Move(
        ImageSet images,
        string name,
        Func<double, double, (double Row, double Column)> source
    ) => ImageMap.Apply(images, name, (_, image, moved) => ImageMap.Resample(image, images.Columns, source, moved));

    private static void CheckShare(double value, double largest, string name)
    {
        if (!(value >= 0 && value <= largest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"expected 0 to {largest}");
        }
    }
}
