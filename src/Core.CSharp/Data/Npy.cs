using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads and writes matrices and arrays as .npy files.</summary>
/// <remarks>Source: [NPY], versions 1.0 to 3.0.</remarks>
public static class Npy
{
    private const int Alignment = 64;
    private const int MostShown = 120;

    private static readonly Dictionary<string, ElementType> s_types = new(StringComparer.Ordinal)
    {
        ["f8"] = ElementType.F64,
        ["f4"] = ElementType.F32,
        ["f2"] = ElementType.F16,
        ["i8"] = ElementType.I64,
        ["i4"] = ElementType.I32,
        ["i2"] = ElementType.I16,
        ["i1"] = ElementType.I8,
        ["u8"] = ElementType.U64,
        ["u4"] = ElementType.U32,
        ["u2"] = ElementType.U16,
        ["u1"] = ElementType.U8,
        ["b1"] = ElementType.Bool,
    };

    /// <summary>Reads an array of any number of dimensions.</summary>
    /// <param name="path">File of type f8, f4, f2, i8, i4, i2, i1, u8, u4, u2, u1 or b1, in either byte and index order.</param>
    /// <returns>The array in row-major order, named as the file without its ending; entries may be NaN or infinite.</returns>
    /// <exception cref="DataFormatException">Another kind of file, or a wrong length.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <remarks>Memory stays below twice the file's size: only another byte or index order needs a copy.</remarks>
    public static StoredTensor ReadTensor(string path) => ParseTensor(SourceFile.ReadAll(path), Source(path));

    /// <summary>Writes an array as it is stored, the last index fastest.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="tensor">The array.</param>
    /// <exception cref="ArgumentException">NumPy has no such type of numbers (BF16).</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteTensor(string path, StoredTensor tensor)
    {
        byte[] header = FormatHeader(tensor);
        AtomicFile.Write(
            path,
            stream =>
            {
                stream.Write(header);
                stream.Write(tensor.Bytes);
            }
        );
    }

    /// <summary>Reads a matrix; an array of one dimension is a column.</summary>
    /// <param name="path">File with one or two dimensions of type f8, f4, f2, i8, i4, i2, i1, u8, u4, u2, u1 or b1, in either order.</param>
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
        if (type is not (ElementType.F64 or ElementType.F32))
        {
            throw new ArgumentException($"type: expected F64 or F32, got {type}", nameof(type));
        }

