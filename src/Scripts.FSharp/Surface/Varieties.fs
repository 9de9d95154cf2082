namespace Neurovariety.Scripts.Surface

open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties

/// Rank vectors: one rank for each block.
[<RequireQualifiedAccess>]
module Ranks =

    /// A vector from its entries.
    let ofSeq (ranks: int seq) =
        let entries = Array.ofSeq ranks
        RankVector.Of entries

    /// The entries.
    let toList (ranks: RankVector) : int list = List.ofSeq ranks

/// Determinantal, invariant and equivariant varieties of linear maps.
[<RequireQualifiedAccess>]
module Variety =

    /// The m × n matrices of rank at most r.
    let determinantal rows columns rank =
        DeterminantalVariety(rank, rows, columns)

    /// The m × n matrices of rank at most r whose columns agree along the orbits of the group.
    let invariant rows rank (group: PermutationGroup) =
        InvariantVariety(group.Orbits().BlockCount, group.Degree, rows, rank)

    /// The equivariant matrices whose blocks have at most the given ranks.
    let equivariant (blocks: IsotypicBlock seq) (ranks: int seq) =
        EquivariantVariety(Array.ofSeq blocks, Ranks.ofSeq ranks)

/// The irreducible components of the equivariant matrices of rank at most r.
[<RequireQualifiedAccess>]
module Components =

    /// The components over R.
    let ofBlocks rank (blocks: IsotypicBlock seq) = Components.Of(Array.ofSeq blocks, rank)

    /// The components over R or C.
    let over field rank (blocks: IsotypicBlock seq) =
        Components.Of(Array.ofSeq blocks, rank, field)

    /// The components of a group over R.
    let ofGroup rank group = Group.blocks group |> ofBlocks rank

    /// How many there are.
    let count (components: Components) = components.Count()

    /// All of them, one at a time.
    let enumerate (components: Components) : RankVector seq = components.Enumerate()

    /// The k-th, counted from 0, without listing; None past the end.
    let tryItem (index: bigint) (components: Components) =
        if index.Sign >= 0 && index < components.Count() then
            Some(components.Unrank index)
        else
            None

    /// Endlessly many components drawn uniformly with the randomness of a seed, without listing.
    let sample (seed: uint64) (components: Components) =
        seq {
            let random = RandomSource.FromSeed(seed).Split "components"

            while true do
                components.Sample random
        }

    /// The variety that a component is.
    let variety (components: Components) (ranks: RankVector) = components.Variety ranks
