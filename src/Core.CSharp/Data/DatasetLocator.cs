using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Neurovariety.Numerics;

namespace Neurovariety.Data;

/// <summary>Finds MNIST, downloads it, or falls back on synthetic digits.</summary>
/// <remarks>
/// The order: the folder asked for; the folder that NEUROVARIETY_DATA names; the user's cache folder; the mirrors, into
/// the cache; synthetic digits, with a warning, where the options allow them. A folder that is named and not there, or that
/// holds the files but damaged ones, is an error, not passed over.
/// </remarks>
public static class DatasetLocator
{
    private const string Mnist = "mnist";
    private const string Synthetic = "synthetic";

    /// <summary>Loads the data set that the options name.</summary>
    /// <param name="options">Where to look.</param>
    /// <param name="progress">Told about downloads; may be null.</param>
    /// <param name="cancellation">Ends a download.</param>
    /// <returns>The images, with warnings to be shown to the user.</returns>
    /// <exception cref="IOException">
    /// The folder asked for lacks a file, the folder of the environment is not there, a file cannot be read, or MNIST is not to be
    /// had and synthetic digits may not stand in for it.
    /// </exception>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    public static Dataset Load(
        DatasetOptions options,
        Action<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Check(options);
        if (options.Requested == Synthetic)
        {
            return Draw(options, []);
        }

        if (options.Requested is not (null or Mnist))
        {
            return MnistFiles.Read(Complete(options.Requested, options), DatasetOrigin.Requested, []);
        }

        List<string> warnings = [];
        return FromEnvironment(options, warnings)
            ?? FromCache(options, warnings)
            ?? FromMirrors(options, warnings, progress, cancellation)
            ?? (
                options.SyntheticFallback
                    ? Draw(options, [.. warnings, SyntheticWarning(options)])
                    : throw Absent(warnings)
            );
    }

    /// <summary>Where <see cref="Load"/> would find the data now, without reading images or using the network.</summary>
    /// <param name="options">Where to look.</param>
    /// <returns>The origin and the folder; <see cref="DatasetOrigin.Downloaded"/> means that a download would be tried.</returns>
    /// <exception cref="IOException">The folder asked for lacks a file, or the folder of the environment is not there.</exception>
    public static (DatasetOrigin Origin, string Location) Locate(DatasetOptions options)
    {
        Check(options);
        if (options.Requested == Synthetic)
        {
            return (DatasetOrigin.Synthetic, SyntheticDigits.Description);
        }

        if (options.Requested is not (null or Mnist))
        {
            _ = Complete(options.Requested, options);
            return (DatasetOrigin.Requested, Path.GetFullPath(options.Requested));
        }

        RequireEnvironment(options);
        if (options.EnvironmentFolder is { } folder && IsComplete(folder, options))
        {
            return (DatasetOrigin.Environment, Path.GetFullPath(folder));
        }

        DatasetOrigin origin = IsComplete(options.CacheFolder, options)
            ? DatasetOrigin.Cache
            : DatasetOrigin.Downloaded;
        return (origin, options.CacheFolder);
    }

    /// <summary>Downloads what the cache folder lacks.</summary>
    /// <param name="options">The mirrors, the hashes and the cache folder.</param>
    /// <param name="progress">Told about each file; may be null.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <returns>The folder, which then holds all files.</returns>
    /// <exception cref="IOException">No mirror gave the right files; one line says why.</exception>
    public static string Fetch(
        DatasetOptions options,
        Action<Progress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Check(options);
        List<string> failures = DatasetDownload.Fetch(options, progress, cancellation, out bool complete);
        return complete
            ? options.CacheFolder
            : throw new IOException(
                failures.Count == 0
                    ? "cannot download: no mirrors are known"
                    : $"cannot download: {string.Join("; ", failures)}"
            );
    }

    private static void Check(DatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Files.Count != MnistFiles.All.Count)
        {
            throw new ArgumentException(
                $"files: expected {MnistFiles.All.Count}, got {options.Files.Count}",
                nameof(options)
            );
        }
    }

    private static Dataset? FromEnvironment(DatasetOptions options, List<string> warnings)
    {
        if (options.EnvironmentFolder is not { } folder)
        {
            return null;
        }

        RequireEnvironment(options);
        if (MnistFiles.FindAll(folder, options.Files).All(path => path is null))
        {
            warnings.Add(
                DataFormatException.OneLine(
                    $"{DatasetOptions.FolderVariable}={folder}: no {options.Files[0].Name}[.gz] there; looking on"
                )
            );
            return null;
        }

        return MnistFiles.Read(Complete(folder, options), DatasetOrigin.Environment, [.. warnings]);
    }

    private static Dataset? FromCache(DatasetOptions options, List<string> warnings) =>
        IsComplete(options.CacheFolder, options)
            ? MnistFiles.Read(Complete(options.CacheFolder, options), DatasetOrigin.Cache, [.. warnings])
            : null;

    private static Dataset? FromMirrors(
        DatasetOptions options,
        List<string> warnings,
        Action<Progress>? progress,
        CancellationToken cancellation
    )
    {
        warnings.AddRange(DatasetDownload.Fetch(options, progress, cancellation, out bool complete));
        return complete
            ? MnistFiles.Read(Complete(options.CacheFolder, options), DatasetOrigin.Downloaded, [.. warnings])
            : null;
    }

    private static Dataset Draw(DatasetOptions options, IReadOnlyList<string> warnings)
    {
        RandomSource random = RandomSource.FromSeed(options.SyntheticSeed);
        return new Dataset(
            SyntheticDigits.Draw(options.SyntheticTrainCount, random.Split("train")),
            SyntheticDigits.Draw(options.SyntheticTestCount, random.Split("test")),
            DatasetOrigin.Synthetic,
            SyntheticDigits.Description,
            warnings
        );
    }

    private static string SyntheticWarning(DatasetOptions options) =>
        $"MNIST was not found and could not be downloaded: USING {options.SyntheticTrainCount} + "
        + $"{options.SyntheticTestCount} SYNTHETIC DIGITS, so every figure differs from published ones; "
        + "name a folder with the four files by --data DIR or NEUROVARIETY_DATA";

    private static IOException Absent(IEnumerable<string> reasons) =>
        new(
            DataFormatException.OneLine(
                string.Join("; ", reasons.Prepend("MNIST was not found and could not be downloaded"))
                    + $"; name a folder with the four files, by {DatasetOptions.FolderVariable} for instance, or take synthetic digits"
            )
        );

    // A typing error in the variable must not lead to other images.
    private static void RequireEnvironment(DatasetOptions options)
    {
        if (options.EnvironmentFolder is { } folder && !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                DataFormatException.OneLine(
                    $"{DatasetOptions.FolderVariable}={folder}: no such folder; name one with {options.Files[0].Name}[.gz], or unset it"
                )
            );
        }
    }

    private static bool IsComplete(string folder, DatasetOptions options) =>
        MnistFiles.FindAll(folder, options.Files).All(path => path is not null);

    private static string[] Complete(string folder, DatasetOptions options)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                DataFormatException.OneLine(
                    $"{folder}: no such folder; give mnist, synthetic, or a folder with {options.Files[0].Name}[.gz]"
                )
            );
        }

        string?[] paths = MnistFiles.FindAll(folder, options.Files);
        int missing = Array.IndexOf(paths, null);
        return missing < 0
            ? Array.ConvertAll(paths, path => path!)
            : throw new FileNotFoundException(
                DataFormatException.OneLine($"{folder}: {options.Files[missing].Name}[.gz] is missing there")
            );
    }
}
