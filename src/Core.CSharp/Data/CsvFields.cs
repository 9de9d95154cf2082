using System;
using System.Globalization;

namespace Neurovariety.Data;

/// <summary>Takes a line of text apart.</summary>
internal static class CsvFields
{
    private const byte Blank = (byte)' ';
    private const byte Quote = (byte)'"';

    /// <summary>The separator that a line uses: a semicolon, else a comma, else blanks.</summary>
    internal static byte Separator(ReadOnlySpan<byte> content)
    {
        if (content.Contains((byte)';'))
        {
            return (byte)';';
        }

        return content.Contains((byte)',') ? (byte)',' : Blank;
    }

    /// <summary>The place of a number sign outside quotes, or -1.</summary>
    internal static int IndexOfComment(ReadOnlySpan<byte> line)
    {
        int sign = line.IndexOf((byte)'#');
        return sign < 0 || line[..sign].Count(Quote) % 2 == 0 ? sign : -1;
    }

    /// <summary>Takes the next field off the line; separators within quotes are part of it.</summary>
    internal static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest, byte separator, out bool last)
    {
        int closing = rest.Length > 0 && rest[0] == Quote ? rest[1..].IndexOf(Quote) + 1 : 0;
        ReadOnlySpan<byte> tail = rest[closing..];
        int end = separator == Blank ? tail.IndexOfAny(Blank, (byte)'\t') : tail.IndexOf(separator);
        last = end < 0;
        ReadOnlySpan<byte> field = last ? rest : rest[..(closing + end)];
        rest = last ? [] : Trim(rest[(closing + end + 1)..]);
        return Trim(field);
    }

    /// <summary>A field without the quotes around it.</summary>
    internal static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> field) =>
        field.Length > 1 && field[0] == Quote && field[^1] == Quote ? Trim(field[1..^1]) : field;

    /// <summary>The number of a field, with or without quotes.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> field, out double value) =>
        double.TryParse(Unquote(field), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Without blanks at both ends.</summary>
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r"u8);
}
