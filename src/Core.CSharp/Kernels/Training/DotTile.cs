using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>Inner products of four rows with six rows, all of them contiguous floats.</summary>
/// <remarks>sums[4j + i] = Σ_k x[i, k] · w[j, k]. The order of the sums depends on the depth alone.</remarks>
internal static unsafe class DotTile
{
    /// <summary>Rows of the left factor: samples.</summary>
    public const int Samples = 4;

    /// <summary>Rows of the right factor: units.</summary>
    public const int Units = 6;

    /// <summary>One tile; the depth is a number of vectors of 16.</summary>
    /// <param name="vectors">Depth in vectors of 16 floats.</param>
    /// <param name="x">The first of four rows.</param>
    /// <param name="stride">From one of these rows to the next.</param>
    /// <param name="w">What the other places count from.</param>
    /// <param name="rows">Places of six rows.</param>
    /// <param name="sums">24 results.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int vectors, float* x, nint stride, float* w, nint* rows, float* sums)
    {
        if (!Avx512F.IsSupported)
        {
            RunNarrow(vectors * 16, x, stride, w, rows, sums);
            return;
        }

        float* x1 = x + stride;
        float* x2 = x + (2 * stride);
        float* x3 = x + (3 * stride);
        float* w0 = w + rows[0];
        float* w1 = w + rows[1];
        float* w2 = w + rows[2];
        float* w3 = w + rows[3];
        float* w4 = w + rows[4];
        float* w5 = w + rows[5];
        Vector512<float> a0 = Vector512<float>.Zero;
        Vector512<float> a1 = Vector512<float>.Zero;
        Vector512<float> a2 = Vector512<float>.Zero;
        Vector512<float> a3 = Vector512<float>.Zero;
        Vector512<float> b0 = Vector512<float>.Zero;
        Vector512<float> b1 = Vector512<float>.Zero;
        Vector512<float> b2 = Vector512<float>.Zero;
        Vector512<float> b3 = Vector512<float>.Zero;
        Vector512<float> c0 = Vector512<float>.Zero;
        Vector512<float> c1 = Vector512<float>.Zero;
        Vector512<float> c2 = Vector512<float>.Zero;
        Vector512<float> c3 = Vector512<float>.Zero;
        Vector512<float> d0 = Vector512<float>.Zero;
        Vector512<float> d1 = Vector512<float>.Zero;
        Vector512<float> d2 = Vector512<float>.Zero;
        Vector512<float> d3 = Vector512<float>.Zero;
        Vector512<float> e0 = Vector512<float>.Zero;
        Vector512<float> e1 = Vector512<float>.Zero;
        Vector512<float> e2 = Vector512<float>.Zero;
        Vector512<float> e3 = Vector512<float>.Zero;
        Vector512<float> f0 = Vector512<float>.Zero;
        Vector512<float> f1 = Vector512<float>.Zero;
        Vector512<float> f2 = Vector512<float>.Zero;
        Vector512<float> f3 = Vector512<float>.Zero;
        nint depth = (nint)vectors * 16;
        for (nint k = 0; k < depth; k += 16)
        {
            Vector512<float> v0 = Vector512.Load(x + k);
            Vector512<float> v1 = Vector512.Load(x1 + k);
            Vector512<float> v2 = Vector512.Load(x2 + k);
            Vector512<float> v3 = Vector512.Load(x3 + k);
            Vector512<float> u = Vector512.Load(w0 + k);
            a0 = Vector512.FusedMultiplyAdd(u, v0, a0);
            a1 = Vector512.FusedMultiplyAdd(u, v1, a1);
            a2 = Vector512.FusedMultiplyAdd(u, v2, a2);
            a3 = Vector512.FusedMultiplyAdd(u, v3, a3);
            u = Vector512.Load(w1 + k);
            b0 = Vector512.FusedMultiplyAdd(u, v0, b0);
            b1 = Vector512.FusedMultiplyAdd(u, v1, b1);
            b2 = Vector512.FusedMultiplyAdd(u, v2, b2);
            b3 = Vector512.FusedMultiplyAdd(u, v3, b3);
            u = Vector512.Load(w2 + k);
            c0 = Vector512.FusedMultiplyAdd(u, v0, c0);
            c1 = Vector512.FusedMultiplyAdd(u, v1, c1);
            c2 = Vector512.FusedMultiplyAdd(u, v2, c2);
            c3 = Vector512.FusedMultiplyAdd(u, v3, c3);
            u = Vector512.Load(w3 + k);
            d0 = Vector512.FusedMultiplyAdd(u, v0, d0);
            d1 = Vector512.FusedMultiplyAdd(u, v1, d1);
            d2 = Vector512.FusedMultiplyAdd(u, v2, d2);
            d3 = Vector512.FusedMultiplyAdd(u, v3, d3);
            u = Vector512.Load(w4 + k);
            e0 = Vector512.FusedMultiplyAdd(u, v0, e0);
            e1 = Vector512.FusedMultiplyAdd(u, v1, e1);
            e2 = Vector512.FusedMultiplyAdd(u, v2, e2);
            e3 = Vector512.FusedMultiplyAdd(u, v3, e3);
            u = Vector512.Load(w5 + k);
            f0 = Vector512.FusedMultiplyAdd(u, v0, f0);
            f1 = Vector512.FusedMultiplyAdd(u, v1, f1);
            f2 = Vector512.FusedMultiplyAdd(u, v2, f2);
            f3 = Vector512.FusedMultiplyAdd(u, v3, f3);
        }

        Fold(a0, a1, a2, a3).Store(sums);
        Fold(b0, b1, b2, b3).Store(sums + 4);
        Fold(c0, c1, c2, c3).Store(sums + 8);
        Fold(d0, d1, d2, d3).Store(sums + 12);
        Fold(e0, e1, e2, e3).Store(sums + 16);
        Fold(f0, f1, f2, f3).Store(sums + 20);
    }

