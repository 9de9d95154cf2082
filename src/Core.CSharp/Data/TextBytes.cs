using System;

namespace Neurovariety.Data;

/// <summary>Tells text with numbers by its first bytes, where no name tells it.</summary>
internal static class TextBytes
{
    private const int Looked = 4096;

    /// <summary>Whether the first bytes are text with a digit among them.</summary>
    internal static bool Fits(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> start = file[..Math.Min(file.Length, Looked)];
        bool digit = false;
        foreach (byte value in start)
        {
            digit |= char.IsAsciiDigit((char)value);
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return digit;
    }
}
