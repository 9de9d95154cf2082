using System;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>What an optimiser remembers of a layer: running means for each weight and bias; immutable.</summary>
/// <remarks>Gradient descent with momentum keeps its velocity as the first moments and leaves the second at 0.</remarks>
public sealed class LayerMoments
{
    private readonly float[] _firstWeights;
    private readonly float[] _firstBias;
    private readonly float[] _secondWeights;
    private readonly float[] _secondBias;

    private LayerMoments(float[] firstWeights, float[] firstBias, float[] secondWeights, float[] secondBias)
    {
        _firstWeights = firstWeights;
        _firstBias = firstBias;
        _secondWeights = secondWeights;
        _secondBias = secondBias;
    }

    /// <summary>First moments of the weights, outputs × inputs, row by row.</summary>
    public ReadOnlySpan<float> FirstWeights => _firstWeights;

    /// <summary>First moments of the biases, one for each output.</summary>
    public ReadOnlySpan<float> FirstBias => _firstBias;

    /// <summary>Second moments of the weights, outputs × inputs, row by row.</summary>
    public ReadOnlySpan<float> SecondWeights => _secondWeights;

    /// <summary>Second moments of the biases, one for each output.</summary>
    public ReadOnlySpan<float> SecondBias => _secondBias;

    /// <summary>The arrays behind the moments, never written to: first weights, first biases, second weights, second biases.</summary>
    internal (float[] FirstWeights, float[] FirstBias, float[] SecondWeights, float[] SecondBias) Storage =>
        (_firstWeights, _firstBias, _secondWeights, _secondBias);

    /// <summary>The moments before the first step: zeros.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>The moments.</returns>
    public static LayerMoments Zero(AffineLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int weights = layer.Weights.Length;
        return new LayerMoments(
            new float[weights],
            new float[layer.Outputs],
            new float[weights],
            new float[layer.Outputs]
        );
    }

    /// <summary>Takes the arrays over without a copy or check: the caller gives them up.</summary>
    internal static LayerMoments Adopt(
        float[] firstWeights,
        float[] firstBias,
        float[] secondWeights,
        float[] secondBias
    ) => new(firstWeights, firstBias, secondWeights, secondBias);
}
