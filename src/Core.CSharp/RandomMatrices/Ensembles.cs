using System;
using System.Numerics;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.RandomMatrices;

/// <summary>Single random matrices in double precision.</summary>
public static class Ensembles
{
    /// <summary>A real matrix with independent entries; square and Gaussian it is Ginibre's.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="entries">The law of the entries.</param>
    /// <param name="variance">Variance of an entry.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>Matrix, rows × columns.</returns>
    public static Matrix Real(int rows, int columns, EntryLaw entries, double variance, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double deviation = Math.Sqrt(LawCheck.Positive(variance, nameof(variance)));
        return Matrix.Create(rows, columns, (_, _) => Entry(entries, deviation, random));
    }

    /// <summary>A complex matrix with independent Gaussian entries; square it is Ginibre's.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="variance">E|A_ij|², half of it in each part.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>Matrix, rows × columns.</returns>
    public static ComplexMatrix Complex(int rows, int columns, double variance, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double deviation = Math.Sqrt(0.5 * LawCheck.Positive(variance, nameof(variance)));
        return ComplexMatrix.Create(
            rows,
            columns,
            (_, _) => new Complex(deviation * random.NextGaussian(), deviation * random.NextGaussian())
        );
    }

    /// <summary>A real symmetric matrix; Gaussian it is of the orthogonal ensemble.</summary>
    /// <param name="size">n.</param>
    /// <param name="entries">The law of the entries.</param>
    /// <param name="variance">σ²: variance σ²/n above the diagonal, twice that on it.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>Matrix, n × n.</returns>
    public static Matrix Symmetric(int size, EntryLaw entries, double variance, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double deviation = Math.Sqrt(LawCheck.Positive(variance, nameof(variance)) / size);
        double[,] drawn = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            drawn[i, i] = Math.Sqrt(2.0) * Entry(entries, deviation, random);
            for (int j = i + 1; j < size; j++)
            {
                drawn[i, j] = drawn[j, i] = Entry(entries, deviation, random);
            }
        }

        return Matrix.Create(size, size, (i, j) => drawn[i, j]);
    }

    /// <summary>A Hermitian matrix of the Gaussian unitary ensemble.</summary>
    /// <param name="size">n.</param>
    /// <param name="variance">σ²: E|A_ij|² = σ²/n everywhere.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>Matrix, n × n.</returns>
    public static ComplexMatrix Hermitian(int size, double variance, RandomSource random)
    {
        ComplexMatrix a = Complex(size, size, 2.0 * LawCheck.Positive(variance, nameof(variance)) / size, random);
        return a.Add(a.ConjugateTranspose()).Scale(0.5);
    }

    /// <summary>The weights of a linear layer as torch draws them: uniform on ±1/√inputs.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="inputs">Inputs, the fan_in.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>Matrix, outputs × inputs, entries of variance 1/(3·inputs).</returns>
    public static Matrix TorchLayer(int outputs, int inputs, RandomSource random) =>
        Real(outputs, inputs, EntryLaw.Uniform, 1.0 / (3.0 * inputs), random);

    internal static double Entry(EntryLaw entries, double deviation, RandomSource random) =>
        entries == EntryLaw.Gaussian
            ? deviation * random.NextGaussian()
            : deviation * Math.Sqrt(3.0) * ((2.0 * random.NextDouble()) - 1.0);
}
