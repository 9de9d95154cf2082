using System;
using System.IO;

namespace Neurovariety.Data;

/// <summary>Opens files for reading, with errors of one line that name the file.</summary>
internal static class SourceFile
{
    /// <summary>Opens an existing file for reading and seeking; what comes through a pipe is read to its end first.</summary>
    /// <exception cref="IOException">There is no such file, it cannot be read, or a pipe gives more than 2 GB.</exception>
    internal static Stream Open(string path)
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

        return file.CanSeek ? file : Drain(file, path);
    }

    /// <summary>All bytes of an existing file.</summary>
    /// <exception cref="IOException">There is no such file, it cannot be read, or it exceeds 2 GB.</exception>
    internal static byte[] ReadAll(string path)
    {
        using Stream file = Open(path);
        if (file.Length > Array.MaxLength)
        {
            throw new IOException($"cannot read {path}: more than 2 GB");
        }

        byte[] contents = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(contents);
        return contents;
    }

    private static MemoryStream Drain(FileStream pipe, string path)
    {
        using (pipe)
        {
            MemoryStream contents = new();
            try
            {
                pipe.CopyTo(contents);
            }
            catch (IOException error)
            {
                throw new IOException(DataFormatException.OneLine($"cannot read {path}: {error.Message}"), error);
            }

            contents.Position = 0;
            return contents;
        }
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
