using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The tiles of <see cref="ListedProductKernel"/> at three panels.</summary>
internal static unsafe class ListedProductWide
{
    /// <summary>Computes the panels for listed rows: whole tiles first; in the last one rows may be computed twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(in ListedProductJob<T> job, int* rows, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int* last = stackalloc int[4];
        for (; count >= 8; rows += 8, count -= 8)
        {
            Eight(in job, rows);
        }

        for (; count > 2; rows += 4, count -= 4)
        {
            Four(in job, ListedProductJob<T>.Whole(rows, count, last));
        }

        if (count == 2)
        {
            Two(in job, rows);
        }
        else if (count == 1)
        {
            One(in job, rows);
        }
    }

    // 24 sums, three vectors of b and one number of a: 28 of 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T>(in ListedProductJob<T> job, int* rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = job.A + (rows[0] * job.AcrossA);
        T* a1 = job.A + (rows[1] * job.AcrossA);
        T* a2 = job.A + (rows[2] * job.AcrossA);
        T* a3 = job.A + (rows[3] * job.AcrossA);
        T* a4 = job.A + (rows[4] * job.AcrossA);
        T* a5 = job.A + (rows[5] * job.AcrossA);
        T* a6 = job.A + (rows[6] * job.AcrossA);
        T* a7 = job.A + (rows[7] * job.AcrossA);
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
        Vector512<T> s50 = Vector512<T>.Zero;
        Vector512<T> s51 = Vector512<T>.Zero;
        Vector512<T> s52 = Vector512<T>.Zero;
        Vector512<T> s60 = Vector512<T>.Zero;
        Vector512<T> s61 = Vector512<T>.Zero;
        Vector512<T> s62 = Vector512<T>.Zero;
        Vector512<T> s70 = Vector512<T>.Zero;
        Vector512<T> s71 = Vector512<T>.Zero;
        Vector512<T> s72 = Vector512<T>.Zero;
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        nint second = job.Second;
        nint third = job.Third;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            T* row = b + (k * strideB);
            k *= along;
            Vector512<T> y0 = Vector512.Load(row);
            Vector512<T> y1 = Vector512.Load(row + second);
            Vector512<T> y2 = Vector512.Load(row + third);
            Vector512<T> x0 = Vector512.Create(a0[k]);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            Vector512<T> x1 = Vector512.Create(a1[k]);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
            Vector512<T> x2 = Vector512.Create(a2[k]);
            s20 = MicroKernel512.MultiplyAdd(x2, y0, s20);
            s21 = MicroKernel512.MultiplyAdd(x2, y1, s21);
            s22 = MicroKernel512.MultiplyAdd(x2, y2, s22);
            Vector512<T> x3 = Vector512.Create(a3[k]);
            s30 = MicroKernel512.MultiplyAdd(x3, y0, s30);
            s31 = MicroKernel512.MultiplyAdd(x3, y1, s31);
            s32 = MicroKernel512.MultiplyAdd(x3, y2, s32);
            Vector512<T> x4 = Vector512.Create(a4[k]);
            s40 = MicroKernel512.MultiplyAdd(x4, y0, s40);
            s41 = MicroKernel512.MultiplyAdd(x4, y1, s41);
            s42 = MicroKernel512.MultiplyAdd(x4, y2, s42);
            Vector512<T> x5 = Vector512.Create(a5[k]);
            s50 = MicroKernel512.MultiplyAdd(x5, y0, s50);
            s51 = MicroKernel512.MultiplyAdd(x5, y1, s51);
            s52 = MicroKernel512.MultiplyAdd(x5, y2, s52);
            Vector512<T> x6 = Vector512.Create(a6[k]);
            s60 = MicroKernel512.MultiplyAdd(x6, y0, s60);
            s61 = MicroKernel512.MultiplyAdd(x6, y1, s61);
            s62 = MicroKernel512.MultiplyAdd(x6, y2, s62);
            Vector512<T> x7 = Vector512.Create(a7[k]);
            s70 = MicroKernel512.MultiplyAdd(x7, y0, s70);
            s71 = MicroKernel512.MultiplyAdd(x7, y1, s71);
            s72 = MicroKernel512.MultiplyAdd(x7, y2, s72);
        }

        Store(in job, rows[0], s00, s01, s02);
        Store(in job, rows[1], s10, s11, s12);
        Store(in job, rows[2], s20, s21, s22);
        Store(in job, rows[3], s30, s31, s32);
        Store(in job, rows[4], s40, s41, s42);
        Store(in job, rows[5], s50, s51, s52);
        Store(in job, rows[6], s60, s61, s62);
        Store(in job, rows[7], s70, s71, s72);
    }

    // Twelve sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(in ListedProductJob<T> job, int* rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = job.A + (rows[0] * job.AcrossA);
        T* a1 = job.A + (rows[1] * job.AcrossA);
        T* a2 = job.A + (rows[2] * job.AcrossA);
        T* a3 = job.A + (rows[3] * job.AcrossA);
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
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        nint second = job.Second;
        nint third = job.Third;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            T* row = b + (k * strideB);
            k *= along;
            Vector512<T> y0 = Vector512.Load(row);
            Vector512<T> y1 = Vector512.Load(row + second);
            Vector512<T> y2 = Vector512.Load(row + third);
            Vector512<T> x0 = Vector512.Create(a0[k]);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            Vector512<T> x1 = Vector512.Create(a1[k]);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
            Vector512<T> x2 = Vector512.Create(a2[k]);
            s20 = MicroKernel512.MultiplyAdd(x2, y0, s20);
            s21 = MicroKernel512.MultiplyAdd(x2, y1, s21);
            s22 = MicroKernel512.MultiplyAdd(x2, y2, s22);
            Vector512<T> x3 = Vector512.Create(a3[k]);
            s30 = MicroKernel512.MultiplyAdd(x3, y0, s30);
            s31 = MicroKernel512.MultiplyAdd(x3, y1, s31);
            s32 = MicroKernel512.MultiplyAdd(x3, y2, s32);
        }

        Store(in job, rows[0], s00, s01, s02);
        Store(in job, rows[1], s10, s11, s12);
        Store(in job, rows[2], s20, s21, s22);
        Store(in job, rows[3], s30, s31, s32);
    }

    // Six sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two<T>(in ListedProductJob<T> job, int* rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = job.A + (rows[0] * job.AcrossA);
        T* a1 = job.A + (rows[1] * job.AcrossA);
        Vector512<T> s00 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero;
        Vector512<T> s02 = Vector512<T>.Zero;
        Vector512<T> s10 = Vector512<T>.Zero;
        Vector512<T> s11 = Vector512<T>.Zero;
        Vector512<T> s12 = Vector512<T>.Zero;
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        nint second = job.Second;
        nint third = job.Third;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            T* row = b + (k * strideB);
            k *= along;
            Vector512<T> y0 = Vector512.Load(row);
            Vector512<T> y1 = Vector512.Load(row + second);
            Vector512<T> y2 = Vector512.Load(row + third);
            Vector512<T> x0 = Vector512.Create(a0[k]);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            Vector512<T> x1 = Vector512.Create(a1[k]);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
        }

        Store(in job, rows[0], s00, s01, s02);
        Store(in job, rows[1], s10, s11, s12);
    }

    // Three sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(in ListedProductJob<T> job, int* rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = job.A + (rows[0] * job.AcrossA);
        Vector512<T> s00 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero;
        Vector512<T> s02 = Vector512<T>.Zero;
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        nint second = job.Second;
        nint third = job.Third;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            T* row = b + (k * strideB);
            k *= along;
            Vector512<T> y0 = Vector512.Load(row);
            Vector512<T> y1 = Vector512.Load(row + second);
            Vector512<T> y2 = Vector512.Load(row + third);
            Vector512<T> x0 = Vector512.Create(a0[k]);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
        }

        Store(in job, rows[0], s00, s01, s02);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(in ListedProductJob<T> job, int row, Vector512<T> x0, Vector512<T> x1, Vector512<T> x2)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* target = job.C + (row * job.StrideC);
        if (job.Scale != null)
        {
            x0 *= Vector512.Load(job.Scale);
            x1 *= Vector512.Load(job.Scale + job.Second);
            x2 *= Vector512.Load(job.Scale + job.Third);
        }

        x0.Store(target);
        x1.Store(target + job.Second);
        x2.Store(target + job.Third);
    }
}
