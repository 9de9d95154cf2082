using System;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Representations;

/// <summary>Products with permutation matrices that never build the matrix; P_σ e_i = e_σ(i).</summary>
public static class PermutationAction
{
    /// <summary>The matrix P_σ: column i is e_σ(i).</summary>
    /// <param name="sigma">σ, of degree n.</param>
    /// <returns>Matrix, n × n, with n entries 1 and otherwise 0.</returns>
    public static Matrix PermutationMatrix(Permutation sigma)
    {
        ArgumentNullException.ThrowIfNull(sigma);
        int n = sigma.Degree;
        double[] entries = new double[checked(n * n)];
        for (int i = 0; i < n; i++)
        {
            entries[(sigma[i] * n) + i] = 1.0;
        }

        return Matrix.Adopt(n, n, entries);
    }

    /// <summary>The product P_σ·a: row i of a becomes row σ(i).</summary>
    /// <param name="sigma">σ, of degree n.</param>
    /// <param name="a">Matrix, n × k.</param>
    /// <returns>Matrix, n × k.</returns>
    /// <exception cref="ArgumentException">The number of rows is not the degree.</exception>
    public static Matrix ActOnRows(Permutation sigma, Matrix a)
    {
        ArgumentNullException.ThrowIfNull(sigma);
        ArgumentNullException.ThrowIfNull(a);
        CheckSize(sigma, a.RowCount, "rows", a);
        double[] entries = new double[a.Entries.Length];
        for (int i = 0; i < a.RowCount; i++)
        {
            a.Row(i).CopyTo(entries.AsSpan(sigma[i] * a.ColumnCount));
        }

        return Matrix.Adopt(a.RowCount, a.ColumnCount, entries);
    }

    /// <summary>The product a·P_σ: column j of the result is column σ(j) of a.</summary>
    /// <param name="a">Matrix, k × n.</param>
    /// <param name="sigma">σ, of degree n.</param>
    /// <returns>Matrix, k × n.</returns>
    /// <exception cref="ArgumentException">The number of columns is not the degree.</exception>
    public static Matrix ActOnColumns(Matrix a, Permutation sigma)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(sigma);
        CheckSize(sigma, a.ColumnCount, "columns", a);
        double[] entries = new double[a.Entries.Length];
        ReadOnlySpan<int> image = sigma.Image;
        for (int i = 0; i < a.RowCount; i++)
        {
            ReadOnlySpan<double> row = a.Row(i);
            Span<double> target = entries.AsSpan(i * a.ColumnCount, a.ColumnCount);
            for (int j = 0; j < target.Length; j++)
            {
                target[j] = row[image[j]];
            }
        }

        return Matrix.Adopt(a.RowCount, a.ColumnCount, entries);
    }

    /// <summary>The conjugate P_σ·a·P_σᵀ: entry (i, j) of a becomes entry (σ(i), σ(j)).</summary>
    /// <param name="sigma">σ, of degree n.</param>
    /// <param name="a">Matrix, n × n.</param>
    /// <returns>Matrix, n × n; equal to a exactly when a commutes with P_σ.</returns>
    /// <exception cref="ArgumentException">The matrix is not n × n.</exception>
    public static Matrix Conjugate(Permutation sigma, Matrix a)
    {
        ArgumentNullException.ThrowIfNull(sigma);
        return ActOnRows(sigma, ActOnColumns(a, sigma.Inverse()));
    }

    private static void CheckSize(Permutation sigma, int size, string what, Matrix a)
    {
        if (size != sigma.Degree)
        {
            throw new ArgumentException(
                $"a: expected {sigma.Degree} {what} (the degree), got {a.Shape}; transpose?",
                nameof(a)
            );
        }
    }
}
