using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

/// <summary>Checks that all regressions share.</summary>
internal static class RegressionCheck
{
    // Energies down to ε² of the sum, and sums of many of them, stay normal.
    private const double SmallestSquares = 1e-270;
    private const double LargestSquares = 1e300;

    /// <summary>Checks inputs n × N and targets m × N.</summary>
    internal static void Shapes(Matrix x, Matrix y, int inputs, int outputs)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.RowCount != inputs || y.RowCount != outputs || x.ColumnCount != y.ColumnCount)
        {
            throw new ArgumentException(
                $"x, y: expected {inputs} x N and {outputs} x N (columns are samples), got {x.Shape} and {y.Shape}; transpose?"
            );
        }

        MatrixArithmetic.CheckFinite(x, nameof(x));
        MatrixArithmetic.CheckFinite(y, nameof(y));
    }

    /// <summary>The sum of the squares of a matrix, where what is computed from it cannot leave the range of double.</summary>
    /// <exception cref="ArgumentException">The squares leave the range.</exception>
    internal static double Squares(Matrix matrix, string name)
    {
        double squares = MatrixArithmetic.SquaredFrobeniusNorm(matrix);
        return squares is > SmallestSquares and < LargestSquares || MatrixArithmetic.LargestMagnitude(matrix) == 0.0
            ? squares
            : throw new ArgumentException(
                $"{name}: the entries reach {MatrixArithmetic.LargestMagnitude(matrix):G3}, and their squares leave the range of double;"
                    + " scale them",
                name
            );
    }

    /// <summary>Checks a square matrix of finite entries.</summary>
    internal static void Square(Matrix matrix, int size)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.RowCount != size || matrix.ColumnCount != size)
        {
            throw new ArgumentException($"matrix: expected {size} x {size}, got {matrix.Shape}", nameof(matrix));
        }

        MatrixArithmetic.CheckFinite(matrix, nameof(matrix));
    }
}
