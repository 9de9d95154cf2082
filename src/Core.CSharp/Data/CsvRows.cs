using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Collects the lines of a text file into a matrix.</summary>
internal sealed class CsvRows(string name)
{
    private const byte Blank = (byte)' ';
    private const int LongestQuote = 24;

    private readonly List<double> _entries = [];
    private int _line;
    private int _columns = -1;
    private int _rows;
    private byte _separator;
    private bool _headerSeen;

    /// <summary>Adds one line, without its end.</summary>
    internal void AddLine(ReadOnlySpan<byte> line, long offset)
    {
        _line++;
        int comment = line.IndexOf((byte)'#');
        ReadOnlySpan<byte> content = Trim(comment < 0 ? line : line[..comment]);
        if (content.IsEmpty)
        {
            return;
        }

        byte separator = _rows > 0 ? _separator : Separator(content);
        if (_rows == 0 && !_headerSeen && IsHeader(content, separator))
        {
            _headerSeen = true;
            return;
        }

        _separator = separator;
        int columns = 0;
        while (true)
        {
            ReadOnlySpan<byte> field = NextField(ref content, separator, out bool last);
            columns++;
            _entries.Add(ParseField(field, columns, offset));
            if (last)
            {
                break;
            }
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
    internal Matrix ToMatrix(long length) =>
        _rows > 0
            ? Matrix.Adopt(_rows, _columns, [.. _entries])
            : throw new DataFormatException(name, length, $"line {_line + 1}, column 1: the file holds no numbers");

    private static byte Separator(ReadOnlySpan<byte> content)
    {
        if (content.Contains((byte)';'))
        {
            return (byte)';';
        }

        return content.Contains((byte)',') ? (byte)',' : Blank;
    }

    // A field that begins as a number does is no name: a row spoilt by one wrong character is not passed over.
    private static bool IsHeader(ReadOnlySpan<byte> content, byte separator)
    {
        while (true)
        {
            ReadOnlySpan<byte> field = NextField(ref content, separator, out bool last);
            if (TryParse(field, out _) || (!field.IsEmpty && "+-.0123456789"u8.Contains(field[0])))
            {
                return false;
            }

            if (last)
            {
                return true;
            }
        }
    }

    private static ReadOnlySpan<byte> NextField(ref ReadOnlySpan<byte> rest, byte separator, out bool last)
    {
        int end = separator == Blank ? rest.IndexOfAny(Blank, (byte)'\t') : rest.IndexOf(separator);
        last = end < 0;
        ReadOnlySpan<byte> field = last ? rest : rest[..end];
        rest = last ? [] : rest[(end + 1)..];
        if (separator == Blank)
        {
            rest = Trim(rest);
        }

        return Trim(field);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r"u8);

    private static bool TryParse(ReadOnlySpan<byte> field, out double value) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private double ParseField(ReadOnlySpan<byte> field, int column, long offset)
    {
        if (TryParse(field, out double value) && double.IsFinite(value))
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
