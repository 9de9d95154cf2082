using System;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>Both layers dense: exactly the maps of rank at most r.</summary>
public sealed class DenseAutoencoder : LinearAutoencoder
{
    private readonly Matrix _encoder;
    private readonly Matrix _decoder;

    private DenseAutoencoder(Matrix encoder, Matrix decoder)
        : base(encoder.ColumnCount, encoder.RowCount, decoder.RowCount)
    {
        _encoder = encoder;
        _decoder = decoder;
    }

    /// <inheritdoc/>
    public override long ParameterCount => (long)LatentCount * (InputCount + OutputCount);

    /// <summary>A network from its two layers.</summary>
    /// <param name="encoder">Matrix, r × n.</param>
    /// <param name="decoder">Matrix, m × r.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The inner sizes differ.</exception>
    public static DenseAutoencoder FromFactors(Matrix encoder, Matrix decoder)
    {
        FactorCheck.Inner(encoder, decoder);
        return new DenseAutoencoder(encoder, decoder);
    }

    /// <inheritdoc/>
    public override WeightSharing WeightSharing() =>
        Networks.WeightSharing.OfDense(InputCount, LatentCount, OutputCount);

    private protected override Matrix WriteEncoder() => _encoder;

    private protected override Matrix WriteDecoder() => _decoder;
}
