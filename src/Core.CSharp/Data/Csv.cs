using System;
using System.Globalization;
using System.IO;
using System.Text;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads and writes matrices as text: a line for each row.</summary>
/// <remarks>
/// Fields are separated by commas, by semicolons, or by blanks; the first line of numbers decides. A first line
/// without anything like a number is a header and is passed over, as are empty lines and all that follows a '#'. Numbers have a
/// decimal point.
/// </remarks>
public static class Csv
{
    /// <summary>Reads a matrix.</summary>
    /// <param name="path">The text file.</param>
    /// <returns>The matrix, at least one row; all entries are finite.</returns>
    /// <exception cref="DataFormatException">
    /// A field is no finite number, or rows differ in length; the message names line and column, both from 1.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Matrix Read(string path) => Parse(SourceFile.ReadAll(path), path);

    /// <summary>Writes a matrix with commas; reading it again gives the same bits.</summary>
    /// <param name="path">Where the file shall stand.</param>
    /// <param name="matrix">Matrix, m × n.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        AtomicFile.Write(
            path,
            stream =>
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
                for (int i = 0; i < matrix.RowCount; i++)
                {
                    WriteRow(writer, matrix.Row(i));
                }
            }
        );
    }

    /// <summary>A matrix from the bytes of a file.</summary>
    internal static Matrix Parse(ReadOnlySpan<byte> file, string name)
    {
        CsvRows rows = new(name);
        int start = file.StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        while (start < file.Length)
        {
            int length = file[start..].IndexOf((byte)'\n');
            int end = length < 0 ? file.Length : start + length;
            rows.AddLine(file[start..end], start);
            start = end + 1;
        }

        return rows.ToMatrix(file.Length);
    }

    private static void WriteRow(StreamWriter writer, ReadOnlySpan<double> row)
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (j > 0)
            {
                writer.Write(',');
            }

            writer.Write(row[j].ToString("R", CultureInfo.InvariantCulture));
        }

        writer.Write('\n');
    }
}
