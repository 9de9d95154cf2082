using System;
using System.Collections.Generic;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>
/// Measures how far an adapted basis is from what it claims to be, on the generators alone, independent of how it was found.
/// </summary>
/// <remarks>
/// Together with the integer Σ e·m² = number of orbits on pairs this proves the blocks: the basis shows that Σ e·m² dimensions
/// of commutant are there, the orbits that there are no more, so the copies are irreducible, the classes differ, and D is no
/// larger.
/// </remarks>
internal static class DecompositionCertificate
{
    /// <summary>Residuals are of matrices with orthonormal columns, so of norm 1.</summary>
    /// <remarks>
    /// The eigenspaces behind them are accurate to the rounding of the eigenproblem, 64·n·ε, over a gap that can be a small
    /// share of the spread, and 64 times that is allowed. 20·n·ε is usual; the worst of 10^5 first attempts had 2400·n·ε, which
    /// is why a few more are made then.
    /// </remarks>
    internal static double Bound(int degree) => 64.0 * Tolerance.Factorization(degree, 1.0);

    /// <summary>The largest of all residuals, each a Frobenius norm over one copy.</summary>
    internal static double Residual(PermutationGroup group, IsotypicBlock[] blocks, DenseBasis basis)
    {
        double worst = LargestMagnitude(
            MatrixArithmetic.Subtract(
                MatrixProduct.MultiplyTransposedRight(basis.Rows, basis.Rows),
                Matrix.Identity(group.Degree)
            )
        );
        foreach (Permutation generator in group.Generators)
        {
            // Row b of moved is (P_g b)^T.
            Matrix moved = PermutationAction.ActOnColumns(basis.Rows, generator.Inverse());
            int start = 0;
            foreach (IsotypicBlock block in blocks)
            {
                worst = Math.Max(worst, BlockResidual(block, basis.Rows, moved, start));
                start += (int)block.ComponentDimension;
            }
        }

        return worst;
    }

    // P_g Y_a = Y_a ρ with one ρ for all copies a, which commutes with the left multiplications by D.
    private static double BlockResidual(IsotypicBlock block, Matrix rows, Matrix moved, int start)
    {
        Matrix first = Multiplicand(block, rows, start, 0);
        Matrix action = MatrixProduct.MultiplyTransposedRight(first, Multiplicand(block, moved, start, 0));
        double worst = 0.0;
        for (int a = 0; a < block.Multiplicity; a++)
        {
            Matrix expected = MatrixProduct.MultiplyTransposedLeft(action, Multiplicand(block, rows, start, a));
            worst = Math.Max(worst, Distance(expected, Multiplicand(block, moved, start, a)));
        }

        IReadOnlyList<Matrix> units = Realification.UnitMatrices(block.Type);
        for (int s = 1; s < units.Count; s++)
        {
            Matrix unit = Everywhere(units[s], block.Dimension);
            Matrix left = MatrixProduct.Multiply(action, unit);
            worst = Math.Max(worst, Distance(left, MatrixProduct.Multiply(unit, action)));
        }

        return worst;
    }

    // The δ basis vectors (j, s) of the a-th copy of V, as rows.
    private static Matrix Multiplicand(IsotypicBlock block, Matrix rows, int start, int a)
    {
        int e = block.AlgebraDimension;
        int n = rows.ColumnCount;
        double[] entries = new double[block.Dimension * n];
        for (int row = 0; row < block.Dimension; row++)
        {
            int source = start + (row / e * e * block.Multiplicity) + (a * e) + (row % e);
            rows.Row(source).CopyTo(entries.AsSpan(row * n));
        }

        return Matrix.Adopt(block.Dimension, n, entries);
    }

    private static Matrix Everywhere(Matrix unit, int size)
    {
        int e = unit.RowCount;
        double[] entries = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            unit.Row(row % e).CopyTo(entries.AsSpan((row * size) + (row / e * e)));
        }

        return Matrix.Adopt(size, size, entries);
    }

    private static double Distance(Matrix a, Matrix b) =>
        MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(a, b));

    private static double LargestMagnitude(Matrix a) => MatrixArithmetic.LargestMagnitude(a);
}
