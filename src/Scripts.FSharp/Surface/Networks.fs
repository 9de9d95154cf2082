namespace Neurovariety.Scripts.Surface

open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Varieties

/// Linear autoencoders of least squared error, exactly.
[<RequireQualifiedAccess>]
module Fit =

    /// The best map without symmetry.
    let dense rank (moments: SampleGram) = ExactFit.Dense(moments, rank)

    /// The best invariant map.
    let invariant group rank (moments: SampleGram) =
        ExactFit.Invariant(moments, group, rank)

    /// The best equivariant map over all components.
    let equivariant rank (moments: BlockGram) =
        ExactFit.Equivariant(moments, (rank: int))

    /// The best equivariant map on one component.
    let onComponent (ranks: RankVector) (moments: BlockGram) = ExactFit.Equivariant(moments, ranks)

    /// The best map's component, when it is equivariant.
    let chosen (fit: LinearFit) = fit.Component |> Option.ofObj

/// The nearest matrix of rank at most r.
[<RequireQualifiedAccess>]
module Nearest =

    /// Without symmetry.
    let dense rank (matrix: Matrix) = NearestMatrix.Dense(matrix, rank)

    /// Among the invariant matrices.
    let invariant group rank (matrix: Matrix) =
        NearestMatrix.Invariant(group, matrix, rank)

    /// Among the equivariant matrices, over all components.
    let equivariant decomposition rank (matrix: Matrix) =
        NearestMatrix.Equivariant(decomposition, matrix, rank)
