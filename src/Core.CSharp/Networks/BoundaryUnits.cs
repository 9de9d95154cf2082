using System;
using System.Linq;
using System.Numerics;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>Which units between two factors take part at a point: those whose slope is not 0.</summary>
/// <remarks>Between layers of the encoder there are two signals, at x and at x', else one or none.</remarks>
internal sealed class BoundaryUnits<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The list of the units that are active in either signal.</summary>
    public const int Either = 2;

    private readonly LayerSignal<T>[] _signals;
    private readonly bool _selective;
    private readonly ulong[][] _masks;
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
        _masks = [.. signals.Select(_ => new ulong[UnitMask.Words(width)])];
        _active = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, width).ToArray())];
        _counts.AsSpan().Fill(width);
    }

    /// <summary>The latent layer at an end of the chain: every unit takes part, and slopes are put in afterwards.</summary>
    public BoundaryUnits(int width)
        : this(width, false) { }

    public int Width { get; }

    /// <summary>Whether the slopes at x and at x' are the same at the point last selected.</summary>
    public bool Same { get; private set; } = true;

    /// <summary>Slopes of the units at a point; empty when they are 0 and 1.</summary>
    public ReadOnlySpan<T> Slopes(int point, int pass) =>
        _signals.Length == 0 || _signals[Math.Min(pass, _signals.Length - 1)].Slopes is not { } slopes
            ? default
            : slopes.Row(point);

    /// <summary>Units that are active at the point last selected, rising.</summary>
    /// <param name="pass">0 at x, 1 at x', or <see cref="Either"/>; no matter where there is one signal only.</param>
    public ReadOnlySpan<int> Active(int pass)
    {
        int list = Same ? 0 : pass;
        return _active[list].AsSpan(0, _counts[list]);
    }

    /// <summary>Lists the units that are active at a point.</summary>
    public void SelectPoint(int point)
    {
        if (!_selective)
        {
            Same = _signals.Length < 2 || _signals[0].Slopes is null;
            return;
        }

        for (int s = 0; s < _signals.Length; s++)
        {
            UnitMask.Nonzero<T>(_signals[s].Values.Row(point), _masks[s]);
        }

        ulong[] first = _masks[0];
        ulong[] second = _masks[^1];
        _counts[0] = UnitMask.List(first, first, _active[0]);
        Same = first.AsSpan().SequenceEqual(second);
        if (!Same)
        {
            _counts[1] = UnitMask.List(second, second, _active[1]);
            _counts[Either] = UnitMask.List(first, second, _active[Either]);
        }
    }

    /// <summary>Mixes the active units into a fingerprint, those at x and those at x'.</summary>
    public ulong AddPattern(ulong pattern)
    {
        if (!_selective)
        {
            return pattern;
        }

        // A bijection for each word, so that two patterns that differ in one word only have different fingerprints.
        foreach (ulong[] mask in _masks)
        {
            foreach (ulong word in mask)
            {
                pattern = (pattern ^ word) * 0x9E3779B97F4A7C15UL;
                pattern ^= pattern >> 32;
            }
        }

        return pattern;
    }
}
