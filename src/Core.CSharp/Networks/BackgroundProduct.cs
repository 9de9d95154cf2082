using System;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>W·x for points x that are background, −1, at most pixels, as drawings are.</summary>
/// <remarks>
/// With 1 the vector of ones, W·x = W·(x + 1) − W·1: the first sum has terms for the drawn pixels alone. Adding 1 changes a number next to
/// −1 by at most half a unit in its last place. Which points are computed so depends on nothing but the point.
/// </remarks>
internal sealed class BackgroundProduct<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly JacobianLayer<T> _layer;
    private readonly int[] _panels;
    private readonly T[] _background;
    private readonly AlignedArray<T> _raised;
    private readonly ulong[] _mask;
    private readonly int[] _list;

    /// <summary>For a given W.</summary>
    public BackgroundProduct(JacobianLayer<T> layer)
    {
        _layer = layer;
        _panels = AlignedArray<T>.Panels(layer.Outputs);
        _background = [.. Enumerable.Range(0, layer.Outputs).Select(Background)];
        _raised = new AlignedArray<T>(1, layer.Inputs);
        _mask = new ulong[UnitMask.Words(layer.Inputs)];
        _list = new int[layer.Inputs];
    }

    /// <summary>Writes W·x if at least half of x is background.</summary>
    /// <param name="point">x.</param>
    /// <param name="row">Row of the sums.</param>
    /// <param name="sums">Points × units.</param>
    /// <returns>Whether it was written.</returns>
    public bool TryMultiply(ReadOnlySpan<T> point, int row, AlignedArray<T> sums)
    {
        TensorPrimitives.Add(point, T.One, _raised.Row(0));
        UnitMask.Nonzero<T>(_raised.Row(0), _mask);
        int raised = UnitMask.List(_mask, _mask, _list);
        if (2 * raised > point.Length)
        {
            return false;
        }

        Target<T> all = sums.Target();
        ListedProductKernel.MultiplyInto(
            _raised.Operand(1, _layer.Inputs),
            _layer.Transposed.Operand(_layer.Inputs, _layer.Outputs),
            all with
            {
                Offset = all.Offset + (row * all.Stride),
            },
            [0],
            _list.AsSpan(0, raised),
            _panels
        );
        TensorPrimitives.Add(sums.Row(row), _background, sums.Row(row));
        return true;
    }

    private T Background(int unit)
    {
        double sum = 0.0;
        foreach (T weight in _layer.Weights.Row(unit))
        {
            sum -= double.CreateTruncating(weight);
        }

        return T.CreateTruncating(sum);
    }
}
