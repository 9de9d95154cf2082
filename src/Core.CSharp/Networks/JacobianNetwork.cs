using System;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Neurovariety.Kernels;

namespace Neurovariety.Networks;

/// <summary>The layers of an autoencoder as a chain of factors.</summary>
/// <remarks>
/// Factors 0 … n − 1 are the encoder's layers from the last to the first, n … F − 1 the decoder's from the last to the first:
/// their product, with the slopes between them, is DE·DD. Boundary b lies before factor b: 0 and F are the latent layer, n is the
/// image, the others are hidden layers. Pixels are numbered anew, see <see cref="PixelOrder"/>.
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

        Order = PixelOrder.Of(network, AlignedArray<T>.PanelWidth);
        Encoder = [.. network.Encoder.Select((layer, i) => new JacobianLayer<T>(layer, [], i == 0 ? Order : []))];
        int last = network.Decoder.Count - 1;
        Decoder = [.. network.Decoder.Select((layer, i) => new JacobianLayer<T>(layer, i == last ? Order : [], []))];
        PixelNorms = Norms(Encoder[0].Transposed, Decoder[^1].Weights);
    }

    /// <summary>For each pixel here its number in the data.</summary>
    public int[] Order { get; }

    public JacobianLayer<T>[] Encoder { get; }

    public JacobianLayer<T>[] Decoder { get; }

    /// <summary>‖column p of the first weights‖·‖row p of the last‖ for each pixel, as multiples of the largest.</summary>
    public T[] PixelNorms { get; }

    /// <summary>N.</summary>
    public int Pixels => Encoder[0].Inputs;

    /// <summary>d.</summary>
    public int Latent => Encoder[^1].Outputs;

    /// <summary>n: the boundary at the image, and the number of factors of the encoder.</summary>
    public int Image => Encoder.Length;

    /// <summary>F.</summary>
    public int FactorCount => Encoder.Length + Decoder.Length;

    /// <summary>Factor f, images along rows: that which begins at the image is transposed.</summary>
    public AlignedArray<T> Factor(int f) =>
        f == Image ? Decoder[^1].Transposed
        : f < Image ? Encoder[Image - 1 - f].Weights
        : Decoder[FactorCount - 1 - f].Weights;

    private static T[] Norms(AlignedArray<T> first, AlignedArray<T> last)
    {
        double[] products = new double[first.Rows];
        for (int p = 0; p < products.Length; p++)
        {
            products[p] = Norm(first.Row(p)) * Norm(last.Row(p));
        }

        double largest = TensorPrimitives.Max<double>(products);
        return Array.ConvertAll(products, x => T.CreateTruncating(largest > 0.0 ? x / largest : 0.0));
    }

    // Weights are floats: their squares neither overflow nor vanish in double.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Norm(ReadOnlySpan<T> row)
    {
        double sum = 0.0;
        foreach (T entry in row)
        {
            double wide = double.CreateTruncating(entry);
            sum += wide * wide;
        }

        return Math.Sqrt(sum);
    }
}
