using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>A layer with its numbers in the type, and in the order, in which Jacobians are computed.</summary>
internal sealed class JacobianLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A layer whose units and inputs are numbered anew.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="units">For each unit here its number in the layer; empty for the same numbers.</param>
    /// <param name="inputs">For each input here its number in the layer; empty for the same numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public JacobianLayer(AffineLayer layer, ReadOnlySpan<int> units, ReadOnlySpan<int> inputs)
    {
        Weights = new AlignedArray<T>(layer.Outputs, layer.Inputs);
        Transposed = new AlignedArray<T>(layer.Inputs, layer.Outputs);
        Bias = new T[layer.Outputs];
        Activation = layer.Activation;
        for (int i = 0; i < layer.Outputs; i++)
        {
            int unit = units.IsEmpty ? i : units[i];
            ReadOnlySpan<float> source = layer.WeightStorage.AsSpan(unit * layer.Inputs, layer.Inputs);
            Span<T> row = Weights.Row(i);
            Span<T> column = Transposed.Entries.AsSpan(Transposed.Offset + i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = T.CreateTruncating(source[inputs.IsEmpty ? j : inputs[j]]);
                column[j * Transposed.Stride] = row[j];
            }

            Bias[i] = T.CreateTruncating(layer.BiasStorage[unit]);
        }
    }

    /// <summary>Width of what comes in.</summary>
    public int Inputs => Weights.Columns;

    /// <summary>Number of units.</summary>
    public int Outputs => Weights.Rows;

    /// <summary>W, outputs × inputs.</summary>
    public AlignedArray<T> Weights { get; }

    /// <summary>Wᵀ, inputs × outputs.</summary>
    public AlignedArray<T> Transposed { get; }

    /// <summary>b.</summary>
    public T[] Bias { get; }

    /// <summary>φ.</summary>
    public Activation Activation { get; }

    /// <summary>Whether units can have slope 0, and else have slope 1.</summary>
    public bool IsRelu => Activation == Activation.Relu;
}
