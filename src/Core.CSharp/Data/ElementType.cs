using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Neurovariety.Data;

/// <summary>Type of the numbers in an array file.</summary>
public enum ElementType
{
    /// <summary>A byte that is 0 for false.</summary>
    Bool,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>Unsigned, 64 bits.</summary>
    U64,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>The upper half of a single precision number.</summary>
    BF16,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>IEEE 754 double precision.</summary>
    F64,
}

/// <summary>Numbers of every element type from bytes and back.</summary>
internal static class Elements
{
    /// <summary>Bytes of one number.</summary>
    internal static int Size(ElementType type) =>
        type switch
        {
            ElementType.Bool or ElementType.U8 or ElementType.I8 => 1,
            ElementType.U16 or ElementType.I16 or ElementType.F16 or ElementType.BF16 => 2,
            ElementType.U32 or ElementType.I32 or ElementType.F32 => 4,
            _ => 8,
        };

    /// <summary>Numbers as doubles; 64-bit integers beyond 2^53 are rounded to the nearest double.</summary>
    internal static double[] Decode(ReadOnlySpan<byte> bytes, ElementType type, bool bigEndian = false)
    {
        int size = Size(type);
        double[] values = new double[bytes.Length / size];
        Span<byte> turned = stackalloc byte[8];
        for (int i = 0; i < values.Length; i++)
        {
            scoped ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            if (bigEndian)
            {
                element.CopyTo(turned);
                turned[..size].Reverse();
                element = turned[..size];
            }

            values[i] = DecodeOne(element, type);
        }

        return values;
    }

    /// <summary>Numbers in single precision; only other types go through double.</summary>
    internal static float[] DecodeSingles(ReadOnlySpan<byte> bytes, ElementType type)
    {
        int size = Size(type);
        float[] values = GC.AllocateUninitializedArray<float>(bytes.Length / size);
        if (type == ElementType.F32 && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
            return values;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)DecodeOne(bytes.Slice(i * size, size), type);
        }

        return values;
    }

    /// <summary>Single precision numbers as they are stored, little-endian.</summary>
    internal static byte[] Encode(ReadOnlySpan<float> values)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked(4 * values.Length));
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    /// <summary>Doubles as little-endian numbers, rounded to the nearest; for floating types and bytes only.</summary>
    internal static byte[] Encode(ReadOnlySpan<double> values, ElementType type)
    {
        int size = Size(type);
        byte[] bytes = new byte[checked(values.Length * size)];
        for (int i = 0; i < values.Length; i++)
        {
            EncodeOne(values[i], type, bytes.AsSpan(i * size, size));
        }

        return bytes;
    }

    private static double DecodeOne(ReadOnlySpan<byte> element, ElementType type) =>
        type switch
        {
            ElementType.Bool => element[0] == 0 ? 0 : 1,
            ElementType.U8 => element[0],
            ElementType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
            ElementType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
            ElementType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
            ElementType.I8 => (sbyte)element[0],
            ElementType.I16 => BinaryPrimitives.ReadInt16LittleEndian(element),
            ElementType.I32 => BinaryPrimitives.ReadInt32LittleEndian(element),
            ElementType.I64 => BinaryPrimitives.ReadInt64LittleEndian(element),
            ElementType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
            ElementType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(element) << 16),
            ElementType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(element),
        };

    private static void EncodeOne(double value, ElementType type, Span<byte> element)
    {
        switch (type)
        {
            case ElementType.F64:
                BinaryPrimitives.WriteDoubleLittleEndian(element, value);
                break;
            case ElementType.F32:
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)value);
                break;
            case ElementType.F16:
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)value);
                break;
            case ElementType.I32:
                BinaryPrimitives.WriteInt32LittleEndian(element, checked((int)value));
                break;
            case ElementType.I64:
                BinaryPrimitives.WriteInt64LittleEndian(element, checked((long)value));
                break;
            case ElementType.U8:
                element[0] = checked((byte)value);
                break;
            default:
                throw new ArgumentException($"numbers of type {type} can be read but not written", nameof(type));
        }
    }
}
