using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>What stands in a folder that <see cref="AtomicFile"/> writes to.</summary>
internal static class StoredFolder
{
    /// <summary>Names of the files and folders within a folder, sorted; none when there is no such folder.</summary>
    /// <exception cref="IOException">The folder cannot be read, or is a file.</exception>
    internal static IReadOnlyList<string> Names(string path)
    {
        if (File.Exists(path))
        {
            throw new IOException(DataFormatException.OneLine($"cannot use {path} as a folder: it is a file"));
        }

        if (!Directory.Exists(path))
        {
            return [];
        }

        try
        {
            return
            [
                .. Directory
                    .EnumerateFileSystemEntries(path)
                    .Select(entry => Path.GetFileName(entry))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(DataFormatException.OneLine($"cannot read {path}: permission denied"), error);
        }
    }

    /// <summary>Whether a file stands there.</summary>
    internal static bool Holds(string path) => File.Exists(path);

    /// <summary>Takes a file away if it is there.</summary>
    /// <exception cref="IOException">It cannot be taken away.</exception>
    internal static void Remove(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(DataFormatException.OneLine($"cannot delete {path}: permission denied"), error);
        }
    }

    /// <summary>Takes away what a writer that was killed left behind.</summary>
    internal static void RemoveLeftovers(string path)
    {
        foreach (string name in Names(path).Where(AtomicFile.IsTemporaryName))
        {
            Remove(Path.Combine(path, name));
        }
    }
}
