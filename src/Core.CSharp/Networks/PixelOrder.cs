using System;
using System.Linq;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;
using Neurovariety.Numerics;

namespace Neurovariety.Networks;

/// <summary>An order of an autoencoder's pixels in which those that saturate together stand together.</summary>
/// <remarks>
/// The slopes of the output are taken at the reconstructions of some random drawings: a fifth of the pixels ink, the rest paper.
/// A pixel is described by the logarithms of its slopes. The pixels are cut in two along the direction in which their
/// descriptions vary most, and so on until the parts are as wide as a panel. The order depends on the network alone, and
/// decides about speed, never about what is computed.
/// </remarks>
internal static class PixelOrder
{
    private const int Drawings = 32;
    private const double InkShare = 0.2;
    private const double SmallestSlope = 1e-9;
    private const int PowerSteps = 8;

    /// <summary>The order: place i belongs to pixel order[i].</summary>
    /// <param name="network">An autoencoder with as many outputs as inputs.</param>
    /// <param name="panel">Width of a panel.</param>
    public static int[] Of(Autoencoder network, int panel)
    {
        int[] order = [.. Enumerable.Range(0, network.OutputCount)];
        if (network.Decoder[^1].Activation != Activation.Identity)
        {
            Cut(Describe(network), order, panel);
        }

        return order;
    }

    // Pixels × drawings.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Describe(Autoencoder network)
    {
        RandomSource random = RandomSource.FromSeed(0);
        float[] values = new float[Drawings * network.InputCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() < InkShare ? 1f : -1f;
        }

        AffineLayer last = network.Decoder[^1];
        foreach (AffineLayer layer in network.Encoder.Concat(network.Decoder.SkipLast(1)))
        {
            values = Array.ConvertAll(Sums(layer, values), x => (float)Activations.Value(layer.Activation, x));
        }

        values = Sums(last, values);
        double[] result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double slope = Math.Abs(Activations.Derivative(last.Activation, values[i]));
            result[(i % last.Outputs * Drawings) + (i / last.Outputs)] = Math.Log(Math.Max(SmallestSlope, slope));
        }

        return result;
    }

    // Drawings × units, before the activation.
    private static float[] Sums(AffineLayer layer, float[] values)
    {
        float[] sums = new float[Drawings * layer.Outputs];
        Operand<float> weights = new(layer.WeightStorage, layer.Outputs, layer.Inputs);
        Operand<float> inputs = new(values, Drawings, layer.Inputs);
        MatMulKernel.MultiplyInto(inputs, weights.Transpose(), new Target<float>(sums, layer.Outputs), 1);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += layer.BiasStorage[i % layer.Outputs];
        }

        return sums;
    }

    private static void Cut(double[] descriptions, Span<int> order, int panel)
    {
        int panels = (order.Length + panel - 1) / panel;
        if (panels < 2)
        {
            return;
        }

        Place(descriptions, order).AsSpan().Sort(order);
        int half = panels / 2 * panel;
        Cut(descriptions, order[..half], panel);
        Cut(descriptions, order[half..], panel);
    }

    // Where the descriptions lie along the direction in which they vary most, up to a constant: power iteration.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Place(double[] descriptions, ReadOnlySpan<int> order)
    {
        double[] centred = new double[order.Length * Drawings];
        double[] mean = new double[Drawings];
        for (int i = 0; i < order.Length; i++)
        {
            descriptions.AsSpan(order[i] * Drawings, Drawings).CopyTo(centred.AsSpan(i * Drawings));
            for (int j = 0; j < Drawings; j++)
            {
                mean[j] += descriptions[(order[i] * Drawings) + j] / order.Length;
            }
        }

        for (int i = 0; i < centred.Length; i++)
        {
            centred[i] -= mean[i % Drawings];
        }

        double[] places = new double[order.Length];
        double[] direction = new double[Drawings];
        direction.AsSpan().Fill(1.0);
        for (int step = 0; step < PowerSteps; step++)
        {
            double[] next = new double[Drawings];
            for (int i = 0; i < places.Length; i++)
            {
                ReadOnlySpan<double> description = centred.AsSpan(i * Drawings, Drawings);
                places[i] = VectorKernel.Dot(description, direction);
                VectorKernel.AddMultiple(next, description, places[i]);
            }

            double norm = Math.Sqrt(VectorKernel.Dot(next, next));
            if (!(norm > 0.0))
            {
                break;
            }

            for (int j = 0; j < Drawings; j++)
            {
                direction[j] = next[j] / norm;
            }
        }

        return places;
    }
}
