using System;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;
using Neurovariety.RandomMatrices;
using Neurovariety.Statistics;

namespace Neurovariety.LayerDecomposition;

/// <summary>What the singular values of a layer's weights tell without any data.</summary>
/// <param name="SingularValues">σ of W, o × i: min(o, i) numbers, falling.</param>
/// <param name="Rank">Singular values above <see cref="RankThreshold"/>.</param>
/// <param name="RankLoss">min(o, i) − rank.</param>
/// <param name="StableRank">‖W‖²/σ₁², Frobenius norm; 0 when all weights are 0.</param>
/// <param name="EntryDeviation">Root mean square s of the entries, what spikes hold left out.</param>
/// <param name="LowerEdge">|√o − √i|·s: below it no singular value of a random matrix with such entries lies, for large sizes.</param>
/// <param name="UpperEdge">(√o + √i)·s, the edge of Marchenko and Pastur.</param>
/// <param name="SpikeCount">Singular values above the upper edge, at most the rank: what is no more than rounding counts as 0 here.</param>
/// <param name="PowerLaw">Law of the tail of the eigenvalues σ² of W·Wᵀ that differ from 0; null where <see cref="WhyNoPowerLaw"/> has a reason.</param>
/// <remarks>
/// Sources: [MP67] for the edges, [MM21] for the figures and their names. The deviation of the entries is that of the bulk: singular
/// values above the edge are taken out and the edge is found again until nothing changes; k of them take k rows and k columns with them.
/// Edges are those of singular values; the eigenvalues of W·Wᵀ over max(o, i) have edges s²(1 ± √q)², q = min(o, i)/max(o, i).
/// </remarks>
public sealed record WeightSpectrum(
    double[] SingularValues,
    int Rank,
    int RankLoss,
    double StableRank,
    double EntryDeviation,
    double LowerEdge,
    double UpperEdge,
    int SpikeCount,
    PowerLawFit? PowerLaw
)
{
    /// <summary>Unit of rounding of the weights, given or found from their bits.</summary>
    public double Precision { get; init; } = Tolerance.Epsilon;

    /// <summary>Singular values up to it count as 0: that is how far rounding can move them.</summary>
    public double RankThreshold { get; init; }

    /// <summary>Why there is no power law: too few singular values above rounding, or equal ones; null when there is one.</summary>
    public string? WhyNoPowerLaw { get; init; }

    /// <summary>The figures of a weight matrix.</summary>
    /// <param name="weights">W, o × i, finite, at least one entry.</param>
    /// <param name="seed">Seed of the resamples for the power law.</param>
    /// <param name="precision">
    /// Unit of rounding of the weights; null for that of single precision if all weights are numbers of single precision, else of double.
    /// </param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">No entry, or one that is not finite.</exception>
    public static WeightSpectrum Of(Matrix weights, ulong seed = 0, double? precision = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Entries.IsEmpty)
        {
            throw new ArgumentException($"weights: expected at least one entry, got {weights.Shape}", nameof(weights));
        }

        // At a power of two that brings the weights near 1: squares then stay in the range of double.
        int exponent = BinaryScale.Exponent(weights);
        Matrix near = BinaryScale.Multiply(weights, -exponent);
        double[] values = ThinSvd.Of(near).SingularValues;
        double unit = precision ?? Tolerance.PrecisionOf(weights.Entries);
        double norm = MatrixArithmetic.FrobeniusNorm(near);
        double threshold = Tolerance.RoundedRank(values[0], norm, weights.RowCount, weights.ColumnCount, unit);
        return OfNear(values, weights, threshold, seed, exponent) with { Precision = unit };
    }

    /// <summary>The limiting density of the singular values of an o × i matrix with independent entries of the bulk's size.</summary>
    /// <param name="rows">o.</param>
    /// <param name="columns">i.</param>
    /// <param name="singularValue">At which singular value.</param>
    /// <returns>The density, 0 outside the edges.</returns>
    /// <remarks>Source: [MP67].</remarks>
    public double BulkDensity(int rows, int columns, double singularValue)
    {
        return EntryDeviation > 0.0 ? Law(rows, columns, EntryDeviation).SingularValues().Density(singularValue) : 0.0;
    }

    // The figures of singular values times 2^−exponent.
    private static WeightSpectrum OfNear(double[] values, Matrix weights, double threshold, ulong seed, int exponent)
    {
        double[] nonzero = Array.FindAll(values, value => value > threshold);
        double squares = values.Sum(value => value * value);
        (double deviation, int spikes) = Bulk(nonzero, weights.RowCount, weights.ColumnCount);
        MarchenkoPastur? law = deviation > 0.0 ? Law(weights.RowCount, weights.ColumnCount, deviation) : null;

        // A square is known to twice the relative error of its root.
        double[] eigenvalues = Array.ConvertAll(nonzero, value => value * value);
        double relative = nonzero.Length == 0 ? 0.0 : 2.0 * threshold / nonzero[0];
        PowerLawFit? tail = PowerLawFit.Of(eigenvalues, seed, relativeError: relative);
        return new WeightSpectrum(
            [.. values.Select(value => Math.ScaleB(value, exponent))],
            nonzero.Length,
            values.Length - nonzero.Length,
            values[0] > 0.0 ? squares / (values[0] * values[0]) : 0.0,
            Math.ScaleB(deviation, exponent),
            law is null ? 0.0 : Math.ScaleB(Math.Sqrt(law.Lower), exponent),
            law is null ? 0.0 : Math.ScaleB(Math.Sqrt(law.Upper), exponent),
            spikes,
            tail is null ? null : tail with { Minimum = Math.ScaleB(tail.Minimum, 2 * exponent) }
        )
        {
            RankThreshold = Math.ScaleB(threshold, exponent),
            WhyNoPowerLaw = PowerLawFit.WhyNone(eigenvalues, relative),
        };
    }

    // With entries of deviation s, W is √max(o, i)·s times a matrix whose entries have variance 1/max(o, i).
    private static MarchenkoPastur Law(int rows, int columns, double deviation)
    {
        int longer = Math.Max(rows, columns);
        return new MarchenkoPastur((double)Math.Min(rows, columns) / longer, deviation * Math.Sqrt(longer));
    }

    // Of the singular values that are not 0, falling.
    private static (double Deviation, int Spikes) Bulk(double[] values, int rows, int columns)
    {
        int spikes = 0;
        while (true)
        {
            double squares = values.Skip(spikes).Sum(value => value * value);
            double entries = (double)(rows - spikes) * (columns - spikes);
            double deviation = entries > 0.0 ? Math.Sqrt(squares / entries) : 0.0;
            double edge = deviation > 0.0 ? Math.Sqrt(Law(rows, columns, deviation).Upper) : 0.0;
            int above = values.TakeWhile(value => value > edge).Count();

            // Taking spikes out narrows the bulk, so their number can only grow. Where all that is left would be spikes, there is no
            // bulk that they stand out from, but for the singular values that are 0.
            if (above <= spikes || above == Math.Min(rows, columns))
            {
                return (deviation, spikes);
            }

            spikes = above;
        }
    }
}
