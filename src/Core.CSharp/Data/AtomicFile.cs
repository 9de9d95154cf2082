using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Neurovariety.Data;

/// <summary>Writes files that appear whole or not at all.</summary>
/// <remarks>
/// The contents go to a temporary name in the same folder and to the disk; then the name is changed and the folder
/// itself flushed. A crash leaves the old file or the new one, never a part.
/// </remarks>
public static partial class AtomicFile
{
    private const int OpenReadOnly = 0;
    private const string TemporaryEnding = ".tmp";

    /// <summary>Writes a file by a procedure that fills a stream.</summary>
    /// <param name="path">Where the file shall stand; missing folders are made, an existing file is replaced.</param>
    /// <param name="write">Fills the stream; when it throws, no file appears.</param>
    /// <exception cref="IOException">The folder cannot be written; one line says which and why.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new IOException($"cannot write {path}: it names a drive");
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}{TemporaryEnding}");
        try
        {
            WriteAndRename(full, folder, temporary, write);
        }
        catch (UnauthorizedAccessException error)
        {
            throw CannotWrite(path, error, error.Message);
        }
        catch (IOException error)
        {
            // The runtime adds the name that the contents have for the moment.
            throw CannotWrite(path, error, error.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal));
        }
        finally
        {
            RemoveLeftover(temporary);
        }
    }

    /// <summary>Writes a file from bytes.</summary>
    /// <param name="path">Where the file shall stand; missing folders are made, an existing file is replaced.</param>
    /// <param name="contents">All bytes of the file.</param>
    /// <exception cref="IOException">The folder cannot be written; one line says which and why.</exception>
    public static void WriteBytes(string path, ReadOnlyMemory<byte> contents) =>
        Write(path, stream => stream.Write(contents.Span));

    /// <summary>Writes a text file in UTF-8 without a byte order mark.</summary>
    /// <param name="path">Where the file shall stand; missing folders are made, an existing file is replaced.</param>
    /// <param name="text">The whole text.</param>
    /// <exception cref="IOException">The folder cannot be written; one line says which and why.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        WriteBytes(path, new UTF8Encoding(false).GetBytes(text));
    }

    /// <summary>Whether a name is one that contents have before they are whole.</summary>
    internal static bool IsTemporaryName(string name) =>
        name.Length == 33 + TemporaryEnding.Length
        && name[0] == '.'
        && name.EndsWith(TemporaryEnding, StringComparison.Ordinal)
        && Guid.TryParseExact(name.AsSpan(1, 32), "N", out _);

    private static void WriteAndRename(string full, string folder, string temporary, Action<Stream> write)
    {
        Directory.CreateDirectory(folder);
        if (Directory.Exists(full))
        {
            throw new IOException("a folder of this name stands there");
        }

        using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, full, overwrite: true);
        FlushFolder(folder);
    }

    private static IOException CannotWrite(string path, Exception error, string reason) =>
        new(
            DataFormatException.OneLine(
                $"cannot write {path}: {reason.TrimEnd('.')}; choose a folder that can be written and has room"
            ),
            error
        );

    // The temporary file is still there only when something failed; a second failure must not hide the first.
    private static void RemoveLeftover(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (UnauthorizedAccessException) { }
        catch (IOException) { }
    }

    // Windows flushes the entry of a folder with the file and offers no call for it.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = OpenFolder(folder, OpenReadOnly);
        if (descriptor >= 0)
        {
            // Some file systems do not flush folders: the file stands either way.
            _ = FlushDescriptor(descriptor);
            _ = CloseDescriptor(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);
}
