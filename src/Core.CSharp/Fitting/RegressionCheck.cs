using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Fitting;

internal static class RegressionCheck
{
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
