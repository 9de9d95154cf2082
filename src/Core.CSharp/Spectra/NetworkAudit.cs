using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using Neurovariety.Networks;
using Neurovariety.Numerics;
using Neurovariety.Statistics;

namespace Neurovariety.Spectra;

/// <summary>How an audit without data draws its points.</summary>
/// <param name="PointCount">Number of points, at least 2.</param>
/// <param name="Steps">How often z is replaced by E(D(z)), at least 0.</param>
/// <param name="Seed">Seed of the first z.</param>
/// <param name="Threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
public sealed record AuditOptions(int PointCount = 1000, int Steps = 5, ulong Seed = 0, int Threads = 0)
{
    /// <summary>1000 points, five steps, seed 0.</summary>
    public static AuditOptions Default { get; } = new();
}

/// <summary>Units of one layer that no point switches on.</summary>
/// <param name="Layer">The layer, from 1, encoder and decoder counted through.</param>
/// <param name="UnitCount">Its ReLU units; 0 where the layer has another activation.</param>
/// <param name="DeadCount">Units that are 0 at every point.</param>
public sealed record DeadUnits(int Layer, int UnitCount, int DeadCount);

/// <summary>What the weights of an autoencoder tell without any data; all figures are at points that it decodes itself.</summary>
/// <param name="PointCount">Number of points x = D(z).</param>
/// <param name="Scales">Standard deviation of the first z along each latent coordinate.</param>
/// <param name="Layers">Dead units of every layer.</param>
/// <param name="DeadShare">Share of all ReLU units that are dead; 0 without such units.</param>
/// <param name="FoldShare">Share of the points with ω_L &lt; 0: the map E∘D reverses the orientation there.</param>
/// <param name="SingularShare">Share of the points with ω_L = 0.</param>
/// <param name="DistanceInput">Mean of |λ − 1| over points and eigenvalues of J_I.</param>
/// <param name="DistanceLatent">Mean of |λ − 1| over points and eigenvalues of J_L.</param>
/// <param name="LatentCycle">Median of ‖E(D(z)) − z‖ / ‖z‖.</param>
/// <param name="OwnError">Mean of the squared error per output at the network's own images: ‖D(E(x)) − x‖² / N.</param>
/// <param name="Contraction">Median of the largest |λ| of J_L: below 1, E∘D draws nearby latent points together.</param>
/// <param name="Score">Sum of the mean of both distances, the latent cycle, the share of folds and of dead units: 0 for a perfect model.</param>
public sealed record NetworkAudit(
    int PointCount,
    IReadOnlyList<double> Scales,
    IReadOnlyList<DeadUnits> Layers,
    double DeadShare,
    double FoldShare,
    double SingularShare,
    double DistanceInput,
    double DistanceLatent,
    double LatentCycle,
    double OwnError,
    double Contraction,
    double Score
)
{
    /// <summary>Audits an autoencoder.</summary>
    /// <param name="network">An autoencoder with as many outputs as inputs.</param>
    /// <param name="options">Points, steps, seed; null for the default.</param>
    /// <param name="cancellation">Stops between two blocks of spectra.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">Other outputs than inputs, or options out of range.</exception>
    /// <remarks>
    /// Derivation: z starts normal, with the standard deviation along coordinate k at which half of the decoder's first units switch on that
    /// axis, the median of |b_j / w_jk|; so units switch among the points. A few steps z ← E(D(z)) then bring it to where the model's own
    /// codes lie. Nothing in this is fitted to any data, and whether the score ranks checkpoints by their test error is an open question
    /// that must be measured.
    /// </remarks>
    public static NetworkAudit Of(
        Autoencoder network,
        AuditOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= AuditOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PointCount, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Steps, nameof(options));
        double[] scales = SwitchingScales(network.Decoder[0]);
        float[] samples = OwnImages(network, scales, options);
        SpectrumOptions spectra = new(Threads: options.Threads);
        SpectrumTable table = JacobianSpectrum.OfSamples(network, samples, spectra, cancellation: cancellation);
        return Collect(table, scales, CountDead(network, samples, options.Threads));
    }

    /// <summary>Standard deviations for the first z: the median of |b_j / w_jk| over the units j of a layer, for each input k.</summary>
    /// <param name="layer">The decoder's first layer.</param>
    /// <returns>A number for each input; 1 where no unit gives one above 0.</returns>
    internal static double[] SwitchingScales(AffineLayer layer)
    {
        double[] scales = new double[layer.Inputs];
        for (int k = 0; k < scales.Length; k++)
        {
            List<double> places = [];
            for (int j = 0; j < layer.Outputs; j++)
            {
                double weight = layer.Weights[(j * layer.Inputs) + k];
                if (weight != 0.0)
                {
                    places.Add(Math.Abs(layer.Bias[j] / weight));
                }
            }

            double median = places.Count == 0 ? 0.0 : Samples.Median(places.ToArray());
            scales[k] = median > 0.0 ? median : 1.0;
        }

        return scales;
    }

    /// <summary>D(z) at latent points drawn and moved as the audit does, points × N.</summary>
    internal static float[] OwnImages(Autoencoder network, double[] scales, AuditOptions options)
    {
        RandomSource random = RandomSource.FromSeed(options.Seed).Split("audit");
        float[] latents = new float[checked(options.PointCount * scales.Length)];
        for (int i = 0; i < latents.Length; i++)
        {
            latents[i] = (float)(scales[i % scales.Length] * random.NextGaussian());
        }

        for (int step = 0; step < options.Steps; step++)
        {
            latents = network.Encode(network.Decode(latents, options.Threads), options.Threads);
        }

        return network.Decode(latents, options.Threads);
    }

    /// <summary>ReLU units of every layer that are 0 on the way of all samples.</summary>
    internal static IReadOnlyList<DeadUnits> CountDead(Autoencoder network, float[] samples, int threads)
    {
        List<DeadUnits> found = [];
        float[] values = samples;
        foreach (AffineLayer layer in network.Layers)
        {
            values = LayerChain.Apply([layer], values, threads);
            bool counts = layer.Activation == Activation.Relu;
            bool[] alive = new bool[layer.Outputs];
            for (int i = 0; i < values.Length && counts; i++)
            {
                alive[i % alive.Length] |= values[i] > 0f;
            }

            found.Add(
                new DeadUnits(found.Count + 1, counts ? layer.Outputs : 0, counts ? alive.AsSpan().Count(false) : 0)
            );
        }

        return found;
    }

    private static NetworkAudit Collect(SpectrumTable table, double[] scales, IReadOnlyList<DeadUnits> layers)
    {
        int units = layers.Sum(layer => layer.UnitCount);
        double dead = units == 0 ? 0.0 : (double)layers.Sum(layer => layer.DeadCount) / units;
        double folds = (double)table.LatentSpace.ReversingCount / table.Count;
        double input = MeanDistance(table.Input.Eigenvalues);
        double latent = MeanDistance(table.LatentSpace.Eigenvalues);
        double cycle = Samples.Median(table.LatentCycle);
        double[] largest = new double[table.Count];
        double error = 0.0;
        for (int i = 0; i < largest.Length; i++)
        {
            largest[i] = Complex.Abs(table.LatentSpace.EigenvaluesAt(i)[0]);
            error += table.Mse[i] / table.Count;
        }

        return new NetworkAudit(
            table.Count,
            scales,
            layers,
            dead,
            folds,
            (double)table.LatentSpace.SingularCount / table.Count,
            input,
            latent,
            cycle,
            error,
            Samples.Median(largest),
            (0.5 * (input + latent)) + cycle + folds + dead
        );
    }

    private static double MeanDistance(ReadOnlySpan<Complex> eigenvalues)
    {
        double sum = 0.0;
        foreach (Complex value in eigenvalues)
        {
            sum += Complex.Abs(value - 1.0);
        }

        return sum / eigenvalues.Length;
    }
}
