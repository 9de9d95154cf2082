using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Sets of units, 64 to a word, unit 0 in the lowest bit of the first.</summary>
internal static unsafe class UnitMask
{
    /// <summary>Words for a number of units.</summary>
    public static int Words(int units) => (units + 63) / 64;

    /// <summary>Sets the bits of the values that are not 0, and clears the others.</summary>
    /// <param name="values">A value for each unit.</param>
    /// <param name="mask">The words.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nonzero<T>(ReadOnlySpan<T> values, Span<ulong> mask)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        mask.Clear();
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            fixed (T* value = values)
            {
                ulong all = (1UL << Vector512<T>.Count) - 1;
                for (; i + Vector512<T>.Count <= values.Length; i += Vector512<T>.Count)
                {
                    Vector512<T> zero = Vector512.Equals(Vector512.Load(value + i), Vector512<T>.Zero);
                    mask[i / 64] |= (zero.ExtractMostSignificantBits() ^ all) << (i % 64);
                }
            }
        }

        for (; i < values.Length; i++)
        {
            mask[i / 64] |= values[i] != T.Zero ? 1UL << (i % 64) : 0UL;
        }
    }

    /// <summary>Scalar twin of <see cref="Nonzero"/>.</summary>
    public static void NonzeroScalar<T>(ReadOnlySpan<T> values, Span<ulong> mask)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        mask.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            mask[i / 64] |= values[i] != T.Zero ? 1UL << (i % 64) : 0UL;
        }
    }

    /// <summary>Writes the numbers of the bits that are set in one mask or the other, rising.</summary>
    /// <param name="mask">The words.</param>
    /// <param name="other">As many.</param>
    /// <param name="list">Room for all units.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int List(ReadOnlySpan<ulong> mask, ReadOnlySpan<ulong> other, Span<int> list)
    {
        int count = 0;
        for (int w = 0; w < mask.Length; w++)
        {
            for (ulong bits = mask[w] | other[w]; bits != 0; bits &= bits - 1)
            {
                list[count++] = (64 * w) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return count;
    }
}
