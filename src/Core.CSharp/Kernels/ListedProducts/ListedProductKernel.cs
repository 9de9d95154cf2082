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
                Terms = term,
                TermCount = terms.Length,
            };
            // By three panels, but four by two and two.
            int p = 0;
            for (; panels.Length - p >= 3 && panels.Length - p != 4; p += 3)
            {
                ListedProductWide.Run(job.At(panel[p], panel[p + 1], panel[p + 2]), row, rows.Length);
            }

            for (; panels.Length - p >= 2; p += 2)
            {
                ListedProductPair.Run(job.At(panel[p], panel[p + 1], panel[p + 1]), row, rows.Length);
            }

            if (p < panels.Length)
            {
                ListedProductNarrow.Run(job.At(panel[p], panel[p], panel[p]), row, rows.Length);
            }
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
}
