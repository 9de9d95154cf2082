using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace Neurovariety.Data;

/// <summary>Writes columns of numbers with their names as comma-separated text.</summary>
public static class CsvTable
{
    /// <summary>Writes a table: a line of names, then a line for each row.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="names">Names of the columns, without commas or quotes.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="cell">The number in a row and a column, both 0-based; written so that reading it gives the same bits.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<string> names, int rowCount, Func<int, int, double> cell)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(cell);
        AtomicFile.Write(
            path,
            stream =>
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
                writer.Write(string.Join(',', names));
                for (int i = 0; i < rowCount; i++)
                {
                    writer.Write('\n');
                    for (int j = 0; j < names.Count; j++)
                    {
                        writer.Write(j == 0 ? "" : ",");
                        writer.Write(cell(i, j).ToString("R", CultureInfo.InvariantCulture));
                    }
                }

                writer.Write('\n');
            }
        );
    }
}
