using System;
using Neurovariety.LinearAlgebra;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>A matrix of least squared error under a bound on the rank and a symmetry.</summary>
/// <param name="Matrix">The matrix M.</param>
/// <param name="SquaredError">
/// ‖M·X − Y‖², or the squared distance ‖M − U‖², evaluated from M itself; see <see cref="SquaresLeaveRange"/>.
/// </param>
/// <param name="Rank">Rank of M.</param>
/// <param name="Component">The component that was found best, for an equivariant matrix.</param>
/// <param name="LowerBound">No matrix of the set has a smaller squared error; see <see cref="SquaresLeaveRange"/>.</param>
/// <param name="CertifiedOptimal">Whether the error exceeds the bound by at most 1e-9 of the error of the zero matrix.</param>
/// <remarks>
/// All but the squares are right whatever the size of the entries: fits are computed at a power of two that brings the data near 1.
/// </remarks>
public sealed record LeastSquaresFit(
    Matrix Matrix,
    double SquaredError,
    int Rank,
    RankVector? Component,
    double LowerBound,
    bool CertifiedOptimal
)
{
    /// <summary>‖M·X − Y‖, or the distance ‖M − U‖: the root of the squared error, right where the square is not.</summary>
    public double Error { get; private init; } = Math.Sqrt(SquaredError);

    /// <summary>
    /// Whether the squared error or its bound leaves the normal numbers of double and came out as 0, infinite, or with fewer digits;
    /// <see cref="Error"/> and <see cref="CertifiedOptimal"/> hold nevertheless.
    /// </summary>
    public bool SquaresLeaveRange { get; private init; }

    /// <summary>The fit for M·2^matrix with errors times 2^error, from this one at powers of two near 1.</summary>
    /// <exception cref="ArgumentException">Entries of M leave the range of double.</exception>
    internal LeastSquaresFit Scaled(int matrix, int error)
    {
        double largest = MatrixArithmetic.LargestMagnitude(Matrix);
        if (!BinaryScale.Multiply(largest, matrix).IsInRange)
        {
            throw new ArgumentException(
                $"the best matrix has entries of about 2^{BinaryScale.Exponent(largest) + matrix}, which leave the range of double;"
                    + " scale the data"
            );
        }

        (double squared, bool isSquareIn) = BinaryScale.Multiply(SquaredError, 2 * error);
        (double bound, bool isBoundIn) = BinaryScale.Multiply(LowerBound, 2 * error);
        return this with
        {
            Matrix = BinaryScale.Multiply(Matrix, matrix),
            SquaredError = squared,
            LowerBound = bound,
            Error = BinaryScale.Multiply(Math.Sqrt(SquaredError), error).Value,
            SquaresLeaveRange = !isSquareIn || !isBoundIn,
        };
    }
}

/// <summary>The least squared error on one component.</summary>
/// <param name="Component">A maximal rank vector.</param>
/// <param name="SquaredError">‖M·X − Y‖² at the component's best matrix.</param>
public readonly record struct ComponentError(RankVector Component, double SquaredError);
