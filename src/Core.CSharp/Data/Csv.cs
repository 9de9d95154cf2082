using System;
using System.Globalization;
using System.IO;
using System.Text;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads and writes matrices as text: a line for each row.</summary>
/// <remarks>
/// <para>Fields are separated by commas, by semicolons, or by blanks; the first line of numbers decides. Numbers have a decimal point and may
/// stand in quotes. Empty lines and all that follows a '#' are passed over.</para>
/// <para>A first line in which no cell is a number, or that reads 0, 1, …, n − 1 as pandas writes it, is a header. Cells such as NA or NaN
/// stand for missing numbers: such a line is data, and is refused. Under a header whose first name is empty the first column is the index
/// that pandas writes, and is left out where it reads 0, 1, …</para>
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
    public static Matrix Read(string path) => ReadWithNotes(path).Matrix;

    /// <summary>Reads a matrix and says what was taken for a header.</summary>
    /// <param name="path">The text file.</param>
    /// <param name="header">Whether the first line is one.</param>
    /// <returns>The matrix, at least one row; all entries are finite.</returns>
    /// <exception cref="DataFormatException">
    /// A field is no finite number, or rows differ in length; the message names line and column, both from 1.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvReading ReadWithNotes(string path, CsvHeader header = CsvHeader.Auto) =>
        ParseWithNotes(SourceFile.ReadAll(path), path, header);

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
                    WriteRow(writer, matrix.Row(i), i == 0);
                }
            }
        );
    }

    /// <summary>A matrix from the bytes of a file.</summary>
    internal static Matrix Parse(ReadOnlySpan<byte> file, string name) =>
        ParseWithNotes(file, name, CsvHeader.Auto).Matrix;

    /// <summary>The same with the header and what was decided.</summary>
    internal static CsvReading ParseWithNotes(ReadOnlySpan<byte> file, string name, CsvHeader header)
    {
        FirstBytes.Check(file, name, "expected lines of numbers; the file holds no numbers");
        CsvRows rows = new(name, header);
        int start = file.StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        while (start < file.Length)
        {
            int length = file[start..].IndexOf((byte)'\n');
            int end = length < 0 ? file.Length : start + length;
            rows.AddLine(file[start..end], start);
            start = end + 1;
        }

        return rows.ToReading(file.Length);
    }

    // A first row 0, 1, ... would be taken for a header: a decimal point shows that it is data.
    private static void WriteRow(StreamWriter writer, ReadOnlySpan<double> row, bool first)
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (j > 0)
            {
                writer.Write(',');
            }

            string number = row[j].ToString("R", CultureInfo.InvariantCulture);
            writer.Write(first && j == 0 && number == "0" ? "0.0" : number);
        }

        writer.Write('\n');
    }
}
