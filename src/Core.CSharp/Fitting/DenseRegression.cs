using System;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Fitting;

/// <summary>Reduced-rank regression over R, for all ranks at once.</summary>
internal static class DenseRegression
{
    /// <summary>
    /// min ‖N·X − Y‖² with S = X·Xᵀ (k × k; null for S = I) and T = Y·Xᵀ (m × k): with B = T·S^{−1/2} and the
    /// eigenvectors V of Bᵀ·B, the optimum of rank r is B·V_r·V_rᵀ·S^{−1/2}.
    /// </summary>
    internal static BlockSolution Solve(Matrix? s, Matrix t)
    {
        Matrix whitening = s is null ? Matrix.Identity(t.ColumnCount) : InverseRoot(s);
        Matrix b = MatrixProduct.Multiply(t, whitening);
        Matrix gram = MatrixProduct.Gram(b);
        (double[] Values, Matrix Vectors) eigen = BlockEigen.Decompose(gram, 1);
        double threshold = Tolerance.Rank(eigen.Values.FirstOrDefault(), gram.RowCount, gram.RowCount);
        int kept = eigen.Values.Count(x => x > threshold);
        Matrix vectors = Matrix.Create(gram.RowCount, gram.RowCount, (i, k) => k < kept ? eigen.Vectors[i, k] : 0.0);
        return new BlockSolution(
            [.. eigen.Values.Select((x, k) => k < kept ? x : 0.0)],
            MatrixProduct.MultiplyTransposedLeft(vectors, whitening),
            MatrixProduct.Multiply(b, vectors),
            BlockEigen.Residual(gram, eigen, 1)
        );
    }

    private static Matrix InverseRoot(Matrix s)
    {
        (double[] Values, Matrix Vectors) eigen = BlockEigen.Decompose(s, 1);
        double threshold = Tolerance.Rank(eigen.Values.FirstOrDefault(), s.RowCount, s.RowCount);
        return BlockEigen.Function(eigen, 1, x => x > threshold ? 1.0 / Math.Sqrt(x) : 0.0);
    }
}
