using System;
using System.IO;

namespace Neurovariety.Data;

/// <summary>Keeps a second process, and a second run of this one, out of a folder while it is held.</summary>
/// <remarks>The system gives the lock back when the process ends, however it ends.</remarks>
internal sealed class FolderLock : IDisposable
{
    /// <summary>Name of the file that is locked; it is taken away with the lock.</summary>
    internal const string Name = ".lock";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a folder, which is made when it is missing.</summary>
    /// <returns>The lock, or null when somebody else holds it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal static FolderLock? TryTake(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(
                new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                )
            );
        }
        catch (UnauthorizedAccessException error)
        {
            throw CannotWrite(folder, "permission denied", error);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (IOException error)
        {
            throw CannotWrite(folder, error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private static IOException CannotWrite(string folder, string reason, Exception error) =>
        new(
            DataFormatException.OneLine($"cannot write {folder}: {reason}; choose a folder that can be written"),
            error
        );
}
