using System;
using Neurovariety.Numerics;

namespace Neurovariety.Networks;

/// <summary>A layer x ↦ φ(W x + b) in single precision; immutable.</summary>
public sealed class AffineLayer
{
    private readonly float[] _weights;
    private readonly float[] _bias;

    private AffineLayer(
        int inputs,
        int outputs,
        float[] weights,
        float[] bias,
        Activation activation,
        double precision = Tolerance.EpsilonSingle
    )
    {
        Precision = precision;
        Inputs = inputs;
        Outputs = outputs;
        _weights = weights;
        _bias = bias;
        Activation = activation;
    }

    /// <summary>Width of what comes in.</summary>
    public int Inputs { get; }

    /// <summary>Width of what goes out: the number of units.</summary>
    public int Outputs { get; }

    /// <summary>φ, applied to each unit.</summary>
    public Activation Activation { get; }

    /// <summary>
    /// Unit of rounding of the weights as they were stored: that of single precision, or of the half precision of the file they come from.
    /// </summary>
    public double Precision { get; }

    /// <summary>W, outputs × inputs, row by row.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>b, one number for each output.</summary>
    public ReadOnlySpan<float> Bias => _bias;

    /// <summary>Number of weights and biases.</summary>
    public long ParameterCount => ((long)Inputs * Outputs) + Outputs;

    /// <summary>The array behind the weights, for kernels: never written to.</summary>
    internal float[] WeightStorage => _weights;

    /// <summary>The array behind the bias, for kernels: never written to.</summary>
    internal float[] BiasStorage => _bias;

    /// <summary>A layer from its numbers, which are copied.</summary>
    /// <param name="inputs">Width of what comes in, at least 1.</param>
    /// <param name="outputs">Width of what goes out, at least 1.</param>
    /// <param name="weights">W, outputs × inputs, row by row, as torch.nn.Linear stores it.</param>
    /// <param name="bias">b, one number for each output; empty for none.</param>
    /// <param name="activation">φ.</param>
    /// <returns>The layer.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, or a number is not finite.</exception>
    public static AffineLayer Of(
        int inputs,
        int outputs,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        Activation activation
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        _ = Activations.Name(activation);
        if (weights.Length != (long)inputs * outputs || (bias.Length != outputs && bias.Length != 0))
        {
            throw new ArgumentException(
                $"layer: expected {outputs} x {inputs} weights (out x in) and {outputs} biases,"
                    + $" got {weights.Length} and {bias.Length} numbers",
                nameof(weights)
            );
        }

        CheckFinite(weights, "weights");
        CheckFinite(bias, "bias");
        return Adopt(
            inputs,
            outputs,
            weights.ToArray(),
            bias.Length == 0 ? new float[outputs] : bias.ToArray(),
            activation
        );
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Inputs} -> {Outputs}, {Activations.Name(Activation)}";

    /// <summary>The same layer with another activation; the numbers are shared.</summary>
    internal AffineLayer With(Activation activation) => new(Inputs, Outputs, _weights, _bias, activation, Precision);

    /// <summary>The same layer of weights that were stored with another unit of rounding; the numbers are shared.</summary>
    internal AffineLayer StoredWith(double precision) =>
        new(Inputs, Outputs, _weights, _bias, Activation, Math.Max(precision, Tolerance.EpsilonSingle));

    /// <summary>Takes the arrays over without a copy or check: the caller gives them up.</summary>
    internal static AffineLayer Adopt(int inputs, int outputs, float[] weights, float[] bias, Activation activation) =>
        new(inputs, outputs, weights, bias, activation);

    private static void CheckFinite(ReadOnlySpan<float> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    $"{name}: number {i} is {values[i]}, expected finite numbers",
                    nameof(values)
                );
            }
        }
    }
}
