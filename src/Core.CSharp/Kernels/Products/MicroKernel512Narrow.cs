using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>A tile of 14 rows by one vector of 512 bits, where the second vector of a tall tile would be computed in vain.</summary>
internal static unsafe class MicroKernel512Narrow
{
    public const int Columns = 16;

    /// <summary>Writes the product of 14 rows and one vector of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, float* a, nint aStep, float* b, nint bStep, float* c, nint stride)
    {
        Vector512<float> s0 = Vector512<float>.Zero;
        Vector512<float> s1 = Vector512<float>.Zero;
        Vector512<float> s2 = Vector512<float>.Zero;
        Vector512<float> s3 = Vector512<float>.Zero;
        Vector512<float> s4 = Vector512<float>.Zero;
        Vector512<float> s5 = Vector512<float>.Zero;
        Vector512<float> s6 = Vector512<float>.Zero;
        Vector512<float> s7 = Vector512<float>.Zero;
        Vector512<float> s8 = Vector512<float>.Zero;
        Vector512<float> s9 = Vector512<float>.Zero;
        Vector512<float> s10 = Vector512<float>.Zero;
        Vector512<float> s11 = Vector512<float>.Zero;
        Vector512<float> s12 = Vector512<float>.Zero;
        Vector512<float> s13 = Vector512<float>.Zero;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> x = Vector512.Load(b);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(a[0]), x, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(a[1]), x, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(a[2]), x, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(a[3]), x, s3);
            s4 = Vector512.FusedMultiplyAdd(Vector512.Create(a[4]), x, s4);
            s5 = Vector512.FusedMultiplyAdd(Vector512.Create(a[5]), x, s5);
            s6 = Vector512.FusedMultiplyAdd(Vector512.Create(a[6]), x, s6);
            s7 = Vector512.FusedMultiplyAdd(Vector512.Create(a[7]), x, s7);
            s8 = Vector512.FusedMultiplyAdd(Vector512.Create(a[8]), x, s8);
            s9 = Vector512.FusedMultiplyAdd(Vector512.Create(a[9]), x, s9);
            s10 = Vector512.FusedMultiplyAdd(Vector512.Create(a[10]), x, s10);
            s11 = Vector512.FusedMultiplyAdd(Vector512.Create(a[11]), x, s11);
            s12 = Vector512.FusedMultiplyAdd(Vector512.Create(a[12]), x, s12);
            s13 = Vector512.FusedMultiplyAdd(Vector512.Create(a[13]), x, s13);
            a += aStep;
            b += bStep;
        }

        s0.Store(c);
        s1.Store(c + (1 * stride));
        s2.Store(c + (2 * stride));
        s3.Store(c + (3 * stride));
        s4.Store(c + (4 * stride));
        s5.Store(c + (5 * stride));
        s6.Store(c + (6 * stride));
        s7.Store(c + (7 * stride));
        s8.Store(c + (8 * stride));
        s9.Store(c + (9 * stride));
        s10.Store(c + (10 * stride));
        s11.Store(c + (11 * stride));
        s12.Store(c + (12 * stride));
        s13.Store(c + (13 * stride));
    }
}
