using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads points for a network from files of many kinds.</summary>
/// <remarks>
/// A folder of PNG files (by name, all of one size, colour by luminance), or of a folder of them for each class, one PNG file, IDX images
/// of any type (plain or gzip-compressed), text with a line for each point, or an array of [points, numbers], [points, rows, columns], or
/// with channels before the rows or after the columns, from .npy, .npz, .safetensors or a state dict of PyTorch. The first bytes tell the
/// kind, for text the name; what comes through a pipe is read to its end.
/// </remarks>
public static class PointFile
{
    private const string Expected = "expected .npy, .npz, .csv, .safetensors, .pt, IDX or PNG";
    private static readonly string[] s_labels = ["label", "labels", "class", "target", "digit", "y"];

    /// <summary>Reads a file or folder.</summary>
    /// <param name="path">Where the points are.</param>
    /// <param name="options">Range, array and labels; null for the defaults.</param>
    /// <returns>The points, scaled as the options say, with the lines that the user must be told.</returns>
    /// <exception cref="DataFormatException">
    /// A file breaks its format, no points, a number that is not finite or outside the range, or labels that do not fit.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The scale of the options is automatic.</exception>
    public static PointSet Read(string path, PointFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= PointFileOptions.Default;
        if (Directory.Exists(path))
        {
            return Finish(PngFolder.Read(path), options, null, path);
        }

        byte[] file = SourceFile.ReadAll(path);
        FirstBytes.Check(file, path, Expected);
        TensorFile? arrays = null;
        PointArrays reader = new(path, options);
        PointValues values =
            HasEnding(path, ".png") || PngFolder.IsPicture(file) ? PngFolder.ReadFile(file, path)
            : IsText(path, file) ? FromText(Csv.ParseWithNotes(file, path, options.Header), path)
            : IsIdx(path, file) ? reader.Read(TensorFile.Of(IdxReader.ReadTensor(new MemoryStream(file), path)))
            : reader.Read(arrays = TensorFile.Parse(file, path), named: true);
        return Finish(values, options, arrays, path);
    }

    private static PointSet Finish(PointValues values, PointFileOptions options, TensorFile? arrays, string path)
    {
        if (options.Array is not null && arrays is null)
        {
            throw new DataFormatException(path, $"no file of named arrays, but array '{options.Array}' was asked for");
        }

        int[] labels = ReadLabels(options, arrays, values.Shape.Count, path);
        return PointSet.Adopt(values, options, labels.Length > 0 ? labels : values.Labels, path);
    }

    private static bool HasEnding(string path, params string[] endings) =>
        endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool IsText(string path, ReadOnlySpan<byte> file) =>
        HasEnding(path, ".csv", ".txt", ".tsv") || (Path.GetExtension(path).Length == 0 && TextBytes.Fits(file));

    private static bool IsIdx(string path, ReadOnlySpan<byte> file) => IdxReader.Fits(file) || HasEnding(path, ".idx");

    // A column that is named as labels is no part of the points.
    private static PointValues FromText(CsvReading text, string path)
    {
        Matrix matrix = text.Matrix;
        int[] named =
        [
            .. Enumerable
                .Range(0, text.Columns.Count)
                .Where(j => s_labels.Contains(text.Columns[j].Trim(), StringComparer.OrdinalIgnoreCase)),
        ];
        int label = named.Length == 1 && matrix.ColumnCount > 1 ? named[0] : -1;
        int width = matrix.ColumnCount - (label >= 0 ? 1 : 0);
        float[] numbers = new float[matrix.RowCount * width];
        double[] labels = new double[label >= 0 ? matrix.RowCount : 0];
        for (int i = 0, at = 0; i < matrix.RowCount; i++)
        {
            for (int j = 0; j < matrix.ColumnCount; j++)
            {
                if (j == label)
                {
                    labels[i] = matrix[i, j];
                }
                else
                {
                    numbers[at++] = (float)matrix[i, j];
                }
            }
        }

        IEnumerable<string> note = label >= 0 ? [$"the column '{text.Columns[label]}' was read as labels"] : [];
        PointShape shape = new(matrix.RowCount, 1, width);
        return new PointValues(shape, numbers, PointKind.Real, PointSet.Numbers(matrix.RowCount))
        {
            Labels = Whole(labels, labels.Length, path),
            Notes = [.. text.Notes, .. note],
        };
    }

    private static int[] ReadLabels(PointFileOptions options, TensorFile? arrays, int count, string path)
    {
        if (options.LabelArray is not null)
        {
            return arrays is null
                ? throw new DataFormatException(
                    path,
                    $"no file of named arrays, but labels '{options.LabelArray}' were asked for"
                )
                : Whole(new PointArrays(path, options).Find(arrays, options.LabelArray).ToDoubles(), count, path);
        }

        return options.LabelFile is null
            ? []
            : Whole(LabelNumbers(options, options.LabelFile), count, options.LabelFile);
    }

    private static double[] LabelNumbers(PointFileOptions options, string path)
    {
        byte[] file = SourceFile.ReadAll(path);
        FirstBytes.Check(file, path, "expected labels");
        return IsText(path, file) ? Csv.ParseWithNotes(file, path, options.Header).Matrix.Entries.ToArray()
            : IsIdx(path, file)
                ? Array.ConvertAll(IdxReader.ReadLabels(new MemoryStream(file), path), label => (double)label)
            : new PointArrays(path, options).First(TensorFile.Parse(file, path)).ToDoubles();
    }

    private static int[] Whole(double[] numbers, int count, string file)
    {
        if (numbers.Length != count)
        {
            throw new DataFormatException(file, $"{numbers.Length} labels for {count} points");
        }

        int wrong = Array.FindIndex(numbers, n => n != Math.Round(n) || Math.Abs(n) > int.MaxValue);
        return wrong < 0
            ? Array.ConvertAll(numbers, n => (int)n)
            : throw new DataFormatException(file, $"label {wrong + 1} is {numbers[wrong]:R}, expected a whole number");
    }
}
