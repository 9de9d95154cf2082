using System;
using System.Numerics;

namespace Neurovariety.Varieties;

/// <summary>The determinantal variety M_{r,m×n}: the m × n matrices of rank at most r.</summary>
/// <remarks>
/// Source: [KSS24], [FORMULAS]. Correction: the degree's last factor is (m − ρ + i)!, not (m − (ρ + i))! as printed in
/// [KSS24]. All numbers are those of the complex variety in its given coordinates.
/// </remarks>
public sealed class DeterminantalVariety
{
    /// <summary>The variety of a bound on the rank.</summary>
    /// <param name="rank">r, at least 0; above min(m, n) it no longer bounds anything.</param>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="columns">n, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public DeterminantalVariety(int rank, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Rank = Math.Min(rank, Math.Min(rows, columns));
        Rows = rows;
        Columns = columns;
    }

    /// <summary>ρ = min(r, m, n), the rank of a general point.</summary>
    public int Rank { get; }

    /// <summary>m.</summary>
    public int Rows { get; }

    /// <summary>n.</summary>
    public int Columns { get; }

    /// <summary>ρ(m + n − ρ).</summary>
    public BigInteger Dimension => (BigInteger)Rank * ((BigInteger)Rows + Columns - Rank);

    /// <summary>∏_{i=0}^{n−ρ−1} (m+i)!·i! / ((ρ+i)!·(m−ρ+i)!): the points cut out by a general linear space.</summary>
    public BigInteger Degree
    {
        get
        {
            if (Rank == 0 || Rank == Math.Min(Rows, Columns))
            {
                return BigInteger.One;
            }

            FactorialQuotient quotient = new((long)Rows + Columns);
            for (int i = 0; i < Columns - Rank; i++)
            {
                quotient.Multiply(Rows + i, 1);
                quotient.Multiply(i, 1);
                quotient.Multiply(Rank + i, -1);
                quotient.Multiply(Rows - Rank + i, -1);
            }

            return quotient.Value();
        }
    }

    /// <summary>
    /// C(min(m, n), ρ): the critical points of the squared Frobenius distance to a general matrix. Source: [EY36].
    /// </summary>
    public BigInteger EuclideanDistanceDegree => FactorialQuotient.Binomial(Math.Min(Rows, Columns), Rank);

    /// <summary>The matrices of rank at most ρ − 1 when 0 &lt; ρ &lt; min(m, n); otherwise empty.</summary>
    public SingularLocus SingularLocus
    {
        get
        {
            if (Rank == 0 || Rank == Math.Min(Rows, Columns))
            {
                return SingularLocus.Empty("the variety is a linear space");
            }

            DeterminantalVariety below = new(Rank - 1, Rows, Columns);
            return new SingularLocus($"matrices of rank at most {Rank - 1}", below.Dimension, Rank - 1);
        }
    }

    /// <summary>Short name, as in M_{2,3x4}.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"M_{{{Rank},{Rows}x{Columns}}}";
}
