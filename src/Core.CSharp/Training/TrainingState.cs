using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>All that a run needs in order to go on as if it had never stopped; immutable.</summary>
public sealed class TrainingState
{
    private readonly LayerMoments[] _moments;

    private TrainingState(Autoencoder network, LayerMoments[] moments)
    {
        Network = network;
        _moments = moments;
    }

    /// <summary>The network.</summary>
    public Autoencoder Network { get; }

    /// <summary>What the optimiser remembers: one entry for each layer, the encoder's before the decoder's.</summary>
    public IReadOnlyList<LayerMoments> Moments => _moments;

    /// <summary>Whole epochs done.</summary>
    public int Epoch { get; private init; }

    /// <summary>Steps done in the epoch begun: 0 between epochs.</summary>
    public int Step { get; private init; }

    /// <summary>Sum of the squared errors of all pixels of the images seen in the epoch begun, before the step of their batch.</summary>
    public double LossSum { get; private init; }

    /// <summary>Steps done in the whole run.</summary>
    public long TotalSteps { get; private init; }

    /// <summary>The state before the first step.</summary>
    /// <param name="network">The network to start from.</param>
    /// <returns>The state.</returns>
    public static TrainingState Start(Autoencoder network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new TrainingState(network, [.. network.Layers.Select(LayerMoments.Zero)]);
    }

    /// <summary>A state from its parts.</summary>
    /// <param name="network">The network.</param>
    /// <param name="moments">One entry for each layer, of its shape.</param>
    /// <param name="epoch">Whole epochs done, at least 0.</param>
    /// <param name="step">Steps done in the epoch begun, at least 0.</param>
    /// <param name="lossSum">Sum of the squared errors in the epoch begun.</param>
    /// <param name="totalSteps">Steps done in the whole run, at least <paramref name="step"/>.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or a count is below 0.</exception>
    public static TrainingState Of(
        Autoencoder network,
        IReadOnlyList<LayerMoments> moments,
        int epoch,
        int step,
        double lossSum,
        long totalSteps
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, step);
        IReadOnlyList<AffineLayer> layers = network.Layers;
        if (moments.Count != layers.Count)
        {
            throw new ArgumentException(
                $"moments: expected one entry for each of {layers.Count} layers, got {moments.Count}",
                nameof(moments)
            );
        }

        for (int i = 0; i < layers.Count; i++)
        {
            int weights = layers[i].Weights.Length;
            LayerMoments own = moments[i];
            if (
                own.FirstWeights.Length != weights
                || own.SecondWeights.Length != weights
                || own.FirstBias.Length != layers[i].Outputs
                || own.SecondBias.Length != layers[i].Outputs
            )
            {
                throw new ArgumentException($"moments: those of layer {i + 1} do not have its shape", nameof(moments));
            }
        }

        return new TrainingState(network, [.. moments])
        {
            Epoch = epoch,
            Step = step,
            LossSum = lossSum,
            TotalSteps = totalSteps,
        };
    }
}
