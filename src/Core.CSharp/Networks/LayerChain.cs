using System;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>Sends many samples through layers, one product for each layer.</summary>
internal static class LayerChain
{
    /// <summary>The last layer's outputs, samples × outputs.</summary>
    public static float[] Apply(AffineLayer[] layers, ReadOnlySpan<float> samples, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (samples.Length % layers[0].Inputs != 0)
        {
            throw new ArgumentException(
                $"samples: {samples.Length} numbers are no whole number of rows of {layers[0].Inputs}",
                nameof(samples)
            );
        }

        int count = samples.Length / layers[0].Inputs;
        float[] values = samples.ToArray();
        foreach (AffineLayer layer in layers)
        {
            values = Apply(layer, values, count, threads);
        }

        return values;
    }

    private static float[] Apply(AffineLayer layer, float[] input, int count, int threads)
    {
        float[] output = new float[checked(count * layer.Outputs)];
        Operand<float> samples = new(input, count, layer.Inputs);
        Operand<float> weights = new(layer.WeightStorage, layer.Outputs, layer.Inputs);
        MatMulKernel.MultiplyInto(samples, weights.Transpose(), new Target<float>(output, layer.Outputs), threads);
        for (int start = 0; start < output.Length; start += layer.Outputs)
        {
            Activate(layer, output.AsSpan(start, layer.Outputs));
        }

        return output;
    }

    private static void Activate(AffineLayer layer, Span<float> row)
    {
        ReadOnlySpan<float> bias = layer.Bias;
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += bias[i];
        }

        if (layer.Activation == Activation.Relu)
        {
            foreach (ref float value in row)
            {
                value = MathF.Max(value, 0f);
            }
        }
        else if (layer.Activation != Activation.Identity)
        {
            foreach (ref float value in row)
            {
                value = (float)Activations.Value(layer.Activation, value);
            }
        }
    }
}
