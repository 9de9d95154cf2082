/// Small problems for the tests of fitting.
module Neurovariety.Tests.Support.SmallProblems

open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Varieties
open Neurovariety.Tests.Support.Representations

/// Groups with real, complex and quaternionic blocks, one and several copies, one and several generators.
let smallGroups () = [
    "(1 3 4)(2 5)", ofCycles 5 [ [ [ 1; 3; 4 ]; [ 2; 5 ] ] ]
    "rotate 3x3", PermutationGroup.Cyclic(GridActions.Rotate 3)
    "shift 2x4", PermutationGroup.Cyclic(GridActions.Shift(2, 4, true, 1L))
    "symmetric 3 regular", ofCycles 6 [ [ [ 1; 2; 4 ]; [ 3; 5; 6 ] ]; [ [ 1; 3 ]; [ 2; 6 ]; [ 4; 5 ] ] ]
    "Q8 regular", ofCycles 8 [ [ [ 1; 2; 4; 7 ]; [ 3; 5; 8; 6 ] ]; [ [ 1; 3; 4; 8 ]; [ 2; 6; 7; 5 ] ] ]
    "dihedral 4x4", GridActions.Dihedral 4
]

/// The Q8 regular representation twice: a quaternionic block of multiplicity 2.
let twoQuaternions () =
    let cycles shift =
        [ [ 1; 2; 4; 7 ]; [ 3; 5; 8; 6 ] ] |> List.map (List.map ((+) shift))

    let others shift =
        [ [ 1; 3; 4; 8 ]; [ 2; 6; 7; 5 ] ] |> List.map (List.map ((+) shift))

    ofCycles 16 [ cycles 0 @ cycles 8; others 0 @ others 8 ]

/// Normal samples with unequal variances, samples × features.
let samples seed count features =
    let random = RandomSource.FromSeed seed
    let scale = Array.init features (fun i -> 1.0 + float (i * i % 7))
    Matrix.Create(count, features, (fun _ j -> scale[j] * random.NextGaussian()))

/// The whole problem of a group on normal samples.
let problem seed (group: PermutationGroup) =
    let decomposition = IsotypicDecomposition.Of group
    let gram = SampleGram.FromSamples(samples seed (3 * group.Degree) group.Degree)
    decomposition, gram, BlockGram.FromSamples(decomposition, gram)

/// All vectors that fit the blocks.
let allVectors (blocks: IsotypicBlock seq) =
    (blocks, [ [] ])
    ||> Seq.foldBack (fun block rest -> [
        for r in 0 .. block.Multiplicity do
            for tail in rest -> r :: tail
    ])
    |> List.map Array.ofList

/// Σ δ·r of a vector.
let cost (blocks: IsotypicBlock seq) (ranks: int[]) =
    Seq.zip blocks ranks |> Seq.sumBy (fun (b, r) -> b.Dimension * r)

/// The components of a bound on the rank, by their definition: vectors that no unit can be added to.
let components (blocks: IsotypicBlock seq) rank =
    let fits ranks = cost blocks ranks <= rank
    let blocks = Array.ofSeq blocks

    let isStuck ranks i =
        Array.item i ranks = blocks[i].Multiplicity
        || not (fits (Array.updateAt i (ranks[i] + 1) ranks))

    allVectors blocks
    |> List.filter (fun ranks -> fits ranks && List.forall (isStuck ranks) [ 0 .. blocks.Length - 1 ])

/// A vector as the library has it.
let vector (ranks: int[]) = RankVector.Of ranks

/// A network with normal weights.
let randomNetwork (random: RandomSource) (decomposition: IsotypicDecomposition) (ranks: RankVector) =
    let count =
        Seq.zip decomposition.Blocks ranks
        |> Seq.sumBy (fun (b, r) -> 2 * b.AlgebraDimension * b.Multiplicity * r)

    let weights = Array.init count (fun _ -> random.NextGaussian())
    EquivariantAutoencoder.FromParameters(decomposition, ranks, weights)