    /// <summary>Scalar twin of <see cref="Run"/>.</summary>
    public static void RunScalar(int depth, float* x, nint stride, float* w, nint* rows, float* sums)
    {
        for (int j = 0; j < Units; j++)
        {
            for (int i = 0; i < Samples; i++)
            {
                float sum = 0f;
                for (int k = 0; k < depth; k++)
                {
                    sum += x[(i * stride) + k] * w[rows[j] + k];
                }

                sums[(Samples * j) + i] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunNarrow(int depth, float* x, nint stride, float* w, nint* rows, float* sums)
    {
        int width = System.Numerics.Vector<float>.Count;
        for (int j = 0; j < Units; j++)
        {
            float* unit = w + rows[j];
            System.Numerics.Vector<float> s0 = default;
            System.Numerics.Vector<float> s1 = default;
            System.Numerics.Vector<float> s2 = default;
            System.Numerics.Vector<float> s3 = default;
            for (nint k = 0; k < depth; k += width)
            {
                System.Numerics.Vector<float> u = System.Numerics.Vector.Load(unit + k);
                s0 += u * System.Numerics.Vector.Load(x + k);
                s1 += u * System.Numerics.Vector.Load(x + stride + k);
                s2 += u * System.Numerics.Vector.Load(x + (2 * stride) + k);
                s3 += u * System.Numerics.Vector.Load(x + (3 * stride) + k);
            }

            sums[Samples * j] = System.Numerics.Vector.Sum(s0);
            sums[(Samples * j) + 1] = System.Numerics.Vector.Sum(s1);
            sums[(Samples * j) + 2] = System.Numerics.Vector.Sum(s2);
            sums[(Samples * j) + 3] = System.Numerics.Vector.Sum(s3);
        }
    }

    // Four vectors into their four sums: pairs are interleaved and added, then pairs of pairs, then the four parts of 128 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fold(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector512<double> ab = (Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b)).AsDouble();
        Vector512<double> cd = (Avx512F.UnpackLow(c, d) + Avx512F.UnpackHigh(c, d)).AsDouble();
        Vector512<float> all = Avx512F.UnpackLow(ab, cd).AsSingle() + Avx512F.UnpackHigh(ab, cd).AsSingle();
        Vector256<float> half = all.GetLower() + all.GetUpper();
        return half.GetLower() + half.GetUpper();
    }
}
