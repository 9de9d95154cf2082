using System;

namespace Neurovariety.Spectra;

/// <summary>
/// How the reconstruction error changes from a training point x to a point y near it, in the parts of the linearisation, and
/// the bounds on it.
/// </summary>
/// <remarks>
/// Source: [ADGL21, Lemmas 3.4 and 3.5, Theorem 3.8]. Correction: the lemma's display has the sign of its equation (2), against
/// Definition 2.3; with ε(x) = x − D(E(x)) it reads ε(y) − ε(x) ≈ (I − J)(y − x) = −(J − P)(y − x) + (I − P)(y − x).
/// </remarks>
/// <param name="Step">‖y − x‖.</param>
/// <param name="Change">‖ε(y) − ε(x)‖.</param>
/// <param name="Distortion">Part A: ‖(J − P)(y − x)‖, what the eigenvalues' distance from 1 does.</param>
/// <param name="Outside">Part B: ‖(I − P)(y − x)‖, what lies outside the span of the eigenvectors.</param>
/// <param name="Start">Part C: ‖ε(x)‖.</param>
/// <param name="Nonlinear">‖ε(y) − ε(x) − (I − J)(y − x)‖, what the linearisation misses.</param>
/// <param name="Bounds">The bounds at this pair.</param>
public sealed record ErrorTransport(
    double Step,
    double Change,
    double Distortion,
    double Outside,
    double Start,
    double Nonlinear,
    TransportBounds Bounds
)
{
    /// <summary>Measures a pair.</summary>
    /// <param name="geometry">The geometry of J at x.</param>
    /// <param name="x">The training point, N numbers.</param>
    /// <param name="imageOfX">D(E(x)).</param>
    /// <param name="y">The other point.</param>
    /// <param name="imageOfY">D(E(y)).</param>
    /// <returns>The parts and the bounds.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ErrorTransport Measure(
        ProjectionGeometry geometry,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> imageOfX,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> imageOfY
    )
    {
        ArgumentNullException.ThrowIfNull(geometry);
        double[] step = Subtract(y, x);
        double[] before = Subtract(x, imageOfX);
        double[] change = Subtract(Subtract(y, imageOfY), before);
        double[] moved = geometry.Apply(step);
        double[] projected = geometry.Project(step);
        double[] linear = Subtract(step, moved);
        double length = Norm(step);
        double inside = Norm(projected);
        return new ErrorTransport(
            length,
            Norm(change),
            Norm(Subtract(moved, projected)),
            Norm(Subtract(step, projected)),
            Norm(before),
            Norm(Subtract(change, linear)),
            TransportBounds.Of(geometry, length, inside)
        );
    }

    private static double[] Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"expected points of one width, got {a.Length} and {b.Length}");
        }

        double[] difference = a.ToArray();
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] -= b[i];
        }

        return difference;
    }

    private static double Norm(double[] values) => System.Numerics.Tensors.TensorPrimitives.Norm<double>(values);
}

/// <summary>Bounds on squared parts of the change of the reconstruction error.</summary>
/// <param name="Theorem">3 ‖J − P‖_F² ‖y − x‖², claimed for ‖ε(y) − ε(x)‖² where the eigenvectors are nearly orthogonal.</param>
/// <param name="Spectral">‖J − P‖₂² ‖y − x‖²; bounds part A squared at every point.</param>
/// <param name="Condition">κ² max|λ − 1|² ‖P(y − x)‖²; bounds part A squared at every point.</param>
/// <param name="Normality">(max|λ − 1| + Δ)² ‖y − x‖², Δ the departure from normality; bounds part A squared at every point.</param>
/// <remarks>
/// Correction: the last line of the theorem's proof has C² where C is a square already; the constant 3 is right when y − x lies
/// in the span of the d eigenvectors. Derivation of the others: the definition of ‖·‖₂; J − P = V(Λ − I)V⁺ on the span; Schur's
/// form T + N of J − P with ‖N‖_F = Δ.
/// </remarks>
public sealed record TransportBounds(double Theorem, double Spectral, double Condition, double Normality)
{
    internal static TransportBounds Of(ProjectionGeometry geometry, double step, double inside) =>
        new(
            3.0 * Square(geometry.FrobeniusDistance * step),
            Square(geometry.SpectralDistance * step),
            Square(geometry.ConditionNumber * geometry.LargestShift * inside),
            Square((geometry.LargestShift + geometry.DepartureFromNormality) * step)
        );

    private static double Square(double value) => value * value;
}
