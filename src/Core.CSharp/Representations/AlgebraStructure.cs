using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>
/// The division algebra D of one irreducible copy, from random commutant elements restricted to it: their skew parts span the
/// imaginary units, so nothing for R, a line for C, three dimensions for H, of which two elements show two.
/// </summary>
internal sealed class AlgebraStructure
{
    private const double Nonzero = 1e-6;

    private AlgebraStructure(DivisionAlgebra algebra, Matrix[] units, Matrix basis)
    {
        Algebra = algebra;
        Units = units;
        Basis = basis;
    }

    internal DivisionAlgebra Algebra { get; }

    /// <summary>1, or 1 and J, or 1, I, J and K = I·J as delta x delta matrices.</summary>
    internal Matrix[] Units { get; }

    /// <summary>
    /// delta x delta orthogonal, row j·e + s is unit s applied to v_j: an orthonormal D-basis v_0, v_1, … of the copy.
    /// </summary>
    internal Matrix Basis { get; }

    /// <summary>Null when the dimension of the copy does not fit the algebra found.</summary>
    internal static AlgebraStructure? Of(Matrix restricted1, Matrix restricted2)
    {
        int size = restricted1.RowCount;
        List<Matrix> units = [Matrix.Identity(size)];
        Matrix i = Skew(restricted1);
        if (MatrixArithmetic.FrobeniusNorm(i) > Nonzero)
        {
            units.Add(Unit(i));
            Matrix j = Skew(restricted2);
            double inner = MatrixArithmetic.Trace(MatrixProduct.MultiplyTransposedLeft(units[1], j)) / size;
            j = MatrixArithmetic.Subtract(j, MatrixArithmetic.Scale(units[1], inner));
            if (MatrixArithmetic.FrobeniusNorm(j) > Nonzero)
            {
                units.Add(Unit(j));
                units.Add(MatrixProduct.Multiply(units[1], units[2]));
            }
        }

        Matrix[] all = [.. units];
        return size % all.Length == 0
            ? new AlgebraStructure((DivisionAlgebra)all.Length, all, AdaptedBasis(all, size))
            : null;
    }

    private static Matrix Skew(Matrix a) => MatrixArithmetic.Scale(MatrixArithmetic.Subtract(a, a.Transpose()), 0.5);

    private static Matrix Unit(Matrix skew) => Skew(CopyAligner.Isometry(skew));

    // Takes the coordinate vector farthest from what is spanned, makes it orthogonal to that, and adds its whole D-line.
    private static Matrix AdaptedBasis(Matrix[] units, int size)
    {
        if (units.Length == 1)
        {
            return units[0];
        }

        double[] rows = new double[size * size];
        double[] uncovered = new double[size];
        Array.Fill(uncovered, 1.0);
        for (int at = 0; at < size; at += units.Length)
        {
            double[] v = new double[size];
            v[Array.IndexOf(uncovered, TensorMax(uncovered))] = 1.0;
            MakeOrthogonal(v, rows, at);
            MakeOrthogonal(v, rows, at);
            for (int s = 0; s < units.Length; s++)
            {
                double[] row = MatrixProduct.Apply(units[s], v);
                row.CopyTo(rows, (at + s) * size);
                for (int k = 0; k < size; k++)
                {
                    uncovered[k] -= row[k] * row[k];
                }
            }
        }

        return Matrix.Adopt(size, size, rows);
    }

    private static double TensorMax(double[] values) => System.Numerics.Tensors.TensorPrimitives.Max<double>(values);

    private static void MakeOrthogonal(double[] v, double[] rows, int count)
    {
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(r * v.Length, v.Length);
            double inner = System.Numerics.Tensors.TensorPrimitives.Dot(row, v);
            for (int k = 0; k < v.Length; k++)
            {
                v[k] -= inner * row[k];
            }
        }

        double norm = System.Numerics.Tensors.TensorPrimitives.Norm<double>(v);
        for (int k = 0; k < v.Length; k++)
        {
            v[k] /= norm;
        }
    }
}
