namespace Neurovariety.Scripts.Surface

open System
open System.Globalization
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties

/// Rank vectors: one rank for each block.
[<RequireQualifiedAccess>]
module Ranks =

    /// A vector from its entries. ArgumentException for a negative one.
    let ofSeq (ranks: int seq) : RankVector =
        let entries = Array.ofSeq ranks
        RankVector.Of entries

    /// The entries.
    let toList (ranks: RankVector) : int list = List.ofSeq ranks

    let private entry (text: string) (part: string) =
        match Int32.TryParse(part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | true, value when value >= 0 -> Ok value
        | _ ->
            Error(
                text
                + ": '"
                + part.Trim()
                + "' is no rank; expected ranks of 0 or more with commas between them, one for each block, as in 2,1,0"
            )

    /// Reads "13,10,9", also in brackets, or says in one line what is wrong.
    let tryParse (text: string) : Result<RankVector, string> =
        let parts = text.Trim().TrimStart('(', '[').TrimEnd(')', ']').Split(',')

        let add part found =
            match found, entry text part with
            | Ok ranks, Ok rank -> Ok(rank :: ranks)
            | _, Error line -> Error line
            | Error line, _ -> Error line

        Array.foldBack add parts (Ok []) |> Result.map ofSeq

    /// Ranks with commas between them.
    let show (ranks: int seq) : string =
        ranks |> Seq.map string |> String.concat ","

    /// The same; of a long vector only the ranks that are not zero are counted.
    let showShort (ranks: int seq) : string =
        let entries = Seq.toList ranks

        if entries.Length <= 40 then
            show entries
        else
            let used = entries |> List.filter (fun r -> r > 0)

            string used.Length
            + " of "
            + string entries.Length
            + " blocks used, ranks "
            + FigureText.elided "," 20 (List.map string used) used.Length

/// What is known of one irreducible variety of linear maps.
type VarietyFigures = {
    Dimension: bigint
    Degree: bigint
    /// Number of critical points of the distance to a general matrix, in the Frobenius norm.
    EuclideanDistanceDegree: bigint
    SingularLocus: SingularLocus
    /// The variety as a product of determinantal ones.
    IsomorphicTo: string
    Field: Field
    /// Rank of its general matrix.
    GenericRank: int
    /// Rank of each block, for a component of the equivariant matrices.
    Component: RankVector option
    /// Weights of encoder and decoder that share them, for a component of the equivariant matrices.
    ParameterCount: bigint option
} with

    /// "real" or "complex".
    member this.FieldName: string =
        match this.Field with
        | Field.Complex -> "complex"
        | _ -> "real"

    /// Names and values as people read them.
    member this.Facts: (string * string) list = [
        "dimension", FigureText.big this.Dimension
        "degree", FigureText.big this.Degree
        "ED degree", FigureText.big this.EuclideanDistanceDegree
        "singular locus",
        (match Option.ofNullable this.SingularLocus.Dimension with
         | None -> this.SingularLocus.Description
         | Some dimension -> this.SingularLocus.Description + " (dimension " + string dimension + ")")
        "isomorphic to", this.IsomorphicTo
        "field", this.FieldName
    ]

    override this.ToString() : string = FigureText.aligned this.Facts

/// Determinantal, invariant and equivariant varieties of linear maps, with dimension, degree, Euclidean distance degree and
/// singular locus. OverflowException where a figure is too large for exact arithmetic.
[<RequireQualifiedAccess>]
module Variety =

    let internal ofEquivariant (variety: EquivariantVariety) : VarietyFigures = {
        Dimension = variety.Dimension
        Degree = variety.Degree
        EuclideanDistanceDegree = variety.EuclideanDistanceDegree
        SingularLocus = variety.SingularLocus
        IsomorphicTo = variety.IsomorphicTo
        Field = variety.Field
        GenericRank = variety.GenericRank
        Component = Some variety.Ranks
        ParameterCount = Some variety.ParameterCount
    }

    /// The m x n matrices of rank at most r. Source: [KSS24], corrected.
    let determinantal (rows: int) (columns: int) (rank: int) : VarietyFigures =
        let variety = DeterminantalVariety(rank, rows, columns)

        {
            Dimension = variety.Dimension
            Degree = variety.Degree
            EuclideanDistanceDegree = variety.EuclideanDistanceDegree
            SingularLocus = variety.SingularLocus
            IsomorphicTo = variety.ToString() + "(R)"
            Field = Field.Real
            GenericRank = variety.Rank
            Component = None
            ParameterCount = None
        }

    /// The m x n matrices of rank at most r whose columns agree along the orbits of the group: M P = M. Source: [KSS24], corrected.
    let invariant (rows: int) (rank: int) (group: PermutationGroup) : VarietyFigures =
        let variety = InvariantVariety(group.Orbits().BlockCount, group.Degree, rows, rank)

        {
            Dimension = variety.Dimension
            Degree = variety.Degree
            EuclideanDistanceDegree = variety.EuclideanDistanceDegree
            SingularLocus = variety.SingularLocus
            IsomorphicTo = variety.IsomorphicTo()
            Field = Field.Real
            GenericRank = variety.Rank
            Component = None
            ParameterCount = None
        }

    /// The real equivariant matrices, M P = P M, whose blocks have at most the given ranks, one rank for each block.
    /// ArgumentException for ranks that do not fit the blocks.
    let equivariant (blocks: IsotypicBlock seq) (ranks: int seq) : VarietyFigures =
        EquivariantVariety(Array.ofSeq blocks, Ranks.ofSeq ranks) |> ofEquivariant

/// What is known of all irreducible components of the equivariant matrices of rank at most r.
type ComponentsFigures = {
    Field: Field
    /// min(r, n).
    Rank: int
    /// How many components contain a matrix of rank exactly r: the count that [KSS24] prints.
    Count: bigint
    /// How many there are in all.
    CountAllMaximal: bigint
    /// The blocks of the commutant over the field, in the order of the rank vectors.
    Blocks: MatrixBlock list
} with

    /// "real" or "complex".
    member this.FieldName: string =
        match this.Field with
        | Field.Complex -> "complex"
        | _ -> "real"

    /// Names and values as people read them.
    member this.Facts: (string * string) list = [
        "components with a matrix of rank " + string this.Rank, FigureText.big this.Count
        "all components", FigureText.big this.CountAllMaximal
        "field", this.FieldName
    ]

    override this.ToString() : string = FigureText.aligned this.Facts

/// The irreducible components of the equivariant matrices of rank at most r.
[<RequireQualifiedAccess>]
module Components =

    /// The components over R; r above n counts as n. ArgumentOutOfRangeException for a negative r.
    let ofBlocks (rank: int) (blocks: IsotypicBlock seq) : Components = Components.Of(Array.ofSeq blocks, rank)

    /// The components over R or C.
    let over (field: Field) (rank: int) (blocks: IsotypicBlock seq) : Components =
        Components.Of(Array.ofSeq blocks, rank, field)

    /// The components of a group over R.
    let ofGroup (rank: int) (group: PermutationGroup) : Components = Group.blocks group |> ofBlocks rank

    /// The components of a group over R or C; the randomness of the decomposition is that of a seed.
    let ofGroupOver (field: Field) (seed: uint64) (rank: int) (group: PermutationGroup) : Components =
        (Group.decomposeWith seed group).Blocks |> over field rank

    /// How many there are in all, at least 1; nothing is listed.
    let count (components: Components) : bigint = components.Count()

    /// How many contain a matrix of rank exactly min(r, n): the count that [KSS24] prints.
    let countOfExactRank (components: Components) : bigint = components.CountOfExactRank()

    /// Counts and blocks.
    let figures (components: Components) : ComponentsFigures = {
        Field = components.Field
        Rank = components.Rank
        Count = countOfExactRank components
        CountAllMaximal = count components
        Blocks = List.ofSeq components.Blocks
    }

    /// All of them in falling lexicographic order, one at a time: the list is never held in memory.
    let enumerate (components: Components) : RankVector seq = components.Enumerate()

    /// The k-th of the list, counted from 0, without listing; None past the end.
    let tryItem (index: bigint) (components: Components) : RankVector option =
        if index.Sign >= 0 && index < components.Count() then
            Some(components.Unrank index)
        else
            None

    /// The place of a component in the list, counted from 0, without listing. ArgumentException for a vector that is no component.
    let indexOf (ranks: RankVector) (components: Components) : bigint = components.IndexOf ranks

    /// Endlessly many components drawn uniformly with the randomness of a seed, without listing.
    let sample (seed: uint64) (components: Components) : RankVector seq =
        seq {
            let random = RandomSource.FromSeed(seed).Split "components"

            while true do
                components.Sample random
        }

    /// The vector, or the line that says why it is no component: another length, a rank too large, or one that is too small.
    let check (ranks: RankVector) (components: Components) : Result<RankVector, string> =
        Attempt.run (fun () ->
            components.Require ranks
            ranks)

    /// Dimension, degrees and singular locus of the variety that a component is.
    let variety (components: Components) (ranks: RankVector) : VarietyFigures =
        components.Variety ranks |> Variety.ofEquivariant
