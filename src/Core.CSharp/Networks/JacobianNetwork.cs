using System;
using System.Linq;
using System.Numerics;

namespace Neurovariety.Networks;

/// <summary>A layer with its numbers in the type in which Jacobians are computed.</summary>
/// <param name="Inputs">Width of what comes in.</param>
/// <param name="Outputs">Number of units.</param>
/// <param name="Weights">W, outputs × inputs.</param>
/// <param name="Bias">b.</param>
/// <param name="Activation">φ.</param>
internal sealed record JacobianLayer<T>(int Inputs, int Outputs, T[] Weights, T[] Bias, Activation Activation)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary>The layers of an autoencoder as a chain of factors.</summary>
/// <remarks>
/// Factors 0 … n − 1 are the encoder's layers from the last to the first, n … F − 1 the decoder's from the last to the first:
/// their product, with the slopes between them, is DE·DD. Boundary b lies before factor b: 0 and F are the latent layer, n is the
/// image, the others are hidden layers.
/// </remarks>
internal sealed class JacobianNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public JacobianNetwork(Autoencoder network)
    {
        if (network.InputCount != network.OutputCount)
        {
            throw new ArgumentException(
                $"Jacobians of x -> D(E(x)): expected as many outputs as inputs, got {network.InputCount} inputs"
                    + $" and {network.OutputCount} outputs"
            );
        }

        Encoder = [.. network.Encoder.Select(Convert)];
        Decoder = [.. network.Decoder.Select(Convert)];
        JacobianLayer<T> last = Decoder[^1];
        LastTransposed = new T[last.Weights.Length];
        for (int i = 0; i < last.Weights.Length; i++)
        {
            LastTransposed[(i % last.Inputs * last.Outputs) + (i / last.Inputs)] = last.Weights[i];
        }
    }

    public JacobianLayer<T>[] Encoder { get; }

    public JacobianLayer<T>[] Decoder { get; }

    /// <summary>The weights of the decoder's last layer, inputs × outputs: images lie along rows.</summary>
    public T[] LastTransposed { get; }

    /// <summary>N.</summary>
    public int Pixels => Encoder[0].Inputs;

    /// <summary>d.</summary>
    public int Latent => Encoder[^1].Outputs;

    /// <summary>n: the boundary at the image, and the number of factors of the encoder.</summary>
    public int Image => Encoder.Length;

    /// <summary>F.</summary>
    public int FactorCount => Encoder.Length + Decoder.Length;

    /// <summary>The layer that is factor f.</summary>
    public JacobianLayer<T> Factor(int f) => f < Image ? Encoder[Image - 1 - f] : Decoder[FactorCount - 1 - f];

    private static JacobianLayer<T> Convert(AffineLayer layer) =>
        new(
            layer.Inputs,
            layer.Outputs,
            Array.ConvertAll(layer.WeightStorage, T.CreateChecked),
            Array.ConvertAll(layer.BiasStorage, T.CreateChecked),
            layer.Activation
        );
}
