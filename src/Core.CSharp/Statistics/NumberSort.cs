using System;
using System.Runtime.CompilerServices;

namespace Neurovariety.Statistics;

/// <summary>Sorts many numbers by their bits, eleven at a time: the time grows with their number alone.</summary>
/// <remarks>
/// Read as a whole number, with the sign bit turned over for positive numbers and all bits for negative ones, a floating-point
/// number keeps its order; −0 comes before 0. From the lowest digit to the highest, each pass leaves numbers of the same digit in
/// their order; digits that all numbers share are passed over. NaN comes first or last, by its sign.
/// </remarks>
internal static class NumberSort
{
    /// <summary>Fewer numbers than this are sorted by comparison.</summary>
    public const int LeastCount = 2048;

    private const int DigitBits = 11;
    private const int DigitCount = 6;
    private const int Radix = 1 << DigitBits;

    /// <summary>Puts numbers in rising order.</summary>
    /// <param name="numbers">The numbers, none NaN.</param>
    public static void Sort(double[] numbers)
    {
        if (numbers.Length < LeastCount)
        {
            Array.Sort(numbers);
            return;
        }

        Sort<byte>(numbers, []);
    }

    /// <summary>Puts numbers in rising order, and what belongs to them alike; equal numbers keep their order.</summary>
    /// <param name="numbers">The numbers, none NaN.</param>
    /// <param name="items">As many items, or none.</param>
    public static void Sort<T>(double[] numbers, T[] items)
        where T : unmanaged
    {
        ulong[] keys = Keys(numbers);
        int[] starts = Starts(keys);
        ulong[] otherKeys = new ulong[keys.Length];
        T[] from = items;
        T[] other = new T[items.Length];
        for (int digit = 0; digit < DigitCount; digit++)
        {
            Span<int> next = starts.AsSpan(digit * Radix, Radix);
            if (keys.Length == 0 || IsShared(next, keys[0], digit, keys.Length))
            {
                continue;
            }

            Distribute(keys, otherKeys, from, other, next, digit * DigitBits);
            (keys, otherKeys) = (otherKeys, keys);
            (from, other) = (other, from);
        }

        Numbers(keys, numbers);
        if (!ReferenceEquals(from, items))
        {
            from.CopyTo(items, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong[] Keys(double[] numbers)
    {
        ulong[] keys = GC.AllocateUninitializedArray<ulong>(numbers.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            long bits = BitConverter.DoubleToInt64Bits(numbers[i]);
            keys[i] = (ulong)(bits ^ ((bits >> 63) | long.MinValue));
        }

        return keys;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Numbers(ulong[] keys, double[] numbers)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            long bits = (long)keys[i];
            numbers[i] = BitConverter.Int64BitsToDouble(bits ^ ((~bits >> 63) | long.MinValue));
        }
    }

    // For each digit, how many keys come before those of a value.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Starts(ulong[] keys)
    {
        int[] counts = new int[DigitCount * Radix];
        foreach (ulong key in keys)
        {
            for (int digit = 0; digit < DigitCount; digit++)
            {
                counts[(digit * Radix) + Value(key, digit * DigitBits)]++;
            }
        }

        for (int digit = 0; digit < DigitCount; digit++)
        {
            int sum = 0;
            foreach (ref int count in counts.AsSpan(digit * Radix, Radix))
            {
                (sum, count) = (sum + count, sum);
            }
        }

        return counts;
    }

    private static bool IsShared(ReadOnlySpan<int> starts, ulong key, int digit, int count)
    {
        int value = Value(key, digit * DigitBits);
        int end = value + 1 < Radix ? starts[value + 1] : count;
        return end - starts[value] == count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distribute<T>(
        ulong[] keys,
        ulong[] target,
        T[] items,
        T[] itemTarget,
        Span<int> next,
        int shift
    )
    {
        if (items.Length == 0)
        {
            foreach (ulong key in keys)
            {
                target[next[Value(key, shift)]++] = key;
            }

            return;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            ulong key = keys[i];
            int place = next[Value(key, shift)]++;
            target[place] = key;
            itemTarget[place] = items[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(ulong key, int shift) => (int)(key >> shift) & (Radix - 1);
}
