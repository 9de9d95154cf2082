using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Scalar products of listed rows of one matrix with listed rows of another: a·bᵀ where the sums are long.</summary>
/// <remarks>
/// Rows of both are aligned and padded with zeros as in <see cref="AlignedArray{T}"/>. The terms are listed by panels, each as
/// wide as a vector, and padding is summed along. An entry has as many partial sums as a vector has lanes, each in the order of
/// the list; it does not depend on what other entries are listed.
/// </remarks>
internal static unsafe class ListedDotKernel
{
    private const int TileRows = ListedDotTiles.Rows;
    private const int TileColumns = ListedDotTiles.Columns;

    /// <summary>Writes c(i, j) = Σ_k a(i, k)·b(j, k) for the listed i and j, over the listed panels of k.</summary>
    /// <param name="a">Left factor, row by row.</param>
    /// <param name="b">Right factor's transpose, row by row, as long as the left one's rows.</param>
    /// <param name="c">Result.</param>
    /// <param name="rows">Rows of a, and of c.</param>
    /// <param name="columns">Rows of b, which are columns of c.</param>
    /// <param name="panels">First terms of the panels, multiples of the width of a vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyInto<T>(
        in Operand<T> a,
        in Operand<T> b,
        in Target<T> c,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<int> panels
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            MultiplyScalarInto(a, b, c, rows, columns, panels);
            return;
        }

        T** left = stackalloc T*[TileRows];
        T** right = stackalloc T*[TileColumns];
        T* tile = stackalloc T[TileRows * TileColumns];
        int count = panels.Length;
        fixed (T* startA = a.Entries)
        fixed (T* startB = b.Entries)
        fixed (T* result = c.Entries)
        fixed (int* panel = panels)
        {
            for (int i = 0, height; i < rows.Length; i += height)
            {
                // Rows that make no whole tile go by two. What is missing at the edges is the last row again: computed, not stored.
                height = rows.Length - i >= TileRows ? TileRows : 2;
                for (int r = 0; r < height; r++)
                {
                    left[r] = startA + a.Offset + ((nint)rows[Math.Min(i + r, rows.Length - 1)] * a.Stride);
                }

                for (int j = 0, width; j < columns.Length; j += width)
                {
                    width = height == TileRows ? Width(columns.Length - j) : TileColumns;
                    for (int s = 0; s < width; s++)
                    {
                        int column = columns[Math.Min(j + s, columns.Length - 1)];
                        right[s] = startB + b.Offset + ((nint)column * b.Stride);
                    }

                    if (height != TileRows)
                    {
                        ListedDotTiles.Two(panel, count, left, right, tile);
                    }
                    else if (width == TileColumns)
                    {
                        ListedDotTiles.Five(panel, count, left, right, tile);
                    }
                    else
                    {
                        ListedDotTiles.FiveByThree(panel, count, left, right, tile);
                    }

                    ReadOnlySpan<int> stored = rows.Slice(i, Math.Min(height, rows.Length - i));
                    Store(
                        tile,
                        result + c.Offset,
                        c.Stride,
                        stored,
                        columns.Slice(j, Math.Min(width, columns.Length - j))
                    );
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
        ReadOnlySpan<int> columns,
        ReadOnlySpan<int> panels
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int i in rows)
        {
            int left = a.Offset + (i * a.Stride);
            foreach (int j in columns)
            {
                int right = b.Offset + (j * b.Stride);
                T sum = T.Zero;
                foreach (int first in panels)
                {
                    for (int k = first; k < first + Vector512<T>.Count; k++)
                    {
                        sum += a.Entries[left + k] * b.Entries[right + k];
                    }
                }

                c.Entries[c.Offset + (i * c.Stride) + j] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store<T>(T* tile, T* target, nint stride, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int r = 0; r < rows.Length; r++, tile += TileColumns)
        {
            T* row = target + (rows[r] * stride);
            for (int s = 0; s < columns.Length; s++)
            {
                row[columns[s]] = tile[s];
            }
        }
    }

    // Five columns to a tile, or three where no more than that, or six, are left.
    private static int Width(int left) => left is <= 3 or 6 ? 3 : TileColumns;
}
