using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>
/// A linear network with one hidden layer, x ↦ decoder·encoder·x, whose parameters can express no other maps than
/// those of its kind.
/// </summary>
public abstract class LinearAutoencoder
{
    private readonly Lazy<Matrix> _encoder;
    private readonly Lazy<Matrix> _decoder;

    private protected LinearAutoencoder(int inputs, int latent, int outputs)
    {
        InputCount = inputs;
        LatentCount = latent;
        OutputCount = outputs;
        _encoder = new Lazy<Matrix>(WriteEncoder);
        _decoder = new Lazy<Matrix>(WriteDecoder);
    }

    /// <summary>The first layer with its shared weights written out, latent × input; made when first asked for.</summary>
    public Matrix Encoder => _encoder.Value;

    /// <summary>The second layer with its shared weights written out, output × latent; made when first asked for.</summary>
    public Matrix Decoder => _decoder.Value;

    /// <summary>Width of the input, n.</summary>
    public int InputCount { get; }

    /// <summary>Width of the hidden layer: the largest rank the end-to-end matrix can have.</summary>
    public int LatentCount { get; }

    /// <summary>Width of the output.</summary>
    public int OutputCount { get; }

    /// <summary>Number of free weights, each shared one counted once.</summary>
    public abstract long ParameterCount { get; }

    /// <summary>The matrix decoder·encoder.</summary>
    /// <returns>Matrix, output × input.</returns>
    public Matrix EndToEnd() => MatrixProduct.Multiply(Decoder, Encoder);

    /// <summary>Sends each sample through the network.</summary>
    /// <param name="samples">Matrix, samples × input.</param>
    /// <returns>Matrix, samples × output.</returns>
    /// <exception cref="ArgumentException">The samples have another width.</exception>
    public Matrix Apply(Matrix samples) => MatrixProduct.MultiplyTransposedRight(Encode(samples), Decoder);

    /// <summary>The hidden layer at each sample.</summary>
    /// <param name="samples">Matrix, samples × input.</param>
    /// <returns>Matrix, samples × latent.</returns>
    /// <exception cref="ArgumentException">The samples have another width.</exception>
    public Matrix Encode(Matrix samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.ColumnCount != InputCount)
        {
            throw new ArgumentException(
                $"samples: expected samples x {InputCount}, got {samples.RowCount} x {samples.ColumnCount}",
                nameof(samples)
            );
        }

        return MatrixProduct.MultiplyTransposedRight(samples, Encoder);
    }

    /// <summary>Which edges carry the same weight, in the coordinates in which the network shares them.</summary>
    /// <returns>The edges of both layers.</returns>
    public abstract WeightSharing WeightSharing();

    /// <summary>The free weights in independent parts, for training.</summary>
    internal abstract IReadOnlyList<FactorPair> Factors();

    /// <summary>The same kind of network with other weights, in the same parts.</summary>
    internal abstract LinearAutoencoder WithFactors(IReadOnlyList<FactorPair> factors);

    private protected abstract Matrix WriteEncoder();

    private protected abstract Matrix WriteDecoder();
}
