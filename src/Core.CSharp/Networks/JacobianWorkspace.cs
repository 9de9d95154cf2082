using System;
using System.Linq;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>Computes the Jacobians at the points of one block after another, on one thread.</summary>
/// <remarks>
/// The three passes E(x), D(z), E(x') are products over the block. Then, point by point, the units with slope 0 are left out of
/// the chain. What is computed at a point does not depend on the block in which it stands.
/// </remarks>
internal sealed class JacobianWorkspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly JacobianNetwork<T> _network;
    private readonly LayerSignal<T>[] _atX;
    private readonly LayerSignal<T>[] _atImage;
    private readonly LayerSignal<T>[] _decoder;
    private readonly BoundaryUnits<T>[] _units;
    private readonly ChainProduct<T> _chain;
    private readonly AlignedArray<T> _input;
    private readonly int[] _pixels;

    public JacobianWorkspace(JacobianNetwork<T> network, int points)
    {
        _network = network;
        _input = new AlignedArray<T>(points, network.Pixels);
        _pixels = [.. Enumerable.Range(0, network.Pixels)];
        _atX = [.. network.Encoder.Select((layer, i) => new LayerSignal<T>(layer, points, drawings: i == 0))];
        _atImage = [.. network.Encoder.Select(layer => new LayerSignal<T>(layer, points))];
        _decoder =
        [
            .. network.Decoder.Select(layer => new LayerSignal<T>(layer, points, layer == network.Decoder[^1])),
        ];
        _units = [.. Enumerable.Range(0, network.FactorCount + 1).Select(Units)];
        _chain = new ChainProduct<T>(network, _units);
        Block = new JacobianBlock(network.Latent, points);
    }

    /// <summary>The results of the last run.</summary>
    public JacobianBlock Block { get; }

    /// <summary>Computes everything at a run of points.</summary>
    /// <param name="read">Gives the sample of an index.</param>
    /// <param name="first">Index of the first point.</param>
    /// <param name="count">Number of points.</param>
    public void Run(SampleReader<T> read, int first, int count)
    {
        for (int p = 0; p < count; p++)
        {
            read(first + p, _network.Order, _input.Row(p));
        }

        Block.First = first;
        Block.Count = count;
        Block.ZeroCounts.AsSpan().Clear();
        AlignedArray<T> latent = Forward(_atX, _input, _pixels, count);
        AlignedArray<T> image = Forward(_decoder, latent, _atX[^1].Used, count);
        AlignedArray<T> cycled = Forward(_atImage, image, _decoder[^1].Used, count);
        int size = _network.Latent * _network.Latent;
        for (int p = 0; p < count; p++)
        {
            Block.SquaredErrors[p] = SlopeKernel.SquaredDistance<T>(image.Row(p), _input.Row(p));
            Block.SquaredCycles[p] = SlopeKernel.SquaredDistance<T>(cycled.Row(p), latent.Row(p));
            SlopeKernel.Widen<T>(latent.Row(p), 1.0, Block.Latents.AsSpan(p * _network.Latent));
            Select(p);
            _chain.Begin(p);
            Write(_chain.Evaluate(0), _atX[^1], p, Block.InputForms.AsSpan(p * size, size));
            Write(_chain.Evaluate(1), _atImage[^1], p, Block.LatentForms.AsSpan(p * size, size));
        }
    }

    private AlignedArray<T> Forward(LayerSignal<T>[] signals, AlignedArray<T> values, ReadOnlySpan<int> used, int count)
    {
        foreach (LayerSignal<T> signal in signals)
        {
            signal.Forward(values, used, count, Block.ZeroCounts);
            values = signal.Values;
            used = signal.Used;
        }

        return values;
    }

    private BoundaryUnits<T> Units(int boundary)
    {
        int image = _network.Image;
        int end = _network.FactorCount;
        return boundary == 0 || boundary == end ? new BoundaryUnits<T>(_network.Latent)
            : boundary == image ? new BoundaryUnits<T>(_network.Pixels, false, _decoder[^1])
            : boundary < image
                ? new BoundaryUnits<T>(
                    _atX[image - boundary - 1].Values.Columns,
                    true,
                    _atX[image - boundary - 1],
                    _atImage[image - boundary - 1]
                )
            : new BoundaryUnits<T>(_decoder[end - boundary - 1].Values.Columns, true, _decoder[end - boundary - 1]);
    }

    private void Select(int point)
    {
        int inputRank = _network.Latent;
        int latentRank = _network.Latent;
        ulong pattern = 14695981039346656037UL;
        foreach (BoundaryUnits<T> units in _units)
        {
            units.SelectPoint(point);
            inputRank = Math.Min(inputRank, units.Active(0).Length);
            latentRank = Math.Min(latentRank, units.Active(1).Length);
            pattern = units.AddPattern(pattern);
        }

        Block.InputRanks[point] = inputRank;
        Block.LatentRanks[point] = latentRank;
        Block.Patterns[point] = pattern;
    }

    /// <summary>Multiplies the slopes of the latent layer into the rows of the product, and writes it in double.</summary>
    private static void Write(AlignedArray<T> product, LayerSignal<T> latent, int point, Span<double> target)
    {
        int size = product.Rows;
        ReadOnlySpan<T> values = latent.Values.Row(point);
        ReadOnlySpan<T> slopes = latent.Slopes is null ? default : latent.Slopes.Row(point);
        for (int i = 0; i < size; i++)
        {
            T slope = slopes.IsEmpty ? (latent.IsRelu && values[i] == T.Zero ? T.Zero : T.One) : slopes[i];
            SlopeKernel.Widen<T>(product.Row(i), double.CreateTruncating(slope), target.Slice(i * size, size));
        }
    }
}
