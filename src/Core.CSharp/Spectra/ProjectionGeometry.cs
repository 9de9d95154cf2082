using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Spectra;

/// <summary>
/// How far the Jacobian J = A·B of an autoencoder at a point, A = DD(z) and B = DE(x), is from the oblique projection P onto
/// its eigenvectors of nonzero eigenvalues, and what that bounds.
/// </summary>
/// <remarks>
/// Source: [ADGL21, Definition 3.7, Theorem 3.8]. Derivation: K = B·A carries the d nonzero eigenvalues λ; if K u = λ u, then
/// v = A u is an eigenvector of J, and P = A K⁻¹ B projects onto the range of A along the kernel of B. All norms are those
/// of d × d matrices: ‖A M B‖ = ‖R_A M R_Bᵀ‖ with the triangular factors of A and Bᵀ. Nothing N × N is formed.
/// </remarks>
public sealed class ProjectionGeometry
{
    private readonly Matrix _a;
    private readonly Matrix _b;
    private readonly Matrix _inverse;

    private ProjectionGeometry(
        Matrix a,
        Matrix b,
        Matrix inverse,
        GeneralEigenResult eigen,
        Matrix decoderFactor,
        Matrix encoderFactor
    )
    {
        _a = a;
        _b = b;
        _inverse = inverse;
        Eigenvalues = eigen.Values;
        Matrix near = BinaryScale.Multiply(a, -BinaryScale.Exponent(a));
        Eigenvectors = Normalised(ComplexMatrix.FromReal(near).Multiply(eigen.Vectors));
        int d = eigen.Values.Length;
        Matrix core = MatrixArithmetic.Subtract(Matrix.Identity(d), inverse);
        double[] distances = SingularValues(decoderFactor, core, encoderFactor);
        FrobeniusDistance = Math.Sqrt(distances.Sum(value => value * value));
        SpectralDistance = distances[0];
        ProjectionNorm = SingularValues(decoderFactor, inverse, encoderFactor)[0];
        (LargestOverlap, ConditionNumber) = Angles(Eigenvectors);
    }

    /// <summary>The d nonzero eigenvalues of J, by falling modulus, then falling imaginary part.</summary>
    public IReadOnlyList<Complex> Eigenvalues { get; }

    /// <summary>Their eigenvectors, N × d, each of length 1.</summary>
    public ComplexMatrix Eigenvectors { get; }

    /// <summary>Width of the latent layer, d.</summary>
    public int Latent => Eigenvalues.Count;

    /// <summary>δ = max |⟨v_i, v_j⟩| over i ≠ j; 0 for d = 1.</summary>
    public double LargestOverlap { get; }

    /// <summary>The largest δ for which the theorem is stated, 1/(2(d − 1)); infinite for d = 1.</summary>
    public double OverlapLimit => Latent > 1 ? 0.5 / (Latent - 1) : double.PositiveInfinity;

    /// <summary>Whether the theorem's assumption holds here.</summary>
    public bool AssumptionHolds => LargestOverlap <= OverlapLimit;

    /// <summary>κ: largest over smallest singular value of the matrix of eigenvectors.</summary>
    public double ConditionNumber { get; }

    /// <summary>‖J − P‖_F.</summary>
    public double FrobeniusDistance { get; }

    /// <summary>‖J − P‖₂.</summary>
    public double SpectralDistance { get; }

    /// <summary>‖P‖₂: 1 for an orthogonal projection, larger the more oblique it is.</summary>
    public double ProjectionNorm { get; }

    /// <summary>max |λ − 1|.</summary>
    public double LargestShift => Eigenvalues.Max(value => (value - Complex.One).Magnitude);

    /// <summary>Departure of J − P from normality: √(‖J − P‖_F² − Σ|λ − 1|²).</summary>
    /// <remarks>Source: [Henrici62].</remarks>
    public double DepartureFromNormality =>
        Math.Sqrt(
            Math.Max(
                0.0,
                (FrobeniusDistance * FrobeniusDistance)
                    - Eigenvalues.Sum(value => Math.Pow((value - Complex.One).Magnitude, 2))
            )
        );

