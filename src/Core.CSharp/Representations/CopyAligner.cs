using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Representations;

/// <summary>
/// Sorts irreducible copies into classes and turns each so that the group acts on all of a class by the same matrices.
/// </summary>
/// <remarks>
/// With E_a the n x delta basis of copy a and U a random commutant element, E_b^T U E_a is zero between classes and a multiple
/// of an isometry within one (Schur's lemma); the copies of a class are joined along a spanning tree of the largest multiples.
/// </remarks>
internal static class CopyAligner
{
    // Norms are those of e standard normal coordinates, or rounding.
    private const double Nonzero = 1e-7;

    /// <summary>Per class its copies, delta x n each.</summary>
    internal static List<List<Matrix>> Align(Orbitals orbitals, List<Matrix> copies, RandomSource random)
    {
        Matrix stacked = RowStack.Join(copies);
        Matrix element = orbitals.Random(random, symmetric: false);
        Matrix homs = MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(stacked, element), stacked);
        int[] starts = new int[copies.Count];
        for (int a = 1; a < starts.Length; a++)
        {
            starts[a] = starts[a - 1] + copies[a - 1].RowCount;
        }

        double[,] norms = Norms(homs, copies, starts);
        List<List<Matrix>> classes = [];
        bool[] seen = new bool[copies.Count];
        for (int root = 0; root < copies.Count; root++)
        {
            if (!seen[root])
            {
                classes.Add(Grow(root, copies, starts, homs, norms, seen));
            }
        }

        return classes;
    }

    // Prim's algorithm from the root: the turn of a new copy is its isometry from the parent after the parent's turn.
    private static List<Matrix> Grow(
        int root,
        List<Matrix> copies,
        int[] starts,
        Matrix homs,
        double[,] norms,
        bool[] seen
    )
    {
        int count = copies.Count;
        int size = copies[root].RowCount;
        double[] best = new double[count];
        int[] parent = new int[count];
        SortedDictionary<int, Matrix> turned = [];
        Dictionary<int, Matrix> turns = [];
        turns[root] = Matrix.Identity(size);
        turned[root] = copies[root];
        seen[root] = true;
        for (int latest = root; latest >= 0; )
        {
            int next = -1;
            for (int b = 0; b < count; b++)
            {
                if (seen[b] || copies[b].RowCount != size)
                {
                    continue;
                }

                double strength = Math.Max(norms[latest, b], norms[b, latest]);
                if (strength > best[b])
                {
                    (best[b], parent[b]) = (strength, latest);
                }

                next = best[b] > Nonzero && (next < 0 || best[b] > best[next]) ? b : next;
            }

            if (next >= 0)
            {
                seen[next] = true;
                int a = parent[next];
                Matrix hom =
                    norms[next, a] >= norms[a, next]
                        ? RowStack.Block(homs, starts[next], starts[a], size)
                        : RowStack.Block(homs, starts[a], starts[next], size).Transpose();
                turns[next] = MatrixProduct.Multiply(Isometry(hom), turns[a]);
                turned[next] = MatrixProduct.MultiplyTransposedLeft(turns[next], copies[next]);
            }

            latest = next;
        }

        return [.. turned.Values];
    }

    /// <summary>A multiple of an isometry, scaled, and with one Newton step towards the polar factor.</summary>
    internal static Matrix Isometry(Matrix multiple)
    {
        int size = multiple.RowCount;
        double norm = MatrixArithmetic.FrobeniusNorm(multiple);
        Matrix x = MatrixArithmetic.Scale(multiple, Math.Sqrt(size) / norm);
        Matrix correction = MatrixArithmetic.Subtract(
            MatrixArithmetic.Scale(Matrix.Identity(size), 1.5),
            MatrixArithmetic.Scale(MatrixProduct.Gram(x), 0.5)
        );
        return MatrixProduct.Multiply(x, correction);
    }

    private static double[,] Norms(Matrix homs, List<Matrix> copies, int[] starts)
    {
        double[,] norms = new double[copies.Count, copies.Count];
        int[] owner = [.. Enumerable.Range(0, copies.Count).SelectMany(a => Enumerable.Repeat(a, copies[a].RowCount))];
        for (int row = 0; row < homs.RowCount; row++)
        {
            ReadOnlySpan<double> entries = homs.Row(row);
            int b = owner[row];
            for (int a = 0; a < starts.Length; a++)
            {
                double sum = 0.0;
                foreach (double entry in entries.Slice(starts[a], copies[a].RowCount))
                {
                    sum += entry * entry;
                }

                norms[b, a] += sum;
            }
        }

        for (int b = 0; b < copies.Count; b++)
        {
            for (int a = 0; a < copies.Count; a++)
            {
                norms[b, a] = Math.Sqrt(norms[b, a]);
            }
        }

        return norms;
    }
}
