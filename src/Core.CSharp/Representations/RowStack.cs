using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>Matrices laid over each other, and cut again.</summary>
internal static class RowStack
{
    internal static Matrix Join(IReadOnlyList<Matrix> parts)
    {
        int columns = parts[0].ColumnCount;
        int rows = parts.Sum(part => part.RowCount);
        double[] entries = new double[checked(rows * columns)];
        int at = 0;
        foreach (Matrix part in parts)
        {
            part.Entries.CopyTo(entries.AsSpan(at));
            at += part.Entries.Length;
        }

        return Matrix.Adopt(rows, columns, entries);
    }

    internal static Matrix Rows(Matrix a, int start, int count) =>
        Matrix.FromEntries(count, a.ColumnCount, a.Entries.Slice(start * a.ColumnCount, count * a.ColumnCount));

    /// <summary>The count x count block on the rows from top and the columns from left.</summary>
    internal static Matrix Block(Matrix a, int top, int left, int count)
    {
        double[] entries = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            a.Row(top + i).Slice(left, count).CopyTo(entries.AsSpan(i * count));
        }

        return Matrix.Adopt(count, count, entries);
    }
}
