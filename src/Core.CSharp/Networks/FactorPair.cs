using System.Collections.Generic;
using Neurovariety.LinearAlgebra;

namespace Neurovariety.Networks;

/// <summary>
/// The free weights of one independent part of a linear autoencoder: an encoder r × k and a decoder p × r over D,
/// acting alike on every copy of their coordinates.
/// </summary>
/// <param name="AlgebraDimension">e = dim_R D.</param>
/// <param name="Latent">r.</param>
/// <param name="Inputs">k.</param>
/// <param name="Outputs">p.</param>
/// <param name="Encoder">r × k × e coordinates.</param>
/// <param name="Decoder">p × r × e coordinates.</param>
/// <param name="InputMaps">
/// For each copy the matrix n × e·k whose columns give the inputs of a sample x as x·map; null for x itself.
/// </param>
/// <param name="RebuildsInputs">Whether the targets are these inputs; otherwise they are the samples themselves.</param>
internal sealed record FactorPair(
    int AlgebraDimension,
    int Latent,
    int Inputs,
    int Outputs,
    double[] Encoder,
    double[] Decoder,
    IReadOnlyList<Matrix?> InputMaps,
    bool RebuildsInputs
);
