using System;
using System.Collections.Generic;

namespace Neurovariety.Data;

/// <summary>Where a data set was found.</summary>
public enum DatasetOrigin
{
    /// <summary>The folder that the user named.</summary>
    Requested,

    /// <summary>The folder that the environment variable NEUROVARIETY_DATA names.</summary>
    Environment,

    /// <summary>The user's cache folder.</summary>
    Cache,

    /// <summary>Downloaded just now into the cache folder.</summary>
    Downloaded,

    /// <summary>Drawn by the program.</summary>
    Synthetic,
}

/// <summary>Images to train on and images to test on.</summary>
/// <param name="Train">Training images with labels.</param>
/// <param name="Test">Test images with labels, of the same size.</param>
/// <param name="Origin">Where they were found.</param>
/// <param name="Location">The folder they were read from; for synthetic digits a few words.</param>
/// <param name="Warnings">What the user must be told, a line each; empty when all went as asked.</param>
public sealed record Dataset(
    ImageSet Train,
    ImageSet Test,
    DatasetOrigin Origin,
    string Location,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>Whether the images were drawn by the program.</summary>
    public bool IsSynthetic => Origin == DatasetOrigin.Synthetic;
}

/// <summary>Where to look for MNIST, and what to do when it is not there.</summary>
public sealed record DatasetOptions
{
    /// <summary>Name of the environment variable that names a data folder.</summary>
    public const string FolderVariable = "NEUROVARIETY_DATA";

    /// <summary>A folder, or <c>mnist</c>, or <c>synthetic</c>; null is <c>mnist</c>.</summary>
    public string? Requested { get; init; }

    /// <summary>The folder that the environment names; null when it names none.</summary>
    public string? EnvironmentFolder { get; init; }

    /// <summary>The folder that downloads go to.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Where to download from, tried in this order; none: no download.</summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = MnistFiles.Mirrors;

    /// <summary>The four files to download, with their hashes.</summary>
    public IReadOnlyList<IdxFile> Files { get; init; } = MnistFiles.All;

    /// <summary>How long one connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a connection may be silent before it is given up.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether synthetic digits with a warning stand in for MNIST that cannot be had; else that is an error.</summary>
    public bool SyntheticFallback { get; init; } = true;

    /// <summary>Number of synthetic training digits.</summary>
    public int SyntheticTrainCount { get; init; } = 6000;

    /// <summary>Number of synthetic test digits.</summary>
    public int SyntheticTestCount { get; init; } = 1000;

    /// <summary>Seed of the synthetic digits.</summary>
    public ulong SyntheticSeed { get; init; }

    /// <summary>The options of this user: the environment variable and the platform's cache folder.</summary>
    /// <param name="requested">A folder, or <c>mnist</c>, or <c>synthetic</c>; null is <c>mnist</c>.</param>
    /// <returns>Options to change with <c>with</c>.</returns>
    public static DatasetOptions ForUser(string? requested)
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        return new DatasetOptions
        {
            Requested = requested,
            EnvironmentFolder = string.IsNullOrWhiteSpace(folder) ? null : folder,
            CacheFolder = UserCache.Folder("mnist"),
        };
    }
}
