using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Collects the lines of a text file into a matrix.</summary>
internal sealed class CsvRows(string name, CsvHeader header)
{
    private const byte Blank = (byte)' ';
    private const int LongestQuote = 24;
    private const int LongestName = 100;

    // Cells that stand for a number that is missing: a line with one of them is data.
    private static readonly HashSet<string> s_missing = new(StringComparer.OrdinalIgnoreCase)
    {
        "na",
        "n/a",
        "nan",
        "#n/a",
        "null",
        "none",
        "nil",
        "inf",
        "infinity",
        "missing",
        "?",
    };

    private readonly List<double> _entries = [];
    private readonly List<string> _notes = [];
    private string[] _names = [];
    private int _line;
    private int _columns = -1;
    private int _rows;
    private byte _separator;
    private bool _headerSeen;

    /// <summary>Adds one line, without its end.</summary>
    internal void AddLine(ReadOnlySpan<byte> line, long offset)
    {
        _line++;
        int comment = CsvFields.IndexOfComment(line);
        ReadOnlySpan<byte> content = CsvFields.Trim(comment < 0 ? line : line[..comment]);
        if (content.IsEmpty)
        {
            return;
        }

        byte separator = _rows > 0 ? _separator : CsvFields.Separator(content);
        if (_rows == 0 && !_headerSeen && TakeHeader(content, separator))
        {
            _headerSeen = true;
            return;
        }

        _separator = separator;
        int columns = 0;
        bool last = false;
        while (!last)
        {
            ReadOnlySpan<byte> field = CsvFields.Next(ref content, separator, out last);
            columns++;
            _entries.Add(ParseField(field, columns, offset));
        }

        if (_columns >= 0 && columns != _columns)
        {
            throw new DataFormatException(
                name,
                offset,
                $"line {_line}, column {Math.Min(columns, _columns) + 1}: {columns} numbers, the lines before have {_columns}"
            );
        }

        _columns = columns;
        _rows++;
    }

    /// <summary>The matrix of all lines.</summary>
    internal CsvReading ToReading(long length)
    {
        if (_rows == 0)
        {
            throw new DataFormatException(name, length, $"line {_line + 1}, column 1: the file holds no numbers");
        }

        string[] names = _names.Length == _columns ? _names : [];
        Matrix matrix = Matrix.Adopt(_rows, _columns, [.. _entries]);
        if (names.Length < 2 || names[0].Length > 0 || !IsIndex(matrix))
        {
            return new CsvReading(matrix, names, _notes);
        }

        _notes.Add("the first column has no name and reads 0, 1, ...: it was taken for an index and left out");
        return new CsvReading(WithoutFirst(matrix), names[1..], _notes);
    }

    private static bool IsIndex(Matrix matrix)
    {
        for (int i = 0; i < matrix.RowCount; i++)
        {
            if (matrix[i, 0] != i)
            {
                return false;
            }
        }

        return true;
    }

    private static Matrix WithoutFirst(Matrix matrix)
    {
        double[] entries = new double[matrix.RowCount * (matrix.ColumnCount - 1)];
        for (int i = 0; i < matrix.RowCount; i++)
        {
            matrix.Row(i)[1..].CopyTo(entries.AsSpan(i * (matrix.ColumnCount - 1)));
        }

        return Matrix.Adopt(matrix.RowCount, matrix.ColumnCount - 1, entries);
    }

    private bool TakeHeader(ReadOnlySpan<byte> content, byte separator)
    {
        if (header == CsvHeader.No)
        {
            return false;
        }

        List<string> cells = [];
        bool names = true;
        bool counted = true;
        bool last = false;
        while (!last)
        {
            ReadOnlySpan<byte> field = CsvFields.Next(ref content, separator, out last);
            string text = Encoding.UTF8.GetString(CsvFields.Unquote(field));
            names &= !IsData(field, text, cells.Count);
            bool empty = cells.Count == 0 && text.Length == 0;
            counted &=
                empty
                || text
                    == (cells.Count - (cells.Count > 0 && cells[0].Length == 0 ? 1 : 0)).ToString(
                        CultureInfo.InvariantCulture
                    );
            cells.Add(text);
        }

        counted &= cells.Count > 1;
        if (header == CsvHeader.Auto && !names && !counted)
        {
            return false;
        }

        _names = [.. cells];
        if (header == CsvHeader.Auto)
        {
            string shown = string.Join(',', cells);
            shown = shown.Length > LongestName ? shown[..LongestName] + "..." : shown;
            _notes.Add(
                DataFormatException.OneLine($"line {_line} was taken for a header (--header no: it is data): {shown}")
            );
        }

        return true;
    }

    // A field that begins as a number does is no name: a row spoilt by one wrong character is not passed over.
    private static bool IsData(ReadOnlySpan<byte> field, string text, int column) =>
        CsvFields.TryParse(field, out _)
        || (text.Length > 0 && "+-.0123456789".Contains(text[0]))
        || (text.Length == 0 && column > 0)
        || s_missing.Contains(text);

    private double ParseField(ReadOnlySpan<byte> field, int column, long offset)
    {
        if (CsvFields.TryParse(field, out double value) && double.IsFinite(value))
        {
            return value;
        }

        string quoted = Encoding.UTF8.GetString(field[..Math.Min(field.Length, LongestQuote)]);
        string found = field.IsEmpty ? "nothing" : $"'{quoted}'";
        throw new DataFormatException(
            name,
            offset,
            $"line {_line}, column {column}: {found} stands where a finite number was expected"
        );
    }
}
