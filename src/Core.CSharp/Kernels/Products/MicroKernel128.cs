using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>A tile of 4 rows by two vectors of 128 bits, for processors without wider ones.</summary>
internal static unsafe class MicroKernel128
{
    public const int Rows = 4;

    /// <summary>Writes or adds the product of a panel of rows and a panel of columns, packed along the depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(int depth, T* a, nint aStep, T* b, nint bStep, T* c, nint stride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint width = Vector128<T>.Count;
        Vector128<T> l0 = Vector128<T>.Zero;
        Vector128<T> r0 = Vector128<T>.Zero;
        Vector128<T> l1 = Vector128<T>.Zero;
        Vector128<T> r1 = Vector128<T>.Zero;
        Vector128<T> l2 = Vector128<T>.Zero;
        Vector128<T> r2 = Vector128<T>.Zero;
        Vector128<T> l3 = Vector128<T>.Zero;
        Vector128<T> r3 = Vector128<T>.Zero;
        for (int k = 0; k < depth; k++)
        {
            Vector128<T> left = Vector128.Load(b);
            Vector128<T> right = Vector128.Load(b + width);
            Vector128<T> a0 = Vector128.Create(a[0]);
            l0 = MultiplyAdd(a0, left, l0);
            r0 = MultiplyAdd(a0, right, r0);
            Vector128<T> a1 = Vector128.Create(a[1]);
            l1 = MultiplyAdd(a1, left, l1);
            r1 = MultiplyAdd(a1, right, r1);
            Vector128<T> a2 = Vector128.Create(a[2]);
            l2 = MultiplyAdd(a2, left, l2);
            r2 = MultiplyAdd(a2, right, r2);
            Vector128<T> a3 = Vector128.Create(a[3]);
            l3 = MultiplyAdd(a3, left, l3);
            r3 = MultiplyAdd(a3, right, r3);
            a += aStep;
            b += bStep;
        }

        Store(c, width, l0, r0, add);
        Store(c + (1 * stride), width, l1, r1, add);
        Store(c + (2 * stride), width, l2, r2, add);
        Store(c + (3 * stride), width, l3, r3, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd<T>(Vector128<T> x, Vector128<T> y, Vector128<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>();
        }

        return Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* c, nint width, Vector128<T> left, Vector128<T> right, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (add)
        {
            left += Vector128.Load(c);
            right += Vector128.Load(c + width);
        }

        left.Store(c);
        right.Store(c + width);
    }
}
