using System;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;
using Neurovariety.Representations;

namespace Neurovariety.Fitting;

/// <summary>Solves the least squares problem of one block.</summary>
internal static class BlockSolver
{
    /// <summary>
    /// X = Y with moments S = V·Λ·Vᵀ: the best map of rank ρ is V_ρ·V_ρᵀ, and unit k keeps δ·λ_k. Directions without
    /// energy are mapped to 0, which is the choice of least norm.
    /// </summary>
    internal static BlockSolution Autoencoder(IsotypicBlock block, Matrix s)
    {
        int e = block.AlgebraDimension;
        (double[] Values, Matrix Vectors) eigen = BlockEigen.Decompose(s, e);
        int kept = CountAbove(eigen.Values, s.RowCount);
        Matrix decoder = WithoutUnitsFrom(eigen.Vectors, kept, e);
        double slack = block.Dimension * BlockEigen.Residual(s, eigen, e);
        double[] energies = Energies(eigen.Values, kept, block.Dimension);
        return new BlockSolution(energies, decoder.Transpose(), decoder, slack);
    }

    /// <summary>
    /// Moments S = X·Xᵀ and T = Y·Xᵀ: with B = T·S^{−1/2} = U·Σ·Vᵀ (pseudo-inverse) the best map of rank ρ is
    /// B·V_ρ·V_ρᵀ·S^{−1/2}, and unit k keeps δ·σ_k².
    /// </summary>
    internal static BlockSolution Regression(IsotypicBlock block, Matrix s, Matrix t)
    {
        int e = block.AlgebraDimension;
        (double[] Values, Matrix Vectors) eigen = BlockEigen.Decompose(s, e);
        double threshold = Tolerance.Rank(eigen.Values.FirstOrDefault(), s.RowCount, s.RowCount);
        Matrix whitening = BlockEigen.Function(eigen, e, x => x > threshold ? 1.0 / Math.Sqrt(x) : 0.0);
        return Truncation(block, MatrixProduct.Multiply(t, whitening), whitening);
    }

    /// <summary>
    /// S = I: the nearest matrix to T. Singular values up to <paramref name="floor"/>, the rounding of the whole matrix,
    /// count as zero: in a block that vanishes the largest one is rounding too.
    /// </summary>
    internal static BlockSolution Nearest(IsotypicBlock block, Matrix t, double floor) =>
        Truncation(block, t, Matrix.Identity(t.RowCount), floor);

    private static BlockSolution Truncation(IsotypicBlock block, Matrix b, Matrix whitening, double floor = 0.0)
    {
        int e = block.AlgebraDimension;
        BlockSvd svd = BlockSvd.Of(b, e);
        double[] squares = [.. svd.SingularValues.Select(x => x * x)];
        int kept = Math.Min(CountAbove([.. svd.SingularValues], b.RowCount), svd.SingularValues.Count(x => x > floor));
        Matrix vectors = WithoutUnitsFrom(svd.RightVectors, kept, e);
        Matrix encoder = MatrixProduct.MultiplyTransposedLeft(vectors, whitening);
        Matrix decoder = MatrixProduct.Multiply(b, vectors);
        double slack = block.Dimension * BlockEigen.Residual(MatrixProduct.Gram(b), (squares, svd.RightVectors), e);
        return new BlockSolution(Energies(squares, kept, block.Dimension), encoder, decoder, slack);
    }

    private static int CountAbove(double[] values, int size)
    {
        double threshold = values.Length == 0 ? 0.0 : Tolerance.Rank(values[0], size, size);
        return values.Count(x => x > threshold);
    }

    private static double[] Energies(double[] values, int kept, int dimension) =>
        [.. values.Select((x, k) => k < kept ? dimension * x : 0.0)];

    private static Matrix WithoutUnitsFrom(Matrix vectors, int kept, int e) =>
        kept * e == vectors.ColumnCount
            ? vectors
            : Matrix.Create(vectors.RowCount, vectors.ColumnCount, (i, j) => j < kept * e ? vectors[i, j] : 0.0);
}
