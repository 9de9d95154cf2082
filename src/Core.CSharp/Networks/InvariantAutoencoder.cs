using System;
using System.Collections.Generic;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;
using Neurovariety.Numerics;

namespace Neurovariety.Networks;

/// <summary>
/// A dense decoder behind an encoder whose weights are constant on the orbits of a group: exactly the maps M of rank
/// at most r with M·P_σ = M.
/// </summary>
/// <remarks>Source: [KSS24, weight sharing on the encoder], there for one permutation.</remarks>
public sealed class InvariantAutoencoder : LinearAutoencoder
{
    private readonly Matrix _decoder;

    private InvariantAutoencoder(SetPartition orbits, Matrix orbitWeights, Matrix decoder)
        : base(orbits.Degree, orbitWeights.RowCount, decoder.RowCount)
    {
        _decoder = decoder;
        Orbits = orbits;
        OrbitWeights = orbitWeights;
    }

    /// <summary>The orbits of the group on the inputs.</summary>
    public SetPartition Orbits { get; }

    /// <summary>The encoder's free weights, r × number of orbits.</summary>
    public Matrix OrbitWeights { get; }

    /// <inheritdoc/>
    public override long ParameterCount => (long)LatentCount * (Orbits.BlockCount + OutputCount);

    /// <summary>A network from its free weights.</summary>
    /// <param name="orbits">Partition of the n inputs into k orbits.</param>
    /// <param name="orbitWeights">Matrix, r × k: the weight of each orbit for each hidden unit.</param>
    /// <param name="decoder">Matrix, m × r.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static InvariantAutoencoder FromParameters(SetPartition orbits, Matrix orbitWeights, Matrix decoder)
    {
        ArgumentNullException.ThrowIfNull(orbits);
        FactorCheck.Inner(orbitWeights, decoder);
        if (orbitWeights.ColumnCount != orbits.BlockCount)
        {
            throw new ArgumentException(
                $"orbitWeights: expected {orbitWeights.RowCount} x {orbits.BlockCount} (latent x orbits),"
                    + $" got {orbitWeights.RowCount} x {orbitWeights.ColumnCount}",
                nameof(orbitWeights)
            );
        }

        return new InvariantAutoencoder(orbits, orbitWeights, decoder);
    }

    /// <summary>A random orthogonal projection on invariant vectors: a start for training.</summary>
    /// <param name="orbits">Partition of the n inputs into k orbits.</param>
    /// <param name="rank">r, 0 … k.</param>
    /// <param name="random">Source of the numbers.</param>
    /// <returns>The network n → r → n.</returns>
    /// <exception cref="ArgumentOutOfRangeException">rank outside 0 … k.</exception>
    public static InvariantAutoencoder Random(SetPartition orbits, int rank, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(orbits);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, orbits.BlockCount);
        int k = orbits.BlockCount;
        (double[] encoder, double[] decoder) = OrthonormalStart.Draw(k, rank, 1, random);
        return FromParameters(
            orbits,
            Matrix.Create(rank, k, (j, orbit) => encoder[(j * k) + orbit] / Root(orbits, orbit)),
            Matrix.Create(
                orbits.Degree,
                rank,
                (i, j) => decoder[(orbits.BlockOf(i) * rank) + j] / Root(orbits, orbits.BlockOf(i))
            )
        );
    }

    /// <inheritdoc/>
    public override WeightSharing WeightSharing() =>
        Networks.WeightSharing.OfInvariant(Orbits, LatentCount, OutputCount);

    // Trained in orthonormal orbit coordinates Σ x/√|A|, so that large orbits do not get large steps.
    internal override IReadOnlyList<FactorPair> Factors()
    {
        int k = Orbits.BlockCount;
        Matrix weights = Matrix.Create(LatentCount, k, (j, orbit) => OrbitWeights[j, orbit] * Root(Orbits, orbit));
        Matrix map = Matrix.Create(
            InputCount,
            k,
            (i, orbit) => Orbits.BlockOf(i) == orbit ? 1.0 / Root(Orbits, orbit) : 0.0
        );
        return [new FactorPair(1, LatentCount, k, OutputCount, weights.ToArray(), _decoder.ToArray(), [map], false)];
    }

    internal override LinearAutoencoder WithFactors(IReadOnlyList<FactorPair> factors)
    {
        int k = Orbits.BlockCount;
        double[] weights = factors[0].Encoder;
        return FromParameters(
            Orbits,
            Matrix.Create(LatentCount, k, (j, orbit) => weights[(j * k) + orbit] / Root(Orbits, orbit)),
            Matrix.FromEntries(OutputCount, LatentCount, factors[0].Decoder)
        );
    }

    private static double Root(SetPartition orbits, int orbit) => Math.Sqrt(orbits.Block(orbit).Length);

    private protected override Matrix WriteEncoder() =>
        Matrix.Create(LatentCount, InputCount, (k, point) => OrbitWeights[k, Orbits.BlockOf(point)]);

    private protected override Matrix WriteDecoder() => _decoder;
}
