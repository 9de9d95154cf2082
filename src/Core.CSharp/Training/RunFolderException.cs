using System.IO;
using Neurovariety.Data;

namespace Neurovariety.Training;

/// <summary>A folder cannot be used for a run: it holds something else, another run, or a damaged one.</summary>
public sealed class RunFolderException : IOException
{
    /// <summary>States which folder and why, in one line.</summary>
    /// <param name="folder">The folder, as the user gave it.</param>
    /// <param name="reason">What is wrong and what to do.</param>
    public RunFolderException(string folder, string reason)
        : base(DataFormatException.OneLine($"run folder {folder}: {reason}"))
    {
        Folder = folder;
        Reason = reason;
    }

    /// <summary>The folder, as the user gave it.</summary>
    public string Folder { get; }

    /// <summary>What is wrong and what to do.</summary>
    public string Reason { get; }
}
