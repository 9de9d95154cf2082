using System;
using System.Numerics.Tensors;

namespace Neurovariety.LinearAlgebra;

/// <summary>Powers of two that bring numbers near 1 and back, without rounding while all of them stay normal.</summary>
/// <remarks>
/// What is computed from a·2^−e and brought back is then the same to the bit for every multiple of a by a power of two, whatever absolute
/// thresholds the computation has, and no square leaves the range of double.
/// </remarks>
internal static class BinaryScale
{
    // 2^±1000 are normal; larger powers are taken in two steps.
    private const int Step = 1000;

    /// <summary>The e with 2^e ≤ max |a_ij| &lt; 2^(e + 1); 0 for a matrix of zeros.</summary>
    public static int Exponent(Matrix a) => Exponent(MatrixArithmetic.LargestMagnitude(a));

    /// <summary>The e with 2^e ≤ |x| &lt; 2^(e + 1); 0 for 0.</summary>
    public static int Exponent(double x) => x == 0.0 ? 0 : Math.ILogB(x);

    /// <summary>a·2^exponent.</summary>
    public static Matrix Multiply(Matrix a, int exponent)
    {
        if (exponent == 0)
        {
            return a;
        }

        double[] result = a.ToArray();
        Multiply(result, exponent);
        return Matrix.Adopt(a.RowCount, a.ColumnCount, result);
    }

    /// <summary>Multiplies numbers by 2^exponent where they stand.</summary>
    public static void Multiply(Span<double> values, int exponent)
    {
        while (exponent != 0)
        {
            int step = Math.Clamp(exponent, -Step, Step);
            TensorPrimitives.Multiply(values, Math.ScaleB(1.0, step), values);
            exponent -= step;
        }
    }

    /// <summary>x·2^exponent, and whether it is 0 or normal wherever x is: whether nothing was lost.</summary>
    public static (double Value, bool IsInRange) Multiply(double x, int exponent)
    {
        double value = Math.ScaleB(x, exponent);
        return (value, x == 0.0 || double.IsNormal(value));
    }
}
