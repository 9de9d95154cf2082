using System;
using System.Numerics;

namespace Neurovariety.Varieties;

/// <summary>
/// The variety I^G_{r,m×n} of m × n matrices of rank at most r that are invariant under a group: their columns agree
/// along each orbit.
/// </summary>
/// <remarks>
/// Source: [KSS24], [FORMULAS]. It is M_{ρ,m×k} for k orbits with ρ = min(r, k, m) (Correction: the printed min(r, k) is
/// wrong for r > m). Deleting repeated columns is a linear isomorphism; scaling column i by the square root of its
/// orbit's size makes it an isometry, which leaves the Euclidean distance degree as it is.
/// </remarks>
public sealed class InvariantVariety
{
    private readonly DeterminantalVariety _model;

    /// <summary>The variety of a bound on the rank.</summary>
    /// <param name="orbitCount">k, the number of orbits on the columns, at least 0.</param>
    /// <param name="columns">n, the number of columns, at least k.</param>
    /// <param name="rows">m, at least 0.</param>
    /// <param name="rank">r, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or k exceeds n.</exception>
    public InvariantVariety(int orbitCount, int columns, int rows, int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(orbitCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(orbitCount, columns);
        _model = new DeterminantalVariety(rank, rows, orbitCount);
        Columns = columns;
    }

    /// <summary>ρ = min(r, k, m), the rank of a general point.</summary>
    public int Rank => _model.Rank;

    /// <summary>m.</summary>
    public int Rows => _model.Rows;

    /// <summary>n.</summary>
    public int Columns { get; }

    /// <summary>k, the number of orbits.</summary>
    public int OrbitCount => _model.Columns;

    /// <summary>ρ(m + k − ρ).</summary>
    public BigInteger Dimension => _model.Dimension;

    /// <summary>Degree of M_{ρ,m×k}.</summary>
    public BigInteger Degree => _model.Degree;

    /// <summary>C(min(m, k), ρ).</summary>
    public BigInteger EuclideanDistanceDegree => _model.EuclideanDistanceDegree;

    /// <summary>The invariant matrices of rank at most ρ − 1 when 0 &lt; ρ &lt; min(m, k); otherwise empty.</summary>
    public SingularLocus SingularLocus
    {
        get
        {
            SingularLocus locus = _model.SingularLocus;
            return locus.IsEmpty ? locus : locus with { Description = $"invariant {locus.Description}" };
        }
    }

    /// <summary>The determinantal variety it is linearly isomorphic to.</summary>
    public DeterminantalVariety Model => _model;

    /// <summary>Name of the isomorphic determinantal variety over a field, as in M_{1,2x2}(R).</summary>
    /// <param name="field">R or C.</param>
    /// <returns>The text.</returns>
    public string IsomorphicTo(Field field = Field.Real) => $"{_model}({(field == Field.Real ? 'R' : 'C')})";
}
