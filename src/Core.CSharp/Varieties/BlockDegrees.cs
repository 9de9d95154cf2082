using System.Collections.Concurrent;
using System.Numerics;

namespace Neurovariety.Varieties;

/// <summary>Degrees and binomial coefficients of single blocks, computed once for each block shape and rank.</summary>
/// <remarks>Components share one: a list of millions of products has only as many different factors as Σ m_i.</remarks>
internal sealed class BlockDegrees
{
    private readonly ConcurrentDictionary<(int Algebra, int Multiplicity, int Rank), BigInteger> _degrees = new();
    private readonly ConcurrentDictionary<(int Multiplicity, int Rank), BigInteger> _binomials = new();

    /// <summary>Degree of the complexified {rank over D ≤ r} in M_m(D).</summary>
    internal BigInteger Degree(MatrixBlock block, int rank) =>
        _degrees.GetOrAdd((block.AlgebraDimension, block.Multiplicity, rank), key => Compute(key));

    /// <summary>m over r.</summary>
    internal BigInteger Binomial(int multiplicity, int rank) =>
        _binomials.GetOrAdd((multiplicity, rank), key => FactorialQuotient.Binomial(key.Multiplicity, key.Rank));

    private static BigInteger Compute((int Algebra, int Multiplicity, int Rank) key)
    {
        (int algebra, int m, int rank) = key;
        return algebra switch
        {
            1 => new DeterminantalVariety(rank, m, m).Degree,
            2 => BigInteger.Pow(new DeterminantalVariety(rank, m, m).Degree, 2),
            _ => new DeterminantalVariety(2 * rank, 2 * m, 2 * m).Degree,
        };
    }
}
