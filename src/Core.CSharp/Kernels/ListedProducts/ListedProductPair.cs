using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The tiles of <see cref="ListedProductKernel"/> at two panels.</summary>
internal static unsafe class ListedProductPair
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

        for (; count > 0; rows += 4, count -= 4)
        {
            Four(in job, ListedProductJob<T>.Whole(rows, count, last));
        }
    }

    // Sixteen sums, two vectors of b.
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
        Vector512<T> l0 = Vector512<T>.Zero;
        Vector512<T> r0 = Vector512<T>.Zero;
        Vector512<T> l1 = Vector512<T>.Zero;
        Vector512<T> r1 = Vector512<T>.Zero;
        Vector512<T> l2 = Vector512<T>.Zero;
        Vector512<T> r2 = Vector512<T>.Zero;
        Vector512<T> l3 = Vector512<T>.Zero;
        Vector512<T> r3 = Vector512<T>.Zero;
        Vector512<T> l4 = Vector512<T>.Zero;
        Vector512<T> r4 = Vector512<T>.Zero;
        Vector512<T> l5 = Vector512<T>.Zero;
        Vector512<T> r5 = Vector512<T>.Zero;
        Vector512<T> l6 = Vector512<T>.Zero;
        Vector512<T> r6 = Vector512<T>.Zero;
        Vector512<T> l7 = Vector512<T>.Zero;
        Vector512<T> r7 = Vector512<T>.Zero;
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        nint second = job.Second;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            T* row = b + (k * strideB);
            k *= along;
            Vector512<T> left = Vector512.Load(row);
            Vector512<T> right = Vector512.Load(row + second);
            Vector512<T> x0 = Vector512.Create(a0[k]);
            l0 = MicroKernel512.MultiplyAdd(x0, left, l0);
            r0 = MicroKernel512.MultiplyAdd(x0, right, r0);
            Vector512<T> x1 = Vector512.Create(a1[k]);
            l1 = MicroKernel512.MultiplyAdd(x1, left, l1);
            r1 = MicroKernel512.MultiplyAdd(x1, right, r1);
            Vector512<T> x2 = Vector512.Create(a2[k]);
            l2 = MicroKernel512.MultiplyAdd(x2, left, l2);
            r2 = MicroKernel512.MultiplyAdd(x2, right, r2);
            Vector512<T> x3 = Vector512.Create(a3[k]);
            l3 = MicroKernel512.MultiplyAdd(x3, left, l3);
            r3 = MicroKernel512.MultiplyAdd(x3, right, r3);
            Vector512<T> x4 = Vector512.Create(a4[k]);
            l4 = MicroKernel512.MultiplyAdd(x4, left, l4);
            r4 = MicroKernel512.MultiplyAdd(x4, right, r4);
            Vector512<T> x5 = Vector512.Create(a5[k]);
            l5 = MicroKernel512.MultiplyAdd(x5, left, l5);
            r5 = MicroKernel512.MultiplyAdd(x5, right, r5);
            Vector512<T> x6 = Vector512.Create(a6[k]);
            l6 = MicroKernel512.MultiplyAdd(x6, left, l6);
            r6 = MicroKernel512.MultiplyAdd(x6, right, r6);
            Vector512<T> x7 = Vector512.Create(a7[k]);
            l7 = MicroKernel512.MultiplyAdd(x7, left, l7);
            r7 = MicroKernel512.MultiplyAdd(x7, right, r7);
        }

        Store(in job, rows[0], l0, r0);
        Store(in job, rows[1], l1, r1);
        Store(in job, rows[2], l2, r2);
        Store(in job, rows[3], l3, r3);
        Store(in job, rows[4], l4, r4);
        Store(in job, rows[5], l5, r5);
        Store(in job, rows[6], l6, r6);
        Store(in job, rows[7], l7, r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(in ListedProductJob<T> job, int* rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = job.A + (rows[0] * job.AcrossA);
        T* a1 = job.A + (rows[1] * job.AcrossA);
        T* a2 = job.A + (rows[2] * job.AcrossA);
        T* a3 = job.A + (rows[3] * job.AcrossA);
        Vector512<T> l0 = Vector512<T>.Zero;
        Vector512<T> r0 = Vector512<T>.Zero;
        Vector512<T> l1 = Vector512<T>.Zero;
        Vector512<T> r1 = Vector512<T>.Zero;
        Vector512<T> l2 = Vector512<T>.Zero;
        Vector512<T> r2 = Vector512<T>.Zero;
        Vector512<T> l3 = Vector512<T>.Zero;
        Vector512<T> r3 = Vector512<T>.Zero;
        for (int l = 0; l < job.TermCount; l++)
        {
            nint k = job.Terms[l];
            T* row = job.B + (k * job.StrideB);
            k *= job.AlongA;
            Vector512<T> left = Vector512.Load(row);
            Vector512<T> right = Vector512.Load(row + job.Second);
            Vector512<T> x0 = Vector512.Create(a0[k]);
            l0 = MicroKernel512.MultiplyAdd(x0, left, l0);
            r0 = MicroKernel512.MultiplyAdd(x0, right, r0);
            Vector512<T> x1 = Vector512.Create(a1[k]);
            l1 = MicroKernel512.MultiplyAdd(x1, left, l1);
            r1 = MicroKernel512.MultiplyAdd(x1, right, r1);
            Vector512<T> x2 = Vector512.Create(a2[k]);
            l2 = MicroKernel512.MultiplyAdd(x2, left, l2);
            r2 = MicroKernel512.MultiplyAdd(x2, right, r2);
            Vector512<T> x3 = Vector512.Create(a3[k]);
            l3 = MicroKernel512.MultiplyAdd(x3, left, l3);
            r3 = MicroKernel512.MultiplyAdd(x3, right, r3);
        }

        Store(in job, rows[0], l0, r0);
        Store(in job, rows[1], l1, r1);
        Store(in job, rows[2], l2, r2);
        Store(in job, rows[3], l3, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(in ListedProductJob<T> job, int row, Vector512<T> left, Vector512<T> right)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* target = job.C + (row * job.StrideC);
        if (job.Scale != null)
        {
            left *= Vector512.Load(job.Scale);
            right *= Vector512.Load(job.Scale + job.Second);
        }

        left.Store(target);
        right.Store(target + job.Second);
    }
}
