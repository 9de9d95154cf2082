using System;
using System.Numerics;

namespace Neurovariety.Spectra;

/// <summary>A number of each eigenvalue, rising, with the point that it belongs to: sorted once for all groups of points.</summary>
internal sealed class SortedEigenvalues
{
    private readonly double[] _numbers;
    private readonly int[] _points;

    public SortedEigenvalues(SpectrumColumn column, Func<Complex, double> number)
    {
        _numbers = Array.ConvertAll(column.Values, value => number(value));
        _points = new int[_numbers.Length];
        for (int i = 0; i < _points.Length; i++)
        {
            _points[i] = i / column.Latent;
        }

        Array.Sort(_numbers, _points);
    }

    /// <summary>The numbers of each group, rising.</summary>
    /// <param name="groups">The group of each point.</param>
    /// <param name="sizes">How many numbers each group has.</param>
    public double[][] Divide(int[] groups, int[] sizes)
    {
        double[][] result = Array.ConvertAll(sizes, size => new double[size]);
        int[] next = new int[sizes.Length];
        for (int i = 0; i < _numbers.Length; i++)
        {
            int group = groups[_points[i]];
            result[group][next[group]++] = _numbers[i];
        }

        return result;
    }
}
