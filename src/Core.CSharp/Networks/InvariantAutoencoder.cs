using System;
using Neurovariety.Groups;
using Neurovariety.LinearAlgebra;

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

    /// <inheritdoc/>
    public override WeightSharing WeightSharing() =>
        Networks.WeightSharing.OfInvariant(Orbits, LatentCount, OutputCount);

    private protected override Matrix WriteEncoder() =>
        Matrix.Create(LatentCount, InputCount, (k, point) => OrbitWeights[k, Orbits.BlockOf(point)]);

    private protected override Matrix WriteDecoder() => _decoder;
}
