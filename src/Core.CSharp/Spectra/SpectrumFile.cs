using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using Neurovariety.Data;

namespace Neurovariety.Spectra;

/// <summary>Tables of spectra in files.</summary>
/// <remarks>
/// As .safetensors: <c>latent</c> [N, d], <c>mse</c>, <c>label</c>, <c>isTest</c>, <c>eigenvaluesI</c> and <c>eigenvaluesL</c>
/// [N, d, 2] (real and imaginary part), <c>traceI</c>, <c>traceL</c>, <c>logOmegaI</c>, <c>logOmegaL</c>, <c>signOmegaI</c>,
/// <c>signOmegaL</c>, <c>latentCycle</c>, <c>exactZeros</c>, <c>ink</c> [N]. As text: a row for each point, without the eigenvalues.
/// </remarks>
public static class SpectrumFile
{
    private static readonly string[] s_names =
    [
        "index",
        "label",
        "isTest",
        "mse",
        "latentCycle",
        "traceI",
        "traceL",
        "logOmegaI",
        "logOmegaL",
        "signOmegaI",
        "signOmegaL",
        "geometricMeanI",
        "geometricMeanL",
        "smallI",
        "smallL",
        "distanceL1",
        "distanceL2",
        "exactZeros",
        "ink",
    ];

