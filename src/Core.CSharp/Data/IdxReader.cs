using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace Neurovariety.Data;

/// <summary>Reads images and labels from IDX files, plain or gzip-compressed (told apart by their first bytes).</summary>
/// <remarks>
/// The format of the MNIST files: two zero bytes, the type (8: unsigned bytes), the number of dimensions, the
/// dimensions as big-endian 32-bit numbers, the data. A size that the file states is believed as far as bytes follow.
/// </remarks>
public static class IdxReader
{
    private const uint ImageMagic = 0x803;
    private const uint LabelMagic = 0x801;

    /// <summary>Reads images.</summary>
    /// <param name="path">IDX file with three dimensions: count, rows, columns.</param>
    /// <returns>The images, without labels.</returns>
    /// <exception cref="DataFormatException">No IDX file of images, cut short, or with bytes to spare.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageSet ReadImages(string path)
    {
        using FileStream file = SourceFile.Open(path);
        return ReadImages(file, path);
    }

    /// <summary>Reads labels.</summary>
    /// <param name="path">IDX file with one dimension: count.</param>
    /// <returns>One byte for each image.</returns>
    /// <exception cref="DataFormatException">No IDX file of labels, cut short, or with bytes to spare.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadLabels(string path)
    {
        using FileStream file = SourceFile.Open(path);
        return ReadLabels(file, path);
    }

    /// <summary>Reads images with their labels, both files at once.</summary>
    /// <param name="imagesPath">IDX file of images.</param>
    /// <param name="labelsPath">IDX file of labels.</param>
    /// <returns>The labelled images.</returns>
    /// <exception cref="DataFormatException">A file is damaged, or the numbers of images and labels differ.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageSet Read(string imagesPath, string labelsPath)
    {
        Task<byte[]> labelsTask = Task.Run(() => ReadLabels(labelsPath));
        ImageSet images;
        try
        {
            images = ReadImages(imagesPath);
        }
        finally
        {
            Task.WaitAny(labelsTask);
        }

        byte[] labels = labelsTask.GetAwaiter().GetResult();
        if (labels.Length != images.Count)
        {
            throw new DataFormatException(
                labelsPath,
                4,
                $"{labels.Length} labels, but {Path.GetFileName(imagesPath)} holds {images.Count} images"
            );
        }

        return ImageSet.Adopt(images.Rows, images.Columns, images.Storage, labels, images.Source);
    }

    /// <summary>Reads images from a stream that can seek.</summary>
    internal static ImageSet ReadImages(Stream stream, string name)
    {
        using IdxStream idx = IdxStream.Open(stream, name);
        CheckMagic(idx, ImageMagic);
        uint count = idx.ReadUInt32();
        uint rows = idx.ReadUInt32();
        uint columns = idx.ReadUInt32();
        if (rows is 0 or > 65535 || columns is 0 or > 65535)
        {
            throw new DataFormatException(name, 8, $"images of {rows} x {columns} pixels: both must be 1 to 65535");
        }

        long size = (long)rows * columns;
        if (count > (ulong)Array.MaxLength / (ulong)size)
        {
            throw new DataFormatException(name, 4, $"{count} images of {rows} x {columns} pixels exceed 2 GB");
        }

        byte[] pixels = idx.ReadToEnd((int)(count * size));
        return ImageSet.Adopt((int)rows, (int)columns, pixels, [], name);
    }

    /// <summary>Reads labels from a stream that can seek.</summary>
    internal static byte[] ReadLabels(Stream stream, string name)
    {
        using IdxStream idx = IdxStream.Open(stream, name);
        CheckMagic(idx, LabelMagic);
        uint count = idx.ReadUInt32();
        if (count > (uint)Array.MaxLength)
        {
            throw new DataFormatException(name, 4, $"{count} labels exceed 2 GB");
        }

        return idx.ReadToEnd((int)count);
    }

    private static void CheckMagic(IdxStream idx, uint wanted)
    {
        uint magic = idx.ReadUInt32();
        if (magic != wanted)
        {
            throw new DataFormatException(idx.Name, 0, Describe(magic) + ", expected " + Describe(wanted));
        }
    }

    private static string Describe(uint magic)
    {
        string hex = "0x" + magic.ToString("x8", CultureInfo.InvariantCulture);
        return magic switch
        {
            ImageMagic => $"IDX images ({hex})",
            LabelMagic => $"IDX labels ({hex})",
            _ when magic >> 16 == 0 => $"IDX data of another kind ({hex})",
            _ => $"no IDX file (begins with {hex})",
        };
    }
}
