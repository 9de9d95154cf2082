using System;

namespace Neurovariety.Numerics;

/// <summary>The bounds by which floating-point results are compared, in one place.</summary>
public static class Tolerance
{
    /// <summary>Unit of rounding of <see cref="double"/>: 2^-52, the gap between 1 and the next number.</summary>
    public const double Epsilon = 2.220446049250313e-16;

    /// <summary>Unit of rounding of <see cref="float"/>: 2^-23.</summary>
    public const double EpsilonSingle = 1.1920928955078125e-7;

    /// <summary>Unit of rounding of IEEE 754 half precision: 2^-10.</summary>
    public const double EpsilonHalf = 0.0009765625;

    /// <summary>Unit of rounding of bfloat16, the upper half of a single precision number: 2^-7.</summary>
    public const double EpsilonBFloat16 = 0.0078125;

    /// <summary>Threshold below which a singular value counts as zero.</summary>
    /// <param name="largest">Largest singular value, at least 0.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <returns>max(rows, columns)·ε·largest.</returns>
    public static double Rank(double largest, int rows, int columns) => Math.Max(rows, columns) * Epsilon * largest;

    /// <summary>Bound on the residual of an algebraic identity between n × n quantities.</summary>
    /// <param name="size">Largest dimension n.</param>
    /// <param name="scale">A norm of the data.</param>
    /// <returns>16·n·ε·scale.</returns>
    public static double Identity(int size, double scale) => 16.0 * size * Epsilon * scale;

    /// <summary>Bound on the residual of a factorisation, or on the loss of orthogonality with scale 1.</summary>
    /// <param name="size">Largest dimension n.</param>
    /// <param name="scale">A norm of the factorised matrix.</param>
    /// <returns>64·n·ε·scale.</returns>
    public static double Factorization(int size, double scale) => 64.0 * size * Epsilon * scale;

    /// <summary>Threshold up to which a singular value of a matrix of rounded numbers counts as zero.</summary>
    /// <param name="largest">Largest singular value, at least 0.</param>
    /// <param name="norm">Frobenius norm of the matrix.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="epsilon">Unit of rounding of the entries: relative errors reach half of it.</param>
    /// <returns>epsilon/2·norm, or <see cref="Rank"/> where that is larger.</returns>
    /// <remarks>Derivation: rounding moves the matrix by at most epsilon/2·norm, so by Weyl's inequality no singular value further.</remarks>
    public static double RoundedRank(double largest, double norm, int rows, int columns, double epsilon) =>
        Math.Max(0.5 * epsilon * norm, Rank(largest, rows, columns));

    /// <summary>The unit of rounding that numbers have by their bits: of single precision, or of double.</summary>
    /// <param name="values">Finite numbers.</param>
    /// <returns><see cref="EpsilonSingle"/> when none has more than the 24 significant bits of single precision; else <see cref="Epsilon"/>.</returns>
    /// <remarks>Whole numbers and other exact ones of so few bits count as single precision too.</remarks>
    public static double PrecisionOf(ReadOnlySpan<double> values)
    {
        // The lowest 29 of the 52 bits after the leading one are those that single precision has not.
        const long Beyond = (1L << 29) - 1;
        foreach (double value in values)
        {
            if ((BitConverter.DoubleToInt64Bits(value) & Beyond) != 0)
            {
                return Epsilon;
            }
        }

        return EpsilonSingle;
    }
}
