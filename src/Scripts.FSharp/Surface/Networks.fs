namespace Neurovariety.Scripts.Surface

open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Varieties

/// What a linear map must satisfy under a permutation group.
[<RequireQualifiedAccess>]
type SymmetryConstraint =
    /// Nothing.
    | Unconstrained
    /// M P = M for every permutation P of the group.
    | Invariant of PermutationGroup
    /// M P = P M for every permutation P of the group.
    | Equivariant of PermutationGroup

    /// "none", "invariant" or "equivariant".
    member this.Name: string =
        match this with
        | Unconstrained -> "none"
        | Invariant _ -> "invariant"
        | Equivariant _ -> "equivariant"

    /// The group, when there is one.
    member this.Group: PermutationGroup option =
        match this with
        | Unconstrained -> None
        | Invariant group
        | Equivariant group -> Some group

/// Linear autoencoders of least squared error, exactly, from second moments: the network, its loss, and the bound that proves it.
[<RequireQualifiedAccess>]
module Fit =

    /// The best map of rank at most r without symmetry. Source: [EY36].
    let dense (rank: int) (moments: SampleGram) : LinearFit = ExactFit.Dense(moments, rank)

    /// The best invariant map of rank at most r. ArgumentException when the group acts on another number of points.
    let invariant (group: PermutationGroup) (rank: int) (moments: SampleGram) : LinearFit =
        ExactFit.Invariant(moments, group, rank)

    /// The best equivariant map of rank at most r over all components.
    let equivariant (rank: int) (moments: BlockGram) : LinearFit =
        ExactFit.Equivariant(moments, (rank: int))

    /// The best equivariant map on one component. ArgumentException for ranks that do not fit the blocks.
    let onComponent (ranks: RankVector) (moments: BlockGram) : LinearFit = ExactFit.Equivariant(moments, ranks)

    /// The best map's component, when it is equivariant.
    let chosen (fit: LinearFit) : RankVector option = fit.Component |> Option.ofObj

    /// The second best component with its least loss, when there is one and all were searched.
    let runnerUp (fit: LinearFit) : (RankVector * float) option =
        match Option.ofObj fit.RunnerUp, Option.ofNullable fit.RunnerUpLoss with
        | Some ranks, Some loss -> Some(ranks, loss)
        | _ -> None

    /// The least loss for every bound on the rank from 0 on; empty for a given component.
    let lossByRank (fit: LinearFit) : (int * float) list = [ for one in fit.LossByRank -> one.Rank, one.Loss ]

/// The nearest matrix to a given one in the Frobenius norm, under a bound on the rank and a symmetry or none.
type NearestResult = {
    Constraint: SymmetryConstraint
    Matrix: Matrix
    /// The Frobenius distance, evaluated from the matrix itself.
    Distance: float
    /// Its square; None where it, or the bound on it, leaves the range of double precision.
    SquaredDistance: float option
    /// The rank of the matrix.
    Rank: int
    /// The best component, for an equivariant matrix.
    Component: RankVector option
    /// No matrix of the set lies at a smaller squared distance; None as there.
    LowerBound: float option
    /// Whether the squared distance exceeds that bound by at most 1e-9 of the squared norm of the given matrix.
    CertifiedOptimal: bool
} with

    /// Names and values as people read them; without the matrix.
    member this.Facts: (string * string) list = [
        "squared distance",
        (this.SquaredDistance
         |> Option.map FigureText.number
         |> Option.defaultValue "leaves the range of double precision")
        "distance", FigureText.number this.Distance
        "rank", string this.Rank
        match this.Component with
        | Some ranks -> "component", Ranks.show ranks
        | None -> ()
        "certified optimal",
        (if this.CertifiedOptimal then
             "yes"
         else
             "no: the proved lower bound is more than 1e-9 of the squared matrix below")
    ]

    override this.ToString() : string =
        FigureText.aligned this.Facts + "\nmatrix " + this.Matrix.ToString()

/// The nearest matrix of rank at most r.
[<RequireQualifiedAccess>]
module Nearest =

    let private squares (fit: LeastSquaresFit) value =
        if fit.SquaresLeaveRange then None else Some value

    let private result kind (fit: LeastSquaresFit) : NearestResult = {
        Constraint = kind
        Matrix = fit.Matrix
        Distance = fit.Error
        SquaredDistance = squares fit fit.SquaredError
        Rank = fit.Rank
        Component = Option.ofObj fit.Component
        LowerBound = squares fit fit.LowerBound
        CertifiedOptimal = fit.CertifiedOptimal
    }

    /// Without symmetry. Source: [EY36].
    let dense (rank: int) (matrix: Matrix) : NearestResult =
        NearestMatrix.Dense(matrix, rank) |> result SymmetryConstraint.Unconstrained

    /// Among the invariant matrices. ArgumentException when the matrix has not one column for each point.
    let invariant (group: PermutationGroup) (rank: int) (matrix: Matrix) : NearestResult =
        NearestMatrix.Invariant(group, matrix, rank)
        |> result (SymmetryConstraint.Invariant group)

    /// Among the equivariant matrices, over all components. ArgumentException when the matrix is not n x n.
    let equivariant (decomposition: IsotypicDecomposition) (rank: int) (matrix: Matrix) : NearestResult =
        NearestMatrix.Equivariant(decomposition, matrix, rank)
        |> result (SymmetryConstraint.Equivariant decomposition.Group)

    let private check (kind: SymmetryConstraint) (matrix: Matrix) =
        match kind with
        | SymmetryConstraint.Unconstrained -> Ok()
        | SymmetryConstraint.Invariant group -> Group.actsOn false matrix group
        | SymmetryConstraint.Equivariant group -> Group.actsOn true matrix group

    /// Among the matrices of any constraint, or the line that says why the matrix does not go with it; the randomness of the
    /// decomposition, for several generators, is that of a seed.
    let tryUnderWith
        (seed: uint64)
        (kind: SymmetryConstraint)
        (rank: int)
        (matrix: Matrix)
        : Result<NearestResult, string> =
        check kind matrix
        |> Result.map (fun () ->
            match kind with
            | SymmetryConstraint.Unconstrained -> dense rank matrix
            | SymmetryConstraint.Invariant group -> invariant group rank matrix
            | SymmetryConstraint.Equivariant group -> equivariant (Group.decomposeWith seed group) rank matrix)

    /// Among the matrices of any constraint. InputError when the matrix does not go with it.
    let under (kind: SymmetryConstraint) (rank: int) (matrix: Matrix) : NearestResult =
        tryUnderWith 0UL kind rank matrix |> Attempt.value
