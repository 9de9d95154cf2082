using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Reads PNG files of one size as points.</summary>
internal static class PngFolder
{
    private const int MostShown = 10;

    /// <summary>
    /// All files .png of a folder, sorted by name. Where there are none, those of the folders within it, each of them a class: its label is
    /// the folder's name where all are whole numbers, else its place in the order of names.
    /// </summary>
    internal static PointValues Read(string folder)
    {
        try
        {
            string[] files = Pictures(folder);
            string[] classes = [.. Directory.EnumerateDirectories(folder).Where(inner => Pictures(inner).Length > 0)];
            string note = $"the folders within {Path.GetFileName(Path.GetFullPath(folder))} were not entered";
            return files.Length > 0
                    ? ReadFiles(files, folder) with
                    {
                        Notes = classes.Length > 0 ? [DataFormatException.OneLine(note)] : [],
                    }
                : classes.Length > 0 ? ReadClasses(classes, folder)
                : throw new DataFormatException(folder, "the folder holds no .png files");
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(DataFormatException.OneLine($"cannot read {folder}: permission denied"), error);
        }
    }

    /// <summary>Whether bytes begin as a PNG file.</summary>
    internal static bool IsPicture(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>One picture as a point.</summary>
    internal static PointValues ReadFile(byte[] file, string path)
    {
        PngImage image = PngReader.Parse(file, path);
        float[] numbers = new float[image.Grey.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(image.Grey[i] / 257.0);
        }

        return new PointValues(
            new PointShape(1, image.Height, image.Width),
            numbers,
            PointKind.Whole,
            [Path.GetFileName(path)]
        );
    }

    private static string[] Pictures(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder)
                .Where(file => Path.GetExtension(file).Equals(".png", StringComparison.OrdinalIgnoreCase))
                .OrderBy(Path.GetFileName, StringComparer.Ordinal),
        ];

    private static PointValues ReadClasses(string[] folders, string folder)
    {
        Array.Sort(folders, StringComparer.Ordinal);
        string[] names = Array.ConvertAll(folders, inner => Path.GetFileName(inner)!);
        int[] numbers = [.. names.Select((name, place) => Label(name) ?? place)];
        int[] labels = names.All(name => Label(name) is not null) ? numbers : [.. names.Select((_, place) => place)];
        List<string> files = [];
        List<int> ofFiles = [];
        for (int i = 0; i < folders.Length; i++)
        {
            string[] pictures = Pictures(folders[i]);
            files.AddRange(pictures);
            ofFiles.AddRange(Enumerable.Repeat(labels[i], pictures.Length));
        }

        string listed = string.Join(", ", names.Take(MostShown).Select((name, i) => $"{name} = {labels[i]}"));
        return ReadFiles(files, folder) with
        {
            Labels = [.. ofFiles],
            Names =
            [
                .. files.Select(file => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}"),
            ],
            Notes = [DataFormatException.OneLine($"{names.Length} folders were read as classes: {listed}")],
        };
    }

    private static int? Label(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int label) ? label : null;

    /// <summary>At least one file, as points of 0 … 255 named after the files.</summary>
    internal static PointValues ReadFiles(IReadOnlyList<string> files, string folder)
    {
        PngImage first = PngReader.Read(files[0]);
        int size = first.Width * first.Height;
        if ((long)files.Count * size > Array.MaxLength)
        {
            throw new DataFormatException(folder, $"{files.Count} pictures of {size} pixels are too many");
        }

        float[] numbers = new float[files.Count * size];
        for (int i = 0; i < files.Count; i++)
        {
            PngImage image = i == 0 ? first : PngReader.Read(files[i]);
            if (image.Width != first.Width || image.Height != first.Height)
            {
                throw new DataFormatException(
                    files[i],
                    16,
                    $"{image.Width} x {image.Height} pixels, but {Path.GetFileName(files[0])} has {first.Width} x {first.Height}"
                );
            }

            for (int j = 0; j < size; j++)
            {
                numbers[(i * size) + j] = (float)(image.Grey[j] / 257.0);
            }
        }

        PointShape shape = new(files.Count, first.Height, first.Width);
        return new PointValues(shape, numbers, PointKind.Whole, [.. files.Select(file => Path.GetFileName(file))]);
    }
}
