using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Products of small matrices of which only listed rows and columns, and in the sums only listed terms, take part.</summary>
/// <remarks>
/// Row i of the result, i from the list of rows, is the sum over k from the list of terms, in the order of the list, of
/// a(i, k) times row k of b. Rows of b and of the result are aligned and padded as in <see cref="AlignedArray{T}"/>. Columns are
/// listed by panels, each as wide as a vector. Each entry is the same sum whatever else is listed.
/// </remarks>
internal static unsafe class ListedProductKernel
{
    /// <summary>Writes the listed rows and panels of a·b.</summary>
    /// <param name="a">Left factor; may be seen as its transpose.</param>
    /// <param name="b">Right factor, row by row.</param>
    /// <param name="c">Result, no overlap with the factors.</param>
    /// <param name="rows">Rows of a and c.</param>
    /// <param name="terms">Columns of a, which are rows of b.</param>
    /// <param name="panels">First columns of the panels of b and c, multiples of the width of a vector.</param>
    /// <param name="scale">What each column of the result is multiplied by, padded like a row; empty for nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyInto<T>(
        in Operand<T> a,
        in Operand<T> b,
        in Target<T> c,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> terms,
        ReadOnlySpan<int> panels,
        ReadOnlySpan<T> scale = default
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            MultiplyScalarInto(a, b, c, rows, terms, panels, scale);
            return;
        }

        fixed (T* left = a.Entries)
        fixed (T* right = b.Entries)
        fixed (T* result = c.Entries)
        fixed (int* row = rows)
        fixed (int* term = terms)
        fixed (int* panel = panels)
        fixed (T* factors = scale)
        {
            ListedProductJob<T> job = new()
            {
                A = left + a.Offset,
                B = right + b.Offset,
                C = result + c.Offset,
                Scale = factors,
                AcrossA = a.RowStep,
                AlongA = a.ColumnStep,
                StrideB = b.Stride,
                StrideC = c.Stride,
                Rows = row,
                Terms = term,
                TermCount = terms.Length,
            };
            // Wide results go by three panels at a time, for as many rows as make whole tiles; the rest goes by two, and an odd
            // last one is computed twice in one tile.
            int tiled = rows.Length / 4 * 4;
            int wide = panels.Length > 4 ? panels.Length / 3 * 3 : 0;
            for (int p = 0; p < wide; p += 3)
            {
                ListedProductWide.Run(job.At(panel[p], panel[p + 1], panel[p + 2]), tiled);
            }

            Pairs(in job, panels[..wide], tiled, rows.Length);
            Pairs(in job, panels[wide..], 0, rows.Length);
        }
    }

    /// <summary>Scalar twin of <see cref="MultiplyInto"/>.</summary>
    public static void MultiplyScalarInto<T>(
        in Operand<T> a,
        in Operand<T> b,
        in Target<T> c,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> terms,
        ReadOnlySpan<int> panels,
        ReadOnlySpan<T> scale = default
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector512<T>.Count;
        foreach (int i in rows)
        {
            foreach (int first in panels)
            {
                Span<T> row = c.Entries.AsSpan(c.Offset + (i * c.Stride) + first, width);
                row.Clear();
                foreach (int k in terms)
                {
                    T factor = a.Entries[a.Offset + (i * a.RowStep) + (k * a.ColumnStep)];
                    ReadOnlySpan<T> term = b.Entries.AsSpan(b.Offset + (k * b.Stride) + first, width);
                    for (int j = 0; j < width; j++)
                    {
                        row[j] += factor * term[j];
                    }
                }

                for (int j = 0; j < width && first + j < scale.Length; j++)
                {
                    row[j] *= scale[first + j];
                }
            }
        }
    }

    // The rows first ... end - 1 of the list, at two panels at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pairs<T>(in ListedProductJob<T> job, ReadOnlySpan<int> panels, int first, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int p = 0; p < panels.Length && first < end; p += 2)
        {
            int second = panels[Math.Min(p + 1, panels.Length - 1)];
            ListedProductJob<T> pair = job.At(panels[p], second, second);
            int i = first;
            for (; i + 8 <= end; i += 8)
            {
                Eight(in pair, i);
            }

            for (; i + 4 <= end; i += 4)
            {
                Four(in pair, i);
            }

            for (; i < end; i++)
            {
                One(in pair, i);
            }
        }
    }

    // Sixteen sums of eight rows by two vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T>(in ListedProductJob<T> job, int first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int* rows = job.Rows + first;
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
    private static void Four<T>(in ListedProductJob<T> job, int first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int* rows = job.Rows + first;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(in ListedProductJob<T> job, int first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int index = job.Rows[first];
        T* a = job.A + (index * job.AcrossA);
        Vector512<T> l0 = Vector512<T>.Zero;
        Vector512<T> r0 = Vector512<T>.Zero;
        for (int l = 0; l < job.TermCount; l++)
        {
            nint k = job.Terms[l];
            T* row = job.B + (k * job.StrideB);
            Vector512<T> x = Vector512.Create(a[k * job.AlongA]);
            l0 = MicroKernel512.MultiplyAdd(x, Vector512.Load(row), l0);
            r0 = MicroKernel512.MultiplyAdd(x, Vector512.Load(row + job.Second), r0);
        }

        Store(in job, index, l0, r0);
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
