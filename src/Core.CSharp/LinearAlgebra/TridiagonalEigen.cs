using System;
using System.Diagnostics;
using Neurovariety.Kernels;
using Neurovariety.Numerics;

namespace Neurovariety.LinearAlgebra;

/// <summary>The real symmetric tridiagonal eigenproblem, by implicit QL steps whose rotations are kept.</summary>
/// <remarks>
/// The eigenvector matrix is the product of all rotations. Applied last first to chosen unit vectors, they give just those
/// eigenvectors that are wanted, orthonormal to rounding whatever the eigenvalues: repeated ones need no special care.
/// Source: [GV13, section 8.3]. Memory about 16·n² bytes for the rotations.
/// </remarks>
internal sealed class TridiagonalEigen
{
    private const int StepsPerValue = 60;
    private readonly double[] _diagonal;
    private readonly double[] _below;
    private readonly RotationSequence? _rotations;

    /// <summary>Couplings up to ε times the largest entry are dropped: a change within the rounding of the matrix itself.</summary>
    private readonly double _negligible;

    private TridiagonalEigen(double[] diagonal, double[] below, bool keepRotations)
    {
        _diagonal = diagonal;
        _below = below;
        _rotations = keepRotations ? new RotationSequence(diagonal.Length) : null;
        double largest = Math.Max(VectorKernel.LargestMagnitude(diagonal), VectorKernel.LargestMagnitude(below));
        _negligible = Math.Max(Tolerance.Epsilon * largest, 1e-290);
    }

    /// <summary>Eigenvalues, falling, and the eigenvectors of the largest ones.</summary>
    /// <param name="diagonal">n numbers; overwritten.</param>
    /// <param name="below">n numbers: below[i] couples i and i + 1, the last is ignored; overwritten.</param>
    /// <param name="count">Number of eigenvectors.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Values, and n × count entries, row by row.</returns>
    public static (double[] Values, double[] Vectors) Solve(double[] diagonal, double[] below, int count, int threads)
    {
        int n = diagonal.Length;
        TridiagonalEigen problem = new(diagonal, below, count > 0);
        problem.Diagonalise();
        double[] values = (double[])diagonal.Clone();
        int[] order = new int[n];
        for (int i = 0; i < n; i++)
        {
            order[i] = i;
        }

        // Ties keep their order, so the result is the same on every run.
        Array.Sort(values, order);
        Array.Reverse(values);
        Array.Reverse(order);
        return (values, count > 0 ? problem.Vectors(order, count, threads) : []);
    }

    private void Diagonalise()
    {
        int n = _diagonal.Length;
        if (n > 0)
        {
            _below[n - 1] = 0.0;
        }

        for (int first = 0; first < n; first++)
        {
            int steps = 0;
            for (int last = BlockEnd(first); last > first; last = BlockEnd(first))
            {
                if (steps++ == StepsPerValue)
                {
                    throw new UnreachableException("the QL iteration did not converge on a finite matrix");
                }

                Step(first, last);
            }
        }
    }

    /// <summary>Last index of the unreduced block that starts at an index; negligible couplings are set to zero.</summary>
    private int BlockEnd(int first)
    {
        int last = first;
        while (last < _diagonal.Length - 1)
        {
            if (Math.Abs(_below[last]) <= _negligible)
            {
                _below[last] = 0.0;
                break;
            }

            last++;
        }

        return last;
    }

    /// <summary>One implicit QL step on the block first … last, with the shift of the leading 2 × 2 block.</summary>
    private void Step(int first, int last)
    {
        double[] d = _diagonal;
        double[] e = _below;
        double half = (d[first + 1] - d[first]) / (2.0 * e[first]);
        double root = double.Hypot(half, 1.0);
        double g = d[last] - d[first] + (e[first] / (half + Math.CopySign(root, half)));
        double s = 1.0;
        double c = 1.0;
        double p = 0.0;
        int begin = _rotations?.Count ?? 0;
        int i = last - 1;
        for (; i >= first; i--)
        {
            double f = s * e[i];
            double b = c * e[i];
            double r = Radius(f, g);
            e[i + 1] = r;
            if (r == 0.0)
            {
                // The bulge has vanished: the block falls apart here.
                d[i + 1] -= p;
                e[last] = 0.0;
                break;
            }

            s = f / r;
            c = g / r;
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2.0 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            _rotations?.Add(c, s);
        }

        if (_rotations is not null && _rotations.Count > begin)
        {
            _rotations.Sweeps.Add((i + 1, begin, _rotations.Count));
        }

        if (i < first)
        {
            d[first] -= p;
            e[first] = g;
            e[last] = 0.0;
        }
    }

    /// <summary>√(f² + g²), with care only where the squares leave the range of double.</summary>
    private static double Radius(double f, double g)
    {
        double squares = (f * f) + (g * g);
        return squares is > 1e-280 and < 1e280 ? Math.Sqrt(squares) : double.Hypot(f, g);
    }

    private double[] Vectors(int[] order, int count, int threads)
    {
        int n = _diagonal.Length;
        const int Width = RotationKernel.StripWidth;
        double[] strips = new double[checked(RotationKernel.StripCount(count) * n * Width)];
        for (int j = 0; j < count; j++)
        {
            strips[(j / Width * n * Width) + (order[j] * Width) + (j % Width)] = 1.0;
        }

        RotationKernel.ApplyReversed(_rotations!, strips, n, threads);
        double[] vectors = new double[checked(n * count)];
        for (int start = 0; start < count; start += Width)
        {
            int width = Math.Min(Width, count - start);
            for (int i = 0; i < n; i++)
            {
                strips.AsSpan((start * n) + (i * Width), width).CopyTo(vectors.AsSpan((i * count) + start));
            }
        }

        return vectors;
    }
}
