using System;
using System.Collections.Generic;
using System.Linq;
using Neurovariety.Numerics;

namespace Neurovariety.Networks;

/// <summary>An encoder E and a decoder D made of affine layers with activations, in single precision; immutable.</summary>
/// <remarks>Source: [ADGL21, Section 2]; images reach it scaled to [−1, 1].</remarks>
public sealed class Autoencoder
{
    private readonly AffineLayer[] _encoder;
    private readonly AffineLayer[] _decoder;

    private Autoencoder(AffineLayer[] encoder, AffineLayer[] decoder)
    {
        _encoder = encoder;
        _decoder = decoder;
    }

    /// <summary>Layers of the encoder, from the input on.</summary>
    public IReadOnlyList<AffineLayer> Encoder => _encoder;

    /// <summary>Layers of the decoder, from the latent layer on.</summary>
    public IReadOnlyList<AffineLayer> Decoder => _decoder;

    /// <summary>All layers in order.</summary>
    public IReadOnlyList<AffineLayer> Layers => [.. _encoder, .. _decoder];

    /// <summary>Width of the input, N.</summary>
    public int InputCount => _encoder[0].Inputs;

    /// <summary>Width of the latent layer, d.</summary>
    public int LatentCount => _encoder[^1].Outputs;

    /// <summary>Width of the output.</summary>
    public int OutputCount => _decoder[^1].Outputs;

    /// <summary>Number of weights and biases.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>An autoencoder from its layers.</summary>
    /// <param name="encoder">At least one layer.</param>
    /// <param name="decoder">At least one layer, the first as wide as the encoder's last.</param>
    /// <returns>The autoencoder.</returns>
    /// <exception cref="ArgumentException">A part is empty, or neighbours do not fit; the text lists the layers.</exception>
    public static Autoencoder Of(IReadOnlyList<AffineLayer> encoder, IReadOnlyList<AffineLayer> decoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        if (encoder.Count == 0 || decoder.Count == 0)
        {
            throw new ArgumentException(
                $"an autoencoder needs layers on both sides, got {encoder.Count} and {decoder.Count}"
            );
        }

        AffineLayer[] layers = [.. encoder, .. decoder];
        for (int i = 1; i < layers.Length; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new ArgumentException(
                    $"layer {i + 1} takes {layers[i].Inputs} numbers, but layer {i} gives {layers[i - 1].Outputs}:"
                        + $" {string.Join("; ", layers.Select(layer => layer.ToString()))}"
                );
            }
        }

        return new Autoencoder([.. encoder], [.. decoder]);
    }

    /// <summary>A network before training: weights and biases uniform on ±1/√(inputs of the layer).</summary>
    /// <param name="architecture">Widths and activations.</param>
    /// <param name="random">Source of the numbers; layer by layer, weights before biases.</param>
    /// <returns>The network, distributed as torch.nn.Linear's defaults.</returns>
    public static Autoencoder Initialise(Architecture architecture, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(random);
        AffineLayer[] layers = [.. architecture.Layers.Select(shape => Draw(shape, random))];
        int depth = layers.Length / 2;
        return new Autoencoder(layers[..depth], layers[depth..]);
    }

    /// <summary>E at each sample.</summary>
    /// <param name="samples">samples × N, row by row.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>samples × d, row by row.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of N.</exception>
    public float[] Encode(ReadOnlySpan<float> samples, int threads = 0) => LayerChain.Apply(_encoder, samples, threads);

    /// <summary>D at each latent point.</summary>
    /// <param name="latents">samples × d, row by row.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>samples × outputs, row by row.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of d.</exception>
    public float[] Decode(ReadOnlySpan<float> latents, int threads = 0) => LayerChain.Apply(_decoder, latents, threads);

    /// <summary>D(E(x)) at each sample.</summary>
    /// <param name="samples">samples × N, row by row.</param>
    /// <param name="threads">Threads to use; 0 for all cores.</param>
    /// <returns>samples × outputs, row by row.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of N.</exception>
    public float[] Apply(ReadOnlySpan<float> samples, int threads = 0) => Decode(Encode(samples, threads), threads);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{InputCount}-{string.Join('-', Layers.Select(layer => layer.Outputs))}, {ParameterCount} parameters";

    private static AffineLayer Draw(LayerShape shape, RandomSource random)
    {
        double bound = 1.0 / Math.Sqrt(shape.Inputs);
        float[] weights = new float[checked(shape.Inputs * shape.Outputs)];
        float[] bias = new float[shape.Outputs];
        Fill(weights, bound, random);
        Fill(bias, bound, random);
        return AffineLayer.Adopt(shape.Inputs, shape.Outputs, weights, bias, shape.Activation);
    }

    private static void Fill(float[] values, double bound, RandomSource random)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextDouble(-bound, bound);
        }
    }
}
