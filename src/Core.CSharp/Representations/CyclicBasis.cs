using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>The real orthogonal basis Q_σ in which everything that commutes with P_σ is block diagonal, applied by FFT.</summary>
/// <remarks>
/// A cycle p_0, p_1 = σ(p_0), … of length L contributes for each frequency 0 &lt; j &lt; L/2 the vectors
/// w_j = √(2/L)·Σ_k cos(2πjk/L) e_(p_k) and w_-j, the same with sin; further w_0 = Σ_k e_(p_k)/√L and, for even L,
/// w_(L/2) = Σ_k (−1)^k e_(p_k)/√L. Cycles start at their smallest point and are numbered by it. With v_j = Σ_k exp(2πijk/L) e_(p_k) the
/// eigenvalue P_σ v_j = λ_j v_j is λ_j = exp(2πi·(L − j)/L), so that frequency j belongs to the block (l, m) with m/l = (L − j)/L, and on
/// (w_j, w_-j) P_σ is the realified conjugate of λ_j. Coefficients stand block by block; within a block, that of cycle number a (among
/// those whose length l divides) and w_j or w_-j (s = 0, 1) at a·e + s.
/// Source: [KSS24]. Correction: w_-j has the prefactor 1/(i√(2n)), and w_(n/2) as printed there has norm √2; the 2 × 2
/// block is that of conj λ_j in the stated order.
/// Cost of one vector O(n log n), memory O(n).
/// </remarks>
public sealed class CyclicBasis : IAdaptedBasis
{
    private readonly CyclicBlocks _blocks;
    private readonly CycleBatch[] _batches;
    private readonly int[] _offsets;

    private CyclicBasis(Permutation sigma, CyclicBlocks blocks)
    {
        Sigma = sigma;
        _blocks = blocks;
        _offsets = new int[blocks.Count + 1];
        for (int i = 0; i < blocks.Count; i++)
        {
            _offsets[i + 1] = _offsets[i] + (blocks.AlgebraDimension(i) * blocks.Multiplicity(i));
        }

        _batches = Batches();
    }

    /// <summary>The permutation σ.</summary>
    public Permutation Sigma { get; }

    /// <summary>Number n of points.</summary>
    public int Degree => Sigma.Degree;

    /// <summary>The basis of a permutation.</summary>
    /// <param name="sigma">σ, of degree at least 1.</param>
    /// <returns>The basis; O(n) memory.</returns>
    public static CyclicBasis Of(Permutation sigma)
    {
        ArgumentNullException.ThrowIfNull(sigma);
        return new CyclicBasis(sigma, CyclicBlocks.Of(sigma));
    }

    /// <summary>The coefficients Q_σᵀ·x of a vector.</summary>
    /// <param name="x">n numbers.</param>
    /// <returns>n coefficients, block by block.</returns>
    /// <exception cref="ArgumentException">x has another length.</exception>
    public double[] ToIsotypic(ReadOnlySpan<double> x) => ToIsotypicRows(RowVector(x, nameof(x))).ToArray();

    /// <summary>The vector Q_σ·c with given coefficients.</summary>
    /// <param name="coefficients">n coefficients, block by block.</param>
    /// <returns>n numbers.</returns>
    /// <exception cref="ArgumentException">Another number of coefficients.</exception>
    public double[] FromIsotypic(ReadOnlySpan<double> coefficients) =>
        FromIsotypicRows(RowVector(coefficients, nameof(coefficients))).ToArray();

    /// <summary>The coefficients of every row: x·Q_σ.</summary>
    /// <param name="x">Matrix, k × n.</param>
    /// <returns>Matrix, k × n.</returns>
    /// <exception cref="ArgumentException">Another number of columns.</exception>
    public Matrix ToIsotypicRows(Matrix x)
    {
        CheckColumns(x);
        double[] result = new double[x.Entries.Length];
        foreach (CycleBatch batch in _batches)
        {
            batch.Scatter(batch.Forward(batch.Gather(x, batch.Points)), result, batch.Slots);
        }

        return Matrix.Adopt(x.RowCount, Degree, result);
    }

