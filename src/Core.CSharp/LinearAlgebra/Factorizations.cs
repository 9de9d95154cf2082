using System;
using System.Linq;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Neurovariety.Numerics;

namespace Neurovariety.LinearAlgebra;

/// <summary>A thin singular value decomposition a = U·diag(s)·Vᵀ.</summary>
/// <param name="U">Matrix, m × k, orthonormal columns, k = min(m, n).</param>
/// <param name="SingularValues">k numbers, falling, none negative.</param>
/// <param name="V">Matrix, n × k, orthonormal columns.</param>
public sealed record SvdResult(Matrix U, double[] SingularValues, Matrix V);

/// <summary>A thin QR factorisation a = Q·R.</summary>
/// <param name="Q">Matrix, m × k, orthonormal columns, k = min(m, n).</param>
/// <param name="R">Matrix, k × n, upper triangular.</param>
public sealed record QrResult(Matrix Q, Matrix R);

/// <summary>Eigenvalues and eigenvectors of a general square matrix.</summary>
/// <param name="Values">n numbers by falling modulus, then falling imaginary part.</param>
/// <param name="Vectors">Matrix, n × n; column j has length 1 and belongs to value j.</param>
public sealed record GeneralEigenResult(Complex[] Values, ComplexMatrix Vectors);

/// <summary>Factorisations of a matrix: singular values, QR, numerical rank, pseudo-inverse.</summary>
/// <remarks>
/// Each is computed at a power of two that brings the largest entry near 1, since the routines below count numbers under about 1e-15
/// as zero whatever they stand beside: results scale with the matrix, to the bit for powers of two while all numbers stay normal.
/// </remarks>
public static class Factorizations
{
    /// <summary>The thin singular value decomposition.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>U (m × k), k singular values, falling, V (n × k), k = min(m, n).</returns>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static SvdResult Svd(Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        MatrixArithmetic.CheckFinite(a, nameof(a));
        int k = Math.Min(a.RowCount, a.ColumnCount);
        if (k == 0)
        {
            return new SvdResult(Matrix.Zero(a.RowCount, 0), [], Matrix.Zero(a.ColumnCount, 0));
        }

