using System;
using System.Numerics;

namespace Neurovariety.Training;

/// <summary>Settings of the optimiser.</summary>
/// <param name="LearningRate">Step size at the start.</param>
/// <param name="Beta1">Decay of the mean of the gradients.</param>
/// <param name="Beta2">Decay of the mean of their squares.</param>
/// <param name="Epsilon">Added to the root of the mean square.</param>
/// <remarks>Source: [KB15], with its default values.</remarks>
public sealed record AdamOptions(
    double LearningRate = 1e-3,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Epsilon = 1e-8
);

/// <summary>The state of Adam for one array of parameters.</summary>
internal sealed class Adam
{
    private readonly AdamOptions _options;
    private readonly float[] _mean;
    private readonly float[] _square;
    private double _power1 = 1.0;
    private double _power2 = 1.0;

    internal Adam(int size, AdamOptions options)
    {
        _options = options;
        _mean = new float[size];
        _square = new float[size];
    }

    /// <summary>One step: p −= rate·m̂ / (√v̂ + ε), with the means corrected for their start at 0.</summary>
    internal void Step(float[] parameters, float[] gradient, double rate)
    {
        _power1 *= _options.Beta1;
        _power2 *= _options.Beta2;
        float step = (float)(rate / (1.0 - _power1));
        float root = (float)(1.0 / Math.Sqrt(1.0 - _power2));
        float b1 = (float)_options.Beta1;
        float b2 = (float)_options.Beta2;
        float epsilon = (float)_options.Epsilon;
        int width = Vector<float>.Count;
        int i = 0;

        // Full vectors first; every entry is computed alone, so the remainder follows by the same formula.
        for (; i <= parameters.Length - width; i += width)
        {
            Vector<float> g = new(gradient, i);
            Vector<float> m = (new Vector<float>(_mean, i) * b1) + (g * (1 - b1));
            Vector<float> v = (new Vector<float>(_square, i) * b2) + (g * g * (1 - b2));
            m.CopyTo(_mean, i);
            v.CopyTo(_square, i);
            Vector<float> scale = (Vector.SquareRoot(v) * root) + new Vector<float>(epsilon);
            (new Vector<float>(parameters, i) - (m * step / scale)).CopyTo(parameters, i);
        }

        for (; i < parameters.Length; i++)
        {
            float g = gradient[i];
            _mean[i] = (_mean[i] * b1) + (g * (1 - b1));
            _square[i] = (_square[i] * b2) + (g * g * (1 - b2));
            parameters[i] -= _mean[i] * step / ((MathF.Sqrt(_square[i]) * root) + epsilon);
        }
    }
}
