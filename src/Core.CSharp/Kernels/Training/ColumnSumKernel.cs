using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Sums of the columns of a matrix of floats, row after row: the gradient of a bias from the errors of a batch.</summary>
internal static unsafe class ColumnSumKernel
{
    /// <summary>Writes the sums over all rows.</summary>
    /// <param name="rows">Where row 0 begins.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="count">Rows, 0 or more.</param>
    /// <param name="sums">One sum for each column.</param>
    /// <param name="length">Columns, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumInto(float* rows, nint stride, int count, float* sums, int length)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            SumScalarInto(rows, stride, count, sums, length);
            return;
        }

        new Span<float>(sums, length).Clear();
        for (int i = 0; i < count; i++)
        {
            float* row = rows + (i * stride);
            for (int j = 0; j < length; j += 16)
            {
                (Vector512.Load(sums + j) + Vector512.Load(row + j)).Store(sums + j);
            }
        }
    }

    /// <summary>Scalar twin of <see cref="SumInto"/>; each sum has the same order, so the bits are the same.</summary>
    public static void SumScalarInto(float* rows, nint stride, int count, float* sums, int length)
    {
        new Span<float>(sums, length).Clear();
        for (int i = 0; i < count; i++)
        {
            float* row = rows + (i * stride);
            for (int j = 0; j < length; j++)
            {
                sums[j] += row[j];
            }
        }
    }
}
