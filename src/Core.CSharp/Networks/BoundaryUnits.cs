using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Neurovariety.Networks;

/// <summary>Which units between two factors take part: in a block of points, and at one point.</summary>
/// <remarks>
/// Units that are inactive at every point of the block are left out of the block's factors; the others are numbered anew,
/// in rising order. Between layers of the encoder there are two signals, at x and at x', else one or none.
/// </remarks>
internal sealed class BoundaryUnits<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The list of the units that are active in either signal.</summary>
    public const int Either = 2;

    // FNV-1a.
    private const ulong FingerprintFactor = 1099511628211UL;

    private readonly LayerSignal<T>[] _signals;
    private readonly bool _selective;
    private readonly T[] _largest;
    private readonly int[] _alive;
    private readonly int[] _before;
    private readonly int[][] _active;
    private readonly int[] _counts = new int[3];

    /// <summary>Units of a boundary.</summary>
    /// <param name="width">How many there are.</param>
    /// <param name="selective">Whether units with slope 0 shall be left out.</param>
    /// <param name="signals">Signals whose slopes stand here: one, or those at x and at x'.</param>
    public BoundaryUnits(int width, bool selective, params LayerSignal<T>[] signals)
    {
        Width = width;
        _signals = signals;
        _selective = selective && signals[0].IsRelu;
        _largest = new T[width];
        _alive = Numbers(width);
        _before = new int[width];
        _active = [Numbers(width), Numbers(width), Numbers(width)];
        _counts.AsSpan().Fill(width);
        AliveCount = width;
    }

    /// <summary>The latent layer at an end of the chain: every unit takes part, and slopes are put in afterwards.</summary>
    public BoundaryUnits(int width)
        : this(width, false) { }

    public int Width { get; }

    /// <summary>Number of units that are active somewhere in the block.</summary>
    public int AliveCount { get; private set; }

    /// <summary>Their numbers in the layer, rising.</summary>
    public ReadOnlySpan<int> Alive => _alive.AsSpan(0, AliveCount);

    /// <summary>Whether the block before had other units.</summary>
    public bool Changed { get; private set; } = true;

    /// <summary>Slopes of the units at a point; empty when they are 0 and 1.</summary>
    public ReadOnlySpan<T> Slopes(int point, int pass) =>
        _signals.Length == 0 || Signal(pass).Slopes is not { } slopes ? default : slopes.Row(point);

    /// <summary>Units that are active at the point last selected, numbered as the block does.</summary>
    /// <param name="pass">0 at x, 1 at x', or <see cref="Either"/>; no matter where there is one signal only.</param>
    public ReadOnlySpan<int> Active(int pass) => _active[pass].AsSpan(0, _counts[pass]);

    /// <summary>Finds the units that are active somewhere in the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SelectBlock(int count)
    {
        if (!_selective)
        {
            return;
        }

        int beforeCount = AliveCount;
        _alive.AsSpan(0, beforeCount).CopyTo(_before);
        _largest.AsSpan().Clear();
        foreach (LayerSignal<T> signal in _signals)
        {
            for (int p = 0; p < count; p++)
            {
                System.Numerics.Tensors.TensorPrimitives.Max<T>(_largest, signal.Values.Row(p), _largest);
            }
        }

        AliveCount = 0;
        for (int unit = 0; unit < Width; unit++)
        {
            _alive[AliveCount] = unit;
            AliveCount += _largest[unit] != T.Zero ? 1 : 0;
        }

        Changed = !Alive.SequenceEqual(_before.AsSpan(0, beforeCount));
    }

    /// <summary>Lists the units that are active at a point.</summary>
    public void SelectPoint(int point)
    {
        if (!_selective)
        {
            return;
        }

        if (_signals.Length == 1)
        {
            SelectOne(_signals[0].Values.Row(point));
        }
        else
        {
            SelectBoth(_signals[0].Values.Row(point), _signals[1].Values.Row(point));
        }
    }

    /// <summary>Mixes the numbers of the active units into a fingerprint, those at x and those at x'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong AddPattern(ulong pattern)
    {
        if (!_selective)
        {
            return pattern;
        }

        for (int pass = 0; pass < _signals.Length; pass++)
        {
            foreach (int unit in Active(pass))
            {
                pattern = (pattern ^ (uint)_alive[unit]) * FingerprintFactor;
            }

            pattern = (pattern ^ uint.MaxValue) * FingerprintFactor;
        }

        return pattern;
    }

    private LayerSignal<T> Signal(int pass) => _signals[Math.Min(pass, _signals.Length - 1)];

    // The number is written before it is known whether it stays: no branch that the processor would guess wrongly.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SelectOne(ReadOnlySpan<T> values)
    {
        int[] list = _active[0];
        int count = 0;
        for (int i = 0; i < AliveCount; i++)
        {
            list[count] = i;
            count += values[_alive[i]] != T.Zero ? 1 : 0;
        }

        list.AsSpan(0, count).CopyTo(_active[1]);
        list.AsSpan(0, count).CopyTo(_active[Either]);
        _counts.AsSpan().Fill(count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SelectBoth(ReadOnlySpan<T> atX, ReadOnlySpan<T> atImage)
    {
        int first = 0;
        int second = 0;
        int either = 0;
        for (int i = 0; i < AliveCount; i++)
        {
            int inFirst = atX[_alive[i]] != T.Zero ? 1 : 0;
            int inSecond = atImage[_alive[i]] != T.Zero ? 1 : 0;
            _active[0][first] = i;
            _active[1][second] = i;
            _active[Either][either] = i;
            first += inFirst;
            second += inSecond;
            either += inFirst | inSecond;
        }

        _counts[0] = first;
        _counts[1] = second;
        _counts[Either] = either;
    }

    private static int[] Numbers(int width)
    {
        // One more place, since a number is written before it is kept.
        int[] numbers = new int[width + 1];
        for (int i = 0; i < width; i++)
        {
            numbers[i] = i;
        }

        return numbers;
    }
}
