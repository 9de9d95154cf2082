using System;
using Neurovariety.Kernels;

namespace Neurovariety.LinearAlgebra;

/// <summary>The real orthonormal Fourier basis of one cycle: w_0, w_1, w_-1, w_2, w_-2, …</summary>
/// <remarks>
/// w_0 = 1/√n, w_j = √(2/n)·cos(2πjk/n), w_-j = √(2/n)·sin(2πjk/n) for 0 &lt; j &lt; n/2, and w_(n/2) = (−1)^k/√n when n is even.
/// Coefficients stand in the order w_0, w_1, w_-1, w_2, w_-2, …, w_(n/2). Source: [KSS24]. Correction: w_-j and w_(n/2) are not
/// normalised there as printed.
/// Cost O(n·log n) for every n; relative error in the 2-norm below 16·log₂(n + 1)·ε.
/// </remarks>
public sealed class CyclicFourier
{
    private readonly FourierPlan _plan;

    private CyclicFourier(int length)
    {
        Length = length;
        _plan = new FourierPlan(length);
    }

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
        using Scratch<double> work = Scratch<double>.Rent(WorkLength);
        ForwardInto(x, result, work.Span);
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
        using Scratch<double> work = Scratch<double>.Rent(WorkLength);
        InverseInto(coefficients, result, work.Span);
        return result;
    }

    /// <summary>Coefficients of every row of a matrix.</summary>
    /// <param name="rows">Matrix, m × n: each row the values along the cycle.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The number of columns is not n.</exception>
    public Matrix ForwardRows(Matrix rows) => EachRow(rows, forward: true);

    /// <summary>The rows with given coefficients.</summary>
    /// <param name="coefficients">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The number of columns is not n.</exception>
    public Matrix InverseRows(Matrix coefficients) => EachRow(coefficients, forward: false);

    /// <summary>Numbers of working memory that one transform needs.</summary>
    internal int WorkLength => (4 * Length) + _plan.WorkLength;

    /// <summary>Writes the coefficients of x; both have n numbers and may be the same memory.</summary>
    internal void ForwardInto(ReadOnlySpan<double> x, Span<double> coefficients, Span<double> work)
    {
        int n = Length;
        Span<double> input = work[..(2 * n)];
        Span<double> output = work.Slice(2 * n, 2 * n);
        x.CopyTo(input);
        input[n..].Clear();
        _plan.TransformInto(input, output, work[(4 * n)..]);
        double end = 1.0 / Math.Sqrt(n);
        double unit = Math.Sqrt(2.0 / n);
        coefficients[0] = end * output[0];
        for (int j = 1; 2 * j < n; j++)
        {
            coefficients[(2 * j) - 1] = unit * output[j];
            coefficients[2 * j] = -unit * output[n + j];
        }

        if (n % 2 == 0)
        {
            coefficients[n - 1] = end * output[n / 2];
        }
    }

    /// <summary>Writes the vector with the given coefficients; both have n numbers and may be the same memory.</summary>
    internal void InverseInto(ReadOnlySpan<double> coefficients, Span<double> x, Span<double> work)
    {
        int n = Length;
        Span<double> input = work[..(2 * n)];
        Span<double> output = work.Slice(2 * n, 2 * n);
        input.Clear();
        double end = 1.0 / Math.Sqrt(n);
        double unit = Math.Sqrt(0.5 / n);
        input[0] = end * coefficients[0];
        for (int j = 1; 2 * j < n; j++)
        {
            // The sum is real, so the sign of the exponent is changed by conjugating the input.
            (input[j], input[n - j]) = (unit * coefficients[(2 * j) - 1], unit * coefficients[(2 * j) - 1]);
            (input[n + j], input[n + n - j]) = (unit * coefficients[2 * j], -unit * coefficients[2 * j]);
        }

        if (n % 2 == 0)
        {
            input[n / 2] = end * coefficients[n - 1];
        }

        _plan.TransformInto(input, output, work[(4 * n)..]);
        output[..n].CopyTo(x);
    }

    private Matrix EachRow(Matrix rows, bool forward)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckLength(rows.ColumnCount, nameof(rows));
        double[] result = rows.ToArray();
        using Scratch<double> work = Scratch<double>.Rent(WorkLength);
        for (int i = 0; i < rows.RowCount; i++)
        {
            Span<double> row = result.AsSpan(i * Length, Length);
            if (forward)
            {
                ForwardInto(row, row, work.Span);
            }
            else
            {
                InverseInto(row, row, work.Span);
            }
        }

        return Matrix.Adopt(rows.RowCount, Length, result);
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
