using System;
using System.Numerics;

namespace Neurovariety.LinearAlgebra;

/// <summary>A matrix of complex numbers, immutable, stored row by row.</summary>
public sealed class ComplexMatrix : IEquatable<ComplexMatrix>
{
    private readonly Complex[] _entries;

    private ComplexMatrix(int rows, int columns, Complex[] entries)
    {
        RowCount = rows;
        ColumnCount = columns;
        _entries = entries;
    }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>All entries, row by row.</summary>
    public ReadOnlySpan<Complex> Entries => _entries;

    /// <summary>The array behind the matrix, for kernels: never written to.</summary>
    internal Complex[] Storage => _entries;

    /// <summary>Entry in row <paramref name="row"/> and column <paramref name="column"/>, both 0-based.</summary>
    /// <param name="row">0 … rows − 1.</param>
    /// <param name="column">0 … columns − 1.</param>
    /// <returns>The entry.</returns>
    public Complex this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)ColumnCount, nameof(column));
            return _entries[(row * ColumnCount) + column];
        }
    }

    /// <summary>A matrix from its entries, which are copied.</summary>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="columns">n, at least 0.</param>
    /// <param name="entries">m·n numbers, row by row.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The number of entries is not m·n.</exception>
    public static ComplexMatrix FromEntries(int rows, int columns, ReadOnlySpan<Complex> entries) =>
        Adopt(rows, columns, entries.ToArray());

    /// <summary>A matrix from its rows.</summary>
    /// <param name="rows">m rows of the same length n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static ComplexMatrix FromRows(params Complex[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        Complex[] entries = new Complex[checked(rows.Length * columns)];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != columns)
            {
                throw new ArgumentException($"row {i} has {rows[i].Length} entries, row 0 has {columns}", nameof(rows));
            }

            rows[i].CopyTo(entries, i * columns);
        }

        return new ComplexMatrix(rows.Length, columns, entries);
    }

    /// <summary>A matrix from a formula for its entries.</summary>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="columns">n, at least 0.</param>
    /// <param name="entry">Entry at (row, column), both 0-based.</param>
    /// <returns>Matrix, m × n.</returns>
    public static ComplexMatrix Create(int rows, int columns, Func<int, int, Complex> entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Complex[] entries = new Complex[checked(rows * columns)];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                entries[(i * columns) + j] = entry(i, j);
            }
        }

        return new ComplexMatrix(rows, columns, entries);
    }

    /// <summary>A matrix from its real and imaginary parts.</summary>
    /// <param name="real">Matrix, m × n.</param>
    /// <param name="imaginary">Matrix, m × n.</param>
    /// <returns>real + i·imaginary.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static ComplexMatrix FromParts(Matrix real, Matrix imaginary)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(imaginary);
        if (real.RowCount != imaginary.RowCount || real.ColumnCount != imaginary.ColumnCount)
        {
            throw new ArgumentException(
                $"imaginary: expected {real.Shape} like the real part, got {imaginary.Shape}",
                nameof(imaginary)
            );
        }

        return Create(real.RowCount, real.ColumnCount, (i, j) => new Complex(real[i, j], imaginary[i, j]));
    }

    /// <summary>A complex matrix with imaginary part zero.</summary>
    /// <param name="real">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    public static ComplexMatrix FromReal(Matrix real)
    {
        ArgumentNullException.ThrowIfNull(real);
        return Create(real.RowCount, real.ColumnCount, (i, j) => real[i, j]);
    }

    /// <summary>The zero matrix.</summary>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="columns">n, at least 0.</param>
    /// <returns>Matrix, m × n.</returns>
    public static ComplexMatrix Zero(int rows, int columns) =>
        Adopt(rows, columns, new Complex[checked(rows * columns)]);

    /// <summary>The identity matrix.</summary>
    /// <param name="size">n, at least 0.</param>
    /// <returns>Matrix, n × n.</returns>
    public static ComplexMatrix Identity(int size) => Create(size, size, (i, j) => i == j ? Complex.One : Complex.Zero);

    /// <summary>Row <paramref name="row"/>, 0-based, without a copy.</summary>
    /// <param name="row">0 … rows − 1.</param>
    /// <returns>The entries of the row.</returns>
    public ReadOnlySpan<Complex> Row(int row) => _entries.AsSpan(row * ColumnCount, ColumnCount);

    /// <summary>The conjugate transpose.</summary>
    /// <returns>Matrix, n × m.</returns>
    public ComplexMatrix ConjugateTranspose() =>
        Create(ColumnCount, RowCount, (i, j) => Complex.Conjugate(_entries[(j * ColumnCount) + i]));

    /// <summary>The real parts.</summary>
    /// <returns>Matrix, m × n.</returns>
    public Matrix RealPart() => Part(static z => z.Real);

    /// <summary>The imaginary parts.</summary>
    /// <returns>Matrix, m × n.</returns>
    public Matrix ImaginaryPart() => Part(static z => z.Imaginary);

    /// <summary>The product of this matrix with another.</summary>
    /// <param name="other">Matrix, n × p.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Matrix, m × p.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    /// <remarks>Four real products: (A + iB)(C + iD) = AC − BD + i(AD + BC).</remarks>
    public ComplexMatrix Multiply(ComplexMatrix other, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        Matrix a = RealPart();
        Matrix b = ImaginaryPart();
        Matrix c = other.RealPart();
        Matrix d = other.ImaginaryPart();
        return FromParts(
            MatrixArithmetic.Subtract(MatrixProduct.Multiply(a, c, threads), MatrixProduct.Multiply(b, d, threads)),
            MatrixArithmetic.Add(MatrixProduct.Multiply(a, d, threads), MatrixProduct.Multiply(b, c, threads))
        );
    }

    /// <summary>The sum of this matrix and another.</summary>
    /// <param name="other">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public ComplexMatrix Add(ComplexMatrix other) => Combine(other, 1.0);

    /// <summary>The difference of this matrix and another.</summary>
    /// <param name="other">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public ComplexMatrix Subtract(ComplexMatrix other) => Combine(other, -1.0);

    /// <summary>A multiple of this matrix.</summary>
    /// <param name="factor">A complex number.</param>
    /// <returns>Matrix, m × n.</returns>
    public ComplexMatrix Scale(Complex factor) =>
        Create(RowCount, ColumnCount, (i, j) => factor * _entries[(i * ColumnCount) + j]);

    /// <summary>The Frobenius norm, the root of the sum of the squared moduli.</summary>
    /// <returns>‖A‖_F.</returns>
    public double FrobeniusNorm() =>
        MatrixArithmetic.FrobeniusNorm(MatrixArithmetic.Beside(RealPart(), ImaginaryPart()));

    /// <summary>The entries, row by row, in a new array.</summary>
    /// <returns>m·n numbers.</returns>
    public Complex[] ToArray() => (Complex[])_entries.Clone();

    /// <summary>Whether both have the same shape and the same entries.</summary>
    /// <param name="other">Another matrix.</param>
    /// <returns>True when they agree.</returns>
    public bool Equals(ComplexMatrix? other) =>
        other is not null
        && RowCount == other.RowCount
        && ColumnCount == other.ColumnCount
        && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ComplexMatrix);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RowCount, ColumnCount, _entries.Length > 0 ? _entries[0] : 0);

    /// <inheritdoc/>
    public override string ToString() => $"{RowCount} x {ColumnCount} (complex)";

    /// <summary>Takes the array over without a copy: the caller gives it up.</summary>
    internal static ComplexMatrix Adopt(int rows, int columns, Complex[] entries)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if ((long)rows * columns != entries.Length)
        {
            throw new ArgumentException(
                $"entries: expected {rows} x {columns} = {(long)rows * columns} numbers, got {entries.Length}"
            );
        }

        return new ComplexMatrix(rows, columns, entries);
    }

    private Matrix Part(Func<Complex, double> part)
    {
        double[] result = new double[_entries.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = part(_entries[i]);
        }

        return Matrix.Adopt(RowCount, ColumnCount, result);
    }

    private ComplexMatrix Combine(ComplexMatrix other, double factor)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (RowCount != other.RowCount || ColumnCount != other.ColumnCount)
        {
            throw new ArgumentException($"other: expected {this} like the first matrix, got {other}", nameof(other));
        }

        return Create(RowCount, ColumnCount, (i, j) => this[i, j] + (factor * other[i, j]));
    }
}
