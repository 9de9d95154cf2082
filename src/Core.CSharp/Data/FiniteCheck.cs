using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Refuses matrices with entries that are not finite.</summary>
internal static class FiniteCheck
{
    /// <summary>Throws at the first entry that is NaN or infinite; rows and columns are counted from 1.</summary>
    internal static void Check(Matrix matrix, string name, long offset, string what = "")
    {
        ReadOnlySpan<double> entries = matrix.Entries;
        for (int i = 0; i < entries.Length; i++)
        {
            if (!double.IsFinite(entries[i]))
            {
                int row = (i / matrix.ColumnCount) + 1;
                int column = (i % matrix.ColumnCount) + 1;
                string found = double.IsNaN(entries[i]) ? "NaN" : "infinite";
                throw new DataFormatException(
                    name,
                    offset,
                    $"{what}row {row}, column {column} is {found}, expected finite numbers"
                );
            }
        }
    }
}
