using System;
using Neurovariety.Kernels;

namespace Neurovariety.LayerDecomposition;

/// <summary>Blocks of vectors on samples: rows × width numbers, row by row, within arrays that hold more columns.</summary>
internal static class Blocks
{
    /// <summary>A copy of some columns.</summary>
    public static double[] Columns(double[] from, int rows, int stride, int first, int width)
    {
        double[] result = new double[checked(rows * width)];
        for (int i = 0; i < rows; i++)
        {
            from.AsSpan((i * stride) + first, width).CopyTo(result.AsSpan(i * width, width));
        }

        return result;
    }

    /// <summary>Writes a block to some columns.</summary>
    public static void SetColumns(double[] block, double[] to, int rows, int stride, int first, int width)
    {
        for (int i = 0; i < rows; i++)
        {
            block.AsSpan(i * width, width).CopyTo(to.AsSpan((i * stride) + first, width));
        }
    }

    /// <summary>aᵀ·b of two blocks of the same rows; the result is widthA × widthB.</summary>
    public static double[] Inner(Operand<double> a, Operand<double> b, int threads)
    {
        double[] result = new double[a.Columns * b.Columns];
        MatMulKernel.MultiplyInto(a.Transpose(), b, new Target<double>(result, b.Columns), threads);
        return result;
    }

    /// <summary>a·c of a block and a small matrix.</summary>
    public static double[] Combine(Operand<double> a, Operand<double> c, int threads)
    {
        double[] result = new double[checked(a.Rows * c.Columns)];
        MatMulKernel.MultiplyInto(a, c, new Target<double>(result, c.Columns), threads);
        return result;
    }
}
