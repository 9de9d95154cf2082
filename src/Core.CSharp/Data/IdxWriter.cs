using System;
using System.Buffers.Binary;
using System.IO;

namespace Neurovariety.Data;

/// <summary>Writes images and labels as IDX files, uncompressed.</summary>
public static class IdxWriter
{
    /// <summary>Writes the images of a set.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="images">What to write.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteImages(string path, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        AtomicFile.Write(
            path,
            stream =>
            {
                WriteNumbers(stream, 0x803, images.Count, images.Rows, images.Columns);
                stream.Write(images.Pixels);
            }
        );
    }

    /// <summary>Writes the labels of a set.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="images">A set with labels.</param>
    /// <exception cref="ArgumentException">The set has no labels.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteLabels(string path, ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (!images.HasLabels)
        {
            throw new ArgumentException("the images have no labels to write", nameof(images));
        }

        AtomicFile.Write(
            path,
            stream =>
            {
                WriteNumbers(stream, 0x801, images.Count);
                stream.Write(images.Labels);
            }
        );
    }

    private static void WriteNumbers(Stream stream, params ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            stream.Write(bytes);
        }
    }
}
