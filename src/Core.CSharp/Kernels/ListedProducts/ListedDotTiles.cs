using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>The tiles of <see cref="ListedDotKernel"/>: scalar products of a few rows with a few others over listed panels.</summary>
internal static unsafe class ListedDotTiles
{
    /// <summary>Most rows of a tile.</summary>
    public const int Rows = 5;

    /// <summary>Most columns of a tile, and the distance of its rows in memory.</summary>
    public const int Columns = 5;

    // 25 sums, five vectors of the left rows and one of the right: 31 of 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Five<T>(int* panel, int count, T** left, T** right, T* tile)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = left[0];
        T* a1 = left[1];
        T* a2 = left[2];
        T* a3 = left[3];
        T* a4 = left[4];
        T* b0 = right[0];
        T* b1 = right[1];
        T* b2 = right[2];
        T* b3 = right[3];
        T* b4 = right[4];
        Vector512<T> s00 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero;
        Vector512<T> s02 = Vector512<T>.Zero;
        Vector512<T> s03 = Vector512<T>.Zero;
        Vector512<T> s04 = Vector512<T>.Zero;
        Vector512<T> s10 = Vector512<T>.Zero;
        Vector512<T> s11 = Vector512<T>.Zero;
        Vector512<T> s12 = Vector512<T>.Zero;
        Vector512<T> s13 = Vector512<T>.Zero;
        Vector512<T> s14 = Vector512<T>.Zero;
        Vector512<T> s20 = Vector512<T>.Zero;
        Vector512<T> s21 = Vector512<T>.Zero;
        Vector512<T> s22 = Vector512<T>.Zero;
        Vector512<T> s23 = Vector512<T>.Zero;
        Vector512<T> s24 = Vector512<T>.Zero;
        Vector512<T> s30 = Vector512<T>.Zero;
        Vector512<T> s31 = Vector512<T>.Zero;
        Vector512<T> s32 = Vector512<T>.Zero;
        Vector512<T> s33 = Vector512<T>.Zero;
        Vector512<T> s34 = Vector512<T>.Zero;
        Vector512<T> s40 = Vector512<T>.Zero;
        Vector512<T> s41 = Vector512<T>.Zero;
        Vector512<T> s42 = Vector512<T>.Zero;
        Vector512<T> s43 = Vector512<T>.Zero;
        Vector512<T> s44 = Vector512<T>.Zero;
        for (int* end = panel + count; panel < end; panel++)
        {
            nint k = *panel;
            Vector512<T> x0 = Vector512.Load(a0 + k);
            Vector512<T> x1 = Vector512.Load(a1 + k);
            Vector512<T> x2 = Vector512.Load(a2 + k);
            Vector512<T> x3 = Vector512.Load(a3 + k);
            Vector512<T> x4 = Vector512.Load(a4 + k);
            Vector512<T> y0 = Vector512.Load(b0 + k);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            s20 = MicroKernel512.MultiplyAdd(x2, y0, s20);
            s30 = MicroKernel512.MultiplyAdd(x3, y0, s30);
            s40 = MicroKernel512.MultiplyAdd(x4, y0, s40);
            Vector512<T> y1 = Vector512.Load(b1 + k);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            s21 = MicroKernel512.MultiplyAdd(x2, y1, s21);
            s31 = MicroKernel512.MultiplyAdd(x3, y1, s31);
            s41 = MicroKernel512.MultiplyAdd(x4, y1, s41);
            Vector512<T> y2 = Vector512.Load(b2 + k);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
            s22 = MicroKernel512.MultiplyAdd(x2, y2, s22);
            s32 = MicroKernel512.MultiplyAdd(x3, y2, s32);
            s42 = MicroKernel512.MultiplyAdd(x4, y2, s42);
            Vector512<T> y3 = Vector512.Load(b3 + k);
            s03 = MicroKernel512.MultiplyAdd(x0, y3, s03);
            s13 = MicroKernel512.MultiplyAdd(x1, y3, s13);
            s23 = MicroKernel512.MultiplyAdd(x2, y3, s23);
            s33 = MicroKernel512.MultiplyAdd(x3, y3, s33);
            s43 = MicroKernel512.MultiplyAdd(x4, y3, s43);
            Vector512<T> y4 = Vector512.Load(b4 + k);
            s04 = MicroKernel512.MultiplyAdd(x0, y4, s04);
            s14 = MicroKernel512.MultiplyAdd(x1, y4, s14);
            s24 = MicroKernel512.MultiplyAdd(x2, y4, s24);
            s34 = MicroKernel512.MultiplyAdd(x3, y4, s34);
            s44 = MicroKernel512.MultiplyAdd(x4, y4, s44);
        }

