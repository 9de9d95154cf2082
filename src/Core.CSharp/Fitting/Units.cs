using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>Picks units of D^m, e real coordinates at a time, out of matrices written out over R.</summary>
internal static class Units
{
    /// <summary>The columns of the first units.</summary>
    internal static Matrix Columns(Matrix matrix, int count, int e) =>
        Columns(matrix, [.. Enumerable.Range(0, count)], e);

    /// <summary>The columns of the given units, in the given order.</summary>
    internal static Matrix Columns(Matrix matrix, IReadOnlyList<int> units, int e)
    {
        int width = units.Count * e;
        double[] entries = new double[matrix.RowCount * width];
        for (int row = 0; row < matrix.RowCount; row++)
        {
            for (int k = 0; k < units.Count; k++)
            {
                matrix.Row(row).Slice(units[k] * e, e).CopyTo(entries.AsSpan((row * width) + (k * e), e));
            }
        }

        return Matrix.Adopt(matrix.RowCount, width, entries);
    }

    /// <summary>The rows of the given units, in the given order.</summary>
    internal static Matrix Rows(Matrix matrix, IReadOnlyList<int> units, int e)
    {
        int block = e * matrix.ColumnCount;
        double[] entries = new double[units.Count * block];
        for (int k = 0; k < units.Count; k++)
        {
            matrix.Entries.Slice(units[k] * block, block).CopyTo(entries.AsSpan(k * block, block));
        }

        return Matrix.Adopt(units.Count * e, matrix.ColumnCount, entries);
    }
}
