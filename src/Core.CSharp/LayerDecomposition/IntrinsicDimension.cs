using System;
using System.Linq;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.LayerDecomposition;

/// <summary>How many dimensions some samples take up.</summary>
/// <param name="TwoNearest">Estimate from the two nearest neighbours of each sample; null where <see cref="WhyNone"/> has a reason.</param>
/// <param name="ParticipationRatio">(Σλ)²/Σλ² of the eigenvalues λ of the covariance, 1 … n; 0 when all samples coincide, to rounding.</param>
/// <param name="LeftOut">Samples that coincide with another, to rounding, and take no part in the first estimate.</param>
public sealed record IntrinsicDimension(double? TwoNearest, double ParticipationRatio, int LeftOut)
{
    // The share of the largest ratios that is left out of the fit, as in the source.
    private const double Discarded = 0.1;
    private const int FewestSamples = 10;

    /// <summary>
    /// Why there is no estimate from the two nearest: fewer than 10 samples with neighbours apart, or neighbours as far as each other;
    /// null when there is one.
    /// </summary>
    public string? WhyNone { get; init; }

    /// <summary>The dimension of samples whose neighbours are known.</summary>
    /// <param name="samples">p × n.</param>
    /// <param name="neighbours">At least 2 neighbours of each sample.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <param name="rounding">
    /// How far rounding can have moved an entry; null for that of the largest entry in single precision if all entries are numbers of
    /// single precision, else in double.
    /// </param>
    /// <returns>Both figures.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 neighbours, or neighbours of another number of samples.</exception>
    /// <remarks>
    /// Source: [FDRL17]: with r₁, r₂ the distances to the two nearest, F the rank of r₂/r₁ over their number, the slope of the line
    /// through the origin of −log(1 − F) on log(r₂/r₁), the largest tenth left out.
    /// </remarks>
    public static IntrinsicDimension Of(
        Matrix samples,
        NearestNeighbours neighbours,
        int threads = 0,
        double? rounding = null
    )
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(neighbours);
        if (neighbours.Count < 2 || neighbours.SampleCount != samples.RowCount)
        {
            throw new ArgumentException(
                $"neighbours: expected 2 or more for each of {samples.RowCount} samples,"
                    + $" got {neighbours.Count} for each of {neighbours.SampleCount}",
                nameof(neighbours)
            );
        }

        double entry =
            rounding ?? 0.5 * Tolerance.PrecisionOf(samples.Entries) * MatrixArithmetic.LargestMagnitude(samples);

        // Each of two samples moves by at most this over two.
        double apart = 2.0 * entry * Math.Sqrt(samples.ColumnCount);
        int[] used = [.. Enumerable.Range(0, samples.RowCount).Where(i => neighbours.Distances(i)[0] > apart)];
        double[] logs = [.. used.Select(i => LogRatio(neighbours.Distances(i))).Order()];
        double[] errors = [.. used.Select(i => apart / neighbours.Distances(i)[0])];
        string? none = Refusal(logs, errors, samples.RowCount);
        return new IntrinsicDimension(
            none is null ? Slope(logs) : null,
            Participation(samples, entry, threads),
            samples.RowCount - logs.Length
        )
        {
            WhyNone = none,
        };
    }

    private static double LogRatio(ReadOnlySpan<double> distances) => Math.Log(distances[1] / distances[0]);

    private static string? Refusal(double[] logs, double[] errors, int count)
    {
        if (logs.Length < FewestSamples)
        {
            return $"{logs.Length} of {count} samples have a neighbour that does not coincide with them, expected {FewestSamples} or more";
        }

        double spread = logs[..Used(logs)].Sum(x => x * x) / Used(logs);
        double rounding = 4.0 * errors.Sum(x => x * x) / errors.Length;
        return spread > rounding
            ? null
            : "the two nearest neighbours of a sample are as far as each other, to rounding, as on a grid";
    }

    private static int Used(double[] logs) => (int)(logs.Length * (1.0 - Discarded));

    private static double Slope(double[] logs)
    {
        double products = 0.0;
        double squares = 0.0;
        for (int i = 0; i < Used(logs); i++)
        {
            products -= logs[i] * Math.Log(1.0 - ((i + 1.0) / logs.Length));
            squares += logs[i] * logs[i];
        }

        return products / squares;
    }

    private static double Participation(Matrix samples, double rounding, int threads)
    {
        Matrix centred = Centring.Centre(samples).Samples;
        // An entry, its mean, and the difference are each off by a rounding or two.
        if (!(MatrixArithmetic.LargestMagnitude(centred) > 8.0 * rounding))
        {
            return 0.0;
        }

        Matrix covariance = MatrixProduct.Gram(BinaryScale.Multiply(centred, -BinaryScale.Exponent(centred)), threads);
        double trace = MatrixArithmetic.Trace(covariance);
        double root = trace > 0.0 ? trace / MatrixArithmetic.FrobeniusNorm(covariance) : 0.0;
        return root * root;
    }
}
