namespace Neurovariety.LinearAlgebra;

/// <summary>The operators; <see cref="MatrixArithmetic"/> and <see cref="MatrixProduct"/> do the work.</summary>
public sealed partial class Matrix
{
    /// <summary>The sum a + b.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="b">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="System.ArgumentException">The shapes differ.</exception>
    public static Matrix operator +(Matrix a, Matrix b) => MatrixArithmetic.Add(a, b);

    /// <summary>The difference a − b.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="b">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="System.ArgumentException">The shapes differ.</exception>
    public static Matrix operator -(Matrix a, Matrix b) => MatrixArithmetic.Subtract(a, b);

    /// <summary>The negative −a.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix operator -(Matrix a) => MatrixArithmetic.Scale(a, -1.0);

    /// <summary>The matrix product a·b.</summary>
    /// <param name="a">Matrix, m × k.</param>
    /// <param name="b">Matrix, k × n.</param>
    /// <returns>Matrix, m × n.</returns>
    /// <exception cref="System.ArgumentException">a has another number of columns than b has rows.</exception>
    public static Matrix operator *(Matrix a, Matrix b) => MatrixProduct.Multiply(a, b);

    /// <summary>The multiple factor·a.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix operator *(double factor, Matrix a) => MatrixArithmetic.Scale(a, factor);

    /// <summary>The multiple factor·a.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="factor">A number.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix operator *(Matrix a, double factor) => MatrixArithmetic.Scale(a, factor);

    /// <summary>Every entry divided by a number.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="divisor">A number; 0 gives infinite entries.</param>
    /// <returns>Matrix, m × n.</returns>
    public static Matrix operator /(Matrix a, double divisor)
    {
        System.ArgumentNullException.ThrowIfNull(a);
        double[] result = new double[a.Entries.Length];
        System.Numerics.Tensors.TensorPrimitives.Divide(a.Entries, divisor, result);
        return Adopt(a.RowCount, a.ColumnCount, result);
    }
}
