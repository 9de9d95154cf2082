using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>A tile of 12 rows by two vectors of 512 bits: 24 sums, two loads and a broadcast fill the 32 registers.</summary>
internal static unsafe class MicroKernel512
{
    public const int Rows = 12;

    /// <summary>Writes or adds the product of a panel of rows and a panel of columns, packed along the depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(int depth, T* a, nint aStep, T* b, nint bStep, T* c, nint stride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint width = Vector512<T>.Count;
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
        Vector512<T> l8 = Vector512<T>.Zero;
        Vector512<T> r8 = Vector512<T>.Zero;
        Vector512<T> l9 = Vector512<T>.Zero;
        Vector512<T> r9 = Vector512<T>.Zero;
        Vector512<T> l10 = Vector512<T>.Zero;
        Vector512<T> r10 = Vector512<T>.Zero;
        Vector512<T> l11 = Vector512<T>.Zero;
        Vector512<T> r11 = Vector512<T>.Zero;
        if (add)
        {
            // The rows of the result come from far caches: they are fetched while the sums run.
            Fetch(c + (0 * stride), width);
            Fetch(c + (1 * stride), width);
            Fetch(c + (2 * stride), width);
            Fetch(c + (3 * stride), width);
            Fetch(c + (4 * stride), width);
            Fetch(c + (5 * stride), width);
            Fetch(c + (6 * stride), width);
            Fetch(c + (7 * stride), width);
            Fetch(c + (8 * stride), width);
            Fetch(c + (9 * stride), width);
            Fetch(c + (10 * stride), width);
            Fetch(c + (11 * stride), width);
        }

        for (int k = 0; k < depth; k++)
        {
            Vector512<T> left = Vector512.Load(b);
            Vector512<T> right = Vector512.Load(b + width);
            Vector512<T> a0 = Vector512.Create(a[0]);
            l0 = MultiplyAdd(a0, left, l0);
            r0 = MultiplyAdd(a0, right, r0);
            Vector512<T> a1 = Vector512.Create(a[1]);
            l1 = MultiplyAdd(a1, left, l1);
            r1 = MultiplyAdd(a1, right, r1);
            Vector512<T> a2 = Vector512.Create(a[2]);
            l2 = MultiplyAdd(a2, left, l2);
            r2 = MultiplyAdd(a2, right, r2);
            Vector512<T> a3 = Vector512.Create(a[3]);
            l3 = MultiplyAdd(a3, left, l3);
            r3 = MultiplyAdd(a3, right, r3);
            Vector512<T> a4 = Vector512.Create(a[4]);
            l4 = MultiplyAdd(a4, left, l4);
            r4 = MultiplyAdd(a4, right, r4);
            Vector512<T> a5 = Vector512.Create(a[5]);
            l5 = MultiplyAdd(a5, left, l5);
            r5 = MultiplyAdd(a5, right, r5);
            Vector512<T> a6 = Vector512.Create(a[6]);
            l6 = MultiplyAdd(a6, left, l6);
            r6 = MultiplyAdd(a6, right, r6);
            Vector512<T> a7 = Vector512.Create(a[7]);
            l7 = MultiplyAdd(a7, left, l7);
            r7 = MultiplyAdd(a7, right, r7);
            Vector512<T> a8 = Vector512.Create(a[8]);
            l8 = MultiplyAdd(a8, left, l8);
            r8 = MultiplyAdd(a8, right, r8);
            Vector512<T> a9 = Vector512.Create(a[9]);
            l9 = MultiplyAdd(a9, left, l9);
            r9 = MultiplyAdd(a9, right, r9);
            Vector512<T> a10 = Vector512.Create(a[10]);
            l10 = MultiplyAdd(a10, left, l10);
            r10 = MultiplyAdd(a10, right, r10);
            Vector512<T> a11 = Vector512.Create(a[11]);
            l11 = MultiplyAdd(a11, left, l11);
            r11 = MultiplyAdd(a11, right, r11);
            a += aStep;
            b += bStep;
        }

        Store(c, width, l0, r0, add);
        Store(c + (1 * stride), width, l1, r1, add);
        Store(c + (2 * stride), width, l2, r2, add);
        Store(c + (3 * stride), width, l3, r3, add);
        Store(c + (4 * stride), width, l4, r4, add);
        Store(c + (5 * stride), width, l5, r5, add);
        Store(c + (6 * stride), width, l6, r6, add);
        Store(c + (7 * stride), width, l7, r7, add);
        Store(c + (8 * stride), width, l8, r8, add);
        Store(c + (9 * stride), width, l9, r9, add);
        Store(c + (10 * stride), width, l10, r10, add);
        Store(c + (11 * stride), width, l11, r11, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> x, Vector512<T> y, Vector512<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        }

        return Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* c, nint width, Vector512<T> left, Vector512<T> right, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (add)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + width);
        }

        left.Store(c);
        right.Store(c + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch<T>(T* row, nint width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(row);
            Sse.Prefetch0(row + width);
        }
    }
}
