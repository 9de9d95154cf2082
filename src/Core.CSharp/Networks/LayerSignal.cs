using System;
using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>What the units of a layer send on for each point of a block, and the slopes there.</summary>
internal sealed class LayerSignal<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly JacobianLayer<T> _layer;

    /// <summary>Room for the signals of a block.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="points">Most points of a block.</param>
    /// <param name="everySlope">Whether the slopes of a ReLU are written out as well.</param>
    public LayerSignal(JacobianLayer<T> layer, int points, bool everySlope = false)
    {
        _layer = layer;
        Values = new AlignedArray<T>(points, layer.Outputs);
        Slopes = HasSlopes || (everySlope && IsRelu) ? new AlignedArray<T>(points, layer.Outputs) : null;
    }

    /// <summary>Points × units, after the activation.</summary>
    public AlignedArray<T> Values { get; }

    /// <summary>Points × units; null where the slopes are 0 and 1 (ReLU: 1 where the value is positive) or all 1.</summary>
    public AlignedArray<T>? Slopes { get; }

    /// <summary>Whether units can have slope 0.</summary>
    public bool IsRelu => _layer.Activation == Activation.Relu;

    private bool HasSlopes => _layer.Activation is not (Activation.Relu or Activation.Identity);

    /// <summary>Sends the first points of a block through the layer.</summary>
    /// <param name="input">Points × inputs.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="zeros">For each point, raised by the number of ReLU units that receive exactly 0.</param>
    public void Forward(AlignedArray<T> input, int count, Span<int> zeros)
    {
        Operand<T> weights = new(_layer.Weights, _layer.Outputs, _layer.Inputs);
        MatMulKernel.MultiplyInto(input.Operand(count, _layer.Inputs), weights.Transpose(), Values.Target(), 1);
        for (int p = 0; p < count; p++)
        {
            zeros[p] += Activate(Values.Row(p), Slopes is null ? default : Slopes.Row(p));
        }
    }

    private int Activate(Span<T> row, Span<T> slopes)
    {
        switch (_layer.Activation)
        {
            case Activation.Relu:
                int zeros = SlopeKernel.Relu(row, _layer.Bias);
                for (int i = 0; i < slopes.Length; i++)
                {
                    slopes[i] = row[i] > T.Zero ? T.One : T.Zero;
                }

                return zeros;
            case Activation.Tanh:
                SlopeKernel.Tanh(row, _layer.Bias, slopes);
                return 0;
            case Activation.Identity:
                SlopeKernel.Shift(row, _layer.Bias);
                return 0;
            default:
                Smooth(row, slopes);
                return 0;
        }
    }

    private void Smooth(Span<T> row, Span<T> slopes)
    {
        for (int i = 0; i < row.Length; i++)
        {
            double x = double.CreateChecked(row[i] + _layer.Bias[i]);
            row[i] = T.CreateSaturating(Activations.Value(_layer.Activation, x));
            slopes[i] = T.CreateSaturating(Activations.Derivative(_layer.Activation, x));
        }
    }
}
