using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Neurovariety.Kernels;

/// <summary>Multiplies a small matrix by an upper triangular one from the right.</summary>
/// <remarks>Rows have a stride that is a multiple of 8; what lies beyond the columns is 0 in both factors and stays 0.</remarks>
internal static unsafe class TriangularProduct
{
    /// <summary>c = a·r.</summary>
    /// <param name="a">Matrix, n × n, rows at multiples of the stride.</param>
    /// <param name="r">Upper triangular, n × n; below the diagonal it must hold zeros.</param>
    /// <param name="c">Result; overlaps neither.</param>
    /// <param name="size">n.</param>
    /// <param name="stride">A multiple of 8, at least n.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyInto(
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> r,
        Span<double> c,
        int size,
        int stride
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(stride % 8, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (long)size * stride,
            Math.Min(a.Length, Math.Min(r.Length, c.Length))
        );
        if (!Vector256.IsHardwareAccelerated)
        {
            MultiplyScalarInto(a, r, c, size, stride);
            return;
        }

        fixed (double* left = a)
        fixed (double* right = r)
        fixed (double* result = c)
        {
            for (int i = 0; i < size; i++)
            {
                double* row = left + (i * stride);
                for (int j = 0; j < stride; j += 8)
                {
                    // Rows of r beyond the last column of this strip are 0 in it.
                    Vector512<double> sum = Vector512<double>.Zero;
                    int end = Math.Min(size, j + 8);
                    for (int k = 0; k < end; k++)
                    {
                        sum += Vector512.Create(row[k]) * Vector512.Load(right + (k * stride) + j);
                    }

                    sum.Store(result + (i * stride) + j);
                }
            }
        }
    }

    /// <summary>Scalar twin: entry (i, j) is the sum over k ≤ j in rising order, with the same bits.</summary>
    public static void MultiplyScalarInto(
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> r,
        Span<double> c,
        int size,
        int stride
    )
    {
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < stride; j++)
            {
                double sum = 0.0;
                for (int k = 0; k <= j && k < size; k++)
                {
                    sum += a[(i * stride) + k] * r[(k * stride) + j];
                }

                c[(i * stride) + j] = sum;
            }
        }
    }
}
