using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>
/// Matrices over D = R, C or H as real ones: every entry becomes the e × e matrix of left multiplication by it, e = dim_R D.
/// </summary>
/// <remarks>
/// a + ib becomes [[a, −b], [b, a]]; a quaternion acts on coordinates in 1, i, j, k. Entry (a, b) stands in the rows a·e … a·e + e − 1
/// and columns b·e … b·e + e − 1. The map is a ring homomorphism, takes the conjugate transpose to the transpose, and multiplies
/// rank and squared Frobenius norm by e. Source: [KSS24] for C; Derivation: the same with left multiplication for H.
/// </remarks>
public static class Realification
{
    /// <summary>A complex matrix as a real one of twice the size.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>Matrix, 2m × 2n.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Matrix Realify(ComplexMatrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        int width = checked(2 * a.ColumnCount);
        double[] entries = new double[checked(2 * a.RowCount * width)];
        for (int i = 0; i < a.RowCount; i++)
        {
            for (int j = 0; j < a.ColumnCount; j++)
            {
                Complex z = a.Entries[(i * a.ColumnCount) + j];
                int corner = (2 * i * width) + (2 * j);
                entries[corner] = z.Real;
                entries[corner + 1] = -z.Imaginary;
                entries[corner + width] = z.Imaginary;
                entries[corner + width + 1] = z.Real;
            }
        }

