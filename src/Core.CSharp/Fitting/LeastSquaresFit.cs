using Neurovariety.LinearAlgebra;
using Neurovariety.Varieties;

namespace Neurovariety.Fitting;

/// <summary>A matrix of least squared error under a bound on the rank and a symmetry.</summary>
/// <param name="Matrix">The matrix M.</param>
/// <param name="SquaredError">‖M·X − Y‖², or the squared distance ‖M − U‖², evaluated from M itself.</param>
/// <param name="Rank">Rank of M.</param>
/// <param name="Component">The component that was found best, for an equivariant matrix.</param>
/// <param name="LowerBound">No matrix of the set has a smaller squared error.</param>
/// <param name="CertifiedOptimal">Whether the error exceeds the bound by at most 1e-9 of the error of the zero matrix.</param>
public sealed record LeastSquaresFit(
    Matrix Matrix,
    double SquaredError,
    int Rank,
    RankVector? Component,
    double LowerBound,
    bool CertifiedOptimal
);

/// <summary>The least squared error on one component.</summary>
/// <param name="Component">A maximal rank vector.</param>
/// <param name="SquaredError">‖M·X − Y‖² at the component's best matrix.</param>
public readonly record struct ComponentError(RankVector Component, double SquaredError);