        StoredTensor tensor = StoredTensor.FromMatrix("matrix", matrix, type);
        return [.. FormatHeader(tensor), .. tensor.Bytes];
    }

    /// <summary>What stands before the numbers of an array, version 1.0.</summary>
    internal static byte[] FormatHeader(StoredTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        string kind = s_types.FirstOrDefault(pair => pair.Value == tensor.Type).Key;
        if (kind is null || tensor.Shape.Count > StridedCopy.MostDimensions)
        {
            throw new ArgumentException($"{tensor}: .npy files hold {string.Join(", ", s_types.Keys)} only");
        }

        string order = Elements.Size(tensor.Type) == 1 ? "|" : "<";
        string shape = string.Join(", ", tensor.Shape) + (tensor.Shape.Count == 1 ? "," : "");
        string text = $"{{'descr': '{order}{kind}', 'fortran_order': False, 'shape': ({shape}), }}";
        int length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[length];
        NpyHeader.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(text.PadRight(length - 11) + "\n").CopyTo(header, 10);
        return header;
    }

    /// <summary>A matrix from the bytes of a file.</summary>
    internal static Matrix Parse(ReadOnlyMemory<byte> file, string name)
    {
        NpySource source = new(name, "matrix");
        NpyHeader header = NpyHeader.Parse(file.Span, source);
        (int rows, int columns) = Shape(header, source);
        StoredTensor tensor = ParseTensor(file, source);
        Matrix matrix = Matrix.Adopt(rows, columns, tensor.ToDoubles());
        FiniteCheck.Check(matrix, name, header.DataStart);
        return matrix;
    }

    /// <summary>An array from the bytes of a .npy file.</summary>
    internal static StoredTensor ParseTensor(ReadOnlyMemory<byte> file, NpySource source)
    {
        NpyHeader header = NpyHeader.Parse(file.Span, source);
        ElementType type = CheckLength(header, file.Length, source);
        int size = Elements.Size(type);
        long[] shape = [.. header.Shape];
        ReadOnlyMemory<byte> data = file[header.DataStart..];
        byte[]? copy = null;
        long[] strides = StridedCopy.Strides(shape, header.FortranOrder);
        if (!data.IsEmpty && !StridedCopy.IsContiguous(shape, strides))
        {
            copy = StridedCopy.Gather(data.Span, size, shape, strides);
        }

        if (header.Type[0] == '>' && size > 1)
        {
            copy ??= data.ToArray();
            StridedCopy.ReverseElements(copy, size);
        }

        data = copy ?? data;
        return StoredTensor.InFile(source.Name, type, shape, data, source.Start + header.DataStart);
    }

    /// <summary>Refuses a beginning that promises another length; one that holds no whole header passes.</summary>
    internal static void CheckStart(ReadOnlySpan<byte> start, long length, NpySource source)
    {
        if (NpyHeader.Fits(start))
        {
            _ = CheckLength(NpyHeader.Parse(start, source), length, source);
        }
    }

    /// <summary>What an array holds other than numbers, in a few words; null where it holds numbers or has no whole header.</summary>
    internal static string? OtherKind(ReadOnlySpan<byte> start, NpySource source)
    {
        if (!NpyHeader.Fits(start))
        {
            return null;
        }

        NpyHeader header = NpyHeader.Parse(start, source);
        return TypeOf(header) is null ? Words(header) : null;
    }

    internal static NpySource Source(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return new NpySource(path, name.Length > 0 ? name : "array");
    }

    private static ElementType CheckLength(NpyHeader header, long length, NpySource source)
    {
        ElementType type =
            TypeOf(header)
            ?? throw source.Wrong(
                0,
                $"{Words(header)}, expected plain numbers of one of the types {string.Join(", ", s_types.Keys)}{Advice(header)}"
            );
        Int128 expected = StridedCopy.Count(header.Shape) * Elements.Size(type);
        long found = length - header.DataStart;
        return found == expected
            ? type
            : throw source.Wrong(
                header.DataStart + (long)Int128.Min(found, expected),
                $"{string.Join(" x ", header.Shape)} numbers need {expected} bytes, the file has {found}"
            );
    }

    private static ElementType? TypeOf(NpyHeader header) =>
        s_types.TryGetValue(Code(header), out ElementType type) ? type : null;

    private static string Code(NpyHeader header) =>
        header.Type.Length > 0 && "<>|=".Contains(header.Type[0]) ? header.Type[1..] : header.Type;

    private static string Words(NpyHeader header) =>
        header.Fields is { } fields
            ? $"a structured array of records, each with the fields {fields[..Math.Min(fields.Length, MostShown)]}"
            : (Code(header).Length > 0 ? Code(header)[0] : ' ') switch
            {
                'O' => $"an array of Python objects, type '{header.Type}'",
                'U' or 'S' or 'a' => $"an array of texts, type '{header.Type}'",
                'c' => $"complex numbers, type '{header.Type}'",
                'M' or 'm' => $"an array of times, type '{header.Type}'",
                _ => $"numbers of type '{header.Type}'",
            };

    private static string Advice(NpyHeader header) =>
        header.Fields is null ? "" : "; in Python save one field: numpy.save(path, array['name'])";

    private static (int Rows, int Columns) Shape(NpyHeader header, NpySource source)
    {
        IReadOnlyList<long> shape = header.Shape;
        if (shape.Count is not (1 or 2))
        {
            throw source.Wrong(0, $"an array of {shape.Count} dimensions, expected a matrix");
        }

        long rows = shape[0];
        long columns = shape.Count == 2 ? shape[1] : 1;
        return rows <= int.MaxValue && columns <= int.MaxValue
            ? ((int)rows, (int)columns)
            : throw source.Wrong(0, $"{rows} x {columns} numbers are too many");
    }
}
