using System;
using System.Text;

namespace Neurovariety.Data;

/// <summary>Tells files that are something else altogether by their first bytes, before a parser quotes what it stumbled over.</summary>
internal static class FirstBytes
{
    private const int Looked = 256;

    /// <summary>Refuses an empty file, a pointer of Git LFS, a web page and some other kinds, each by its own line.</summary>
    /// <param name="file">The contents, or at least their first bytes.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="expected">What would be read, for an empty file.</param>
    /// <exception cref="DataFormatException">The file is one of those.</exception>
    internal static void Check(ReadOnlySpan<byte> file, string name, string expected)
    {
        if (Describe(file, expected) is { } reason)
        {
            throw new DataFormatException(name, reason);
        }
    }

    private static string? Describe(ReadOnlySpan<byte> file, string expected)
    {
        string start = Encoding.Latin1.GetString(file[..Math.Min(file.Length, Looked)]);
        string text = start.TrimStart((char)0xEF, (char)0xBB, (char)0xBF, ' ', '\t', '\r', '\n');
        bool Begins(string words) => text.StartsWith(words, StringComparison.OrdinalIgnoreCase);
        return file.IsEmpty ? $"the file is empty, {expected}"
            : Begins("version https://git-lfs.github.com/spec/")
                ? "a pointer of Git LFS, not the file that it stands for; fetch that by: git lfs pull"
            : Begins("<!doctype html") || Begins("<html") || Begins("<head")
                ? "a web page (HTML), not the file that was meant: the download went wrong"
            : Begins("<?xml") ? "an XML document, not the file that was meant: the download went wrong"
            : start.StartsWith("\u0089HDF\r\n", StringComparison.Ordinal)
                ? "an HDF5 file, as Keras writes them, is not read; in Python: numpy.savez(path, *model.get_weights())"
            : null;
    }
}
