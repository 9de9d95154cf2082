using System;

namespace Neurovariety.Numerics;

/// <summary>The bounds by which floating-point results are compared, in one place.</summary>
public static class Tolerance
{
    /// <summary>Unit of rounding of <see cref="double"/>: 2^-52, the gap between 1 and the next number.</summary>
    public const double Epsilon = 2.220446049250313e-16;

    /// <summary>Unit of rounding of <see cref="float"/>: 2^-23.</summary>
    public const double EpsilonSingle = 1.1920928955078125e-7;

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
}
