using System;
using Neurovariety.LinearAlgebra;
using Neurovariety.Networks;

namespace Neurovariety.Fitting;

/// <summary>
/// Turns an orthonormal eigenbasis of a D-linear problem, whose values come in multiplets of e, into an orthonormal
/// basis over D, so that a cut between any two units is D-linear even where values tie.
/// </summary>
/// <remarks>
/// Derivation: with v the vectors v·u_s (right multiplication by the units) belong to the same value and are
/// orthonormal. Inside a cluster of tied values the vector with the largest part outside the lines chosen so far is
/// taken next; over a cluster of e·d vectors that part is at least 1/√d while a line is missing.
/// </remarks>
internal static class StructuredBasis
{
    private const double RelativeTie = 1e-11;

    /// <summary>m values, falling, and the em × em orthogonal D-linear matrix whose columns e·k … belong to value k.</summary>
    internal static (double[] Values, Matrix Basis) From(ReadOnlySpan<double> values, Matrix vectors, int e)
    {
        int size = values.Length;
        double[] units = new double[size / e];
        for (int k = 0; k < units.Length; k++)
        {
            for (int s = 0; s < e; s++)
            {
                units[k] += values[(k * e) + s] / e;
            }
        }

        if (e == 1)
        {
            return (units, vectors);
        }

        double tie = RelativeTie * (size == 0 ? 0.0 : Math.Abs(values[0]));
        double[][] lines = new double[size][];
        int done = 0;
        while (done < size)
        {
            int end = done + e;
            while (end < size && values[end - 1] - values[end] <= tie)
            {
                end += e;
            }

            FillCluster(vectors, lines, done, end, e);
            done = end;
        }

        return (units, Matrix.FromRows(lines).Transpose());
    }

    private static void FillCluster(Matrix vectors, double[][] lines, int start, int end, int e)
    {
        for (int next = start; next < end; next += e)
        {
            double[] best = [];
            double largest = -1.0;
            for (int column = start; column < end; column++)
            {
                double[] rest = Outside(vectors, column, lines, next);
                double norm = Norm(rest);
                if (norm > largest + 1e-9)
                {
                    (best, largest) = (rest, norm);
                }
            }

            AddLine(best, lines, next, e);
        }
    }

    // The part of a column outside the first `count` lines, by two passes of Gram-Schmidt.
    private static double[] Outside(Matrix vectors, int column, double[][] lines, int count)
    {
        double[] x = new double[vectors.RowCount];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = vectors[i, column];
        }

        for (int pass = 0; pass < 2; pass++)
        {
            for (int line = 0; line < count; line++)
            {
                double overlap = 0.0;
                for (int i = 0; i < x.Length; i++)
                {
                    overlap += x[i] * lines[line][i];
                }

                for (int i = 0; i < x.Length; i++)
                {
                    x[i] -= overlap * lines[line][i];
                }
            }
        }

        return x;
    }

    private static void AddLine(double[] x, double[][] lines, int at, int e)
    {
        double norm = Norm(x);
        for (int s = 0; s < e; s++)
        {
            double[] turned = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                int t = i % e;
                turned[i - t + (t ^ s)] = DivisionStructure.Sign(t, s) * x[i] / norm;
            }

            lines[at + s] = turned;
        }
    }

    private static double Norm(double[] x)
    {
        double sum = 0.0;
        foreach (double value in x)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }
}
