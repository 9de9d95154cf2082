/// What theorems on groups speak of, and which of it a given group or matrix has.
module Neurovariety.Scripts.Theorems.GroupSubjects

open FsCheck.FSharp
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Representations
open Neurovariety.Scripts.Theorems.Subjects
open Neurovariety.Scripts.Theorems.Generators
open Neurovariety.Scripts.Theorems.MatrixGenerators
open Neurovariety.Scripts.Theorems.ShapeGenerators

let private subject (name: string) instances onGroup onMatrix : Subject<'a> = {
    Name = name
    Instances = instances
    On =
        fun given ->
            match given with
            | Given.Group group -> onGroup group
            | Given.Matrix(group, matrix) -> onMatrix group matrix
            | Given.Network _ -> Error("it speaks of " + name)
}

// A theorem on the group alone says nothing of the matrix.
let private ofGroup name instances (onGroup: PermutationGroup -> Instances<'a>) =
    subject name instances (onGroup >> Ok) (fun _ _ -> Error($"it speaks of {name} without a matrix"))

// ---------------------------------------------------------------- groups alone

/// One permutation; of a given group, its elements one by one.
let permutations: Subject<Permutation list> =
    ofGroup "a permutation" (groupInstances 1) GivenGroups.elements

/// A permutation group; a given one by several generating sets.
let groups: Subject<Permutation list> =
    ofGroup "a permutation group" (groupInstances 3) GivenGroups.wholeGroup

/// Two permutations of one degree; of a given group, pairs of its elements.
let pairs: Subject<Permutation list> =
    ofGroup "two permutations" pairInstances GivenGroups.elementPairs

/// One permutation with a bound on the rank and a seed.
let rankedPermutations: Subject<RankedGroup> =
    ofGroup "a permutation with a rank" (rankedGroupInstances 1) (GivenGroups.elements >> GivenGroups.withRanks)

/// A permutation group with a bound on the rank and a seed.
let rankedGroups: Subject<RankedGroup> =
    ofGroup "a permutation group with a rank" (rankedGroupInstances 2) (GivenGroups.wholeGroup >> GivenGroups.withRanks)

// ---------------------------------------------------------------- groups with matrices

let private withMatrix name instances onGroup (fits: Matrix -> string option) onMatrix =
    subject name instances (onGroup >> Ok) (fun group matrix ->
        match fits matrix with
        | Some reason -> Error reason
        | None -> Ok(onMatrix matrix group))

let private any (_: Matrix) : string option = None

let private square (matrix: Matrix) =
    if matrix.RowCount = matrix.ColumnCount then
        None
    else
        Some $"it speaks of square matrices, and the matrix is {matrix.Shape}"

let private invariant generators matrix =
    tied ((groupOf generators).Orbits()) matrix

/// One permutation with a matrix that has a column for each point.
let matrixUnderPermutation: Subject<GroupMatrix> =
    withMatrix
        "a permutation with a matrix"
        (columnInstances 1)
        (GivenGroups.elements >> GivenGroups.withColumns)
        any
        (fun matrix -> GivenGroups.elements >> GivenGroups.withGiven invariant matrix)

/// A permutation group with a matrix that has a column for each point.
let matrixUnderGroup: Subject<GroupMatrix> =
    withMatrix
        "a permutation group with a matrix"
        (columnInstances 3)
        (GivenGroups.wholeGroup >> GivenGroups.withColumns)
        any
        (fun matrix -> GivenGroups.wholeGroup >> GivenGroups.withGiven invariant matrix)

/// One permutation with a square matrix on its points.
let squareUnderPermutation: Subject<GroupMatrix> =
    withMatrix
        "a permutation with a square matrix"
        (squareInstances 1)
        (GivenGroups.elements >> GivenGroups.withSquares)
        square
        (fun matrix -> GivenGroups.elements >> GivenGroups.withGiven commuting matrix)

/// A permutation group with a square matrix on its points.
let squareUnderGroup: Subject<GroupMatrix> =
    withMatrix
        "a permutation group with a square matrix"
        (squareInstances 3)
        (GivenGroups.wholeGroup >> GivenGroups.withSquares)
        square
        (fun matrix -> GivenGroups.wholeGroup >> GivenGroups.withGiven commuting matrix)

let private largestWhole = 1048576.0

/// A given matrix must have whole numbers as entries, so that products are exact.
let wholeNumbers (subject: Subject<'a>) : Subject<'a> =
    let isWhole (entry: float) =
        entry = round entry && abs entry <= largestWhole

    subject
    |> Subject.requiring (fun given ->
        match given with
        | Given.Matrix(_, matrix) when not (Array.forall isWhole (matrix.ToArray())) ->
            Some "it compares products exactly, which needs whole numbers as entries"
        | _ -> None)

// ---------------------------------------------------------------- isotypic blocks

/// Isotypic blocks with a bound on the rank; of a given group, its own blocks, as long as they have few rank vectors.
let rankedBlocks (largest: int) : Subject<RankedBlocks> =
    let name = "isotypic blocks with a rank"

    let onGroup (group: PermutationGroup) =
        let blocks = (IsotypicDecomposition.Of group).Blocks |> List.ofSeq
        let total = totalCost blocks

        let vectors =
            blocks |> List.fold (fun product b -> product * bigint (b.Multiplicity + 1)) 1I

        if vectors > bigint largest then
            Error $"it lists all rank vectors: up to {largest}, and the group has {vectors}"
        else
            Ok {
                Shipped = [ for bound in 0 .. min total 12 -> { Blocks = blocks; Bound = bound } ]
                Size = fun _ -> 0
                Generate =
                    Some(fun _ ->
                        Gen.choose (0, total)
                        |> Gen.map (fun bound -> { Blocks = blocks; Bound = bound }))
                Shrink =
                    fun instance ->
                        seq {
                            if instance.Bound > 0 then
                                {
                                    instance with
                                        Bound = instance.Bound - 1
                                }
                        }
                Show = showBlocks
            }

    let tooLarge (group: PermutationGroup) =
        if group.Degree > 200 && not group.IsCyclicGenerated then
            Error $"its cost grows fast: checked up to 200 points, here are {group.Degree}"
        else
            onGroup group

    subject name blockInstances tooLarge (fun _ _ -> Error($"it speaks of {name} without a matrix"))

/// A given group must have no block of a larger multiplicity.
let thinBlocks (largest: int) (subject: Subject<'a>) : Subject<'a> =
    subject
    |> Subject.requiring (fun given ->
        match given with
        | Given.Group group ->
            let widest =
                (IsotypicDecomposition.Of group).Blocks |> Seq.map _.Multiplicity |> Seq.max

            if widest > largest then
                Some $"it forms all minors of a block: checked up to multiplicity {largest}, here is {widest}"
            else
                None
        | _ -> None)

// ---------------------------------------------------------------- what no given object has

/// Sizes of a matrix with a bound on the rank.
let shapes (largest: int) (above: int) : Subject<Shape> =
    Subject.alone "sizes of matrices with a rank" (shapeInstances largest above)

/// Two matrices that can be multiplied.
let factors: Subject<Factors> = Subject.alone "two matrices" factorInstances
