using System;
using System.Collections.Generic;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Finds the array of points among the arrays of a file, and tells rows, columns and channels.</summary>
internal sealed class PointArrays(string path, PointFileOptions options)
{
    private const int MostShown = 12;
    private const long MostChannels = 4;
    private static readonly string[] s_labels =
    [
        "y",
        "label",
        "labels",
        "target",
        "targets",
        "class",
        "classes",
        "id",
        "ids",
        "index",
    ];

    private readonly List<string> _notes = [];

    /// <summary>The points of the array that is named, or of the first that has their shape.</summary>
    internal PointValues Read(TensorFile file, bool named = false)
    {
        StoredTensor tensor = options.Array is null ? Choose(file) : Find(file, options.Array);
        if (Shape(tensor) is not { } size)
        {
            throw new DataFormatException(
                path,
                tensor.Offset,
                $"array {tensor}: expected [points, numbers] or [points, rows, columns],"
                    + $" with up to {MostChannels} channels before the rows or after the columns"
            );
        }

        if (tensor.Shape.Contains(0))
        {
            throw new DataFormatException(path, tensor.Offset, $"array {tensor}: no points");
        }

        NoteChannels(tensor);
        PointKind kind = tensor.Type switch
        {
            ElementType.Bool => PointKind.Truth,
            ElementType.F16 or ElementType.BF16 or ElementType.F32 or ElementType.F64 => PointKind.Real,
            _ => PointKind.Whole,
        };
        return new PointValues(size, tensor.ToSingles(), kind, PointSet.Numbers(size.Count))
        {
            Array = named ? tensor.Name : null,
            Notes = _notes,
        };
    }

    /// <summary>The array of a name.</summary>
    internal StoredTensor Find(TensorFile file, string name) =>
        file.Find(name)
        ?? throw new DataFormatException(
            path,
            $"array '{name}' is not there, the file has {Names(file)}{Kind(file, name)}"
        );

    /// <summary>The only array, or the first.</summary>
    internal StoredTensor First(TensorFile file) =>
        file.Tensors.Count > 0
            ? file.Tensors[0]
            : throw new DataFormatException(path, $"no arrays of numbers; {Names(file)}");

    private StoredTensor Choose(TensorFile file)
    {
        StoredTensor[] fitting =
        [
            .. file.Tensors.Where(tensor => Shape(tensor) is not null && !tensor.Shape.Contains(0)),
        ];
        StoredTensor[] wide = [.. fitting.Where(tensor => Shape(tensor)!.Value.Width == options.Width)];
        StoredTensor[] points = [.. (wide.Length > 0 ? wide : fitting).Where(tensor => !IsLabel(tensor.Name))];
        StoredTensor chosen =
            points.FirstOrDefault() ?? wide.FirstOrDefault() ?? fitting.FirstOrDefault() ?? First(file);
        if (file.Tensors.Count + file.Unread.Count > 1)
        {
            _notes.Add($"of the arrays {Names(file)} '{chosen.Name}' was read; --array NAME takes another");
        }

        return chosen;
    }

    private static bool IsLabel(string name) =>
        s_labels.Contains(name.Split('_', '.', '/')[0], StringComparer.OrdinalIgnoreCase);

    // Rows and columns of a point; channels lie within the rows or, where they come first, above one another.
    private static PointShape? Shape(StoredTensor tensor)
    {
        IReadOnlyList<long> shape = tensor.Shape;
        (long rows, long columns) = shape.Count switch
        {
            2 => (1, shape[1]),
            3 => (shape[1], shape[2]),
            4 when shape[1] == 1 || (shape[1] <= MostChannels && shape[3] > MostChannels) => (
                shape[1] * shape[2],
                shape[3]
            ),
            4 when shape[3] <= MostChannels => (shape[1], shape[2] * shape[3]),
            _ => (-1, -1),
        };
        return rows >= 0 && shape.All(size => size <= int.MaxValue) && (Int128)rows * columns <= int.MaxValue
            ? new PointShape((int)shape[0], (int)rows, (int)columns)
            : null;
    }

    private void NoteChannels(StoredTensor tensor)
    {
        IReadOnlyList<long> shape = tensor.Shape;
        if (shape.Count == 4 && shape[1] != 1 && shape[3] != 1)
        {
            _notes.Add(
                $"array '{tensor.Name}' has channels: the numbers of a point stand in the file's order, {shape[1]} x {shape[2]} x {shape[3]}"
            );
        }
    }

    private static string Names(TensorFile file) =>
        file.Tensors.Count + file.Unread.Count == 0
            ? "none"
            : string.Join(
                ", ",
                file.Tensors.Select(t => t.Name).Concat(file.Unread.Select(u => u.Name)).Take(MostShown)
            );

    private static string Kind(TensorFile file, string name) =>
        file.Unread.FirstOrDefault(entry => entry.Name == name) is { } unread ? $"; '{name}' is {unread.Kind}" : "";
}
