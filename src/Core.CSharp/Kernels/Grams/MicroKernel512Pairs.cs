using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Neurovariety.Kernels;

/// <summary>A tile of 12 rows by 32 columns of whole numbers: products of pairs of 16-bit numbers, added up in 32 bits.</summary>
internal static unsafe class MicroKernel512Pairs
{
    public const int Rows = 12;
    public const int Columns = 32;

    /// <summary>Writes the sums over the depth; each entry of a and b is a pair of 16-bit numbers.</summary>
    /// <param name="depth">Pairs in a sum; at most 16512 of pairs of bytes fit.</param>
    /// <param name="a">Neighbouring pairs for the rows.</param>
    /// <param name="b">Neighbouring pairs for the columns.</param>
    /// <param name="step">Distance of two depths of a and of b.</param>
    /// <param name="c">12 × 32 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int depth, int* a, int* b, nint step, int* c)
    {
        Vector512<int> l0 = Vector512<int>.Zero;
        Vector512<int> r0 = Vector512<int>.Zero;
        Vector512<int> l1 = Vector512<int>.Zero;
        Vector512<int> r1 = Vector512<int>.Zero;
        Vector512<int> l2 = Vector512<int>.Zero;
        Vector512<int> r2 = Vector512<int>.Zero;
        Vector512<int> l3 = Vector512<int>.Zero;
        Vector512<int> r3 = Vector512<int>.Zero;
        Vector512<int> l4 = Vector512<int>.Zero;
        Vector512<int> r4 = Vector512<int>.Zero;
        Vector512<int> l5 = Vector512<int>.Zero;
        Vector512<int> r5 = Vector512<int>.Zero;
        Vector512<int> l6 = Vector512<int>.Zero;
        Vector512<int> r6 = Vector512<int>.Zero;
        Vector512<int> l7 = Vector512<int>.Zero;
        Vector512<int> r7 = Vector512<int>.Zero;
        Vector512<int> l8 = Vector512<int>.Zero;
        Vector512<int> r8 = Vector512<int>.Zero;
        Vector512<int> l9 = Vector512<int>.Zero;
        Vector512<int> r9 = Vector512<int>.Zero;
        Vector512<int> l10 = Vector512<int>.Zero;
        Vector512<int> r10 = Vector512<int>.Zero;
        Vector512<int> l11 = Vector512<int>.Zero;
        Vector512<int> r11 = Vector512<int>.Zero;
        for (int k = 0; k < depth; k++)
        {
            Vector512<short> left = Vector512.Load(b).AsInt16();
            Vector512<short> right = Vector512.Load(b + 16).AsInt16();
            Vector512<short> a0 = Vector512.Create(a[0]).AsInt16();
            l0 += Avx512BW.MultiplyAddAdjacent(a0, left);
            r0 += Avx512BW.MultiplyAddAdjacent(a0, right);
            Vector512<short> a1 = Vector512.Create(a[1]).AsInt16();
            l1 += Avx512BW.MultiplyAddAdjacent(a1, left);
            r1 += Avx512BW.MultiplyAddAdjacent(a1, right);
            Vector512<short> a2 = Vector512.Create(a[2]).AsInt16();
            l2 += Avx512BW.MultiplyAddAdjacent(a2, left);
            r2 += Avx512BW.MultiplyAddAdjacent(a2, right);
            Vector512<short> a3 = Vector512.Create(a[3]).AsInt16();
            l3 += Avx512BW.MultiplyAddAdjacent(a3, left);
            r3 += Avx512BW.MultiplyAddAdjacent(a3, right);
            Vector512<short> a4 = Vector512.Create(a[4]).AsInt16();
            l4 += Avx512BW.MultiplyAddAdjacent(a4, left);
            r4 += Avx512BW.MultiplyAddAdjacent(a4, right);
            Vector512<short> a5 = Vector512.Create(a[5]).AsInt16();
            l5 += Avx512BW.MultiplyAddAdjacent(a5, left);
            r5 += Avx512BW.MultiplyAddAdjacent(a5, right);
            Vector512<short> a6 = Vector512.Create(a[6]).AsInt16();
            l6 += Avx512BW.MultiplyAddAdjacent(a6, left);
            r6 += Avx512BW.MultiplyAddAdjacent(a6, right);
            Vector512<short> a7 = Vector512.Create(a[7]).AsInt16();
            l7 += Avx512BW.MultiplyAddAdjacent(a7, left);
            r7 += Avx512BW.MultiplyAddAdjacent(a7, right);
            Vector512<short> a8 = Vector512.Create(a[8]).AsInt16();
            l8 += Avx512BW.MultiplyAddAdjacent(a8, left);
            r8 += Avx512BW.MultiplyAddAdjacent(a8, right);
            Vector512<short> a9 = Vector512.Create(a[9]).AsInt16();
            l9 += Avx512BW.MultiplyAddAdjacent(a9, left);
            r9 += Avx512BW.MultiplyAddAdjacent(a9, right);
            Vector512<short> a10 = Vector512.Create(a[10]).AsInt16();
            l10 += Avx512BW.MultiplyAddAdjacent(a10, left);
            r10 += Avx512BW.MultiplyAddAdjacent(a10, right);
            Vector512<short> a11 = Vector512.Create(a[11]).AsInt16();
            l11 += Avx512BW.MultiplyAddAdjacent(a11, left);
            r11 += Avx512BW.MultiplyAddAdjacent(a11, right);
            a += step;
            b += step;
        }

        l0.Store(c);
        r0.Store(c + 16);
        l1.Store(c + (1 * Columns));
        r1.Store(c + (1 * Columns) + 16);
        l2.Store(c + (2 * Columns));
        r2.Store(c + (2 * Columns) + 16);
        l3.Store(c + (3 * Columns));
        r3.Store(c + (3 * Columns) + 16);
        l4.Store(c + (4 * Columns));
        r4.Store(c + (4 * Columns) + 16);
        l5.Store(c + (5 * Columns));
        r5.Store(c + (5 * Columns) + 16);
        l6.Store(c + (6 * Columns));
        r6.Store(c + (6 * Columns) + 16);
        l7.Store(c + (7 * Columns));
        r7.Store(c + (7 * Columns) + 16);
        l8.Store(c + (8 * Columns));
        r8.Store(c + (8 * Columns) + 16);
        l9.Store(c + (9 * Columns));
        r9.Store(c + (9 * Columns) + 16);
        l10.Store(c + (10 * Columns));
        r10.Store(c + (10 * Columns) + 16);
        l11.Store(c + (11 * Columns));
        r11.Store(c + (11 * Columns) + 16);
    }
}
