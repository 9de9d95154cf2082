using System;
using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>The matrix product c = a·b (or c += a·b).</summary>
internal static class MatMulKernel
{
    /// <summary>Writes a·b to the target.</summary>
    public static void MultiplyInto<T>(in Operand<T> a, in Operand<T> b, in Target<T> c, int threads)
        where T : unmanaged, IFloatingPointIeee754<T> => MultiplyScalarInto(a, b, c);

    /// <summary>Scalar twin: entry (i, j) is the sum over l, in rising order.</summary>
    public static void MultiplyScalarInto<T>(in Operand<T> a, in Operand<T> b, in Target<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < a.Rows; i++)
        {
            Span<T> row = c.Entries.AsSpan(c.Offset + (i * c.Stride), b.Columns);
            if (!c.Accumulate)
            {
                row.Clear();
            }

            for (int l = 0; l < a.Columns; l++)
            {
                T factor = a.Entries[a.Offset + (i * a.RowStep) + (l * a.ColumnStep)];
                int start = b.Offset + (l * b.RowStep);
                for (int j = 0; j < row.Length; j++)
                {
                    row[j] += factor * b.Entries[start + (j * b.ColumnStep)];
                }
            }
        }
    }
}
