using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Scalar products of listed rows of one matrix with listed rows of another: a·bᵀ where the sums are long.</summary>
/// <remarks>
/// Rows of both are aligned and padded with zeros as in <see cref="AlignedArray{T}"/>, and the padding is summed along. An entry
/// has as many partial sums as a vector has lanes, each in rising order; it does not depend on what else is listed.
/// </remarks>
internal static unsafe class ListedDotKernel
{
    private const int TileRows = 5;
    private const int TileColumns = 5;

    /// <summary>Writes c(i, j) = Σ_k a(i, k)·b(j, k) for the listed i and j.</summary>
    /// <param name="a">Left factor, row by row.</param>
    /// <param name="b">Right factor's transpose, row by row, as long as the left one's rows.</param>
    /// <param name="c">Result.</param>
    /// <param name="rows">Rows of a, and of c.</param>
    /// <param name="columns">Rows of b, which are columns of c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyInto<T>(
        in Operand<T> a,
        in Operand<T> b,
        in Target<T> c,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> columns
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            MultiplyScalarInto(a, b, c, rows, columns);
            return;
        }

        T** left = stackalloc T*[TileRows];
        T** right = stackalloc T*[TileColumns];
        T* tile = stackalloc T[TileRows * TileColumns];
        nint depth = AlignedArray<T>.Pad(a.Columns);
        fixed (T* startA = a.Entries)
        fixed (T* startB = b.Entries)
        {
            for (int i = 0; i < rows.Length; i += TileRows)
            {
                // What is missing at the edges is the last row again: computed, not stored.
                for (int r = 0; r < TileRows; r++)
                {
                    left[r] = startA + a.Offset + ((nint)rows[Math.Min(i + r, rows.Length - 1)] * a.Stride);
                }

                for (int j = 0; j < columns.Length; j += TileColumns)
                {
                    for (int s = 0; s < TileColumns; s++)
                    {
                        int column = columns[Math.Min(j + s, columns.Length - 1)];
                        right[s] = startB + b.Offset + ((nint)column * b.Stride);
                    }

                    Tile(depth, left, right, tile);
                    Store(tile, c, rows[i..], columns[j..]);
                }
            }
        }
    }

    /// <summary>Scalar twin of <see cref="MultiplyInto"/>.</summary>
    public static void MultiplyScalarInto<T>(
        in Operand<T> a,
        in Operand<T> b,
        in Target<T> c,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> columns
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int i in rows)
        {
            ReadOnlySpan<T> left = a.Entries.AsSpan(a.Offset + (i * a.Stride), a.Columns);
            foreach (int j in columns)
            {
                ReadOnlySpan<T> right = b.Entries.AsSpan(b.Offset + (j * b.Stride), a.Columns);
                T sum = T.Zero;
                for (int k = 0; k < left.Length; k++)
                {
                    sum += left[k] * right[k];
                }

                c.Entries[c.Offset + (i * c.Stride) + j] = sum;
            }
        }
    }

    private static void Store<T>(T* tile, in Target<T> c, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int height = Math.Min(TileRows, rows.Length);
        int width = Math.Min(TileColumns, columns.Length);
        for (int r = 0; r < height; r++)
        {
            Span<T> target = c.Entries.AsSpan(c.Offset + (rows[r] * c.Stride));
            for (int s = 0; s < width; s++)
            {
                target[columns[s]] = tile[(r * TileColumns) + s];
            }
        }
    }

    // 25 sums, five vectors of the left rows and one of the right: 31 of 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<T>(nint depth, T** left, T** right, T* tile)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* a0 = left[0];
        T* a1 = left[1];
        T* a2 = left[2];
        T* a3 = left[3];
        T* a4 = left[4];
        T* b0 = right[0];
        T* b1 = right[1];
        T* b2 = right[2];
        T* b3 = right[3];
        T* b4 = right[4];
        Vector512<T> s00 = Vector512<T>.Zero;
        Vector512<T> s01 = Vector512<T>.Zero;
        Vector512<T> s02 = Vector512<T>.Zero;
        Vector512<T> s03 = Vector512<T>.Zero;
        Vector512<T> s04 = Vector512<T>.Zero;
        Vector512<T> s10 = Vector512<T>.Zero;
        Vector512<T> s11 = Vector512<T>.Zero;
        Vector512<T> s12 = Vector512<T>.Zero;
        Vector512<T> s13 = Vector512<T>.Zero;
        Vector512<T> s14 = Vector512<T>.Zero;
        Vector512<T> s20 = Vector512<T>.Zero;
        Vector512<T> s21 = Vector512<T>.Zero;
        Vector512<T> s22 = Vector512<T>.Zero;
        Vector512<T> s23 = Vector512<T>.Zero;
        Vector512<T> s24 = Vector512<T>.Zero;
        Vector512<T> s30 = Vector512<T>.Zero;
        Vector512<T> s31 = Vector512<T>.Zero;
        Vector512<T> s32 = Vector512<T>.Zero;
        Vector512<T> s33 = Vector512<T>.Zero;
        Vector512<T> s34 = Vector512<T>.Zero;
        Vector512<T> s40 = Vector512<T>.Zero;
        Vector512<T> s41 = Vector512<T>.Zero;
        Vector512<T> s42 = Vector512<T>.Zero;
        Vector512<T> s43 = Vector512<T>.Zero;
        Vector512<T> s44 = Vector512<T>.Zero;
        for (nint k = 0; k < depth; k += Vector512<T>.Count)
        {
            Vector512<T> x0 = Vector512.Load(a0 + k);
            Vector512<T> x1 = Vector512.Load(a1 + k);
            Vector512<T> x2 = Vector512.Load(a2 + k);
            Vector512<T> x3 = Vector512.Load(a3 + k);
            Vector512<T> x4 = Vector512.Load(a4 + k);
            Vector512<T> y0 = Vector512.Load(b0 + k);
            s00 = MicroKernel512.MultiplyAdd(x0, y0, s00);
            s10 = MicroKernel512.MultiplyAdd(x1, y0, s10);
            s20 = MicroKernel512.MultiplyAdd(x2, y0, s20);
            s30 = MicroKernel512.MultiplyAdd(x3, y0, s30);
            s40 = MicroKernel512.MultiplyAdd(x4, y0, s40);
            Vector512<T> y1 = Vector512.Load(b1 + k);
            s01 = MicroKernel512.MultiplyAdd(x0, y1, s01);
            s11 = MicroKernel512.MultiplyAdd(x1, y1, s11);
            s21 = MicroKernel512.MultiplyAdd(x2, y1, s21);
            s31 = MicroKernel512.MultiplyAdd(x3, y1, s31);
            s41 = MicroKernel512.MultiplyAdd(x4, y1, s41);
            Vector512<T> y2 = Vector512.Load(b2 + k);
            s02 = MicroKernel512.MultiplyAdd(x0, y2, s02);
            s12 = MicroKernel512.MultiplyAdd(x1, y2, s12);
            s22 = MicroKernel512.MultiplyAdd(x2, y2, s22);
            s32 = MicroKernel512.MultiplyAdd(x3, y2, s32);
            s42 = MicroKernel512.MultiplyAdd(x4, y2, s42);
            Vector512<T> y3 = Vector512.Load(b3 + k);
            s03 = MicroKernel512.MultiplyAdd(x0, y3, s03);
            s13 = MicroKernel512.MultiplyAdd(x1, y3, s13);
            s23 = MicroKernel512.MultiplyAdd(x2, y3, s23);
            s33 = MicroKernel512.MultiplyAdd(x3, y3, s33);
            s43 = MicroKernel512.MultiplyAdd(x4, y3, s43);
            Vector512<T> y4 = Vector512.Load(b4 + k);
            s04 = MicroKernel512.MultiplyAdd(x0, y4, s04);
            s14 = MicroKernel512.MultiplyAdd(x1, y4, s14);
            s24 = MicroKernel512.MultiplyAdd(x2, y4, s24);
            s34 = MicroKernel512.MultiplyAdd(x3, y4, s34);
            s44 = MicroKernel512.MultiplyAdd(x4, y4, s44);
        }

        tile[0] = Fold(s00);
        tile[1] = Fold(s01);
        tile[2] = Fold(s02);
        tile[3] = Fold(s03);
        tile[4] = Fold(s04);
        tile[5] = Fold(s10);
        tile[6] = Fold(s11);
        tile[7] = Fold(s12);
        tile[8] = Fold(s13);
        tile[9] = Fold(s14);
        tile[10] = Fold(s20);
        tile[11] = Fold(s21);
        tile[12] = Fold(s22);
        tile[13] = Fold(s23);
        tile[14] = Fold(s24);
        tile[15] = Fold(s30);
        tile[16] = Fold(s31);
        tile[17] = Fold(s32);
        tile[18] = Fold(s33);
        tile[19] = Fold(s34);
        tile[20] = Fold(s40);
        tile[21] = Fold(s41);
        tile[22] = Fold(s42);
        tile[23] = Fold(s43);
        tile[24] = Fold(s44);
    }

    // Halves are added while they are vectors: that takes a third of the instructions of a sum over all lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Fold<T>(Vector512<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector256<T> half = x.GetLower() + x.GetUpper();
        return Vector128.Sum(half.GetLower() + half.GetUpper());
    }
}
