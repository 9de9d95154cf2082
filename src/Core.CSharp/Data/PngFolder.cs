using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Neurovariety.Data;

/// <summary>Reads PNG files of one size as points.</summary>
internal static class PngFolder
{
    /// <summary>All files .png of a folder, sorted by name; folders within it are not entered.</summary>
    internal static PointValues Read(string folder)
    {
        string[] files;
        try
        {
            files =
            [
                .. Directory
                    .EnumerateFiles(folder)
                    .Where(file => Path.GetExtension(file).Equals(".png", StringComparison.OrdinalIgnoreCase))
                    .OrderBy(Path.GetFileName, StringComparer.Ordinal),
            ];
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(DataFormatException.OneLine($"cannot read {folder}: permission denied"), error);
        }

        return files.Length > 0
            ? ReadFiles(files, folder)
            : throw new DataFormatException(folder, 0, "the folder holds no .png files");
    }

    /// <summary>At least one file, as points of 0 … 255 named after the files.</summary>
    internal static PointValues ReadFiles(IReadOnlyList<string> files, string folder)
    {
        PngImage first = PngReader.Read(files[0]);
        int size = first.Width * first.Height;
        if ((long)files.Count * size > Array.MaxLength)
        {
            throw new DataFormatException(folder, 0, $"{files.Count} pictures of {size} pixels are too many");
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