        FoldFour(s00, s01, s02, s03, tile, 1);
        FoldFour(s10, s11, s12, s13, tile + Columns, 1);
        FoldFour(s20, s21, s22, s23, tile + (2 * Columns), 1);
        FoldFour(s30, s31, s32, s33, tile + (3 * Columns), 1);
        FoldFour(s40, s41, s42, s43, tile + (4 * Columns), 1);
        FoldFour(s04, s14, s24, s34, tile + Columns - 1, Columns);
        tile[(5 * Columns) - 1] = Fold(s44);
    }

    // Fifteen sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FiveByThree<T>(int* panel, int count, T** left, T** right, T* tile)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = left[0];
        T* a1 = left[1];
        T* a2 = left[2];
        T* a3 = left[3];
        T* a4 = left[4];
        T* b0 = right[0];
        T* b1 = right[1];
        T* b2 = right[2];
        Vector512<T> s00 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero;
        Vector512<T> s02 = Vector512<T>.Zero;
        Vector512<T> s10 = Vector512<T>.Zero;
        Vector512<T> s11 = Vector512<T>.Zero;
        Vector512<T> s12 = Vector512<T>.Zero;
        Vector512<T> s20 = Vector512<T>.Zero;
        Vector512<T> s21 = Vector512<T>.Zero;
        Vector512<T> s22 = Vector512<T>.Zero;
        Vector512<T> s30 = Vector512<T>.Zero;
        Vector512<T> s31 = Vector512<T>.Zero;
        Vector512<T> s32 = Vector512<T>.Zero;
        Vector512<T> s40 = Vector512<T>.Zero;
        Vector512<T> s41 = Vector512<T>.Zero;
        Vector512<T> s42 = Vector512<T>.Zero;
        for (int* end = panel + count; panel < end; panel++)
        {
            nint k = *panel;
            Vector512<T> x0 = Vector512.Load(a0 + k);
            Vector512<T> x1 = Vector512.Load(a1 + k);
            Vector512<T> x2 = Vector512.Load(a2 + k);
            Vector512<T> x3 = Vector512.Load(a3 + k);
            Vector512<T> x4 = Vector512.Load(a4 + k);
            Vector512<T> y0 = Vector512.Load(b0 + k);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            s20 = MicroKernel512.MultiplyAdd(x2, y0, s20);
            s30 = MicroKernel512.MultiplyAdd(x3, y0, s30);
            s40 = MicroKernel512.MultiplyAdd(x4, y0, s40);
            Vector512<T> y1 = Vector512.Load(b1 + k);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            s21 = MicroKernel512.MultiplyAdd(x2, y1, s21);
            s31 = MicroKernel512.MultiplyAdd(x3, y1, s31);
            s41 = MicroKernel512.MultiplyAdd(x4, y1, s41);
            Vector512<T> y2 = Vector512.Load(b2 + k);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
            s22 = MicroKernel512.MultiplyAdd(x2, y2, s22);
            s32 = MicroKernel512.MultiplyAdd(x3, y2, s32);
            s42 = MicroKernel512.MultiplyAdd(x4, y2, s42);
        }

        FoldFour(s00, s10, s20, s30, tile + 0, Columns);
        FoldFour(s01, s11, s21, s31, tile + 1, Columns);
        FoldFour(s02, s12, s22, s32, tile + 2, Columns);
        tile[(4 * Columns) + 0] = Fold(s40);
        tile[(4 * Columns) + 1] = Fold(s41);
        tile[(4 * Columns) + 2] = Fold(s42);
    }

    // Ten sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two<T>(int* panel, int count, T** left, T** right, T* tile)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = left[0];
        T* a1 = left[1];
        T* b0 = right[0];
        T* b1 = right[1];
        T* b2 = right[2];
        T* b3 = right[3];
        T* b4 = right[4];
        Vector512<T> s00 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero;
        Vector512<T> s02 = Vector512<T>.Zero;
        Vector512<T> s03 = Vector512<T>.Zero;
        Vector512<T> s04 = Vector512<T>.Zero;
        Vector512<T> s10 = Vector512<T>.Zero;
        Vector512<T> s11 = Vector512<T>.Zero;
        Vector512<T> s12 = Vector512<T>.Zero;
        Vector512<T> s13 = Vector512<T>.Zero;
        Vector512<T> s14 = Vector512<T>.Zero;
        for (int* end = panel + count; panel < end; panel++)
        {
            nint k = *panel;
            Vector512<T> x0 = Vector512.Load(a0 + k);
            Vector512<T> x1 = Vector512.Load(a1 + k);
            Vector512<T> y0 = Vector512.Load(b0 + k);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            Vector512<T> y1 = Vector512.Load(b1 + k);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            Vector512<T> y2 = Vector512.Load(b2 + k);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
            Vector512<T> y3 = Vector512.Load(b3 + k);
            s03 = MicroKernel512.MultiplyAdd(x0, y3, s03);
            s13 = MicroKernel512.MultiplyAdd(x1, y3, s13);
            Vector512<T> y4 = Vector512.Load(b4 + k);
            s04 = MicroKernel512.MultiplyAdd(x0, y4, s04);
            s14 = MicroKernel512.MultiplyAdd(x1, y4, s14);
        }

        FoldFour(s00, s01, s02, s03, tile, 1);
        FoldFour(s10, s11, s12, s13, tile + Columns, 1);
        tile[Columns - 1] = Fold(s04);
        tile[(2 * Columns) - 1] = Fold(s14);
    }

    // The sums over the lanes of four vectors, written to places that lie apart by a step: as Fold, but four at once, which
    // takes half of the instructions. With a, b, c, d in turn in a lane of 128 bits, two rounds add lanes 0 and 2, 1 and 3, then both.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoldFour<T>(
        Vector512<T> x0,
        Vector512<T> x1,
        Vector512<T> x2,
        Vector512<T> x3,
        T* target,
        int step
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float) || !Avx.IsSupported)
        {
            target[0] = Fold(x0);
            target[step] = Fold(x1);
            target[2 * step] = Fold(x2);
            target[3 * step] = Fold(x3);
            return;
        }

        Vector256<float> a = (x0.GetLower() + x0.GetUpper()).AsSingle();
        Vector256<float> b = (x1.GetLower() + x1.GetUpper()).AsSingle();
        Vector256<float> c = (x2.GetLower() + x2.GetUpper()).AsSingle();
        Vector256<float> d = (x3.GetLower() + x3.GetUpper()).AsSingle();
        Vector256<float> ab = Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b);
        Vector256<float> cd = Avx.UnpackLow(c, d) + Avx.UnpackHigh(c, d);
        Vector256<float> all = Avx.Shuffle(ab, cd, 0x44) + Avx.Shuffle(ab, cd, 0xEE);
        Vector128<T> sums = (all.GetLower() + all.GetUpper()).As<float, T>();
        if (step == 1)
        {
            sums.Store(target);
            return;
        }

        target[0] = sums[0];
        target[step] = sums[1];
        target[2 * step] = sums[2];
        target[3 * step] = sums[3];
    }

    // Halves are added while they are vectors: that takes a third of the instructions of a sum over all lanes. The order is that
    // of FoldFour, so that a sum has the same bits wherever it stands in a tile.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Fold<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector256<T> half = x.GetLower() + x.GetUpper();
        if (typeof(T) != typeof(float) || !Avx.IsSupported)
        {
            return Vector128.Sum(half.GetLower() + half.GetUpper());
        }

        Vector256<float> lanes = half.AsSingle();
        lanes += Avx.Permute(lanes, 0x4E);
        lanes += Avx.Permute(lanes, 0xB1);
        return (T)(object)(lanes.GetLower() + lanes.GetUpper())[0];
    }
}
