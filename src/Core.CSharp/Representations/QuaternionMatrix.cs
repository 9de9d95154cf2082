using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>A matrix of quaternions A + B·i + C·j + D·k, kept as its four real parts; immutable.</summary>
public sealed class QuaternionMatrix
{
    // Unit s times unit t is Sign[s, t] times unit Unit[s, t], units in the order 1, i, j, k.
    private static readonly int[,] Unit =
    {
        { 0, 1, 2, 3 },
        { 1, 0, 3, 2 },
        { 2, 3, 0, 1 },
        { 3, 2, 1, 0 },
    };

    private static readonly int[,] Sign =
    {
        { 1, 1, 1, 1 },
        { 1, -1, 1, -1 },
        { 1, -1, -1, 1 },
        { 1, 1, -1, -1 },
    };

    private readonly Matrix[] _parts;

    private QuaternionMatrix(Matrix[] parts) => _parts = parts;

    /// <summary>Number of rows.</summary>
    public int RowCount => _parts[0].RowCount;

    /// <summary>Number of columns.</summary>
    public int ColumnCount => _parts[0].ColumnCount;

    /// <summary>The real parts A, B, C, D, each of the matrix's shape.</summary>
    public IReadOnlyList<Matrix> Parts => _parts;

    /// <summary>The matrix with given parts.</summary>
    /// <param name="real">A, m × n.</param>
    /// <param name="i">B, m × n.</param>
    /// <param name="j">C, m × n.</param>
    /// <param name="k">D, m × n.</param>
    /// <returns>A + B·i + C·j + D·k.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static QuaternionMatrix FromParts(Matrix real, Matrix i, Matrix j, Matrix k)
    {
        Matrix[] parts = [real, i, j, k];
        foreach (Matrix part in parts)
        {
            ArgumentNullException.ThrowIfNull(part);
            if (part.RowCount != real.RowCount || part.ColumnCount != real.ColumnCount)
            {
                throw new ArgumentException($"parts: expected {real.Shape} like the real part, got {part.Shape}");
            }
        }

        return new QuaternionMatrix(parts);
    }

    /// <summary>The product of this matrix and another.</summary>
    /// <param name="right">Matrix, k × n, for this matrix m × k.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public QuaternionMatrix Multiply(QuaternionMatrix right)
    {
        ArgumentNullException.ThrowIfNull(right);
        Matrix[] parts = new Matrix[4];
        for (int unit = 0; unit < 4; unit++)
        {
            parts[unit] = Matrix.Zero(RowCount, right.ColumnCount);
        }

        for (int s = 0; s < 4; s++)
        {
            for (int t = 0; t < 4; t++)
            {
                Matrix product = MatrixProduct.Multiply(_parts[s], right._parts[t]);
                ref Matrix part = ref parts[Unit[s, t]];
                part = MatrixArithmetic.Add(part, MatrixArithmetic.Scale(product, Sign[s, t]));
            }
        }

        return new QuaternionMatrix(parts);
    }

    /// <summary>The conjugate transpose.</summary>
    /// <returns>Matrix, n × m.</returns>
    public QuaternionMatrix ConjugateTranspose() =>
        new([
            _parts[0].Transpose(),
            MatrixArithmetic.Scale(_parts[1].Transpose(), -1.0),
            MatrixArithmetic.Scale(_parts[2].Transpose(), -1.0),
            MatrixArithmetic.Scale(_parts[3].Transpose(), -1.0),
        ]);

    /// <summary>The squared Frobenius norm: the sum over the entries of their squared moduli.</summary>
    /// <returns>The sum of the squared norms of the four parts.</returns>
    public double SquaredFrobeniusNorm()
    {
        double sum = 0.0;
        foreach (Matrix part in _parts)
        {
            sum += MatrixArithmetic.SquaredFrobeniusNorm(part);
        }

        return sum;
    }

    /// <summary>
    /// The real 4 × 4 matrix of the map x -&gt; unit·x (left) or x -&gt; x·unit (right) on coordinates in 1, i, j, k.
    /// </summary>
    internal static double[] UnitAction(int unit, bool fromRight)
    {
        double[] entries = new double[16];
        for (int t = 0; t < 4; t++)
        {
            (int first, int second) = fromRight ? (t, unit) : (unit, t);
            entries[(Unit[first, second] * 4) + t] = Sign[first, second];
        }

        return entries;
    }
}
