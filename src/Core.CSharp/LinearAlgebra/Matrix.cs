using System;

namespace Neurovariety.LinearAlgebra;

/// <summary>A real matrix of doubles, immutable, stored row by row.</summary>
public sealed partial class Matrix : IEquatable<Matrix>
{
    private readonly double[] _entries;

    private Matrix(int rows, int columns, double[] entries)
    {
        RowCount = rows;
        ColumnCount = columns;
        _entries = entries;
    }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The size as messages name it, "2 x 5".</summary>
    public string Shape => $"{RowCount} x {ColumnCount}";

    /// <summary>All entries, row by row.</summary>
    public ReadOnlySpan<double> Entries => _entries;

    /// <summary>The array behind the matrix, for kernels: never written to.</summary>
    internal double[] Storage => _entries;

    /// <summary>Entry in row <paramref name="row"/> and column <paramref name="column"/>, both 0-based.</summary>
    /// <param name="row">0 … rows − 1.</param>
    /// <param name="column">0 … columns − 1.</param>
    /// <returns>The entry.</returns>
    public double this[int row, int column]
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
    public static Matrix FromEntries(int rows, int columns, ReadOnlySpan<double> entries)
    {
        CheckShape(rows, columns, entries.Length);
        return new Matrix(rows, columns, entries.ToArray());
    }

    /// <summary>A matrix from its rows.</summary>
    /// <param name="rows">m rows of the same length n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static Matrix FromRows(params double[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        double[] entries = new double[rows.Length * columns];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != columns)
            {
                throw new ArgumentException($"row {i} has {rows[i].Length} entries, row 0 has {columns}", nameof(rows));
            }

            rows[i].CopyTo(entries, i * columns);
        }

        return new Matrix(rows.Length, columns, entries);
    }

    /// <summary>A matrix from a formula for its entries.</summary>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="columns">n, at least 0.</param>
    /// <param name="entry">Entry at (row, column), both 0-based.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix Create(int rows, int columns, Func<int, int, double> entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        double[] entries = new double[checked(rows * columns)];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                entries[(i * columns) + j] = entry(i, j);
            }
        }

        return new Matrix(rows, columns, entries);
    }

    /// <summary>The zero matrix.</summary>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="columns">n, at least 0.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix Zero(int rows, int columns) => new(rows, columns, new double[checked(rows * columns)]);

    /// <summary>The identity matrix.</summary>
    /// <param name="size">n, at least 0.</param>
    /// <returns>Matrix, n × n.</returns>
    public static Matrix Identity(int size) => Create(size, size, (i, j) => i == j ? 1.0 : 0.0);

    /// <summary>Row <paramref name="row"/>, 0-based, without a copy.</summary>
    /// <param name="row">0 … rows − 1.</param>
    /// <returns>The entries of the row.</returns>
    public ReadOnlySpan<double> Row(int row) => _entries.AsSpan(row * ColumnCount, ColumnCount);

    /// <summary>The transpose.</summary>
    /// <returns>Matrix, n × m.</returns>
    public Matrix Transpose()
    {
        // Tiles of 16 x 16, so that the lines read and the lines written both stay in the first cache.
        const int Tile = 16;
        double[] entries = new double[_entries.Length];
        for (int top = 0; top < RowCount; top += Tile)
        {
            int bottom = Math.Min(top + Tile, RowCount);
            for (int left = 0; left < ColumnCount; left += Tile)
            {
                int right = Math.Min(left + Tile, ColumnCount);
                for (int i = top; i < bottom; i++)
                {
                    for (int j = left; j < right; j++)
                    {
                        entries[(j * RowCount) + i] = _entries[(i * ColumnCount) + j];
                    }
                }
            }
        }

        return new Matrix(ColumnCount, RowCount, entries);
    }

    /// <summary>The entries, row by row, in a new array.</summary>
    /// <returns>m·n numbers.</returns>
    public double[] ToArray() => (double[])_entries.Clone();

    /// <summary>Whether both have the same shape and bitwise the same entries.</summary>
    /// <param name="other">Another matrix.</param>
    /// <returns>True when they agree.</returns>
    public bool Equals(Matrix? other) =>
        other is not null
        && RowCount == other.RowCount
        && ColumnCount == other.ColumnCount
        && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Matrix);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RowCount, ColumnCount, _entries.Length > 0 ? _entries[0] : 0);

    /// <summary>The entries to five significant digits, below a line with the size; large matrices are cut.</summary>
    /// <returns>Several lines; <see cref="Shape"/> is the size alone, for messages.</returns>
    public override string ToString() => MatrixText.Of(this);

    /// <summary>Takes the array over without a copy: the caller gives it up.</summary>
    internal static Matrix Adopt(int rows, int columns, double[] entries)
    {
        CheckShape(rows, columns, entries.Length);
        return new Matrix(rows, columns, entries);
    }

    private static void CheckShape(int rows, int columns, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if ((long)rows * columns != length)
        {
            throw new ArgumentException(
                $"entries: expected {rows} x {columns} = {(long)rows * columns} numbers, got {length}"
            );
        }
    }
}
