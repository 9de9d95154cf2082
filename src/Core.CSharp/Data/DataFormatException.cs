using System;
using System.Globalization;

namespace Neurovariety.Data;

/// <summary>A file does not hold what its format promises.</summary>
public sealed class DataFormatException : FormatException
{
    /// <summary>States which file, where in it, and what is wrong.</summary>
    /// <param name="file">Name of the file, as the user gave it.</param>
    /// <param name="offset">Byte at which reading failed, from 0; in a compressed file counted after decompression.</param>
    /// <param name="reason">What was expected and what came, in one line.</param>
    public DataFormatException(string file, long offset, string reason)
        : base(OneLine(string.Create(CultureInfo.InvariantCulture, $"{file}: byte {offset}: {reason}")))
    {
        File = file;
        Offset = offset;
        Reason = reason;
    }

    /// <summary>States which file and what is wrong with it as a whole: there is no byte to look at.</summary>
    /// <param name="file">Name of the file, as the user gave it.</param>
    /// <param name="reason">What was expected and what came, in one line.</param>
    public DataFormatException(string file, string reason)
        : base(OneLine($"{file}: {reason}"))
    {
        File = file;
        Reason = reason;
    }

    /// <summary>Name of the file, as the user gave it.</summary>
    public string File { get; }

    /// <summary>Byte at which reading failed, from 0; 0 also where the file as a whole is wrong.</summary>
    public long Offset { get; }

    /// <summary>What was expected and what came.</summary>
    public string Reason { get; }

    /// <summary>The text with every control character replaced by a question mark.</summary>
    internal static string OneLine(string text) =>
        string.Create(
            text.Length,
            text,
            static (line, source) =>
            {
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] = char.IsControl(source[i]) || source[i] is (char)0x2028 or (char)0x2029 ? '?' : source[i];
                }
            }
        );
}