    /// <summary>The geometry at a point.</summary>
    /// <param name="decoderJacobian">A = DD(z), N × d.</param>
    /// <param name="encoderJacobian">B = DE(x), d × N.</param>
    /// <returns>The geometry.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or an entry is not finite.</exception>
    /// <exception cref="PremiseException">J has rank below d: an eigenvalue vanishes, and P has no more d dimensions.</exception>
    public static ProjectionGeometry Of(Matrix decoderJacobian, Matrix encoderJacobian)
    {
        ArgumentNullException.ThrowIfNull(decoderJacobian);
        ArgumentNullException.ThrowIfNull(encoderJacobian);
        int d = decoderJacobian.ColumnCount;
        if (
            d == 0
            || encoderJacobian.RowCount != d
            || encoderJacobian.ColumnCount != decoderJacobian.RowCount
            || d > decoderJacobian.RowCount
        )
        {
            throw new ArgumentException(
                $"expected DD(z) as N x d and DE(x) as d x N with d <= N, got {decoderJacobian.Shape} and {encoderJacobian.Shape}"
            );
        }

        Matrix k = MatrixProduct.Multiply(encoderJacobian, decoderJacobian, 1);
        double[] values = Factorizations.SingularValues(k);
        double threshold = Tolerance.Rank(values[0], d, d);
        if (!(values[^1] > threshold))
        {
            throw new PremiseException(
                "the Jacobian is singular at this point: its rank is below d",
                values[^1],
                threshold
            );
        }

        return new ProjectionGeometry(
            decoderJacobian,
            encoderJacobian,
            Factorizations.PseudoInverse(k),
            Factorizations.GeneralEigen(k),
            Factorizations.Qr(decoderJacobian).R,
            Factorizations.Qr(encoderJacobian.Transpose()).R
        );
    }

    /// <summary>J w.</summary>
    /// <param name="w">N numbers.</param>
    /// <returns>N numbers.</returns>
    public double[] Apply(ReadOnlySpan<double> w) => MatrixProduct.Apply(_a, MatrixProduct.Apply(_b, w));

    /// <summary>P w.</summary>
    /// <param name="w">N numbers.</param>
    /// <returns>N numbers.</returns>
    public double[] Project(ReadOnlySpan<double> w) =>
        MatrixProduct.Apply(_a, MatrixProduct.Apply(_inverse, MatrixProduct.Apply(_b, w)));

    // Singular values of A M B from the triangular factors, falling.
    private static double[] SingularValues(Matrix decoderFactor, Matrix middle, Matrix encoderFactor) =>
        Factorizations.SingularValues(
            MatrixProduct.MultiplyTransposedRight(MatrixProduct.Multiply(decoderFactor, middle, 1), encoderFactor, 1)
        );

    private static ComplexMatrix Normalised(ComplexMatrix vectors)
    {
        double[] norms = new double[vectors.ColumnCount];
        for (int i = 0; i < vectors.RowCount; i++)
        {
            ReadOnlySpan<Complex> row = vectors.Row(i);
            for (int j = 0; j < norms.Length; j++)
            {
                norms[j] += (row[j].Real * row[j].Real) + (row[j].Imaginary * row[j].Imaginary);
            }
        }

        return ComplexMatrix.Create(vectors.RowCount, norms.Length, (i, j) => vectors[i, j] / Math.Sqrt(norms[j]));
    }

    private static (double Overlap, double Condition) Angles(ComplexMatrix vectors)
    {
        ComplexMatrix gram = vectors.ConjugateTranspose().Multiply(vectors, 1);
        int d = gram.RowCount;
        double overlap = 0.0;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < i; j++)
            {
                overlap = Math.Max(overlap, gram[i, j].Magnitude);
            }
        }

        ComplexMatrix exact = ComplexMatrix.Create(
            d,
            d,
            (i, j) =>
                i == j ? Complex.One
                : i > j ? gram[i, j]
                : Complex.Conjugate(gram[j, i])
        );
        double[] squares = HermitianEigen.Decompose(exact).Values;
        return (overlap, squares[^1] > 0 ? Math.Sqrt(squares[0] / squares[^1]) : double.PositiveInfinity);
    }
}
