using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>Which pixels take part in DE·DD at one point, by panels as wide as a vector.</summary>
/// <remarks>
/// DE·DD is a sum over the pixels p of s_p·(column p of W₁)·(row p of W), s the slopes of the decoder's output, W its last weights
/// and W₁ the encoder's first, with what stands left and right of them. Where a pixel is saturated, s_p is next to nothing. Left
/// out are panels whose shares |s_p|·‖column p of W₁‖·‖row p of W‖ come to at most 2ε of the sum of all shares, ε the distance of 1
/// from the next number: less than the bound of what rounding does to the sum.
/// </remarks>
internal sealed class PixelPanels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Tolerance = T.CreateChecked(2) * (T.BitIncrement(T.One) - T.One);

    private readonly T[] _norms;
    private readonly T[] _shares;
    private readonly int[] _all;
    private readonly int[] _chosen;
    private int _count;

    /// <summary>Panels of the image of a network, at first all of them.</summary>
    public PixelPanels(JacobianNetwork<T> network)
    {
        _norms = new T[AlignedArray<T>.Pad(network.Pixels)];
        network.PixelNorms.CopyTo(_norms);
        _all = AlignedArray<T>.Panels(network.Pixels);
        _shares = new T[_all.Length];
        _chosen = [.. _all, 0];
        _count = _all.Length;
    }

    /// <summary>First columns of the panels that take part.</summary>
    public ReadOnlySpan<int> Chosen => _chosen.AsSpan(0, _count);

    /// <summary>Chooses the panels of a point.</summary>
    /// <param name="slopes">The slopes of the pixels; empty when all are 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Select(ReadOnlySpan<T> slopes)
    {
        if (slopes.IsEmpty)
        {
            return;
        }

        SlopeKernel.PanelSums(slopes, _norms, _shares);
        T total = T.Zero;
        foreach (T share in _shares)
        {
            total += share;
        }

        // The smallest shares have to go; a bound on them is halved until they come to little enough together.
        T room = total * Tolerance;
        T bound = room;
        while (Below(bound) > room)
        {
            bound *= T.CreateTruncating(0.5);
        }

        _count = 0;
        for (int i = 0; i < _shares.Length; i++)
        {
            _chosen[_count] = _all[i];
            _count += _shares[i] <= bound ? 0 : 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private T Below(T bound)
    {
        T sum = T.Zero;
        foreach (T share in _shares)
        {
            sum += share <= bound ? share : T.Zero;
        }

        return sum;
    }
}
