using System;
using System.Collections.Generic;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

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

    /// <summary>A random orthogonal projection of rank r: a start for training.</summary>
    /// <param name="features">n.</param>
    /// <param name="rank">r, 0 … n.</param>
    /// <param name="random">Source of the numbers.</param>
    /// <returns>The network n → r → n.</returns>
    /// <exception cref="ArgumentOutOfRangeException">rank outside 0 … n.</exception>
    public static DenseAutoencoder Random(int features, int rank, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, features);
        (double[] encoder, double[] decoder) = OrthonormalStart.Draw(features, rank, 1, random);
        return FromFactors(Matrix.Adopt(rank, features, encoder), Matrix.Adopt(features, rank, decoder));
    }

    /// <inheritdoc/>
    public override WeightSharing WeightSharing() =>
        Networks.WeightSharing.OfDense(InputCount, LatentCount, OutputCount);

    internal override IReadOnlyList<FactorPair> Factors() =>
        [
            new FactorPair(
                1,
                LatentCount,
                InputCount,
                OutputCount,
                _encoder.ToArray(),
                _decoder.ToArray(),
                [null],
                InputCount == OutputCount
            ),
        ];

    internal override LinearAutoencoder WithFactors(IReadOnlyList<FactorPair> factors) =>
        FromFactors(
            Matrix.FromEntries(LatentCount, InputCount, factors[0].Encoder),
            Matrix.FromEntries(OutputCount, LatentCount, factors[0].Decoder)
        );

    private protected override Matrix WriteEncoder() => _encoder;

    private protected override Matrix WriteDecoder() => _decoder;
}