        int exponent = BinaryScale.Exponent(a);
        Svd<double> svd = ToMathNet(a, exponent).Svd(true);
        double[] values = svd.S.ToArray();
        BinaryScale.Multiply(values, exponent);
        return new SvdResult(
            Matrix.Create(a.RowCount, k, (i, j) => svd.U[i, j]),
            values,
            Matrix.Create(a.ColumnCount, k, (i, j) => svd.VT[j, i])
        );
    }

    /// <summary>The thin QR factorisation.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>Q (m × k, orthonormal columns) and R (k × n, upper triangular), k = min(m, n).</returns>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static QrResult Qr(Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        MatrixArithmetic.CheckFinite(a, nameof(a));
        int k = Math.Min(a.RowCount, a.ColumnCount);
        if (k == 0)
        {
            return new QrResult(Matrix.Zero(a.RowCount, 0), Matrix.Zero(0, a.ColumnCount));
        }

        // MathNet wants at least as many rows as columns; the square left part carries Q.
        Matrix left = a.ColumnCount <= k ? a : Matrix.Create(k, k, (i, j) => a[i, j]);
        QR<double> qr = ToMathNet(left, BinaryScale.Exponent(left)).QR(QRMethod.Thin);
        Matrix q = Matrix.Create(a.RowCount, k, (i, j) => qr.Q[i, j]);
        Matrix r = MatrixProduct.MultiplyTransposedLeft(q, a);
        return new QrResult(q, Matrix.Create(k, a.ColumnCount, (i, j) => i <= j ? r[i, j] : 0.0));
    }

    /// <summary>The singular values.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <returns>min(m, n) numbers, falling.</returns>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static double[] SingularValues(Matrix a) => Svd(a).SingularValues;

    /// <summary>The number of singular values above a threshold.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="tolerance">Threshold; by default <see cref="Tolerance.Rank"/> of the largest singular value.</param>
    /// <returns>The numerical rank.</returns>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static int NumericalRank(Matrix a, double? tolerance = null)
    {
        double[] values = SingularValues(a);
        double threshold = tolerance ?? Threshold(a, values);
        return Array.FindAll(values, value => value > threshold).Length;
    }

    /// <summary>The Moore–Penrose inverse.</summary>
    /// <param name="a">Matrix, m × n.</param>
    /// <param name="tolerance">Singular values up to it count as zero; by default <see cref="Tolerance.Rank"/>.</param>
    /// <returns>Matrix, n × m.</returns>
    /// <exception cref="ArgumentException">An entry is not finite.</exception>
    public static Matrix PseudoInverse(Matrix a, double? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        int exponent = BinaryScale.Exponent(a);
        SvdResult svd = Svd(BinaryScale.Multiply(a, -exponent));
        double threshold = tolerance is { } given
            ? BinaryScale.Multiply(given, -exponent).Value
            : Threshold(a, svd.SingularValues);
        Matrix scaled = Matrix.Create(
            svd.V.RowCount,
            svd.V.ColumnCount,
            (i, j) => svd.SingularValues[j] > threshold ? svd.V[i, j] / svd.SingularValues[j] : 0.0
        );
        return BinaryScale.Multiply(MatrixProduct.MultiplyTransposedRight(scaled, svd.U), -exponent);
    }

    /// <summary>Eigenvalues and eigenvectors of a square matrix that need not be symmetric.</summary>
    /// <param name="a">Matrix, n × n.</param>
    /// <returns>Eigenvalues by falling modulus, then falling imaginary part, and their vectors of length 1.</returns>
    /// <exception cref="ArgumentException">The matrix is not square, or an entry is not finite.</exception>
    /// <remarks>A matrix that cannot be diagonalised gets (nearly) parallel vectors.</remarks>
    public static GeneralEigenResult GeneralEigen(Matrix a)
    {
        ArgumentNullException.ThrowIfNull(a);
        MatrixArithmetic.CheckFinite(a, nameof(a));
        int n = a.RowCount;
        if (a.ColumnCount != n)
        {
            throw new ArgumentException($"a: expected a square matrix, got {n} x {a.ColumnCount}", nameof(a));
        }

        if (n == 0)
        {
            return new GeneralEigenResult([], ComplexMatrix.Zero(0, 0));
        }

        int exponent = BinaryScale.Exponent(a);
        Evd<double> evd = ToMathNet(a, exponent).Evd(Symmetricity.Asymmetric);
        Complex[] values = evd.EigenValues.ToArray();
        Complex[][] vectors = [.. Enumerable.Range(0, n).Select(j => EigenVector(evd, values, j))];
        int[] order =
        [
            .. Enumerable
                .Range(0, n)
                .OrderByDescending(j => values[j].Magnitude)
                .ThenByDescending(j => values[j].Imaginary),
        ];
        return new GeneralEigenResult(
            [.. order.Select(j => new Complex(Back(values[j].Real), Back(values[j].Imaginary)))],
            ComplexMatrix.Create(n, n, (i, j) => vectors[order[j]][i])
        );

        double Back(double x) => Math.ScaleB(x, exponent);
    }

    // Of a pair of conjugate values, the first column holds the real part of the vector of the value above the axis, the
    // second its imaginary part.
    private static Complex[] EigenVector(Evd<double> evd, Complex[] values, int j)
    {
        int real = values[j].Imaginary < 0 ? j - 1 : j;
        double sign = Math.Sign(values[j].Imaginary);
        Complex[] vector =
        [
            .. Enumerable
                .Range(0, values.Length)
                .Select(i => new Complex(
                    evd.EigenVectors[i, real],
                    sign == 0 ? 0 : sign * evd.EigenVectors[i, real + 1]
                )),
        ];
        double norm = Math.Sqrt(vector.Sum(z => (z.Real * z.Real) + (z.Imaginary * z.Imaginary)));
        return Array.ConvertAll(vector, z => z / norm);
    }

    private static double Threshold(Matrix a, double[] values) =>
        values.Length == 0 ? 0.0 : Tolerance.Rank(values[0], a.RowCount, a.ColumnCount);

    private static Matrix<double> ToMathNet(Matrix a, int exponent) =>
        Matrix<double>.Build.DenseOfRowMajor(a.RowCount, a.ColumnCount, BinaryScale.Multiply(a, -exponent).Storage);
}
