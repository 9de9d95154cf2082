using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Neurovariety.Data;

/// <summary>The header of a .npy file: a dictionary with three keys, written as a Python literal.</summary>
internal sealed class NpyHeader
{
    private const uint LongestText = ushort.MaxValue;

    private readonly string _text;
    private readonly NpySource _source;
    private readonly int _start;
    private int _at;

    private NpyHeader(string text, NpySource source, int start)
    {
        _text = text;
        _source = source;
        _start = start;
    }

    /// <summary>The first bytes of every file.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Type of the numbers, for example <c>&lt;f8</c>; empty for an array of records.</summary>
    internal string Type { get; private set; } = "";

    /// <summary>The fields of an array of records, as the header has them; null for plain numbers.</summary>
    internal string? Fields { get; private set; }

    /// <summary>Whether the first index runs fastest.</summary>
    internal bool FortranOrder { get; private set; }

    /// <summary>Dimensions, each at least 0.</summary>
    internal IReadOnlyList<long> Shape { get; private set; } = [];

    /// <summary>Byte at which the numbers begin.</summary>
    internal int DataStart => _start + _text.Length;

    /// <summary>Whether bytes begin with a whole header; its contents may still be wrong.</summary>
    internal static bool Fits(ReadOnlySpan<byte> start) =>
        start.Length >= 12 && start.StartsWith(Magic) && Length(start) <= start.Length - Start(start);

    /// <summary>Reads the header.</summary>
    internal static NpyHeader Parse(ReadOnlySpan<byte> file, NpySource source)
    {
        if (!file.StartsWith(Magic))
        {
            throw source.Wrong(0, "no .npy file: it does not begin with 0x93 NUMPY");
        }

        if (file.Length < 8 || file[6] is not (1 or 2 or 3))
        {
            throw source.Wrong(6, "version 1, 2 or 3 of the .npy format was expected");
        }

        int start = Start(file);
        if (file.Length < start)
        {
            throw source.Wrong(file.Length, "the file ends within its header (truncated)");
        }

        uint length = Length(file);
        if (length > (uint)(file.Length - start) || length > LongestText)
        {
            throw source.Wrong(
                8,
                $"a header of {length} bytes exceeds the file (truncated), or the {LongestText} that numbers need at most"
            );
        }

        // Every byte becomes one character, so positions in the text are positions in the file.
        NpyHeader header = new(Encoding.Latin1.GetString(file.Slice(start, (int)length)), source, start);
        header.ParseDictionary();
        return header;
    }

    private static int Start(ReadOnlySpan<byte> file) => file[6] == 1 ? 10 : 12;

    private static uint Length(ReadOnlySpan<byte> file) =>
        file[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);

    private void ParseDictionary()
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        Expect('{');
        while (!TryRead('}'))
        {
            string key = ParseString();
            Expect(':');
            if (!keys.Add(key))
            {
                throw Wrong($"'{key}' stands there twice");
            }

            ParseValue(key);
            if (!TryRead(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_at != _text.Length || keys.Count != 3)
        {
            throw Wrong("expected a dictionary of descr, fortran_order and shape");
        }
    }

    private void ParseValue(string key)
    {
        switch (key)
        {
            case "descr":
                SkipSpace();
                Fields = _at < _text.Length && _text[_at] == '[' ? ParseFields() : null;
                Type = Fields is null ? ParseString() : "";
                break;
            case "fortran_order":
                FortranOrder = ParseBoolean();
                break;
            case "shape":
                Shape = ParseTuple();
                break;
            default:
                throw Wrong($"unknown key '{key}'");
        }
    }

    private string ParseString()
    {
        SkipSpace();
        if (_at < _text.Length && (_text[_at] is '\'' or '"'))
        {
            int end = _text.IndexOf(_text[_at], _at + 1);
            if (end >= 0)
            {
                string found = _text[(_at + 1)..end];
                _at = end + 1;
                return found;
            }
        }

        throw Wrong("a quoted name was expected");
    }

    // A list of tuples, up to the bracket that closes it.
    private string ParseFields()
    {
        int first = _at;
        int depth = 0;
        while (_at < _text.Length)
        {
            switch (_text[_at])
            {
                case '[' or '(':
                    depth++;
                    break;
                case ']' or ')':
                    depth--;
                    break;
                case '\'' or '"':
                    _ = ParseString();
                    continue;
                default:
                    break;
            }

            _at++;
            if (depth == 0)
            {
                return _text[first.._at];
            }
        }

        throw Wrong("a list of fields does not end");
    }

    private bool ParseBoolean()
    {
        SkipSpace();
        foreach (bool value in (ReadOnlySpan<bool>)[false, true])
        {
            string word = value ? "True" : "False";
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0)
            {
                _at += word.Length;
                return value;
            }
        }

        throw Wrong("True or False was expected");
    }

    private List<long> ParseTuple()
    {
        List<long> numbers = [];
        Expect('(');
        while (!TryRead(')'))
        {
            numbers.Add(
                numbers.Count < StridedCopy.MostDimensions
                    ? ParseNumber()
                    : throw Wrong($"at most {StridedCopy.MostDimensions} dimensions were expected")
            );
            if (!TryRead(','))
            {
                Expect(')');
                break;
            }
        }

        return numbers;
    }

    private long ParseNumber()
    {
        SkipSpace();
        int first = _at;
        long number = 0;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]) && _at - first < 18)
        {
            number = (10 * number) + (_text[_at++] - '0');
        }

        if (_at == first)
        {
            throw Wrong("a number of at most 18 digits was expected");
        }

        // Python 2 wrote long numbers with an L.
        _at += _at < _text.Length && _text[_at] == 'L' ? 1 : 0;
        return number;
    }

    private void Expect(char wanted)
    {
        if (!TryRead(wanted))
        {
            throw Wrong($"'{wanted}' was expected");
        }
    }

    private bool TryRead(char wanted)
    {
        SkipSpace();
        bool found = _at < _text.Length && _text[_at] == wanted;
        _at += found ? 1 : 0;
        return found;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\n' or '\t'))
        {
            _at++;
        }
    }

    private DataFormatException Wrong(string reason) => _source.Wrong(_start + _at, $"header of .npy: {reason}");
}
