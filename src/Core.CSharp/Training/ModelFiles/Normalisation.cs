using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Data;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>One batch normalisation in evaluation mode: x becomes factor · x + shift.</summary>
internal sealed class Normalisation
{
    private readonly double[] _factors;
    private readonly double[] _shifts;

    private Normalisation(string stem, double[] factors, double[] shifts, double epsilon)
    {
        Stem = stem;
        Epsilon = epsilon;
        _factors = factors;
        _shifts = shifts;
    }

    /// <summary>Its name.</summary>
    internal string Stem { get; }

    /// <summary>What was added to the variance.</summary>
    internal double Epsilon { get; }

    /// <summary>Number of units.</summary>
    internal int Width => _factors.Length;

    /// <summary>From its arrays: mean and variance, and gamma and beta where there are any.</summary>
    internal static Normalisation Of(string stem, Dictionary<string, StoredTensor> parts, double epsilon, string file)
    {
        double[] mean = parts["mean"].ToDoubles();
        double[] Part(string use, double otherwise) =>
            parts.TryGetValue(use, out StoredTensor? part)
                ? part.ToDoubles()
                : [.. Enumerable.Repeat(otherwise, mean.Length)];
        double[] variance = Part("variance", double.NaN);
        double[] gamma = Part("gamma", 1.0);
        double[] beta = Part("beta", 0.0);
        if (variance.Length != mean.Length || gamma.Length != mean.Length || beta.Length != mean.Length)
        {
            throw new DataFormatException(file, $"the arrays of the batch normalisation '{stem}' differ in length");
        }

        double[] factors = [.. gamma.Zip(variance, (g, v) => g / Math.Sqrt(v + epsilon))];
        double[] shifts = [.. mean.Select((m, i) => beta[i] - (m * factors[i]))];
        return factors.Concat(shifts).All(double.IsFinite)
            ? new Normalisation(stem, factors, shifts, epsilon)
            : throw new DataFormatException(
                file,
                $"the batch normalisation '{stem}' has no variance, a negative one, or numbers that are not finite"
            );
    }

    /// <summary>The layer with the normalisation behind it, before its activation: diag(f) W and f b + s.</summary>
    internal AffineLayer After(AffineLayer layer)
    {
        float[] weights = layer.Weights.ToArray();
        float[] bias = layer.Bias.ToArray();
        for (int i = 0; i < layer.Outputs; i++)
        {
            for (int j = 0; j < layer.Inputs; j++)
            {
                weights[(i * layer.Inputs) + j] = (float)(weights[(i * layer.Inputs) + j] * _factors[i]);
            }

            bias[i] = (float)((bias[i] * _factors[i]) + _shifts[i]);
        }

        return AffineLayer
            .Adopt(layer.Inputs, layer.Outputs, weights, bias, layer.Activation)
            .StoredWith(layer.Precision);
    }

    /// <summary>The layer with the normalisation in front of it: W diag(f) and b + W s.</summary>
    internal AffineLayer Before(AffineLayer layer)
    {
        float[] weights = layer.Weights.ToArray();
        float[] bias = layer.Bias.ToArray();
        for (int i = 0; i < layer.Outputs; i++)
        {
            double sum = bias[i];
            for (int j = 0; j < layer.Inputs; j++)
            {
                double weight = weights[(i * layer.Inputs) + j];
                sum += weight * _shifts[j];
                weights[(i * layer.Inputs) + j] = (float)(weight * _factors[j]);
            }

            bias[i] = (float)sum;
        }

        return AffineLayer
            .Adopt(layer.Inputs, layer.Outputs, weights, bias, layer.Activation)
            .StoredWith(layer.Precision);
    }
}
