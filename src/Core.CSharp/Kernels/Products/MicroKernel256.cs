using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>A tile of 6 rows by two vectors of 256 bits: 12 sums, two loads and a broadcast fill the 16 registers.</summary>
internal static unsafe class MicroKernel256
{
    public const int Rows = 6;

    /// <summary>Writes or adds the product of a panel of rows and a panel of columns, packed along the depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(int depth, T* a, nint aStep, T* b, nint bStep, T* c, nint stride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint width = Vector256<T>.Count;
        Vector256<T> l0 = Vector256<T>.Zero;
        Vector256<T> r0 = Vector256<T>.Zero;
        Vector256<T> l1 = Vector256<T>.Zero;
        Vector256<T> r1 = Vector256<T>.Zero;
        Vector256<T> l2 = Vector256<T>.Zero;
        Vector256<T> r2 = Vector256<T>.Zero;
        Vector256<T> l3 = Vector256<T>.Zero;
        Vector256<T> r3 = Vector256<T>.Zero;
        Vector256<T> l4 = Vector256<T>.Zero;
        Vector256<T> r4 = Vector256<T>.Zero;
        Vector256<T> l5 = Vector256<T>.Zero;
        Vector256<T> r5 = Vector256<T>.Zero;
        if (add)
        {
            // The rows of the result come from far caches: they are fetched while the sums run.
            Fetch(c + (0 * stride), width);
            Fetch(c + (1 * stride), width);
            Fetch(c + (2 * stride), width);
            Fetch(c + (3 * stride), width);
            Fetch(c + (4 * stride), width);
            Fetch(c + (5 * stride), width);
        }

        for (int k = 0; k < depth; k++)
        {
            Vector256<T> left = Vector256.Load(b);
            Vector256<T> right = Vector256.Load(b + width);
            Vector256<T> a0 = Vector256.Create(a[0]);
            l0 = MultiplyAdd(a0, left, l0);
            r0 = MultiplyAdd(a0, right, r0);
            Vector256<T> a1 = Vector256.Create(a[1]);
            l1 = MultiplyAdd(a1, left, l1);
            r1 = MultiplyAdd(a1, right, r1);
            Vector256<T> a2 = Vector256.Create(a[2]);
            l2 = MultiplyAdd(a2, left, l2);
            r2 = MultiplyAdd(a2, right, r2);
            Vector256<T> a3 = Vector256.Create(a[3]);
            l3 = MultiplyAdd(a3, left, l3);
            r3 = MultiplyAdd(a3, right, r3);
            Vector256<T> a4 = Vector256.Create(a[4]);
            l4 = MultiplyAdd(a4, left, l4);
            r4 = MultiplyAdd(a4, right, r4);
            Vector256<T> a5 = Vector256.Create(a[5]);
            l5 = MultiplyAdd(a5, left, l5);
            r5 = MultiplyAdd(a5, right, r5);
            a += aStep;
            b += bStep;
        }

        Store(c, width, l0, r0, add);
        Store(c + (1 * stride), width, l1, r1, add);
        Store(c + (2 * stride), width, l2, r2, add);
        Store(c + (3 * stride), width, l3, r3, add);
        Store(c + (4 * stride), width, l4, r4, add);
        Store(c + (5 * stride), width, l5, r5, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return Vector256.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        }

        return Vector256.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* c, nint width, Vector256<T> left, Vector256<T> right, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (add)
        {
            left += Vector256.Load(c);
            right += Vector256.Load(c + width);
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
