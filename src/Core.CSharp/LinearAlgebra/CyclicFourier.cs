using System;

namespace Neurovariety.LinearAlgebra;

/// <summary>The real orthonormal Fourier basis of one cycle: w_0, w_1, w_-1, w_2, w_-2, …</summary>
/// <remarks>
/// w_0 = 1/√n, w_j = √(2/n)·cos(2πjk/n), w_-j = √(2/n)·sin(2πjk/n) for 0 &lt; j &lt; n/2, and w_(n/2) = (−1)^k/√n when n is even.
/// Coefficients stand in the order w_0, w_1, w_-1, w_2, w_-2, …, w_(n/2). Source: [KSS24]. Correction: w_-j and w_(n/2) are not
/// normalised there as printed.
/// </remarks>
public sealed class CyclicFourier
{
    private CyclicFourier(int length) => Length = length;

    /// <summary>Length n of the cycle.</summary>
    public int Length { get; }

    /// <summary>The basis for a cycle of the given length.</summary>
    /// <param name="length">n, at least 1.</param>
    /// <returns>The basis, usable for any number of vectors and from several threads.</returns>
    /// <exception cref="ArgumentOutOfRangeException">length below 1.</exception>
    public static CyclicFourier OfLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return new CyclicFourier(length);
    }

    /// <summary>The orthogonal n × n matrix whose columns are w_0, w_1, w_-1, …</summary>
    /// <returns>Matrix, n × n.</returns>
    public Matrix BasisMatrix() => Matrix.Create(Length, Length, (k, column) => BasisEntry(column, k));

    /// <summary>Coefficients of a vector in the basis.</summary>
    /// <param name="x">n numbers, the values along the cycle.</param>
    /// <returns>n coefficients: ⟨w_0, x⟩, ⟨w_1, x⟩, ⟨w_-1, x⟩, …</returns>
    /// <exception cref="ArgumentException">The length is not n.</exception>
    public double[] Forward(ReadOnlySpan<double> x)
    {
        CheckLength(x.Length, nameof(x));
        double[] result = new double[Length];
        for (int column = 0; column < Length; column++)
        {
            for (int k = 0; k < Length; k++)
            {
                result[column] += BasisEntry(column, k) * x[k];
            }
        }

        return result;
    }

    /// <summary>The vector with given coefficients in the basis.</summary>
    /// <param name="coefficients">n coefficients: of w_0, w_1, w_-1, …</param>
    /// <returns>n numbers, the values along the cycle.</returns>
    /// <exception cref="ArgumentException">The length is not n.</exception>
    public double[] Inverse(ReadOnlySpan<double> coefficients)
    {
        CheckLength(coefficients.Length, nameof(coefficients));
        double[] result = new double[Length];
        for (int k = 0; k < Length; k++)
        {
            for (int column = 0; column < Length; column++)
            {
                result[k] += BasisEntry(column, k) * coefficients[column];
            }
        }

        return result;
    }

    /// <summary>Coefficients of every row of a matrix.</summary>
    /// <param name="rows">Matrix, m × n: each row the values along the cycle.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The number of columns is not n.</exception>
    public Matrix ForwardRows(Matrix rows) => EachRow(rows, x => Forward(x));

    /// <summary>The rows with given coefficients.</summary>
    /// <param name="coefficients">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The number of columns is not n.</exception>
    public Matrix InverseRows(Matrix coefficients) => EachRow(coefficients, x => Inverse(x));

    private delegate double[] RowMap(ReadOnlySpan<double> x);

    private static Matrix EachRow(Matrix rows, RowMap map)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[] result = new double[rows.Entries.Length];
        for (int i = 0; i < rows.RowCount; i++)
        {
            map(rows.Row(i)).CopyTo(result, i * rows.ColumnCount);
        }

        return Matrix.Adopt(rows.RowCount, rows.ColumnCount, result);
    }

    /// <summary>Entry k of the basis vector in the given column: 0 is w_0, 2j − 1 is w_j, 2j is w_-j.</summary>
    private double BasisEntry(int column, int k)
    {
        int j = (column + 1) / 2;
        double unit = Math.Sqrt((column == 0 || 2 * j == Length ? 1.0 : 2.0) / Length);
        double turns = 2.0 * ((long)j * k % Length) / Length;
        return unit * (column % 2 == 1 || column == 0 ? Math.Cos(Math.PI * turns) : Math.Sin(Math.PI * turns));
    }

    private void CheckLength(int length, string name)
    {
        if (length != Length)
        {
            throw new ArgumentException(
                $"{name}: expected {Length} entries for a cycle of length {Length}, got {length}",
                name
            );
        }
    }
}
