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

    private SortedEigenvalues(double[] numbers, int latent)
    {
        _numbers = numbers;
        _points = Points(numbers.Length, latent);
        NumberSort.Sort(_numbers, _points);
    }

    /// <summary>The moduli.</summary>
    public static SortedEigenvalues OfModuli(SpectrumColumn column) => new(Moduli(column.Values), column.Latent);

    /// <summary>The arguments without their sign, 0 for the eigenvalue 0.</summary>
    public static SortedEigenvalues OfArguments(SpectrumColumn column) => new(Arguments(column.Values), column.Latent);

    /// <summary>The numbers of each group, rising.</summary>
    /// <param name="groups">The group of each point.</param>
    /// <param name="sizes">How many numbers each group has.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[][] Divide(int[] groups, int[] sizes)
    {
        if (sizes.Length == 1)
        {
            return [_numbers];
        }

        double[][] result = Array.ConvertAll(sizes, size => new double[size]);
        int[] next = new int[sizes.Length];
        for (int i = 0; i < _numbers.Length; i++)
        {
            int group = groups[_points[i]];
            result[group][next[group]++] = _numbers[i];
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
