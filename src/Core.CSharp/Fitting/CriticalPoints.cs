using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Neurovariety.Networks;
using Neurovariety.Representations;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>What a critical point of the loss over the parameters of a network is.</summary>
public enum CriticalPointKind
{
    /// <summary>No network of the component has a smaller loss.</summary>
    Minimum,

    /// <summary>There are directions of descent: also where the parameters alone make the gradient vanish.</summary>
    Saddle,
}

/// <summary>One critical point of the squared loss on a component: which units are kept in each block.</summary>
/// <param name="Kept">For each block the 0-based units kept, rising; unit 0 has the largest energy.</param>
/// <param name="SquaredError">Its squared error.</param>
/// <param name="IsPure">
/// Whether it is critical on the variety itself (all ranks are used). Otherwise it is spurious: an artefact of the
/// parameterisation, which has rank-deficient layers there.
/// </param>
/// <param name="Kind">Minimum or saddle.</param>
/// <param name="MorseIndex">
/// Number of independent directions of descent on the component; null for a spurious point, where the variety is
/// singular or the map leaves its stratum.
/// </param>
public sealed record CriticalPoint(
    IReadOnlyList<IReadOnlyList<int>> Kept,
    double SquaredError,
    bool IsPure,
    CriticalPointKind Kind,
    long? MorseIndex
);

/// <summary>
/// All critical points of the squared loss of a network on one irreducible component, for data in general position.
/// </summary>
/// <remarks>
/// Derivation: in each block the problem is Eckart and Young's over D, whose critical points of rank ρ keep any ρ of
/// the m singular values [EY36], [KSS24]. Along the tangent vectors that couple a kept unit k with a dropped unit j
/// the second variation is ‖a‖² + ‖b‖² − 2·(σ_j/σ_k)·Re⟨a, b⟩ for a, b in D, so that each pair with σ_j > σ_k gives
/// e = dim_R D directions of descent. A critical point of the parameters of lower rank keeps fewer units; while an
/// energy is left outside, a free hidden unit can take it up, so it is a saddle, never a poor local minimum.
/// "General position" means: the energies of a block are distinct and none is zero.
/// </remarks>
public sealed class CriticalPoints
{
    private readonly EquivariantLeastSquares _problem;

    private CriticalPoints(EquivariantLeastSquares problem, RankVector component)
    {
        _problem = problem;
        Component = component;
    }

    /// <summary>Rank of each block.</summary>
    public RankVector Component { get; }

    /// <summary>Number of pure critical points, ∏ C(m_i, r_i): the Euclidean distance degree of the component.</summary>
    public BigInteger PureCount => Product((m, r) => Choose(m, r));

    /// <summary>Number of spurious ones, counted as end-to-end matrices: ∏ Σ_{s ≤ r_i} C(m_i, s) less the pure ones.</summary>
    public BigInteger SpuriousCount =>
        Product((m, r) => Enumerable.Range(0, r + 1).Aggregate(BigInteger.Zero, (sum, s) => sum + Choose(m, s)))
        - PureCount;

    /// <summary>Whether two energies of a block tie or one vanishes, so that critical points are not isolated.</summary>
    public bool IsDegenerate =>
        _problem.Blocks.Any(b =>
            b.Energies.Any(x => x <= b.Slack)
            || b.Energies.Zip(b.Energies.Skip(1), (x, y) => x - y <= b.Slack).Any(t => t)
        );

    /// <summary>The critical points of a solved problem on one component.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="component">Rank of each block.</param>
    /// <returns>The critical points; nothing is enumerated yet.</returns>
    /// <exception cref="ArgumentException">The vector does not fit the blocks.</exception>
    public static CriticalPoints Of(EquivariantLeastSquares problem, RankVector component)
    {
        ArgumentNullException.ThrowIfNull(problem);
        BlockFit.Check(problem.Decomposition.Blocks, component);
        return new CriticalPoints(problem, component);
    }

    /// <summary>The pure critical points, one at a time, beginning with the minimum.</summary>
    /// <returns><see cref="PureCount"/> points.</returns>
    public IEnumerable<CriticalPoint> Pure() => Choices(0, (m, r) => Subsets(m, r)).Select(Describe);

    /// <summary>The spurious critical points, one at a time.</summary>
    /// <returns><see cref="SpuriousCount"/> points.</returns>
    public IEnumerable<CriticalPoint> Spurious() =>
        Choices(0, (m, r) => Enumerable.Range(0, r + 1).Reverse().SelectMany(s => Subsets(m, s)))
            .Where(kept => kept.Select((k, i) => k.Length < Component[i]).Any(x => x))
            .Select(Describe);

    /// <summary>A network at a critical point: hidden units that keep nothing have zero weights.</summary>
    /// <param name="point">One of the critical points.</param>
    /// <returns>The network, on the smallest component that holds the kept units.</returns>
    public EquivariantAutoencoder Network(CriticalPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return _problem.Network(point.Kept);
    }

    private CriticalPoint Describe(int[][] kept)
    {
        double error = _problem.ZeroError;
        long index = 0;
        bool pure = true;
        bool minimal = true;
        for (int i = 0; i < kept.Length; i++)
        {
            IReadOnlyList<double> energies = _problem.Blocks[i].Energies;
            error -= kept[i].Sum(k => energies[k]);
            HashSet<int> inside = [.. kept[i]];
            IEnumerable<int> dropped = Enumerable.Range(0, energies.Count).Where(j => !inside.Contains(j));
            long descents = dropped.Sum(j => kept[i].LongCount(k => energies[j] > energies[k]));
            bool open = kept[i].Length < Component[i] && dropped.Any(j => energies[j] > 0.0);
            index += _problem.Decomposition.Blocks[i].AlgebraDimension * descents;
            pure &= kept[i].Length == Component[i];
            minimal &= descents == 0 && !open;
        }

        CriticalPointKind kind = minimal ? CriticalPointKind.Minimum : CriticalPointKind.Saddle;
        return new CriticalPoint(kept, error, pure, kind, pure ? index : null);
    }

    private IEnumerable<int[][]> Choices(int block, Func<int, int, IEnumerable<int[]>> subsets)
    {
        if (block == Component.Count)
        {
            yield return [];
            yield break;
        }

        foreach (int[] first in subsets(_problem.Blocks[block].Energies.Count, Component[block]))
        {
            foreach (int[][] rest in Choices(block + 1, subsets))
            {
                yield return [first, .. rest];
            }
        }
    }

    // All subsets of size r of 0 … m − 1 in lexicographic order.
    private static IEnumerable<int[]> Subsets(int m, int r)
    {
        int[] current = [.. Enumerable.Range(0, r)];
        while (true)
        {
            yield return (int[])current.Clone();
            int i = r - 1;
            while (i >= 0 && current[i] == m - r + i)
            {
                i--;
            }

            if (i < 0)
            {
                yield break;
            }

            current[i]++;
            for (int j = i + 1; j < r; j++)
            {
                current[j] = current[j - 1] + 1;
            }
        }
    }

    private BigInteger Product(Func<int, int, BigInteger> factor)
    {
        BigInteger product = BigInteger.One;
        for (int i = 0; i < Component.Count; i++)
        {
            product *= factor(_problem.Decomposition.Blocks[i].Multiplicity, Component[i]);
        }

        return product;
    }

    private static BigInteger Choose(int m, int r)
    {
        BigInteger value = BigInteger.One;
        for (int i = 1; i <= r; i++)
        {
            value = value * (m - r + i) / i;
        }

        return value;
    }
}