    /// <summary>The rows with given coefficients: c·Q_σᵀ.</summary>
    /// <param name="coefficients">Matrix, k × n.</param>
    /// <returns>Matrix, k × n.</returns>
    /// <exception cref="ArgumentException">Another number of columns.</exception>
    public Matrix FromIsotypicRows(Matrix coefficients)
    {
        CheckColumns(coefficients);
        double[] result = new double[coefficients.Entries.Length];
        foreach (CycleBatch batch in _batches)
        {
            Matrix rows = batch.Inverse(batch.Gather(coefficients, batch.Slots));
            batch.Scatter(rows, result, batch.Points);
        }

        return Matrix.Adopt(coefficients.RowCount, Degree, result);
    }

    /// <summary>The matrix Q_σ itself, n × n; only for small n.</summary>
    /// <returns>Orthogonal matrix, its columns the basis in the order of the coefficients.</returns>
    public Matrix OrthogonalMatrix() => ToIsotypicRows(Matrix.Identity(Degree));

    Matrix IAdaptedBasis.Basis(int block, int copy)
    {
        int first = _offsets[block];
        int width = _offsets[block + 1] - first;
        double[] unit = new double[checked(width * Degree)];
        for (int i = 0; i < width; i++)
        {
            unit[(i * Degree) + first + i] = 1.0;
        }

        return FromIsotypicRows(Matrix.Adopt(width, Degree, unit)).Transpose();
    }

    Matrix[] IAdaptedBasis.DiagonalBlocks(Matrix u)
    {
        // Q^T u Q: the rows of u, then those of (u Q)^T.
        Matrix transformed = ToIsotypicRows(ToIsotypicRows(u).Transpose());
        Matrix[] result = new Matrix[_blocks.Count];
        for (int block = 0; block < result.Length; block++)
        {
            int first = _offsets[block];
            int width = _offsets[block + 1] - first;
            double[] entries = new double[width * width];
            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    entries[(i * width) + j] = transformed.Storage[((first + j) * Degree) + first + i];
                }
            }

            result[block] = Matrix.Adopt(width, width, entries);
        }

        return result;
    }

    Matrix IAdaptedBasis.Assemble(IReadOnlyList<Matrix> blocks)
    {
        double[] diagonal = new double[checked(Degree * Degree)];
        for (int block = 0; block < blocks.Count; block++)
        {
            for (int i = 0; i < blocks[block].RowCount; i++)
            {
                int row = _offsets[block] + i;
                blocks[block].Row(i).CopyTo(diagonal.AsSpan((row * Degree) + _offsets[block]));
            }
        }

        // (A Q^T)^T has the rows whose inverse transforms are the columns of Q A Q^T.
        Matrix half = FromIsotypicRows(Matrix.Adopt(Degree, Degree, diagonal)).Transpose();
        return FromIsotypicRows(half).Transpose();
    }

    // Cycles of equal length go through the transform together. The slot of w_0, w_1, w_-1, … of a cycle is its coefficient's place.
    private CycleBatch[] Batches()
    {
        Func<int, int[]> blocksByFrequency = _blocks.BlocksByFrequency();
        Dictionary<int, int[]> blocksOfLength = [];
        IReadOnlyList<int[]> cycles = Sigma.Cycles();
        int[] used = new int[_blocks.Count];
        int[][] slots = new int[cycles.Count][];
        for (int c = 0; c < slots.Length; c++)
        {
            int length = cycles[c].Length;
            if (!blocksOfLength.TryGetValue(length, out int[]? blocks))
            {
                blocks = blocksByFrequency(length);
                blocksOfLength.Add(length, blocks);
            }

            slots[c] = new int[length];
            for (int k = 0; k < length; k++)
            {
                int block = blocks[(k + 1) / 2];
                slots[c][k] = _offsets[block] + used[block]++;
            }
        }

        return
        [
            .. Enumerable
                .Range(0, slots.Length)
                .GroupBy(c => cycles[c].Length)
                .OrderBy(g => g.Key)
                .Select(g => new CycleBatch(
                    g.Key,
                    Degree,
                    [.. g.SelectMany(c => cycles[c])],
                    [.. g.SelectMany(c => slots[c])]
                )),
        ];
    }

    private Matrix RowVector(ReadOnlySpan<double> x, string name)
    {
        if (x.Length != Degree)
        {
            throw new ArgumentException($"{name}: expected {Degree} entries (the degree), got {x.Length}", name);
        }

        return Matrix.FromEntries(1, Degree, x);
    }

    private void CheckColumns(Matrix x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ColumnCount != Degree)
        {
            throw new ArgumentException(
                $"x: expected {Degree} columns (the degree), got {x.Shape}; transpose?",
                nameof(x)
            );
        }
    }
}
