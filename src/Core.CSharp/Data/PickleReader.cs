using System;
using System.Buffers.Binary;
using System.Text;

namespace Neurovariety.Data;

/// <summary>The bytes of a pickle with the place reached; every length is checked before it is used.</summary>
internal sealed class PickleReader(ReadOnlyMemory<byte> bytes, string file, long start)
{
    private const int LongestName = 256;

    /// <summary>The place reached.</summary>
    internal int At { get; private set; }

    /// <summary>Number of bytes.</summary>
    internal int Length => bytes.Length;

    /// <summary>The next bytes.</summary>
    internal ReadOnlySpan<byte> ReadBytes(long count)
    {
        if (count < 0 || count > bytes.Length - At)
        {
            throw Wrong($"{count} bytes were promised, {bytes.Length - At} follow (truncated)");
        }

        ReadOnlySpan<byte> taken = bytes.Span.Slice(At, (int)count);
        At += (int)count;
        return taken;
    }

    /// <summary>The next byte.</summary>
    internal byte ReadByte() => ReadBytes(1)[0];

    /// <summary>The next four bytes as a number without sign.</summary>
    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>A whole number of up to eight bytes in two's complement.</summary>
    internal long ReadLong(int size)
    {
        ReadOnlySpan<byte> digits = ReadBytes(size);
        long value = size > 0 && digits[^1] >= 0x80 ? -1 : 0;
        for (int i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        return value;
    }

    /// <summary>Text in UTF-8.</summary>
    internal string ReadText(long length)
    {
        ReadOnlySpan<byte> text = ReadBytes(length);
        try
        {
            return s_utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("a text is no UTF-8");
        }
    }

    /// <summary>A line of ASCII, without its end.</summary>
    internal string ReadLine()
    {
        ReadOnlySpan<byte> rest = bytes.Span[At..];
        int length = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Wrong($"a name of at most {LongestName} characters was expected");
        }

        string line = Encoding.Latin1.GetString(rest[..length]);
        At += length + 1;
        return line;
    }

    /// <summary>An error at the place reached.</summary>
    internal DataFormatException Wrong(string reason) => new(file, start + At, $"pickle: {reason}");

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);
}
