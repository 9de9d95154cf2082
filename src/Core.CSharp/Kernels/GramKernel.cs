using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>The Gram matrix xᵀ·x.</summary>
internal static class GramKernel
{
    /// <summary>Writes xᵀ·x (n × n, row by row) for x of k × n.</summary>
    public static void GramInto<T>(in Operand<T> x, T[] destination, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.Columns;
        MatMulKernel.MultiplyInto(x.Transpose(), x, new Target<T>(destination, n), threads);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                destination[(j * n) + i] = destination[(i * n) + j];
            }
        }
    }
}
