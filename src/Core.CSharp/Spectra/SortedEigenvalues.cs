using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.Statistics;

namespace Neurovariety.Spectra;

/// <summary>A number of each eigenvalue, rising, with the point that it belongs to: sorted once for all groups of points.</summary>
internal sealed class SortedEigenvalues
{
    private readonly double[] _numbers;
    private readonly int[] _points;

    private SortedEigenvalues(double[] numbers, int[] points)
    {
        _numbers = numbers;
        _points = points;
        NumberSort.Sort(_numbers, _points);
    }

    /// <summary>The moduli.</summary>
    public static SortedEigenvalues OfModuli(SpectrumColumn column) =>
        new(Moduli(column.Values), Points(column.Values.Length, column.Latent));

    /// <summary>The arguments without their sign, of all eigenvalues but 0, which has none.</summary>
    public static SortedEigenvalues OfArguments(SpectrumColumn column)
    {
        double[] arguments = Arguments(column.Values);
        int[] points = Points(arguments.Length, column.Latent);
        int count = MoveNonzero(column.Values, arguments, points);
        return new SortedEigenvalues(arguments[..count], points[..count]);
    }

    /// <summary>The numbers of each group, rising.</summary>
    /// <param name="groups">The group of each point; a negative one takes no part.</param>
    /// <param name="count">How many groups there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[][] Divide(int[] groups, int count)
    {
        if (count == 1 && !groups.AsSpan().ContainsAnyExcept(0))
        {
            return [_numbers];
        }

        int[] next = new int[count];
        foreach (int point in _points)
        {
            if (groups[point] >= 0)
            {
                next[groups[point]]++;
            }
        }

        double[][] result = Array.ConvertAll(next, size => new double[size]);
        Array.Clear(next);
        for (int i = 0; i < _numbers.Length; i++)
        {
            int group = groups[_points[i]];
            if (group >= 0)
            {
                result[group][next[group]++] = _numbers[i];
            }
        }

        return result;
    }

    // Real eigenvalues take neither root nor arc tangent, and the second of a conjugate pair has what the first one has.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Moduli(Complex[] values)
    {
        double[] moduli = new double[values.Length];
        for (int i = 0; i < moduli.Length; i++)
        {
            Complex value = values[i];
            moduli[i] =
                value.Imaginary == 0.0 ? Math.Abs(value.Real)
                : IsConjugate(values, i) ? moduli[i - 1]
                : Complex.Abs(value);
        }

        return moduli;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Arguments(Complex[] values)
    {
        double[] arguments = new double[values.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            Complex value = values[i];
            arguments[i] =
                value.Imaginary == 0.0 ? (value.Real < 0.0 ? Math.PI : 0.0)
                : IsConjugate(values, i) ? arguments[i - 1]
                : Math.Abs(value.Phase);
        }

        return arguments;
    }

    // Moves what belongs to eigenvalues other than 0 to the front, in order; returns how many there are.
    private static int MoveNonzero(Complex[] values, double[] numbers, int[] points)
    {
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != Complex.Zero)
            {
                (numbers[count], points[count]) = (numbers[i], points[i]);
                count++;
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsConjugate(Complex[] values, int i) =>
        i > 0 && values[i].Real == values[i - 1].Real && values[i].Imaginary == -values[i - 1].Imaginary;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Points(int count, int latent)
    {
        int[] points = new int[count];
        int i = 0;
        for (int point = 0; i < count; point++)
        {
            points.AsSpan(i, latent).Fill(point);
            i += latent;
        }

        return points;
    }
}