        return Matrix.Adopt(2 * a.RowCount, width, entries);
    }

    /// <summary>A quaternionic matrix as a real one of four times the size.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>Matrix, 4m × 4n.</returns>
    public static Matrix Realify(QuaternionMatrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        double[][] units = LeftUnits(DivisionAlgebra.Quaternionic);
        return Matrix.Create(
            checked(4 * a.RowCount),
            checked(4 * a.ColumnCount),
            (row, column) =>
            {
                double sum = 0.0;
                for (int unit = 0; unit < 4; unit++)
                {
                    sum += units[unit][(row % 4 * 4) + (column % 4)] * a.Parts[unit][row / 4, column / 4];
                }

                return sum;
            }
        );
    }

    /// <summary>The complex matrix behind a realified one.</summary>
    /// <param name="a">Matrix, 2m × 2n, of 2 × 2 blocks [[a, −b], [b, a]] up to rounding.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">A size is odd.</exception>
    /// <exception cref="PremiseException">The blocks miss that form by more than 16·n·ε·‖a‖_F.</exception>
    public static ComplexMatrix Complexify(Matrix a)
    {
        Matrix linear = Checked(a, DivisionAlgebra.Complex);
        return ComplexMatrix.Create(
            a.RowCount / 2,
            a.ColumnCount / 2,
            (i, j) => new Complex(linear[2 * i, 2 * j], linear[(2 * i) + 1, 2 * j])
        );
    }

    /// <summary>The quaternionic matrix behind a realified one.</summary>
    /// <param name="a">Matrix, 4m × 4n, of 4 × 4 blocks of left multiplications up to rounding.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">A size is no multiple of 4.</exception>
    /// <exception cref="PremiseException">The blocks miss that form by more than 16·n·ε·‖a‖_F.</exception>
    public static QuaternionMatrix Quaternionify(Matrix a)
    {
        Matrix linear = Checked(a, DivisionAlgebra.Quaternionic);
        Matrix Part(int unit) =>
            Matrix.Create(a.RowCount / 4, a.ColumnCount / 4, (i, j) => linear[(4 * i) + unit, 4 * j]);
        return QuaternionMatrix.FromParts(Part(0), Part(1), Part(2), Part(3));
    }

    /// <summary>The real matrices of right multiplication by the units 1, i, j, k of D, on coordinates in them.</summary>
    /// <param name="algebra">D.</param>
    /// <returns>e matrices, e × e; a real matrix is D-linear exactly when its e × e blocks commute with all of them.</returns>
    public static IReadOnlyList<Matrix> StructureMatrices(DivisionAlgebra algebra) => Units(algebra, fromRight: true);

    /// <summary>The real matrices of left multiplication by the units 1, i, j, k of D: the realified units.</summary>
    /// <param name="algebra">D.</param>
    /// <returns>e matrices, e × e, an orthogonal basis of the realified D.</returns>
    public static IReadOnlyList<Matrix> UnitMatrices(DivisionAlgebra algebra) => Units(algebra, fromRight: false);

    /// <summary>The nearest realified D-matrix in the Frobenius norm.</summary>
    /// <param name="a">Matrix, e·m × e·n.</param>
    /// <param name="algebra">D.</param>
    /// <returns>Matrix, e·m × e·n, whose e × e blocks are realified elements of D exactly.</returns>
    /// <exception cref="ArgumentException">A size is no multiple of e.</exception>
    public static Matrix ProjectToDLinear(Matrix a, DivisionAlgebra algebra)
    {
        ArgumentNullException.ThrowIfNull(a);
        int e = (int)algebra;
        if (a.RowCount % e != 0 || a.ColumnCount % e != 0)
        {
            throw new ArgumentException($"a: expected multiples of {e} as sizes, got {a.Shape}", nameof(a));
        }

        if (e == 1)
        {
            return a;
        }

        double[][] units = LeftUnits(algebra);
        double[] result = new double[a.Entries.Length];
        for (int i = 0; i < a.RowCount; i += e)
        {
            for (int j = 0; j < a.ColumnCount; j += e)
            {
                ProjectBlock(a.Entries, result, (i * a.ColumnCount) + j, a.ColumnCount, units);
            }
        }

        return Matrix.Adopt(a.RowCount, a.ColumnCount, result);
    }

    private static void ProjectBlock(
        ReadOnlySpan<double> source,
        Span<double> target,
        int corner,
        int stride,
        double[][] units
    )
    {
        int e = units.Length;
        foreach (double[] unit in units)
        {
            double inner = 0.0;
            for (int cell = 0; cell < unit.Length; cell++)
            {
                inner += unit[cell] * source[corner + (cell / e * stride) + (cell % e)];
            }

            // A unit's matrix has e entries ±1, so its squared norm is e.
            for (int cell = 0; cell < unit.Length; cell++)
            {
                target[corner + (cell / e * stride) + (cell % e)] += inner / e * unit[cell];
            }
        }
    }

    private static Matrix Checked(Matrix a, DivisionAlgebra algebra)
    {
        Matrix linear = ProjectToDLinear(a, algebra);
        double residual = MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Subtract(a, linear));
        double bound = Tolerance.Identity(Math.Max(a.RowCount, a.ColumnCount), MatrixArithmetic.FrobeniusNorm(a));
        if (!(residual <= bound))
        {
            throw new PremiseException(
                $"a: expected a realified matrix over {(algebra == DivisionAlgebra.Complex ? "C" : "H")}, "
                    + $"got one at distance {residual:g3} from all of them (bound {bound:g3}); project it first",
                residual,
                bound
            );
        }

        return linear;
    }

    private static Matrix[] Units(DivisionAlgebra algebra, bool fromRight)
    {
        int e = (int)algebra;
        return Array.ConvertAll(UnitEntries(algebra, fromRight), entries => Matrix.Adopt(e, e, entries));
    }

    private static double[][] LeftUnits(DivisionAlgebra algebra) => UnitEntries(algebra, fromRight: false);

    private static double[][] UnitEntries(DivisionAlgebra algebra, bool fromRight) =>
        algebra switch
        {
            DivisionAlgebra.Real =>
            [
                [1.0],
            ],
            DivisionAlgebra.Complex =>
            [
                [1.0, 0.0, 0.0, 1.0],
                [0.0, -1.0, 1.0, 0.0],
            ],
            DivisionAlgebra.Quaternionic =>
            [
                QuaternionMatrix.UnitAction(0, fromRight),
                QuaternionMatrix.UnitAction(1, fromRight),
                QuaternionMatrix.UnitAction(2, fromRight),
                QuaternionMatrix.UnitAction(3, fromRight),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(algebra), algebra, "expected R, C or H"),
        };
}
