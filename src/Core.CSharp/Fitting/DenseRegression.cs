using System;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Fitting;

/// <summary>Reduced-rank regression over R, for all ranks at once.</summary>
internal static class DenseRegression
{
    private const int LargestSvd = 2048;

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

    /// <summary>
    /// min ‖N − T‖² for all ranks, by the singular values of T: squaring T would lose those below √ε·σ_1. Only above
    /// 2048 rows or columns, where full singular bases would be too large, by the eigenvectors of Tᵀ·T.
    /// </summary>
    internal static BlockSolution Nearest(Matrix t)
    {
        if (Math.Max(t.RowCount, t.ColumnCount) > LargestSvd)
        {
            return Solve(null, t);
        }

        SvdResult svd = Factorizations.Svd(t);
        double threshold = Tolerance.Rank(svd.SingularValues.FirstOrDefault(), t.RowCount, t.ColumnCount);
        int kept = svd.SingularValues.Count(x => x > threshold);
        Matrix vectors = Matrix.Create(t.ColumnCount, svd.V.ColumnCount, (i, k) => k < kept ? svd.V[i, k] : 0.0);
        return new BlockSolution(
            [.. svd.SingularValues.Select((x, k) => k < kept ? x * x : 0.0)],
            vectors.Transpose(),
            MatrixProduct.Multiply(t, vectors),
            Slack(t, svd)
        );
    }

    // T = U·Σ·Vᵀ + E and the defects a, b of UᵀU and VᵀV from 1 give σ_k(T) ≤ s_k·√((1 + a)(1 + b)) + ‖E‖.
    private static double Slack(Matrix t, SvdResult svd)
    {
        int k = svd.SingularValues.Length;
        Matrix scaled = Matrix.Create(t.RowCount, k, (i, j) => svd.U[i, j] * svd.SingularValues[j]);
        double gap = MatrixArithmetic.FrobeniusNorm(
            MatrixArithmetic.Subtract(t, MatrixProduct.MultiplyTransposedRight(scaled, svd.V))
        );
        double stretch = Math.Sqrt((1.0 + Defect(svd.U)) * (1.0 + Defect(svd.V)));
        double largest = svd.SingularValues.FirstOrDefault();
        return (largest * largest * ((stretch * stretch) - 1.0)) + (gap * ((2.0 * largest * stretch) + gap));
    }

    private static double Defect(Matrix vectors) =>
        MatrixArithmetic.FrobeniusNorm(
            MatrixArithmetic.Subtract(MatrixProduct.Gram(vectors), Matrix.Identity(vectors.ColumnCount))
        );

    private static Matrix InverseRoot(Matrix s)
    {
        (double[] Values, Matrix Vectors) eigen = BlockEigen.Decompose(s, 1);
        double threshold = Tolerance.Rank(eigen.Values.FirstOrDefault(), s.RowCount, s.RowCount);
        return BlockEigen.Function(eigen, 1, x => x > threshold ? 1.0 / Math.Sqrt(x) : 0.0);
    }
}
