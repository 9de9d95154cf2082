using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads points for a network from files of many kinds.</summary>
/// <remarks>
/// A folder of PNG files (by name, all of one size, colour by luminance), one PNG file, IDX images (plain or gzip-compressed), text with
/// a line for each point, or an array of [points, numbers], [points, rows, columns] or [points, 1, rows, columns] from .npy, .npz,
/// .safetensors or a state dict of PyTorch.
/// </remarks>
public static class PointFile
{
    /// <summary>Reads a file or folder.</summary>
    /// <param name="path">Where the points are.</param>
    /// <param name="options">Range, array and labels; null for the defaults.</param>
    /// <returns>The points, scaled as the options say.</returns>
    /// <exception cref="DataFormatException">
    /// A file breaks its format, no points, a number that is not finite or outside the range, or labels that do not fit.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The scale of the options is automatic.</exception>
    public static PointSet Read(string path, PointFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= PointFileOptions.Default;
        TensorFile? arrays = null;
        PointValues values =
            Directory.Exists(path) ? PngFolder.Read(path)
            : HasEnding(path, ".png") ? PngFolder.ReadFiles([path], path)
            : IsText(path) ? FromMatrix(Csv.Read(path))
            : IsIdx(path) ? FromImages(IdxReader.ReadImages(path), path)
            : FromTensor(arrays = TensorFile.Read(path), options.Array, path);
        if (options.Array is not null && arrays is null)
        {
            throw new DataFormatException(
                path,
                0,
                $"no file of named arrays, but array '{options.Array}' was asked for"
            );
        }

        int[] labels = ReadLabels(options, arrays, values.Shape.Count, path);
        return PointSet.Adopt(values, options, labels, path);
    }

    private static bool HasEnding(string path, params string[] endings) =>
        endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool IsText(string path) => HasEnding(path, ".csv", ".txt", ".tsv");

    // By the first bytes: gzip, or two zeros and the type of bytes; no other kind of file here begins so.
    private static bool IsIdx(string path)
    {
        using FileStream file = SourceFile.Open(path);
        Span<byte> start = stackalloc byte[9];
        int got = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])
            || (got >= 4 && start.StartsWith((ReadOnlySpan<byte>)[0, 0, 8]) && start[8] != (byte)'{')
            || HasEnding(path, ".idx");
    }

    private static PointValues FromMatrix(Matrix matrix) =>
        new(
            new PointShape(matrix.RowCount, 1, matrix.ColumnCount),
            matrix.Entries.ToArray().Select(value => (float)value).ToArray(),
            PointKind.Real,
            PointSet.Numbers(matrix.RowCount)
        );

    private static PointValues FromImages(ImageSet images, string path)
    {
        if (images.Count == 0)
        {
            throw new DataFormatException(path, 4, "no points");
        }

        return new PointValues(
            new PointShape(images.Count, images.Rows, images.Columns),
            Array.ConvertAll(images.Storage, value => (float)value),
            PointKind.Whole,
            PointSet.Numbers(images.Count)
        );
    }

    private static PointValues FromTensor(TensorFile file, string? name, string path)
    {
        StoredTensor tensor = Find(file, name, path);
        IReadOnlyList<long> shape = tensor.Shape;
        bool channel = shape.Count == 4 && shape[1] == 1;
        if (shape.Count is not (2 or 3) && !channel)
        {
            throw new DataFormatException(
                path,
                tensor.Offset,
                $"array {tensor}: expected [points, numbers] or [points, rows, columns]"
            );
        }

        long rows = shape.Count == 2 ? 1 : shape[^2];
        if (shape.Contains(0))
        {
            throw new DataFormatException(path, tensor.Offset, $"array {tensor}: no points");
        }

        PointKind kind = tensor.Type switch
        {
            ElementType.Bool => PointKind.Truth,
            ElementType.F16 or ElementType.BF16 or ElementType.F32 or ElementType.F64 => PointKind.Real,
            _ => PointKind.Whole,
        };
        PointShape size = new((int)shape[0], (int)rows, (int)shape[^1]);
        return new PointValues(size, tensor.ToSingles(), kind, PointSet.Numbers(size.Count));
    }

    private static StoredTensor Find(TensorFile file, string? name, string path)
    {
        StoredTensor? found =
            name is not null ? file.Find(name)
            : file.Tensors.Count > 0 ? file.Tensors[0]
            : null;
        if (found is null)
        {
            string known =
                file.Tensors.Count == 0 ? "none" : string.Join(", ", file.Tensors.Take(12).Select(t => t.Name));
            throw new DataFormatException(path, 0, $"array '{name}' is not there, the file has {known}");
        }

        return found;
    }

    private static int[] ReadLabels(PointFileOptions options, TensorFile? arrays, int count, string path)
    {
        if (options.LabelArray is not null)
        {
            return arrays is null
                ? throw new DataFormatException(
                    path,
                    0,
                    $"no file of named arrays, but labels '{options.LabelArray}' were asked for"
                )
                : Whole(Find(arrays, options.LabelArray, path).ToDoubles(), count, path);
        }

        string? file = options.LabelFile;
        if (file is null)
        {
            return [];
        }

        double[] numbers =
            IsText(file) ? Csv.Read(file).Entries.ToArray()
            : IsIdx(file) ? Array.ConvertAll(IdxReader.ReadLabels(file), label => (double)label)
            : Find(TensorFile.Read(file), null, file).ToDoubles();
        return Whole(numbers, count, file);
    }

    private static int[] Whole(double[] numbers, int count, string file)
    {
        if (numbers.Length != count)
        {
            throw new DataFormatException(file, 0, $"{numbers.Length} labels for {count} points");
        }

        int wrong = Array.FindIndex(numbers, n => n != Math.Round(n) || Math.Abs(n) > int.MaxValue);
        return wrong < 0
            ? Array.ConvertAll(numbers, n => (int)n)
            : throw new DataFormatException(
                file,
                0,
                $"label {wrong + 1} is {numbers[wrong]:R}, expected a whole number"
            );
    }
}
