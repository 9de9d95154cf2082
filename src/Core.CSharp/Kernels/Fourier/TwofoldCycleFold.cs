using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Reads the cycles of one sample and folds them twice, for lengths L = 4h on vectors of 512 bits.</summary>
/// <remarks>
/// The four families are x_t ± x_(L−t) ± (x_(2h−t) ± x_(2h+t)): they carry the cosines of even frequencies (t = 0 … h), those of
/// odd ones (t = 0 … h − 1), the sines of even ones (t = 1 … h − 1) and of odd ones (t = 1 … h), in this order, 4h rows of lanes.
/// Whole numbers up to 1020, so exact. The lanes from m on hold whatever follows in memory.
/// </remarks>
internal static unsafe class TwofoldCycleFold
{
    private const int Lanes = 16;

    /// <summary>Whether this processor and this length allow it.</summary>
    public static bool Supports(int length) => Avx512BW.IsSupported && length % 4 == 0;

    /// <summary>Whether <see cref="Transpose"/> can read cycles of this length.</summary>
    public static bool CanTranspose(int length) => length >= Lanes;

    /// <summary>Copies cycles that lie along the memory so that entry t of cycle a stands at t·width + a.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="starts">Position of the first entry of each cycle.</param>
    /// <param name="shape">Sizes; the length is a multiple of 4, at least 16.</param>
    /// <param name="lanes">length·width bytes; the lanes from m on repeat the last cycle.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(byte* sample, int* starts, in ShiftGramShape shape, byte* lanes)
    {
        int last = shape.Count - 1;
        int length = shape.Length;
        nint width = shape.Width;
        byte** rows = stackalloc byte*[Lanes];
        for (int lane = 0; lane <= last; lane += Lanes)
        {
            for (int i = 0; i < Lanes; i++)
            {
                rows[i] = sample + starts[Math.Min(lane + i, last)];
            }

            // The last sixteen entries overlap those before them when L is no multiple of 16.
            for (int start = 0; start < length; start += Lanes)
            {
                int t = Math.Min(start, length - Lanes);
                Square(rows, t, lanes + (t * width) + lane, width);
            }
        }
    }

    /// <summary>Folds the lanes: row t of a sample begins at source + offsets[t].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(byte* source, int* offsets, int length, int width, float* folded)
    {
        int half = length / 2;
        int quarter = length / 4;
        for (int lane = 0; lane < width; lane += Lanes)
        {
            byte* entries = source + lane;
            float* evenCosines = folded + lane;
            float* oddCosines = evenCosines + ((quarter + 1) * (nint)width);
            float* evenSines = oddCosines + ((quarter - 1) * (nint)width);
            float* oddSines = evenSines + ((quarter - 1) * (nint)width);
            Vector512<int> first = Load(entries + offsets[0]);
            Vector512<int> middle = Load(entries + offsets[half]);
            Store(first + middle, evenCosines);
            Store(first - middle, oddCosines);
            for (int t = 1; t < quarter; t++)
            {
                Vector512<int> a = Load(entries + offsets[t]);
                Vector512<int> b = Load(entries + offsets[length - t]);
                Vector512<int> c = Load(entries + offsets[half - t]);
                Vector512<int> d = Load(entries + offsets[half + t]);
                nint row = t * (nint)width;
                Store(a + b + (c + d), evenCosines + row);
                Store(a + b - (c + d), oddCosines + row);
                Store(a - b - (c - d), evenSines + row);
                Store(a - b + (c - d), oddSines + row);
            }

            Vector512<int> left = Load(entries + offsets[quarter]);
            Vector512<int> right = Load(entries + offsets[half + quarter]);
            Store(left + right, evenCosines + (quarter * (nint)width));
            Store(left - right, oddSines + (quarter * (nint)width));
        }
    }

    /// <summary>Transposes 16 × 16 bytes: words of four in each quarter of a vector, then the bytes of the words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(byte** rows, int t, byte* target, nint width)
    {
        Vector512<int> r0 = Rows(rows, t);
        Vector512<int> r1 = Rows(rows + 1, t);
        Vector512<int> r2 = Rows(rows + 2, t);
        Vector512<int> r3 = Rows(rows + 3, t);
        Vector512<long> low01 = Avx512F.UnpackLow(r0, r1).AsInt64();
        Vector512<long> low23 = Avx512F.UnpackLow(r2, r3).AsInt64();
        Vector512<long> high01 = Avx512F.UnpackHigh(r0, r1).AsInt64();
        Vector512<long> high23 = Avx512F.UnpackHigh(r2, r3).AsInt64();
        Bytes(Avx512F.UnpackLow(low01, low23), target, width);
        Bytes(Avx512F.UnpackHigh(low01, low23), target + (4 * width), width);
        Bytes(Avx512F.UnpackLow(high01, high23), target + (8 * width), width);
        Bytes(Avx512F.UnpackHigh(high01, high23), target + (12 * width), width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Rows(byte** rows, int t) =>
        Vector512
            .Create(
                Vector256.Create(Vector128.Load(rows[0] + t), Vector128.Load(rows[4] + t)),
                Vector256.Create(Vector128.Load(rows[8] + t), Vector128.Load(rows[12] + t))
            )
            .AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bytes(Vector512<long> words, byte* target, nint width)
    {
        Vector128<byte> order = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        Vector256<byte> twice = Vector256.Create(order, order);
        Vector512<int> sorted = Avx512BW.Shuffle(words.AsByte(), Vector512.Create(twice, twice)).AsInt32();
        Vector512<int> gather = Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        Vector512<byte> rows = Avx512F.PermuteVar16x32(sorted, gather).AsByte();
        Avx512F.ExtractVector128(rows, 0).Store(target);
        Avx512F.ExtractVector128(rows, 1).Store(target + width);
        Avx512F.ExtractVector128(rows, 2).Store(target + (2 * width));
        Avx512F.ExtractVector128(rows, 3).Store(target + (3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(byte* lanes) => Avx512F.ConvertToVector512Int32(Vector128.Load(lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> whole, float* target) => Vector512.ConvertToSingle(whole).Store(target);
}
