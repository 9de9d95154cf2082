using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>A tile of 8 rows by two vectors of 512 bits, for short sums: 16 sums, written to rows far apart.</summary>
internal static unsafe class MicroKernel512Short
{
    public const int Rows = 8;
    public const int Columns = 32;

    /// <summary>Writes the product of a table (depth × 8) and rows of lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, float* b, nint bStep, float* c, nint stride)
    {
        Vector512<float> l0 = Vector512<float>.Zero;
        Vector512<float> r0 = Vector512<float>.Zero;
        Vector512<float> l1 = Vector512<float>.Zero;
        Vector512<float> r1 = Vector512<float>.Zero;
        Vector512<float> l2 = Vector512<float>.Zero;
        Vector512<float> r2 = Vector512<float>.Zero;
        Vector512<float> l3 = Vector512<float>.Zero;
        Vector512<float> r3 = Vector512<float>.Zero;
        Vector512<float> l4 = Vector512<float>.Zero;
        Vector512<float> r4 = Vector512<float>.Zero;
        Vector512<float> l5 = Vector512<float>.Zero;
        Vector512<float> r5 = Vector512<float>.Zero;
        Vector512<float> l6 = Vector512<float>.Zero;
        Vector512<float> r6 = Vector512<float>.Zero;
        Vector512<float> l7 = Vector512<float>.Zero;
        Vector512<float> r7 = Vector512<float>.Zero;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> left = Vector512.Load(b);
            Vector512<float> right = Vector512.Load(b + 16);
            Vector512<float> a0 = Vector512.Create(a[0]);
            l0 = Vector512.FusedMultiplyAdd(a0, left, l0);
            r0 = Vector512.FusedMultiplyAdd(a0, right, r0);
            Vector512<float> a1 = Vector512.Create(a[1]);
            l1 = Vector512.FusedMultiplyAdd(a1, left, l1);
            r1 = Vector512.FusedMultiplyAdd(a1, right, r1);
            Vector512<float> a2 = Vector512.Create(a[2]);
            l2 = Vector512.FusedMultiplyAdd(a2, left, l2);
            r2 = Vector512.FusedMultiplyAdd(a2, right, r2);
            Vector512<float> a3 = Vector512.Create(a[3]);
            l3 = Vector512.FusedMultiplyAdd(a3, left, l3);
            r3 = Vector512.FusedMultiplyAdd(a3, right, r3);
            Vector512<float> a4 = Vector512.Create(a[4]);
            l4 = Vector512.FusedMultiplyAdd(a4, left, l4);
            r4 = Vector512.FusedMultiplyAdd(a4, right, r4);
            Vector512<float> a5 = Vector512.Create(a[5]);
            l5 = Vector512.FusedMultiplyAdd(a5, left, l5);
            r5 = Vector512.FusedMultiplyAdd(a5, right, r5);
            Vector512<float> a6 = Vector512.Create(a[6]);
            l6 = Vector512.FusedMultiplyAdd(a6, left, l6);
            r6 = Vector512.FusedMultiplyAdd(a6, right, r6);
            Vector512<float> a7 = Vector512.Create(a[7]);
            l7 = Vector512.FusedMultiplyAdd(a7, left, l7);
            r7 = Vector512.FusedMultiplyAdd(a7, right, r7);
            a += Rows;
            b += bStep;
        }

        l0.Store(c);
        r0.Store(c + 16);
        l1.Store(c + (1 * stride));
        r1.Store(c + (1 * stride) + 16);
        l2.Store(c + (2 * stride));
        r2.Store(c + (2 * stride) + 16);
        l3.Store(c + (3 * stride));
        r3.Store(c + (3 * stride) + 16);
        l4.Store(c + (4 * stride));
        r4.Store(c + (4 * stride) + 16);
        l5.Store(c + (5 * stride));
        r5.Store(c + (5 * stride) + 16);
        l6.Store(c + (6 * stride));
        r6.Store(c + (6 * stride) + 16);
        l7.Store(c + (7 * stride));
        r7.Store(c + (7 * stride) + 16);
    }
}
