using System;
using System.IO;

namespace Neurovariety.Data;

/// <summary>Opens files for reading, with errors of one line that name the file.</summary>
internal static class SourceFile
{
    /// <summary>Opens an existing file.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    internal static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new IOException(DataFormatException.OneLine($"cannot read {path}: {Reason(path, error)}"), error);
        }

        if (!file.CanSeek)
        {
            file.Dispose();
            throw new IOException(
                DataFormatException.OneLine($"cannot read {path}: it is a pipe, a file was expected")
            );
        }

        return file;
    }

    /// <summary>All bytes of an existing file.</summary>
    /// <exception cref="IOException">There is no such file, it cannot be read, or it exceeds 2 GB.</exception>
    internal static byte[] ReadAll(string path)
    {
        using FileStream file = Open(path);
        if (file.Length > Array.MaxLength)
        {
            throw new IOException($"cannot read {path}: more than 2 GB");
        }

        byte[] contents = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(contents);
        return contents;
    }

    private static string Reason(string path, Exception error) =>
        error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
            UnauthorizedAccessException => "permission denied",
            _ => error.Message.TrimEnd('.'),
        };
}
