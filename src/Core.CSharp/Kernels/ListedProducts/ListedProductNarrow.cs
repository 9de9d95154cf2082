using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>The tiles of <see cref="ListedProductKernel"/> at one panel.</summary>
internal static unsafe class ListedProductNarrow
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

    // Eight sums, one vector of b.
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
        Vector512<T> s0 = Vector512<T>.Zero;
        Vector512<T> s1 = Vector512<T>.Zero;
        Vector512<T> s2 = Vector512<T>.Zero;
        Vector512<T> s3 = Vector512<T>.Zero;
        Vector512<T> s4 = Vector512<T>.Zero;
        Vector512<T> s5 = Vector512<T>.Zero;
        Vector512<T> s6 = Vector512<T>.Zero;
        Vector512<T> s7 = Vector512<T>.Zero;
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            Vector512<T> y = Vector512.Load(b + (k * strideB));
            k *= along;
            s0 = MicroKernel512.MultiplyAdd(Vector512.Create(a0[k]), y, s0);
            s1 = MicroKernel512.MultiplyAdd(Vector512.Create(a1[k]), y, s1);
            s2 = MicroKernel512.MultiplyAdd(Vector512.Create(a2[k]), y, s2);
            s3 = MicroKernel512.MultiplyAdd(Vector512.Create(a3[k]), y, s3);
            s4 = MicroKernel512.MultiplyAdd(Vector512.Create(a4[k]), y, s4);
            s5 = MicroKernel512.MultiplyAdd(Vector512.Create(a5[k]), y, s5);
            s6 = MicroKernel512.MultiplyAdd(Vector512.Create(a6[k]), y, s6);
            s7 = MicroKernel512.MultiplyAdd(Vector512.Create(a7[k]), y, s7);
        }

        Store(in job, rows[0], s0);
        Store(in job, rows[1], s1);
        Store(in job, rows[2], s2);
        Store(in job, rows[3], s3);
        Store(in job, rows[4], s4);
        Store(in job, rows[5], s5);
        Store(in job, rows[6], s6);
        Store(in job, rows[7], s7);
    }

    // Four sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(in ListedProductJob<T> job, int* rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = job.A + (rows[0] * job.AcrossA);
        T* a1 = job.A + (rows[1] * job.AcrossA);
        T* a2 = job.A + (rows[2] * job.AcrossA);
        T* a3 = job.A + (rows[3] * job.AcrossA);
        Vector512<T> s0 = Vector512<T>.Zero;
        Vector512<T> s1 = Vector512<T>.Zero;
        Vector512<T> s2 = Vector512<T>.Zero;
        Vector512<T> s3 = Vector512<T>.Zero;
        int* term = job.Terms;
        int* end = term + job.TermCount;
        nint along = job.AlongA;
        nint strideB = job.StrideB;
        T* b = job.B;
        for (; term < end; term++)
        {
            nint k = *term;
            Vector512<T> y = Vector512.Load(b + (k * strideB));
            k *= along;
            s0 = MicroKernel512.MultiplyAdd(Vector512.Create(a0[k]), y, s0);
            s1 = MicroKernel512.MultiplyAdd(Vector512.Create(a1[k]), y, s1);
            s2 = MicroKernel512.MultiplyAdd(Vector512.Create(a2[k]), y, s2);
            s3 = MicroKernel512.MultiplyAdd(Vector512.Create(a3[k]), y, s3);
        }

        Store(in job, rows[0], s0);
        Store(in job, rows[1], s1);
        Store(in job, rows[2], s2);
        Store(in job, rows[3], s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(in ListedProductJob<T> job, int row, Vector512<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (job.Scale != null)
        {
            sum *= Vector512.Load(job.Scale);
        }

        sum.Store(job.C + (row * job.StrideC));
    }
}
