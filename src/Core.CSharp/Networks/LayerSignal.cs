using System;
using System.Linq;
using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>What the units of a layer send on for each point of a block, and the slopes there.</summary>
internal sealed class LayerSignal<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly JacobianLayer<T> _layer;
    private readonly BackgroundProduct<T>? _background;
    private readonly int[] _points;
    private readonly int[] _others;
    private readonly int[] _panels;
    private readonly T[] _largest;
    private readonly int[] _used;
    private int _usedCount;

    /// <summary>Room for the signals of a block.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="points">Most points of a block.</param>
    /// <param name="everySlope">Whether the slopes of a ReLU are written out as well.</param>
    /// <param name="drawings">Whether the inputs may be drawings: background at most pixels.</param>
    public LayerSignal(JacobianLayer<T> layer, int points, bool everySlope = false, bool drawings = false)
    {
        _layer = layer;
        _background = drawings ? new BackgroundProduct<T>(layer) : null;
        _others = new int[points];
        _points = [.. Enumerable.Range(0, points)];
        _panels = AlignedArray<T>.Panels(layer.Outputs);
        _largest = new T[layer.Outputs];
        _used = [.. Enumerable.Range(0, layer.Outputs + 1)];
        _usedCount = layer.Outputs;
        Values = new AlignedArray<T>(points, layer.Outputs);
        Slopes = HasSlopes || (everySlope && IsRelu) ? new AlignedArray<T>(points, layer.Outputs) : null;
    }

    /// <summary>Points × units, after the activation.</summary>
    public AlignedArray<T> Values { get; }

    /// <summary>Points × units; null where the slopes are 0 and 1 (ReLU: 1 where the value is positive) or all 1.</summary>
    public AlignedArray<T>? Slopes { get; }

    /// <summary>Whether units can have slope 0.</summary>
    public bool IsRelu => _layer.IsRelu;

    /// <summary>The units that are not 0 at every point of the block, rising.</summary>
    public ReadOnlySpan<int> Used => _used.AsSpan(0, _usedCount);

    private bool HasSlopes => _layer.Activation is not (Activation.Relu or Activation.Identity);

    /// <summary>Sends the first points of a block through the layer.</summary>
    /// <param name="input">Points × inputs.</param>
    /// <param name="used">The inputs that are not 0 at every point.</param>
    /// <param name="count">Number of points.</param>
    /// <param name="zeros">For each point, raised by the number of ReLU units that receive exactly 0.</param>
    public void Forward(AlignedArray<T> input, ReadOnlySpan<int> used, int count, Span<int> zeros)
    {
        ListedProductKernel.MultiplyInto(
            input.Operand(count, _layer.Inputs),
            _layer.Transposed.Operand(_layer.Inputs, _layer.Outputs),
            Values.Target(),
            _background is null ? _points.AsSpan(0, count) : MultiplyDrawings(input, count),
            used,
            _panels
        );
        for (int p = 0; p < count; p++)
        {
            zeros[p] += Activate(Values.Row(p), Slopes is null ? default : Slopes.Row(p));
        }

        if (IsRelu)
        {
            FindUsed(count);
        }
    }

    /// <summary>Writes the sums of drawings; returns the other points.</summary>
    private ReadOnlySpan<int> MultiplyDrawings(AlignedArray<T> input, int count)
    {
        int others = 0;
        for (int p = 0; p < count; p++)
        {
            if (!_background!.TryMultiply(input.Row(p), p, Values))
            {
                _others[others++] = p;
            }
        }

        return _others.AsSpan(0, others);
    }

    private void FindUsed(int count)
    {
        _largest.AsSpan().Clear();
        for (int p = 0; p < count; p++)
        {
            System.Numerics.Tensors.TensorPrimitives.Max<T>(_largest, Values.Row(p), _largest);
        }

        // The number is written before it is known whether it stays.
        _usedCount = 0;
        for (int unit = 0; unit < _largest.Length; unit++)
        {
            _used[_usedCount] = unit;
            _usedCount += _largest[unit] != T.Zero ? 1 : 0;
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
