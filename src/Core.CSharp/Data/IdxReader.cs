using System;
using System.Globalization;
using System.IO;
using System.Linq;
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
    private const uint ExtendedMagic = 0xC02;
    private const int MostDimensions = 8;

    /// <summary>Reads images.</summary>
    /// <param name="path">IDX file with three dimensions: count, rows, columns.</param>
    /// <returns>The images, without labels.</returns>
    /// <exception cref="DataFormatException">No IDX file of images, cut short, or with bytes to spare.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageSet ReadImages(string path)
    {
        using Stream file = SourceFile.Open(path);
        return ReadImages(file, path);
    }

    /// <summary>Reads labels.</summary>
    /// <param name="path">IDX file with one dimension: count.</param>
    /// <returns>One byte for each image.</returns>
    /// <exception cref="DataFormatException">No IDX file of labels, cut short, or with bytes to spare.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadLabels(string path)
    {
        using Stream file = SourceFile.Open(path);
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

    /// <summary>Reads an array of any type and number of dimensions.</summary>
    /// <param name="path">IDX file of bytes, whole numbers of 8, 16 or 32 bits with sign, or numbers in single or double precision.</param>
    /// <returns>The array, named as the file without its endings.</returns>
    /// <exception cref="DataFormatException">No IDX file, cut short, or with bytes to spare.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StoredTensor ReadTensor(string path)
    {
        using Stream file = SourceFile.Open(path);
        return ReadTensor(file, path);
    }

    /// <summary>Whether bytes begin as an IDX file, or as gzip data, which may hold one.</summary>
    internal static bool Fits(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
        || (
            start.Length >= 4
            && start.StartsWith((ReadOnlySpan<byte>)[0, 0])
            && TypeOf(start[2]) is not null
            && start[3] is >= 1 and <= MostDimensions
            && !(start.Length > 8 && start[8] == (byte)'{')
        );

    /// <summary>Reads an array from a stream that can seek.</summary>
    internal static StoredTensor ReadTensor(Stream stream, string name)
    {
        using IdxStream idx = IdxStream.Open(stream, name);
        uint magic = idx.ReadUInt32();
        if (magic >> 16 != 0 || TypeOf((byte)(magic >> 8)) is not { } type || (byte)magic is 0 or > MostDimensions)
        {
            throw new DataFormatException(name, 0, Describe(magic) + ", expected an IDX file of numbers");
        }

        long[] shape = new long[(byte)magic];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = idx.ReadUInt32();
        }

        int size = Elements.Size(type);
        Int128 length = StridedCopy.Count(shape) * size;
        if (length > Array.MaxLength)
        {
            throw new DataFormatException(name, 4, $"an array of {string.Join(" x ", shape)} numbers exceeds 2 GB");
        }

        byte[] numbers = idx.ReadToEnd((int)length);
        if (size > 1)
        {
            StridedCopy.ReverseElements(numbers, size);
        }

        string title = Path.GetFileNameWithoutExtension(name);
        return StoredTensor.InFile(title.Length > 0 ? title : "array", type, shape, numbers, 4L + (4 * shape.Length));
    }

    private static ElementType? TypeOf(byte code) =>
        code switch
        {
            0x08 => ElementType.U8,
            0x09 => ElementType.I8,
            0x0B => ElementType.I16,
            0x0C => ElementType.I32,
            0x0D => ElementType.F32,
            0x0E => ElementType.F64,
            _ => null,
        };

    /// <summary>Reads images from a stream that can seek.</summary>
    internal static ImageSet ReadImages(Stream stream, string name)
    {
        using IdxStream idx = IdxStream.Open(stream, name);
        CheckMagic(idx, idx.ReadUInt32(), ImageMagic);
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
        uint magic = idx.ReadUInt32();
        if (magic == ExtendedMagic)
        {
            stream.Position = 0;
            return ReadExtended(ReadTensor(stream, name), name);
        }

        CheckMagic(idx, magic, LabelMagic);
        uint count = idx.ReadUInt32();
        if (count > (uint)Array.MaxLength)
        {
            throw new DataFormatException(name, 4, $"{count} labels exceed 2 GB");
        }

        return idx.ReadToEnd((int)count);
    }

    // QMNIST has eight numbers for each image, the first of them its class.
    private static byte[] ReadExtended(StoredTensor tensor, string name)
    {
        if (tensor.Shape.Contains(0))
        {
            throw new DataFormatException(name, 4, $"labels of {string.Join(" x ", tensor.Shape)} numbers");
        }

        int width = (int)tensor.Shape[1];
        double[] numbers = tensor.ToDoubles();
        byte[] labels = new byte[tensor.Shape[0]];
        for (int i = 0; i < labels.Length; i++)
        {
            double label = numbers[(long)i * width];
            labels[i] = label is >= 0 and <= byte.MaxValue
                ? (byte)label
                : throw new DataFormatException(name, 12, $"label {i + 1} is {label}, expected 0 to 255");
        }

        return labels;
    }

    private static void CheckMagic(IdxStream idx, uint magic, uint wanted)
    {
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
