using System;
using System.Collections.Generic;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>The orbits of a permutation group on pairs of points: the commutant consists of the matrices constant on each.</summary>
/// <remarks>Derivation: M commutes with P_σ exactly when M[σ(i), σ(j)] = M[i, j]. Memory 4·n² bytes, time O(n²·generators).</remarks>
public sealed class Orbitals
{
    /// <summary>The largest degree n for which the n² pairs are held.</summary>
    public const int LargestDegree = 2000;

    private readonly int[] _labels;
    private readonly int[] _sizes;
    private readonly int[] _transposed;

    private Orbitals(int degree, int[] labels, int[] sizes)
    {
        Degree = degree;
        _labels = labels;
        _sizes = sizes;
        _transposed = new int[sizes.Length];
        for (int pair = 0; pair < labels.Length; pair++)
        {
            _transposed[labels[pair]] = labels[(pair % degree * degree) + (pair / degree)];
        }
    }

    /// <summary>Number n of points.</summary>
    public int Degree { get; }

    /// <summary>Number of orbits on pairs: the exact dimension of the commutant.</summary>
    public int Count => _sizes.Length;

    /// <summary>Number of pairs in each orbit; orbits are numbered by their first pair, row by row.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>The orbits of a group on pairs.</summary>
    /// <param name="group">A permutation group of degree at most 2000.</param>
    /// <returns>The orbits.</returns>
    /// <exception cref="ArgumentException">The degree is above 2000.</exception>
    public static Orbitals Of(PermutationGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.Degree > LargestDegree)
        {
            throw new ArgumentException(
                $"group: several generators are decomposed up to degree {LargestDegree}, got {group.Degree}; give one generator",
                nameof(group)
            );
        }

        int n = group.Degree;
        int[] labels = new int[n * n];
        Array.Fill(labels, -1);
        List<int> sizes = [];
        Stack<int> pending = new();
        for (int pair = 0; pair < labels.Length; pair++)
        {
            if (labels[pair] < 0)
            {
                sizes.Add(Fill(labels, pair, sizes.Count, group.Generators, pending));
            }
        }

        return new Orbitals(n, labels, [.. sizes]);
    }

    /// <summary>The number of the orbit of a pair.</summary>
    /// <param name="i">A point, 0 … n − 1.</param>
    /// <param name="j">A point, 0 … n − 1.</param>
    /// <returns>0 … <see cref="Count"/> − 1.</returns>
    public int this[int i, int j] => _labels[(i * Degree) + j];

    /// <summary>The nearest commutant matrix in the Frobenius norm: the average over each orbit.</summary>
    /// <param name="u">Matrix, n × n.</param>
    /// <returns>Matrix, n × n, that commutes with the group exactly.</returns>
    /// <exception cref="ArgumentException">u is not n × n.</exception>
    public Matrix Average(Matrix u)
    {
        ArgumentNullException.ThrowIfNull(u);
        if (u.RowCount != Degree || u.ColumnCount != Degree)
        {
            throw new ArgumentException($"u: expected {Degree} x {Degree}, got {u.Shape}", nameof(u));
        }

        double[] values = new double[Count];
        ReadOnlySpan<double> entries = u.Entries;
        for (int pair = 0; pair < entries.Length; pair++)
        {
            values[_labels[pair]] += entries[pair];
        }

        for (int orbit = 0; orbit < values.Length; orbit++)
        {
            values[orbit] /= _sizes[orbit];
        }

        return Spread(values);
    }

    /// <summary>
    /// A standard normal element of the commutant in the Frobenius metric: every Hom(V_a, V_b) between irreducible copies gets e
    /// = dim Hom independent standard normal coordinates, whatever the dimensions.
    /// </summary>
    /// <remarks>The symmetric one is (U + U^T)/2.</remarks>
    internal Matrix Random(RandomSource random, bool symmetric)
    {
        double[] values = new double[Count];
        for (int orbit = 0; orbit < values.Length; orbit++)
        {
            values[orbit] = random.NextGaussian() / Math.Sqrt(_sizes[orbit]);
        }

        if (!symmetric)
        {
            return Spread(values);
        }

        double[] paired = new double[Count];
        for (int orbit = 0; orbit < values.Length; orbit++)
        {
            paired[orbit] = (values[orbit] + values[_transposed[orbit]]) / 2.0;
        }

        return Spread(paired);
    }

    private static int Fill(
        int[] labels,
        int start,
        int label,
        IReadOnlyList<Permutation> generators,
        Stack<int> pending
    )
    {
        int n = generators[0].Degree;
        int size = 0;
        labels[start] = label;
        pending.Push(start);
        while (pending.TryPop(out int pair))
        {
            size++;
            (int i, int j) = Math.DivRem(pair, n);
            foreach (Permutation generator in generators)
            {
                int image = (generator[i] * n) + generator[j];
                if (labels[image] < 0)
                {
                    labels[image] = label;
                    pending.Push(image);
                }
            }
        }

        return size;
    }

    private Matrix Spread(double[] values)
    {
        double[] entries = new double[_labels.Length];
        for (int pair = 0; pair < entries.Length; pair++)
        {
            entries[pair] = values[_labels[pair]];
        }

        return Matrix.Adopt(Degree, Degree, entries);
    }
}
