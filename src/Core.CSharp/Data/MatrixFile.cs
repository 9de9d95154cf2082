using System;
using System.IO;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Data;

/// <summary>Reads and writes a matrix in the format that the file's name ends with.</summary>
public static class MatrixFile
{
    private const string Expected = "expected .npy, .csv (or .txt, .tsv) or .safetensors";

    /// <summary>Reads a matrix.</summary>
    /// <param name="path">
    /// A file .npy, .csv, .txt, .tsv, or the weights of a linear model as .safetensors: those are multiplied out, decoder
    /// times encoder.
    /// </param>
    /// <returns>The matrix; all entries are finite.</returns>
    /// <exception cref="DataFormatException">The file breaks its format, or an entry is not finite.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Matrix Read(string path) => ReadWithNotes(path).Matrix;

    /// <summary>Reads a matrix and says what was decided where the file does not say.</summary>
    /// <param name="path">As for <see cref="Read"/>; a file whose name tells nothing, such as a pipe, is known by its first bytes.</param>
    /// <param name="header">Whether the first line of a text is a header.</param>
    /// <returns>The matrix with the lines that the user must be told; all entries are finite.</returns>
    /// <exception cref="DataFormatException">The file breaks its format, or an entry is not finite.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvReading ReadWithNotes(string path, CsvHeader header = CsvHeader.Auto)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string extension = Extension(path);
        if (extension is not (".npy" or ".csv" or ".txt" or ".tsv" or ".safetensors" or ""))
        {
            throw new DataFormatException(path, $"the name tells no format of a matrix, {Expected}");
        }

        byte[] file = SourceFile.ReadAll(path);
        FirstBytes.Check(file, path, Expected);
        return extension switch
        {
            ".npy" => Plain(Npy.Parse(file, path)),
            ".csv" or ".txt" or ".tsv" => Csv.ParseWithNotes(file, path, header),
            ".safetensors" => Plain(LinearModel.Multiply(Safetensors.Parse(file, path), path)),
            _ => file.AsSpan().StartsWith(NpyHeader.Magic) ? Plain(Npy.Parse(file, path))
            : TextBytes.Fits(file) ? Csv.ParseWithNotes(file, path, header)
            : throw new DataFormatException(path, $"the name tells no format of a matrix, {Expected}"),
        };
    }

    /// <summary>Writes a matrix in double precision.</summary>
    /// <param name="path">A name that ends with .npy, .csv, .txt or .safetensors (one array, <c>weight</c>).</param>
    /// <param name="matrix">Matrix, m × n.</param>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string path, Matrix matrix)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        switch (Extension(path))
        {
            case ".npy":
                Npy.Write(path, matrix);
                break;
            case ".csv":
            case ".txt":
                Csv.Write(path, matrix);
                break;
            case ".safetensors":
                Safetensors.Of([StoredTensor.FromMatrix("weight", matrix)]).Write(path);
                break;
            default:
                throw new ArgumentException($"{path}: the name tells no format of a matrix, {Expected}");
        }
    }

    private static CsvReading Plain(Matrix matrix) => new(matrix, [], []);

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
