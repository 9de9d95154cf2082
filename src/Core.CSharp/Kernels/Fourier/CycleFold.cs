using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Reads the cycles of one sample and folds them: x_t + x_(L−t) and x_t − x_(L−t), lane a for cycle a.</summary>
/// <remarks>
/// The even part (t = 0 … L/2) carries the cosines, the odd part (t = 1 … (L−1)/2) the sines. Whole numbers up to 510, so exact.
/// </remarks>
internal static unsafe class CycleFold
{
    /// <summary>Copies the bytes of a sample so that entry t of cycle a stands at t·width + a; lanes from m on stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(byte* sample, in ShiftGramShape shape, int* positions, byte* lanes)
    {
        int count = shape.Count;
        int width = shape.Width;
        for (int t = 0; t < shape.Length; t++, positions += count, lanes += width)
        {
            if (shape.RunsAcrossCycles)
            {
                Unsafe.CopyBlockUnaligned(lanes, sample + positions[0], (uint)count);
                continue;
            }

            for (int a = 0; a < count; a++)
            {
                lanes[a] = sample[positions[a]];
            }
        }
    }

    /// <summary>As <see cref="Gather"/> when four neighbours of a cycle are read at once: word q·width + a holds entries 4q … 4q+3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherWords(byte* sample, in ShiftGramShape shape, int* positions, uint* words)
    {
        int quarter = shape.Length / 4;
        int count = shape.Count;
        int width = shape.Width;
        for (int a = 0; a < count; a++)
        {
            byte* start = sample + positions[a];
            uint* target = words + a;
            for (int q = 0; q < quarter; q++, start += 4, target += width)
            {
                *target = Unsafe.ReadUnaligned<uint>(start);
            }
        }
    }

    /// <summary>Folds lanes of bytes; the width is a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bytes(byte* lanes, int length, int width, float* even, float* odd)
    {
        int pairs = (length - 1) / 2;
        for (int lane = 0; lane < width; lane += 8)
        {
            Eight(lanes + lane).Store(even + lane);
            for (int t = 1; t <= pairs; t++)
            {
                Vector256<float> x = Eight(lanes + (t * width) + lane);
                Vector256<float> y = Eight(lanes + ((length - t) * width) + lane);
                (x + y).Store(even + (t * width) + lane);
                (x - y).Store(odd + ((t - 1) * width) + lane);
            }

            if (length % 2 == 0)
            {
                Eight(lanes + (length / 2 * width) + lane).Store(even + (length / 2 * width) + lane);
            }
        }
    }

    /// <summary>Folds lanes of words of four bytes; the width is a multiple of 16, the length of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Words(uint* words, int length, int width, float* even, float* odd)
    {
        for (int lane = 0; lane < width; lane += 16)
        {
            Sixteen(words, 0, width, lane).Store(even + lane);
            for (int t = 1; t < length / 2; t++)
            {
                Vector512<float> x = Sixteen(words, t, width, lane);
                Vector512<float> y = Sixteen(words, length - t, width, lane);
                (x + y).Store(even + (t * width) + lane);
                (x - y).Store(odd + ((t - 1) * width) + lane);
            }

            Sixteen(words, length / 2, width, lane).Store(even + (length / 2 * width) + lane);
        }
    }

    /// <summary>Adds rows of lanes up; the width is a multiple of 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumInto(float* rows, int count, int width, float* target)
    {
        for (int lane = 0; lane < width; lane += 8)
        {
            Vector256<float> sum = Vector256.Load(rows + lane);
            for (int t = 1; t < count; t++)
            {
                sum += Vector256.Load(rows + (t * width) + lane);
            }

            sum.Store(target + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(byte* lanes)
    {
        Vector128<ushort> wide = Vector128.WidenLower(
            Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(lanes)).AsByte()
        );
        return Vector256.ConvertToSingle(
            Vector256.Create(Vector128.WidenLower(wide), Vector128.WidenUpper(wide)).AsInt32()
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sixteen(uint* words, int t, int width, int lane)
    {
        Vector512<uint> word = Vector512.Load(words + (t / 4 * width) + lane);
        return Vector512.ConvertToSingle(((word >>> (8 * (t % 4))) & Vector512.Create(255u)).AsInt32());
    }
}
