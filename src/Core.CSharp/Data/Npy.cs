using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads and writes matrices as .npy files.</summary>
/// <remarks>Source: [NPY], versions 1.0 to 3.0.</remarks>
public static class Npy
{
    private const int Alignment = 64;

    private static readonly Dictionary<string, ElementType> s_types = new(StringComparer.Ordinal)
    {
        ["f8"] = ElementType.F64,
        ["f4"] = ElementType.F32,
        ["f2"] = ElementType.F16,
        ["i8"] = ElementType.I64,
        ["i4"] = ElementType.I32,
        ["i2"] = ElementType.I16,
        ["i1"] = ElementType.I8,
        ["u1"] = ElementType.U8,
        ["b1"] = ElementType.Bool,
    };

    /// <summary>Reads a matrix; an array of one dimension is a column.</summary>
    /// <param name="path">File with one or two dimensions of type f8, f4, f2, i8, i4, i2, i1, u1 or b1, in either order.</param>
    /// <returns>The matrix; all entries are finite.</returns>
    /// <exception cref="DataFormatException">Another kind of file, a wrong length, or an entry that is not finite.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Matrix Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>Writes a matrix in double or single precision, row by row (version 1.0).</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="matrix">Matrix, m × n.</param>
    /// <param name="type">F64, or F32 to round to single precision.</param>
    /// <exception cref="ArgumentException">Another type.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, Matrix matrix, ElementType type = ElementType.F64) =>
        AtomicFile.WriteBytes(path, Format(matrix, type));

    /// <summary>The bytes of a file.</summary>
    internal static byte[] Format(Matrix matrix, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        string typeName = type switch
        {
            ElementType.F64 => "<f8",
            ElementType.F32 => "<f4",
            _ => throw new ArgumentException($"type: expected F64 or F32, got {type}", nameof(type)),
        };
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '{typeName}', 'fortran_order': False, "
                + $"'shape': ({matrix.RowCount}, {matrix.ColumnCount}), }}"
        );
        int length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] data = Elements.Encode(matrix.Entries, type);
        byte[] file = new byte[length + data.Length];
        NpyHeader.Magic.CopyTo(file);
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(text.PadRight(length - 11) + "\n").CopyTo(file, 10);
        data.CopyTo(file, length);
        return file;
    }

    /// <summary>A matrix from the bytes of a file.</summary>
    internal static Matrix Parse(ReadOnlySpan<byte> file, string name)
    {
        NpyHeader header = NpyHeader.Parse(file, name);
        bool bigEndian = header.Type.StartsWith('>');
        string kind = header.Type.TrimStart('<', '>', '|', '=');
        if (!s_types.TryGetValue(kind, out ElementType type))
        {
            throw new DataFormatException(
                name,
                0,
                $"numbers of type '{header.Type}', expected one of {string.Join(", ", s_types.Keys)}"
            );
        }

        (int rows, int columns) = Shape(header, name);
        ReadOnlySpan<byte> data = file[header.DataStart..];
        Int128 expected = (Int128)rows * columns * Elements.Size(type);
        if (data.Length != expected)
        {
            throw new DataFormatException(
                name,
                header.DataStart + (long)Int128.Min(data.Length, expected),
                $"{rows} x {columns} numbers need {expected} bytes, the file has {data.Length}"
            );
        }

        double[] values = Elements.Decode(data, type, bigEndian);
        Matrix matrix = header.FortranOrder
            ? Matrix.Adopt(columns, rows, values).Transpose()
            : Matrix.Adopt(rows, columns, values);
        Finite.Check(matrix, name, header.DataStart);
        return matrix;
    }

    private static (int Rows, int Columns) Shape(NpyHeader header, string name)
    {
        IReadOnlyList<long> shape = header.Shape;
        if (shape.Count is not (1 or 2))
        {
            throw new DataFormatException(name, 0, $"an array of {shape.Count} dimensions, expected a matrix");
        }

        long rows = shape[0];
        long columns = shape.Count == 2 ? shape[1] : 1;
        if (rows > int.MaxValue || columns > int.MaxValue)
        {
            throw new DataFormatException(name, 0, $"{rows} x {columns} numbers are too many");
        }

        return ((int)rows, (int)columns);
    }
}
