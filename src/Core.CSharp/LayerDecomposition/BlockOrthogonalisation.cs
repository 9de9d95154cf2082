using System;
using System.Numerics.Tensors;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>Orthonormal bases of the span of a few long vectors.</summary>
internal static class BlockOrthogonalisation
{
    // Directions whose square is below this share of the largest are lost in rounding.
    private const double Lost = 1e-12;

    /// <summary>Combines the columns of a block to orthonormal ones; directions lost in rounding are left out.</summary>
    /// <param name="block">Rows × width.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="pass">0 for a block as it came, 1 for one that has been through before and is nearly orthonormal.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Rows × at most width; null when nothing is left.</returns>
    /// <remarks>Source: [SW02], by the eigenvectors of the Gram matrix of the columns brought to length 1.</remarks>
    public static double[]? Orthonormalise(double[] block, int rows, int pass, int threads)
    {
        int width = block.Length / rows;
        Operand<double> operand = new(block, rows, width);
        double[] gram = Blocks.Inner(operand, operand, threads);
        double[] scales = new double[width];
        for (int j = 0; j < width; j++)
        {
            double square = gram[(j * width) + j];

            // In the second pass a column of length 1 that the basis took nearly whole was rounding and nothing else.
            bool isKept = pass == 0 ? square > 1e-280 : square > 0.01;
            scales[j] = isKept ? 1.0 / Math.Sqrt(square) : 0.0;
        }

        for (int i = 0; i < width; i++)
        {
            Span<double> row = gram.AsSpan(i * width, width);
            TensorPrimitives.Multiply(row, scales, row);
            TensorPrimitives.Multiply(row, scales[i], row);
        }

        SymmetricEigenResult eigen = SymmetricEigen.Decompose(Matrix.Adopt(width, width, gram), 1);
        int kept = Array.FindAll(eigen.Values, value => value > Lost * Math.Max(eigen.Values[0], Lost)).Length;
        if (kept == 0)
        {
            return null;
        }

        double[] combination = new double[width * kept];
        for (int i = 0; i < width; i++)
        {
            for (int j = 0; j < kept; j++)
            {
                combination[(i * kept) + j] = scales[i] * eigen.Vectors[i, j] / Math.Sqrt(eigen.Values[j]);
            }
        }

        return Blocks.Combine(operand, new Operand<double>(combination, width, kept), threads);
    }
}
