using System;
using System.Numerics.Tensors;
using Neurovariety.Numerics;

namespace Neurovariety.Statistics;

/// <summary>A thin QR factorisation of a tall matrix of few columns, by Householder reflections.</summary>
/// <remarks>Source: [GV13, Section 5.2]. The columns are stored one by one.</remarks>
internal sealed class TallQr
{
    private readonly double[][] _q;
    private readonly double[,] _r;

    private TallQr(double[][] q, double[,] r)
    {
        _q = q;
        _r = r;
    }

    /// <summary>Orthonormal columns, each of the number of samples.</summary>
    public double[][] Q => _q;

    /// <summary>Upper triangular factor.</summary>
    public double[,] R => _r;

    /// <summary>Factors the columns; throws when one depends on those before it.</summary>
    /// <param name="columns">The columns, all of one length n, at most n of them.</param>
    /// <param name="names">Their names, for the message.</param>
    public static TallQr Factor(double[][] columns, string[] names)
    {
        int p = columns.Length;
        double[][] work = new double[p][];
        double[,] r = new double[p, p];
        for (int j = 0; j < p; j++)
        {
            double[] column = (double[])columns[j].Clone();
            double norm = TensorPrimitives.Norm<double>(column);
            for (int i = 0; i < j; i++)
            {
                Reflect(work[i], column, i);
            }

            for (int i = 0; i < j; i++)
            {
                r[i, j] = column[i];
            }

            r[j, j] = Reflector(column, j);
            if (!(Math.Abs(r[j, j]) > Tolerance.Rank(norm, column.Length, p)))
            {
                throw new PremiseException(
                    $"column '{names[j]}' is a combination of those before it; leave one out",
                    Math.Abs(r[j, j]),
                    Tolerance.Rank(norm, column.Length, p)
                );
            }

            work[j] = column;
        }

        return new TallQr(Accumulate(work), r);
    }

    /// <summary>Solves R x = b.</summary>
    public double[] SolveUpper(double[] b)
    {
        double[] x = (double[])b.Clone();
        for (int i = x.Length - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < x.Length; j++)
            {
                x[i] -= _r[i, j] * x[j];
            }

            x[i] /= _r[i, i];
        }

        return x;
    }

    // Turns the column below the diagonal into the unit vector of its reflection and gives the diagonal entry of R.
    private static double Reflector(double[] column, int start)
    {
        Span<double> tail = column.AsSpan(start);
        column.AsSpan(0, start).Clear();
        double norm = TensorPrimitives.Norm<double>(tail);
        if (norm == 0.0)
        {
            return 0.0;
        }

        double diagonal = tail[0] > 0 ? -norm : norm;
        tail[0] -= diagonal;
        TensorPrimitives.Divide(tail, TensorPrimitives.Norm<double>(tail), tail);
        return diagonal;
    }

    // x <- x - 2 v (v·x) below the row where v begins.
    private static void Reflect(double[] v, double[] x, int start)
    {
        ReadOnlySpan<double> direction = v.AsSpan(start);
        Span<double> target = x.AsSpan(start);
        double factor = -2.0 * TensorPrimitives.Dot(direction, target);
        TensorPrimitives.MultiplyAdd(direction, factor, target, target);
    }

    private static double[][] Accumulate(double[][] reflectors)
    {
        double[][] q = new double[reflectors.Length][];
        for (int j = 0; j < q.Length; j++)
        {
            q[j] = new double[reflectors[j].Length];
            q[j][j] = 1.0;
            for (int i = reflectors.Length - 1; i >= 0; i--)
            {
                Reflect(reflectors[i], q[j], i);
            }
        }

        return q;
    }
}
