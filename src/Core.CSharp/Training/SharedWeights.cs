using System;
using System.Numerics.Tensors;
using Neurovariety.Networks;

namespace Neurovariety.Training;

/// <summary>One layer's free weights over D, with the matrix they spell out and the optimiser's state.</summary>
internal sealed class SharedWeights
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _e;
    private readonly float[] _weights;
    private readonly float[] _gradient;
    private readonly Adam _adam;

    internal SharedWeights(double[] weights, int rows, int columns, int e, AdamOptions options)
    {
        (_rows, _columns, _e) = (rows, columns, e);
        _weights = Array.ConvertAll(weights, x => (float)x);
        _gradient = new float[weights.Length];
        _adam = new Adam(weights.Length, options);
        Entries = new float[weights.Length * e];
        Gradient = new float[Entries.Length];
        DivisionStructure.ExpandInto<float>(_weights, rows, columns, e, Entries);
    }

    /// <summary>The matrix over R, e·rows × e·columns.</summary>
    internal float[] Entries { get; }

    /// <summary>Where the caller leaves the gradient over those entries, up to a factor.</summary>
    internal float[] Gradient { get; }

    /// <summary>The weights as they are now.</summary>
    internal double[] ToArray() => Array.ConvertAll(_weights, x => (double)x);

    /// <summary>One step: the gradients of all entries that share a weight are added up first.</summary>
    internal void Step(float factor, double rate)
    {
        DivisionStructure.ContractInto<float>(Gradient, _rows, _columns, _e, _gradient);
        TensorPrimitives.Multiply(_gradient, factor, _gradient);
        _adam.Step(_weights, _gradient, rate);
        DivisionStructure.ExpandInto<float>(_weights, _rows, _columns, _e, Entries);
    }
}
