using System.Numerics;

namespace Neurovariety.Kernels;

/// <summary>A matrix that a product reads: entries row by row with a stride, possibly seen as its transpose.</summary>
/// <param name="Entries">Memory; stored row i starts at Offset + i·Stride.</param>
/// <param name="Offset">Position of the first entry.</param>
/// <param name="Stride">Distance of two stored rows.</param>
/// <param name="Rows">Rows as the product sees them, after a transposition.</param>
/// <param name="Columns">Columns as the product sees them.</param>
/// <param name="Transposed">Whether the stored rows are the product's columns.</param>
internal readonly record struct Operand<T>(T[] Entries, int Offset, int Stride, int Rows, int Columns, bool Transposed)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A whole array, rows × columns.</summary>
    public Operand(T[] entries, int rows, int columns)
        : this(entries, 0, columns, rows, columns, false) { }

    /// <summary>The transpose, without a copy.</summary>
    public Operand<T> Transpose() => this with { Rows = Columns, Columns = Rows, Transposed = !Transposed };

    /// <summary>Distance in memory of two entries that are neighbours in a column.</summary>
    public int RowStep => Transposed ? 1 : Stride;

    /// <summary>Distance in memory of two entries that are neighbours in a row.</summary>
    public int ColumnStep => Transposed ? Stride : 1;

    /// <summary>Whether every entry lies inside the array.</summary>
    public bool Fits =>
        Rows == 0
        || Columns == 0
        || Offset + ((long)(Rows - 1) * RowStep) + ((long)(Columns - 1) * ColumnStep) < Entries.Length;
}

/// <summary>A matrix that a product writes, row by row with a stride.</summary>
/// <param name="Entries">Memory; row i starts at Offset + i·Stride.</param>
/// <param name="Offset">Position of the first entry.</param>
/// <param name="Stride">Distance of two rows.</param>
/// <param name="Accumulate">Whether the product is added to what is there, instead of replacing it.</param>
internal readonly record struct Target<T>(T[] Entries, int Offset, int Stride, bool Accumulate = false)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A whole array with the given number of columns, overwritten.</summary>
    public Target(T[] entries, int columns)
        : this(entries, 0, columns) { }
}
