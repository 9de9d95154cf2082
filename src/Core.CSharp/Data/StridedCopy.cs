using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>Sizes of arrays, and their elements brought into row-major order.</summary>
internal static class StridedCopy
{
    /// <summary>No array has more dimensions, as in NumPy.</summary>
    internal const int MostDimensions = 64;

    /// <summary>Product of the dimensions; beyond 2^63 it stays at 2^63, unless a dimension is 0.</summary>
    internal static Int128 Count(IReadOnlyList<long> shape)
    {
        Int128 count = 1;
        for (int i = 0; i < shape.Count; i++)
        {
            // Once beyond any file the product may stay there; a zero later still makes it 0.
            count = Int128.Min(count * shape[i], (Int128)long.MaxValue + 1);
        }

        return count;
    }

    /// <summary>Steps of an array whose last index (or whose first) runs fastest.</summary>
    internal static long[] Strides(IReadOnlyList<long> shape, bool firstFastest)
    {
        long[] strides = new long[shape.Count];
        long step = 1;
        for (int i = 0; i < strides.Length; i++)
        {
            int axis = firstFastest ? i : strides.Length - 1 - i;
            strides[axis] = step;
            step *= shape[axis];
        }

        return strides;
    }

    /// <summary>The last element that a view reaches, counted from its first, at most 2^63; the view is not empty.</summary>
    internal static Int128 Reach(IReadOnlyList<long> shape, IReadOnlyList<long> strides)
    {
        Int128 reach = 0;
        for (int i = 0; i < shape.Count; i++)
        {
            reach = Int128.Min(reach + ((Int128)(shape[i] - 1) * strides[i]), (Int128)long.MaxValue + 1);
        }

        return reach;
    }

    /// <summary>Whether elements follow one another in row-major order; dimensions of 1 may have any step.</summary>
    internal static bool IsContiguous(IReadOnlyList<long> shape, IReadOnlyList<long> strides)
    {
        Int128 step = 1;
        for (int i = shape.Count - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != step)
            {
                return false;
            }

            step *= shape[i];
        }

        return true;
    }

    /// <summary>Gathers a view that is known to lie within the source; new bytes in row-major order.</summary>
    internal static byte[] Gather(ReadOnlySpan<byte> source, int size, long[] shape, long[] strides)
    {
        byte[] gathered = GC.AllocateUninitializedArray<byte>((int)Count(shape) * size);
        long[] index = new long[shape.Length];
        long from = 0;
        for (int to = 0; to < gathered.Length; to += size)
        {
            source.Slice((int)from * size, size).CopyTo(gathered.AsSpan(to, size));
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return gathered;
    }

    /// <summary>Turns the bytes of every element around.</summary>
    internal static void ReverseElements(Span<byte> bytes, int size)
    {
        for (int at = 0; at + size <= bytes.Length; at += size)
        {
            bytes.Slice(at, size).Reverse();
        }
    }
}
