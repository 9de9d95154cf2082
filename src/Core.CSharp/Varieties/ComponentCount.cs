using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Neurovariety.Representations;

namespace Neurovariety.Varieties;

/// <summary>Exact numbers of components, by generating functions.</summary>
/// <remarks>
/// Source: [KSS24], [FORMULAS]. Correction: the 72425986088826 components printed for the shift of 28 × 28 images and
/// r = 99 are those that contain a matrix of rank 99; all together are 72426340906146. Cost O(r·k) additions and small multiplications of big integers for k different pairs
/// (δ, m), whatever the number of blocks.
/// </remarks>
public static class ComponentCount
{
    /// <summary>The components that contain a matrix of rank exactly min(r, n): [t^r] ∏ (1 + t^δ + … + t^{δm}).</summary>
    /// <param name="blocks">The real isotypic blocks of the group.</param>
    /// <param name="rank">r, at least 0; above n it counts as n.</param>
    /// <param name="field">R or C.</param>
    /// <returns>The count; it can be 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">r is negative.</exception>
    public static BigInteger ContainingExactRank(
        IReadOnlyList<IsotypicBlock> blocks,
        int rank,
        Field field = Field.Real
    )
    {
        List<Factor> factors = Factors(blocks, rank, field, out int bound);
        return Series(factors, bound)[bound];
    }

    /// <summary>
    /// All components: Σ_s [t^{r−s}] ∏_{δ ≤ s} t^{δm} · ∏_{δ > s} (1 + … + t^{δm}), s the part of r left unused.
    /// </summary>
    /// <param name="blocks">The real isotypic blocks of the group.</param>
    /// <param name="rank">r, at least 0; above n it counts as n.</param>
    /// <param name="field">R or C.</param>
    /// <returns>The count, at least 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">r is negative.</exception>
    public static BigInteger AllMaximal(IReadOnlyList<IsotypicBlock> blocks, int rank, Field field = Field.Real)
    {
        List<Factor> factors = Factors(blocks, rank, field, out int bound);
        long[] costs = [.. factors.Select(f => f.Cost).Distinct().Order()];
        BigInteger count = costs.Length == 0 ? BigInteger.One : BigInteger.Zero;

        // Between two neighbouring costs the same blocks are full, so one series serves a whole interval of s.
        for (int c = 0; c < costs.Length; c++)
        {
            long low = c == 0 ? 0 : costs[c - 1];
            long full = factors.Where(f => f.Cost <= low).Sum(f => f.Count * f.Cost * f.Multiplicity);
            long highest = bound - full - low;
            if (highest < 0)
            {
                continue;
            }

            BigInteger[] series = Series([.. factors.Where(f => f.Cost > low)], (int)highest);
            for (long s = low; s < costs[c] && bound - full - s >= 0; s++)
            {
                count += series[bound - full - s];
            }
        }

        return count;
    }

    private static List<Factor> Factors(IReadOnlyList<IsotypicBlock> blocks, int rank, Field field, out int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        List<Factor> factors =
        [
            .. MatrixBlock
                .Over(blocks, field)
                .GroupBy(b => (b.Dimension, b.Multiplicity))
                .Select(g => new Factor(g.Key.Dimension, g.Key.Multiplicity, g.LongCount())),
        ];
        bound = (int)Math.Min(rank, factors.Sum(f => f.Count * f.Cost * f.Multiplicity));
        return factors;
    }

    // Coefficients 0 … degree of F = ∏ ((1 − t^{δ(m+1)}) / (1 − t^δ))^p. The logarithmic derivative t·F'/F is a sum of
    // terms w·t^a/(1 − t^a) with w = p·δ for a = δ and w = −p·δ(m+1) for a = δ(m+1), so that
    // n·F_n = Σ_a w_a·S_a(n) with S_a(n) = F_{n−a} + F_{n−2a} + … = F_{n−a} + S_a(n − a).
    private static BigInteger[] Series(List<Factor> factors, int degree)
    {
        List<(int Stride, BigInteger Weight)> terms = Terms(factors, degree);
        BigInteger[] series = new BigInteger[degree + 1];
        BigInteger[][] sums = [.. terms.Select(t => new BigInteger[t.Stride])];
        series[0] = BigInteger.One;
        for (int n = 1; n <= degree; n++)
        {
            BigInteger total = BigInteger.Zero;
            for (int j = 0; j < terms.Count; j++)
            {
                (int stride, BigInteger weight) = terms[j];
                if (n >= stride)
                {
                    ref BigInteger sum = ref sums[j][n % stride];
                    sum += series[n - stride];
                    total += weight * sum;
                }
            }

            series[n] = total / n;
        }

        return series;
    }

    private static List<(int Stride, BigInteger Weight)> Terms(List<Factor> factors, int degree) =>
        [
            .. factors
                .SelectMany(f =>
                    new[]
                    {
                        (Stride: f.Cost, Weight: (BigInteger)f.Count * f.Cost),
                        (
                            Stride: f.Cost * (f.Multiplicity + 1),
                            Weight: -(BigInteger)f.Count * f.Cost * (f.Multiplicity + 1)
                        ),
                    }
                )
                .Where(t => t.Stride <= degree)
                .GroupBy(t => (int)t.Stride)
                .Select(g => (g.Key, g.Aggregate(BigInteger.Zero, (sum, t) => sum + t.Weight)))
                .Where(t => !t.Item2.IsZero),
        ];

    /// <summary>A factor (1 + t^Cost + … + t^{Cost·Multiplicity})^Count; long, so that products do not overflow.</summary>
    private readonly record struct Factor(long Cost, long Multiplicity, long Count);
}
