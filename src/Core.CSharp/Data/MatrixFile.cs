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
    public static Matrix Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Extension(path) switch
        {
            ".npy" => Npy.Read(path),
            ".csv" or ".txt" or ".tsv" => Csv.Read(path),
            ".safetensors" => LinearModel.Multiply(Safetensors.Read(path), path),
            _ => throw new DataFormatException(path, 0, $"the name tells no format of a matrix, {Expected}"),
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

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