    /// <summary>Writes all of a table.</summary>
    /// <param name="path">A file .safetensors.</param>
    /// <param name="table">The table.</param>
    /// <param name="metadata">Notes by name, or null.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(
        string path,
        SpectrumTable table,
        IEnumerable<KeyValuePair<string, string>>? metadata = null
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        int n = table.Count;
        int d = table.Latent;
        StoredTensor Column(string name, IEnumerable<double> values, ElementType type = ElementType.F64) =>
            StoredTensor.FromDoubles(name, [n], values.ToArray(), type);
        StoredTensor Values(string name, SpectrumColumn column) =>
            StoredTensor.FromDoubles(
                name,
                [n, d, 2],
                System.Runtime.InteropServices.MemoryMarshal.Cast<Complex, double>(column.Eigenvalues)
            );
        Safetensors
            .Of(
                [
                    StoredTensor.FromDoubles("latent", [n, d], table.Latents),
                    Column("mse", table.MseStorage),
                    Column("label", table.LabelStorage.Select(label => (double)label), ElementType.I64),
                    Column("isTest", table.TestStorage.Select(test => test ? 1.0 : 0.0), ElementType.U8),
                    Values("eigenvaluesI", table.Input),
                    Values("eigenvaluesL", table.LatentSpace),
                    Column("traceI", table.Input.TraceStorage),
                    Column("traceL", table.LatentSpace.TraceStorage),
                    Column("logOmegaI", table.Input.LogOmegaStorage),
                    Column("logOmegaL", table.LatentSpace.LogOmegaStorage),
                    Column("signOmegaI", table.Input.SignStorage.Select(sign => (double)sign), ElementType.I64),
                    Column("signOmegaL", table.LatentSpace.SignStorage.Select(sign => (double)sign), ElementType.I64),
                    Column("latentCycle", table.CycleStorage),
                    Column("exactZeros", table.ZeroStorage.Select(zeros => (double)zeros), ElementType.I64),
                    .. table.Ink.IsEmpty ? Array.Empty<StoredTensor>() : [Column("ink", table.InkStorage)],
                ],
                metadata
            )
            .Write(path);
    }

    /// <summary>Writes what a row of a table says in single numbers, as comma-separated text.</summary>
    /// <param name="path">A file .csv.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void WriteCsv(string path, SpectrumTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] names = table.Ink.IsEmpty ? s_names[..^1] : s_names;
        CsvTable.Write(path, names, table.Count, (i, j) => Cell(table, i, names[j]));
    }

    /// <summary>Reads a table.</summary>
    /// <param name="path">A file .safetensors as <see cref="Write"/> makes it.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataFormatException">An array is missing or has another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SpectrumTable Read(string path) => ReadWithNotes(path).Table;

    /// <summary>Reads a table and the notes beside it.</summary>
    /// <param name="path">A file .safetensors as <see cref="Write"/> makes it.</param>
    /// <returns>The table and the notes by name.</returns>
    /// <exception cref="DataFormatException">An array is missing or has another shape.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (SpectrumTable Table, IReadOnlyDictionary<string, string> Notes) ReadWithNotes(string path)
    {
        Safetensors file = Safetensors.Read(path);
        return (FromArrays(file, path), file.Metadata);
    }

    private static SpectrumTable FromArrays(Safetensors file, string path)
    {
        IReadOnlyList<long> shape =
            file.Find("latent")?.Shape ?? throw new DataFormatException(path, "no table of spectra: no array 'latent'");
        if (shape.Count != 2 || shape[0] * shape[1] is < 1 or > int.MaxValue / 2)
        {
            throw new DataFormatException(path, "the array 'latent' is no matrix of points x latent numbers");
        }

        int n = (int)shape[0];
        int d = (int)shape[1];
        SpectrumTable table = new(n, d);
        double[] Numbers(string name, int length, bool optional = false)
        {
            double[]? found = file.Find(name)?.ToDoubles();
            return found is null && optional ? new double[length]
                : found?.Length == length ? found
                : throw new DataFormatException(
                    path,
                    0,
                    $"expected an array '{name}' of {length} numbers, got {found?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}"
                );
        }

        Numbers("latent", n * d).CopyTo(table.LatentStorage, 0);
        Numbers("mse", n).CopyTo(table.MseStorage, 0);
        Array.ConvertAll(Numbers("label", n), value => (int)value).CopyTo(table.LabelStorage, 0);
        Array.ConvertAll(Numbers("isTest", n), value => value != 0.0).CopyTo(table.TestStorage, 0);
        Numbers("latentCycle", n, true).CopyTo(table.CycleStorage, 0);
        Array.ConvertAll(Numbers("exactZeros", n, true), value => (int)value).CopyTo(table.ZeroStorage, 0);
        table.InkStorage = file.Find("ink") is null ? [] : Numbers("ink", n);
        foreach ((SpectrumColumn column, string space) in new[] { (table.Input, "I"), (table.LatentSpace, "L") })
        {
            System
                .Runtime.InteropServices.MemoryMarshal.Cast<double, Complex>(Numbers("eigenvalues" + space, 2 * n * d))
                .CopyTo(column.Values);
            for (int i = 0; i < n; i++)
            {
                column.Finish(i, d);
            }

            // As the file has them: the trace was summed along the diagonal.
            Numbers("trace" + space, n).CopyTo(column.TraceStorage, 0);
            Numbers("logOmega" + space, n).CopyTo(column.LogOmegaStorage, 0);
        }

        return table;
    }

    private static double Cell(SpectrumTable table, int i, string name) =>
        name switch
        {
            "index" => i,
            "label" => table.Labels[i],
            "isTest" => table.IsTest[i] ? 1 : 0,
            "mse" => table.Mse[i],
            "latentCycle" => table.LatentCycle[i],
            "distanceL1" => table.AbsoluteDistance(i),
            "distanceL2" => table.EuclideanDistance(i),
            "exactZeros" => table.ExactZeros[i],
            "ink" => table.Ink[i],
            _ => Cell(name[^1] == 'I' ? table.Input : table.LatentSpace, i, name[..^1]),
        };

    private static double Cell(SpectrumColumn column, int i, string name) =>
        name switch
        {
            "trace" => column.Trace[i],
            "logOmega" => column.LogOmega[i],
            "signOmega" => column.SignOmega[i],
            "geometricMean" => column.GeometricMean(i),
            _ => column.SmallCount[i],
        };
}
