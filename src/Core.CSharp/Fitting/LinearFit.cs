using System.Collections.Generic;
using Neurovariety.Networks;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>The smallest loss with one bound on the rank.</summary>
/// <param name="Rank">Bound on the rank.</param>
/// <param name="Loss">Mean squared error per sample and feature.</param>
/// <param name="Component">For equivariant maps the component that reaches it.</param>
public sealed record RankLoss(int Rank, double Loss, RankVector? Component);

/// <summary>A linear autoencoder of least squared error, with what is known about its optimality.</summary>
public sealed record LinearFit
{
    /// <summary>The network: of least norm among those of least error.</summary>
    public required LinearAutoencoder Network { get; init; }

    /// <summary>Largest rank a map of this network's kind can have: the bound, or the generic rank of the component.</summary>
    public required int Rank { get; init; }

    /// <summary>The component, for an equivariant map.</summary>
    public RankVector? Component { get; init; }

    /// <summary>Mean squared error per sample and feature on the data of the fit, evaluated from the network itself.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>No map of the set that was searched (all components, or the given one) has a smaller loss.</summary>
    public required double LowerBound { get; init; }

    /// <summary>
    /// Whether <see cref="TrainLoss"/> exceeds <see cref="LowerBound"/> by at most 1e-9 of the mean square of the data.
    /// </summary>
    public required bool CertifiedOptimal { get; init; }

    /// <summary>The second best component of the same bound on the rank, when there is one and all were searched.</summary>
    public RankVector? RunnerUp { get; init; }

    /// <summary>Its smallest loss.</summary>
    public double? RunnerUpLoss { get; init; }

    /// <summary>The smallest loss for every bound on the rank from 0 to the one asked for; empty for a given component.</summary>
    public IReadOnlyList<RankLoss> LossByRank { get; init; } = [];

    /// <summary>Wall time of the eigenproblems and of the choice of the ranks, in seconds.</summary>
    public double SolveSeconds { get; init; }

    /// <summary>Wall time of the proof of optimality, in seconds.</summary>
    public double CertificateSeconds { get; init; }
}
