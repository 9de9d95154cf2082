using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Eight rows of a product of float matrices whose depth is given by a list of places, so that nothing is packed.</summary>
/// <remarks>
/// c[i, j] = init[j] + Σ_d a[rows[i] + depth[2d]] · b[depth[2d + 1] + j]. The same loop multiplies activations with weights (a step
/// of the depth is a unit, and units that are 0 are left out) and activations with errors (a step of the depth is a sample). The
/// sums run in the order of the list, each with one rounding per term, so a term that is 0 may be left out without a trace.
/// </remarks>
internal static unsafe class TileProduct
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Numbers in a vector; the columns of a tile are one, two or three vectors.</summary>
    public const int Lanes = 16;

    /// <summary>Vectors of the next tile when so many are left: three at a time, but four as two and two.</summary>
    public static int Step(int left) =>
        left switch
        {
            4 => 2,
            > 3 => 3,
            _ => left,
        };

    /// <summary>One tile of one to three vectors.</summary>
    public static void Run(int vectors, in TileSource source, float* init, float* c, nint stride)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            RunNarrow(vectors * Lanes, source, init, c, stride);
        }
        else if (vectors == 3)
        {
            RunWide<Three>(source, init, c, stride);
        }
        else if (vectors == 2)
        {
            RunWide<Two>(source, init, c, stride);
        }
        else
        {
            RunWide<One>(source, init, c, stride);
        }
    }

    /// <summary>Scalar twin of <see cref="Run"/>.</summary>
    public static void RunScalar(int columns, in TileSource source, float* init, float* c, nint stride)
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                float sum = init[j];
                for (int d = 0; d < source.Depth; d++)
                {
                    sum += source.A[source.Rows[i] + source.Places[2 * d]] * source.B[source.Places[(2 * d) + 1] + j];
                }

                c[(i * stride) + j] = sum;
            }
        }
    }

    // Without vectors of 512 bits: each column vector of whatever width the machine has runs down the depth.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunNarrow(int columns, in TileSource source, float* init, float* c, nint stride)
    {
        int width = System.Numerics.Vector<float>.Count;
        for (int j = 0; j < columns; j += width)
        {
            for (int i = 0; i < Rows; i += 2)
            {
                float* a0 = source.A + source.Rows[i];
                float* a1 = source.A + source.Rows[i + 1];
                System.Numerics.Vector<float> s0 = System.Numerics.Vector.Load(init + j);
                System.Numerics.Vector<float> s1 = s0;
                for (int d = 0; d < source.Depth; d++)
                {
                    nint place = source.Places[2 * d];
                    System.Numerics.Vector<float> right = System.Numerics.Vector.Load(
                        source.B + source.Places[(2 * d) + 1] + j
                    );
                    s0 += right * a0[place];
                    s1 += right * a1[place];
                }

                System.Numerics.Vector.Store(s0, c + (i * stride) + j);
                System.Numerics.Vector.Store(s1, c + ((i + 1) * stride) + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunWide<TWidth>(in TileSource source, float* init, float* c, nint stride)
        where TWidth : struct, IVectorCount
    {
        float* a0 = source.A + source.Rows[0];
        float* a1 = source.A + source.Rows[1];
        float* a2 = source.A + source.Rows[2];
        float* a3 = source.A + source.Rows[3];
        float* a4 = source.A + source.Rows[4];
        float* a5 = source.A + source.Rows[5];
        float* a6 = source.A + source.Rows[6];
        float* a7 = source.A + source.Rows[7];
        Vector512<float> l0 = Vector512.Load(init);
        Vector512<float> m0 = TWidth.Count > 1 ? Vector512.Load(init + 16) : default;
        Vector512<float> r0 = TWidth.Count > 2 ? Vector512.Load(init + 32) : default;
        Vector512<float> l1 = l0;
        Vector512<float> m1 = m0;
        Vector512<float> r1 = r0;
        Vector512<float> l2 = l0;
        Vector512<float> m2 = m0;
        Vector512<float> r2 = r0;
        Vector512<float> l3 = l0;
        Vector512<float> m3 = m0;
        Vector512<float> r3 = r0;
        Vector512<float> l4 = l0;
        Vector512<float> m4 = m0;
        Vector512<float> r4 = r0;
        Vector512<float> l5 = l0;
        Vector512<float> m5 = m0;
        Vector512<float> r5 = r0;
        Vector512<float> l6 = l0;
        Vector512<float> m6 = m0;
        Vector512<float> r6 = r0;
        Vector512<float> l7 = l0;
        Vector512<float> m7 = m0;
        Vector512<float> r7 = r0;
        float* b = source.B;
        nint* place = source.Places;
        nint* end = place + (2 * source.Depth);
        for (; place != end; place += 2)
        {
            nint k = place[0];
            float* row = b + place[1];
            Vector512<float> left = Vector512.Load(row);
            Vector512<float> middle = TWidth.Count > 1 ? Vector512.Load(row + 16) : default;
            Vector512<float> right = TWidth.Count > 2 ? Vector512.Load(row + 32) : default;
            Add<TWidth>(a0[k], left, middle, right, ref l0, ref m0, ref r0);
            Add<TWidth>(a1[k], left, middle, right, ref l1, ref m1, ref r1);
            Add<TWidth>(a2[k], left, middle, right, ref l2, ref m2, ref r2);
            Add<TWidth>(a3[k], left, middle, right, ref l3, ref m3, ref r3);
            Add<TWidth>(a4[k], left, middle, right, ref l4, ref m4, ref r4);
            Add<TWidth>(a5[k], left, middle, right, ref l5, ref m5, ref r5);
            Add<TWidth>(a6[k], left, middle, right, ref l6, ref m6, ref r6);
            Add<TWidth>(a7[k], left, middle, right, ref l7, ref m7, ref r7);
        }

        Store<TWidth>(c, l0, m0, r0);
        Store<TWidth>(c + stride, l1, m1, r1);
        Store<TWidth>(c + (2 * stride), l2, m2, r2);
        Store<TWidth>(c + (3 * stride), l3, m3, r3);
        Store<TWidth>(c + (4 * stride), l4, m4, r4);
        Store<TWidth>(c + (5 * stride), l5, m5, r5);
        Store<TWidth>(c + (6 * stride), l6, m6, r6);
        Store<TWidth>(c + (7 * stride), l7, m7, r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWidth>(
        float a,
        Vector512<float> left,
        Vector512<float> middle,
        Vector512<float> right,
        ref Vector512<float> l,
        ref Vector512<float> m,
        ref Vector512<float> r
    )
        where TWidth : struct, IVectorCount
    {
        Vector512<float> x = Vector512.Create(a);
        l = Vector512.FusedMultiplyAdd(x, left, l);
        if (TWidth.Count > 1)
        {
            m = Vector512.FusedMultiplyAdd(x, middle, m);
        }

        if (TWidth.Count > 2)
        {
            r = Vector512.FusedMultiplyAdd(x, right, r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TWidth>(float* c, Vector512<float> l, Vector512<float> m, Vector512<float> r)
        where TWidth : struct, IVectorCount
    {
        l.Store(c);
        if (TWidth.Count > 1)
        {
            m.Store(c + 16);
        }

        if (TWidth.Count > 2)
        {
            r.Store(c + 32);
        }
    }

    private interface IVectorCount
    {
        static abstract int Count { get; }
    }

    private readonly struct One : IVectorCount
    {
        public static int Count => 1;
    }

    private readonly struct Two : IVectorCount
    {
        public static int Count => 2;
    }

    private readonly struct Three : IVectorCount
    {
        public static int Count => 3;
    }
}

/// <summary>Where a tile finds its factors.</summary>
/// <param name="a">Left factor.</param>
/// <param name="rows">Eight places in it, one for each row of the tile.</param>
/// <param name="b">Right factor, at the first column of the tile.</param>
/// <param name="places">For each step of the depth its places in the left and in the right factor.</param>
/// <param name="depth">Number of steps.</param>
internal readonly unsafe struct TileSource(float* a, nint* rows, float* b, nint* places, int depth)
{
    public readonly float* A = a;
    public readonly nint* Rows = rows;
    public readonly float* B = b;
    public readonly nint* Places = places;
    public readonly int Depth = depth;
}
