using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Neurovariety.Data;

/// <summary>One of the four files of a data set in IDX form, as it is recognised and checked.</summary>
/// <param name="Name">Name of the uncompressed file, for example <c>train-images-idx3-ubyte</c>.</param>
/// <param name="Length">Length of the uncompressed contents in bytes.</param>
/// <param name="Sha256">SHA-256 of the uncompressed contents, 64 hexadecimal digits in lower case.</param>
public sealed record IdxFile(string Name, int Length, string Sha256);

/// <summary>The four files of MNIST: their names, their contents' hashes, and how a folder is searched for them.</summary>
/// <remarks>Source: [LCB98]. The hashes were computed from the original distribution.</remarks>
public static class MnistFiles
{
    internal const int TrainImages = 0;
    internal const int TrainLabels = 1;
    internal const int TestImages = 2;
    internal const int TestLabels = 3;
    private const string ExtendedPrefix = "emnist-";
    private const string ExtendedImages = "-train-images-idx3-ubyte";

    /// <summary>The files in the order train images, train labels, test images, test labels.</summary>
    public static IReadOnlyList<IdxFile> All { get; } =
    [
        new("train-images-idx3-ubyte", 47040016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    /// <summary>Public mirrors, each a folder with the four files in gzip form.</summary>
    public static IReadOnlyList<Uri> Mirrors { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new("https://raw.githubusercontent.com/fgnt/mnist/master/"),
    ];

    /// <summary>Path of a file in a folder: plain before compressed, '-' before '.' ahead of idx.</summary>
    /// <returns>The first that exists, or null.</returns>
    internal static string? Find(string folder, IdxFile file) => FirstOf(folder, file.Name);

    /// <summary>Paths of the four files in a folder, null where one is missing.</summary>
    /// <remarks>
    /// Also in <c>raw</c> and <c>MNIST/raw</c> within it, as torchvision keeps them, and under the names of EMNIST and QMNIST.
    /// </remarks>
    /// <exception cref="IOException">The folder holds several splits of EMNIST.</exception>
    internal static string?[] FindAll(string folder, IReadOnlyList<IdxFile> files)
    {
        foreach (string place in (string[])[folder, Path.Combine(folder, "raw"), Path.Combine(folder, "MNIST", "raw")])
        {
            foreach (Func<string, string> rename in Conventions(place))
            {
                string?[] found = [.. files.Select(file => FirstOf(place, rename(file.Name)))];
                if (found.All(path => path is not null))
                {
                    return found;
                }
            }
        }

        return [.. files.Select(file => Find(folder, file))];
    }

    private static string? FirstOf(string folder, string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] names = [name, dotted, name + ".gz", dotted + ".gz"];
        return names.Select(one => Path.Combine(folder, one)).FirstOrDefault(File.Exists);
    }

    // Names as MNIST has them, QMNIST, and the one split of EMNIST that is there.
    private static IEnumerable<Func<string, string>> Conventions(string folder)
    {
        yield return name => name;
        yield return name =>
            "qmnist-" + Test(name).Replace("labels-idx1-ubyte", "labels-idx2-int", StringComparison.Ordinal);
        string[] splits = Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, ExtendedPrefix + "*" + ExtendedImages + "*")
                    .Select(path => Path.GetFileName(path)!)
                    .Select(name => name[..name.IndexOf(ExtendedImages, StringComparison.Ordinal)])
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ]
            : [];
        if (splits.Length > 1)
        {
            throw new IOException(
                DataFormatException.OneLine(
                    $"{folder}: {splits.Length} splits of EMNIST, {string.Join(", ", splits)}; expected a folder with one of them"
                )
            );
        }

        foreach (string split in splits)
        {
            yield return name => $"{split}-{Test(name)}";
        }
    }

    private static string Test(string name) => name.Replace("t10k-", "test-", StringComparison.Ordinal);

    /// <summary>Reads the four files, images of both halves at once.</summary>
    internal static Dataset Read(IReadOnlyList<string> paths, DatasetOrigin origin, IReadOnlyList<string> warnings)
    {
        Task<ImageSet> test = Task.Run(() => IdxReader.Read(paths[TestImages], paths[TestLabels]));
        ImageSet train;
        try
        {
            train = IdxReader.Read(paths[TrainImages], paths[TrainLabels]);
        }
        finally
        {
            Task.WaitAny(test);
        }

        ImageSet tested = test.GetAwaiter().GetResult();
        if (tested.Rows != train.Rows || tested.Columns != train.Columns)
        {
            throw new DataFormatException(
                paths[TestImages],
                8,
                $"test images of {tested.Rows} x {tested.Columns}, train images of {train.Rows} x {train.Columns}"
            );
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(paths[TrainImages])) ?? "";
        if (Path.GetFileName(paths[TrainImages]).StartsWith(ExtendedPrefix, StringComparison.Ordinal))
        {
            warnings =
            [
                .. warnings,
                "EMNIST stores its images with rows and columns exchanged; they are taken as stored",
            ];
        }

        return new Dataset(train, tested, origin, folder, warnings);
    }
}
