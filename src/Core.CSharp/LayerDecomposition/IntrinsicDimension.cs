using System;
using System.Linq;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.LayerDecomposition;

/// <summary>How many dimensions some samples take up.</summary>
/// <param name="TwoNearest">Estimate from the two nearest neighbours of each sample; null where too few samples have distinct ones.</param>
/// <param name="ParticipationRatio">(Σλ)²/Σλ² of the eigenvalues λ of the covariance, 1 … n; 0 when all samples coincide.</param>
/// <param name="LeftOut">Samples that coincide with another and take no part in the first estimate.</param>
public sealed record IntrinsicDimension(double? TwoNearest, double ParticipationRatio, int LeftOut)
{
    // The share of the largest ratios that is left out of the fit, as in the source.
    private const double Discarded = 0.1;
    private const int FewestSamples = 10;

    /// <summary>The dimension of samples whose neighbours are known.</summary>
    /// <param name="samples">p × n.</param>
    /// <param name="neighbours">At least 2 neighbours of each sample.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>Both figures.</returns>
    /// <exception cref="ArgumentException">Fewer than 2 neighbours, or neighbours of another number of samples.</exception>
    /// <remarks>
    /// Source: [FDRL17]: with r₁, r₂ the distances to the two nearest, F the rank of r₂/r₁ over their number, the slope of the line
    /// through the origin of −log(1 − F) on log(r₂/r₁), the largest tenth left out.
    /// </remarks>
    public static IntrinsicDimension Of(Matrix samples, NearestNeighbours neighbours, int threads = 0)
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

        double[] logs =
        [
            .. Enumerable
                .Range(0, samples.RowCount)
                .Where(i => neighbours.Distances(i)[0] > 0.0)
                .Select(i => Math.Log(neighbours.Distances(i)[1] / neighbours.Distances(i)[0]))
                .Order(),
        ];
        return new IntrinsicDimension(Slope(logs), Participation(samples, threads), samples.RowCount - logs.Length);
    }

    private static double? Slope(double[] logs)
    {
        if (logs.Length < FewestSamples)
        {
            return null;
        }

        double products = 0.0;
        double squares = 0.0;
        int used = (int)(logs.Length * (1.0 - Discarded));
        for (int i = 0; i < used; i++)
        {
            products -= logs[i] * Math.Log(1.0 - ((i + 1.0) / logs.Length));
            squares += logs[i] * logs[i];
        }

        return squares > 0.0 ? products / squares : null;
    }

    private static double Participation(Matrix samples, int threads)
    {
        Matrix centred = Centring.Centre(samples).Samples;
        Matrix covariance = MatrixProduct.Gram(BinaryScale.Multiply(centred, -BinaryScale.Exponent(centred)), threads);
        double trace = MatrixArithmetic.Trace(covariance);
        double root = trace > 0.0 ? trace / MatrixArithmetic.FrobeniusNorm(covariance) : 0.0;
        return root * root;
    }
}
