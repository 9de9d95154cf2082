using System;
using System.Globalization;
using System.Text;

namespace Neurovariety.LinearAlgebra;

/// <summary>Matrices as people read them.</summary>
internal static class MatrixText
{
    private const int LargestRows = 20;
    private const int LargestColumns = 10;
    private const string Ellipsis = "...";

    /// <summary>The size, then one line for each row, the columns aligned; what is cut is shown by dots.</summary>
    internal static string Of(Matrix matrix)
    {
        int rows = Math.Min(matrix.RowCount, LargestRows);
        int columns = Math.Min(matrix.ColumnCount, LargestColumns);
        string[,] cells = new string[rows, columns];
        int[] widths = new int[columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                cells[i, j] = matrix[i, j].ToString("G5", CultureInfo.InvariantCulture);
                widths[j] = Math.Max(widths[j], cells[i, j].Length);
            }
        }

        StringBuilder text = new(matrix.Shape);
        for (int i = 0; i < rows && columns > 0; i++)
        {
            text.Append('\n');
            for (int j = 0; j < columns; j++)
            {
                text.Append("  ").Append(cells[i, j].PadLeft(widths[j]));
            }

            text.Append(columns < matrix.ColumnCount ? "  " + Ellipsis : "");
        }

        return rows < matrix.RowCount && columns > 0 ? text.Append("\n  " + Ellipsis).ToString() : text.ToString();
    }
}
