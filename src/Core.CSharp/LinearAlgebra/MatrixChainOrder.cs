using System;
using System.Runtime.CompilerServices;

namespace Neurovariety.LinearAlgebra;

/// <summary>The cheapest order in which to multiply a chain of matrices, some of whose products serve two chains at once.</summary>
/// <remarks>
/// Factor f is w_f × w_{f+1}. The product of the factors i … j − 1 out of the halves i … k − 1 and k … j − 1 costs w_i·w_k·w_j
/// multiplications: once when it contains no factor before the first shared one, else twice, since both chains need their own.
/// Derivation: the two chains have the same widths, so they are cut alike, and the cheapest way to a product consists of the
/// cheapest ways to its halves. Cost O(factors³).
/// </remarks>
internal sealed class MatrixChainOrder
{
    private readonly int _size;
    private readonly int _firstShared;
    private readonly long[] _costs;
    private readonly int[] _splits;

    /// <summary>Room for the plan of a chain.</summary>
    /// <param name="factors">Number of factors, at least 1.</param>
    /// <param name="firstShared">Position of the first factor that both chains have in common, 0 for one chain alone.</param>
    public MatrixChainOrder(int factors, int firstShared)
    {
        _size = factors + 1;
        _firstShared = firstShared;
        _costs = new long[_size * _size];
        _splits = new int[_size * _size];
    }

    /// <summary>Finds the order for the given widths.</summary>
    /// <param name="widths">One more number than there are factors.</param>
    /// <returns>The multiplications that it takes.</returns>
    public long Plan(ReadOnlySpan<int> widths)
    {
        for (int length = 2; length < _size; length++)
        {
            for (int i = 0; i + length < _size; i++)
            {
                Cut(widths, i, i + length);
            }
        }

        return _costs[_size - 1];
    }

    /// <summary>Where to cut the product of the factors i … j − 1, j at least i + 2.</summary>
    public int Split(int i, int j) => _splits[(i * _size) + j];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cut(ReadOnlySpan<int> widths, int i, int j)
    {
        long best = long.MaxValue;
        long ends = (i < _firstShared ? 2L : 1L) * widths[i] * widths[j];
        int at = i + 1;
        for (int k = i + 1; k < j; k++)
        {
            long cost = _costs[(i * _size) + k] + _costs[(k * _size) + j] + (ends * widths[k]);
            if (cost < best)
            {
                best = cost;
                at = k;
            }
        }

        _costs[(i * _size) + j] = best;
        _splits[(i * _size) + j] = at;
    }
}
