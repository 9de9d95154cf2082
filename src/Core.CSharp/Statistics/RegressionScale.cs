using System;
using System.Linq;
using Neurovariety.Kernels;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Statistics;

/// <summary>Brings a regression, solved at powers of two near 1, back to the scale of its columns and response.</summary>
/// <param name="names">Names of the columns.</param>
/// <param name="exponents">Of the response less that of each column.</param>
internal sealed class RegressionScale(string[] names, int[] exponents)
{
    /// <summary>Numbers times 2^−exponent, the largest magnitude between 1 and 2.</summary>
    public static (double[] Values, int Exponent) Near(ReadOnlySpan<double> values)
    {
        int exponent = BinaryScale.Exponent(VectorKernel.LargestMagnitude(values));
        return (Far(values, -exponent), exponent);
    }

    /// <summary>Numbers times 2^exponent.</summary>
    public static double[] Far(ReadOnlySpan<double> values, int exponent)
    {
        double[] result = values.ToArray();
        BinaryScale.Multiply(result, exponent);
        return result;
    }

    /// <summary>The coefficients.</summary>
    /// <exception cref="ArgumentException">One leaves the range of double.</exception>
    public double[] Coefficients(double[] near) => [.. near.Select((x, i) => Checked(x, exponents[i], i))];

    /// <summary>The covariance of the coefficients.</summary>
    /// <exception cref="ArgumentException">A variance leaves the range of double.</exception>
    public Matrix Covariance(Matrix near)
    {
        for (int i = 0; i < names.Length; i++)
        {
            Checked(near[i, i], 2 * exponents[i], i);
        }

        return Matrix.Create(
            names.Length,
            names.Length,
            (i, j) => Math.ScaleB(near[i, j], exponents[i] + exponents[j])
        );
    }

    private double Checked(double x, int exponent, int column)
    {
        (double value, bool isInRange) = BinaryScale.Multiply(x, exponent);
        return isInRange
            ? value
            : throw new ArgumentException(
                $"column '{names[column]}': its coefficient or the square of its error leaves the range of double;"
                    + " scale the column or the response"
            );
    }
}
