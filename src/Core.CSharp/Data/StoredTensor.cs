using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>A named array of numbers as a file holds it; immutable.</summary>
public sealed class StoredTensor
{
    private readonly ReadOnlyMemory<byte> _bytes;

    private StoredTensor(string name, ElementType type, long[] shape, ReadOnlyMemory<byte> bytes, long offset)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Offset = offset;
        _bytes = bytes;
    }

    /// <summary>Name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>Type of the numbers in the file.</summary>
    public ElementType Type { get; }

    /// <summary>Dimensions, each at least 0; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The numbers as stored, little-endian, the last index fastest.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Byte of the file at which the numbers begin; 0 for an array that comes from no file.</summary>
    internal long Offset { get; }

    /// <summary>An array of real numbers.</summary>
    /// <param name="name">Name, not empty.</param>
    /// <param name="shape">Dimensions.</param>
    /// <param name="values">As many numbers as the product of the dimensions, the last index fastest.</param>
    /// <param name="type">F64, F32, F16, or for whole numbers I64, I32, U8.</param>
    /// <returns>The array; numbers are rounded to the type.</returns>
    /// <exception cref="ArgumentException">The number of values is not the product, or the type cannot be written.</exception>
    /// <exception cref="OverflowException">A number exceeds the range of a whole type.</exception>
    public static StoredTensor FromDoubles(
        string name,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<double> values,
        ElementType type = ElementType.F64
    )
    {
        long[] dimensions = Dimensions(name, shape, values.Length);
        return new StoredTensor(name, type, dimensions, Elements.Encode(values, type), 0);
    }

    /// <summary>An array of numbers in single precision, kept as they are.</summary>
    /// <param name="name">Name, not empty.</param>
    /// <param name="shape">Dimensions.</param>
    /// <param name="values">As many numbers as the product of the dimensions, the last index fastest.</param>
    /// <returns>The array, of type F32.</returns>
    /// <exception cref="ArgumentException">The number of values is not the product.</exception>
    public static StoredTensor FromSingles(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        long[] dimensions = Dimensions(name, shape, values.Length);
        return new StoredTensor(name, ElementType.F32, dimensions, Elements.Encode(values), 0);
    }

    /// <summary>An array of two dimensions.</summary>
    /// <param name="name">Name, not empty.</param>
    /// <param name="matrix">Matrix, m × n.</param>
    /// <param name="type">F64, F32 or F16.</param>
    /// <returns>The array, m × n; numbers are rounded to the type.</returns>
    public static StoredTensor FromMatrix(string name, Matrix matrix, ElementType type = ElementType.F64)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return FromDoubles(name, [matrix.RowCount, matrix.ColumnCount], matrix.Entries, type);
    }

    /// <summary>The numbers, the last index fastest.</summary>
    /// <returns>New array; 64-bit integers beyond 2^53 are rounded.</returns>
    public double[] ToDoubles() => Elements.Decode(Bytes, Type);

    /// <summary>The numbers in single precision, the last index fastest.</summary>
    /// <returns>New array, rounded where the type is wider.</returns>
    public float[] ToSingles() => Elements.DecodeSingles(Bytes, Type);

    /// <summary>The numbers as a matrix.</summary>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="InvalidOperationException">The array has not two dimensions, or one exceeds 2^31 - 1.</exception>
    public Matrix ToMatrix() =>
        Shape.Count == 2 && Shape[0] <= int.MaxValue && Shape[1] <= int.MaxValue
            ? Matrix.Adopt((int)Shape[0], (int)Shape[1], ToDoubles())
            : throw new InvalidOperationException($"expected 2 dimensions below 2^31, got {this}");

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";

    /// <summary>The same array under another name.</summary>
    internal StoredTensor Renamed(string name) => new(name, Type, [.. Shape], _bytes, Offset);

    /// <summary>An array within the bytes of a file; the length was checked.</summary>
    internal static StoredTensor InFile(
        string name,
        ElementType type,
        long[] shape,
        ReadOnlyMemory<byte> bytes,
        long offset
    ) => new(name, type, shape, bytes, offset);

    private static long[] Dimensions(string name, ReadOnlySpan<int> shape, int valueCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long[] dimensions = new long[shape.Length];
        long count = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[i], nameof(shape));
            dimensions[i] = shape[i];
            count = checked(count * shape[i]);
        }

        if (count != valueCount)
        {
            throw new ArgumentException(
                $"{name}: expected {string.Join(" x ", dimensions)} = {count} numbers, got {valueCount}"
            );
        }

        return dimensions;
    }
}
