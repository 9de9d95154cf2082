using System;
using System.IO;

namespace Neurovariety.Data;

/// <summary>The folder for files that can be fetched or computed again.</summary>
internal static class UserCache
{
    /// <summary>
    /// $XDG_CACHE_HOME/neurovariety/NAME where that variable is an absolute path; else the platform's cache folder.
    /// </summary>
    internal static string Folder(string name)
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string root = Path.IsPathFullyQualified(cache ?? "") ? cache! : PlatformFolder();
        return Path.Combine(root, "neurovariety", name);
    }

    private static string PlatformFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string root = home.Length > 0 ? home : Path.GetTempPath();
        return OperatingSystem.IsMacOS() ? Path.Combine(root, "Library", "Caches") : Path.Combine(root, ".cache");
    }
}
