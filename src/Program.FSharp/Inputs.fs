/// What commands read from their options: groups, ranks, rank vectors and matrices, refused with one line when wrong.
module Neurovariety.Cli.Inputs

open System
open System.Numerics
open Neurovariety.Data
open Neurovariety.Groups
open Neurovariety.LinearAlgebra
open Neurovariety.Varieties
open Neurovariety.Scripts.Surface

let private groupExample = "\"(1 3 4)(2 5)\" or shift:28x28:horizontal"

/// The value of an option that must be given.
let required name example value =
    match value with
    | Some given -> given
    | None -> Usage.refuse (name + " is missing; for instance: " + example)

/// The value of a result, or its line for the user.
let accepted result =
    match result with
    | Ok value -> value
    | Error line -> Usage.refuse line

/// --data; where nothing is named, MNIST that is not to be had is replaced by synthetic digits, with a warning.
let data (given: string option) =
    match given with
    | None
    | Some "mnist" -> DataSource.MnistOrSynthetic
    | Some text -> DataSource.parse text

/// A group from any of its forms.
let group (text: string option) (degree: int option) =
    required "GROUP" groupExample text |> Group.tryParse degree |> accepted

/// A number that must be at least 0 and is used as at most 2^31 - 1.
let atLeastZero name (value: bigint) =
    if value.Sign < 0 then
        Usage.refuse (name + " " + value.ToString() + " is negative; expected 0 or more")

    int (BigInteger.Min(value, BigInteger Int32.MaxValue))

/// r, at least 0.
let rank (value: bigint option) =
    required "--rank" "--rank 99" value |> atLeastZero "--rank"

/// A number of rows or columns, at least 1.
let size name value =
    let given = required name (name + " 5") value

    if given < 1 then
        Usage.refuse (name + " " + string given + ": expected 1 or more")

    given

/// One of several words.
let word name (choices: string list) fallback (value: string option) =
    let given = defaultArg value fallback

    if not (List.contains given choices) then
        Usage.refuse (name + " " + given + ": expected " + String.concat ", " choices)

    given

/// real or complex.
let field value =
    match word "--field" [ "real"; "complex" ] "real" value with
    | "complex" -> Field.Complex
    | _ -> Field.Real

/// A rank vector written as 13,10,9.
let rankVector name (text: string) =
    Ranks.tryParse text
    |> Result.mapError (fun line -> name + " " + line)
    |> accepted

// Squares of larger entries, and sums of them, leave the range of doubles.
let private largestEntry = 1e150

/// A matrix from a .npy or .csv file, or a linear model multiplied out; says on standard error what was taken for a header.
let matrix (header: string option) (path: string option) =
    let file = required "--matrix" "--matrix matrix.npy" path

    let found =
        file
        |> Matrix.tryReadWith (CsvHeaders.Parse(defaultArg header "auto"))
        |> Result.mapError (fun line -> "--matrix " + line)
        |> accepted

    for note in found.Notes do
        Output.warn $"matrix {file}: {note}"

    if MatrixArithmetic.LargestMagnitude found.Matrix > largestEntry then
        Usage.refuse (
            "--matrix "
            + file
            + " has entries above 1e150 whose squares cannot be computed; scale it down"
        )

    found.Matrix

/// What a map must satisfy, by the word of --constraint; a group is asked for only where one is needed.
let symmetry (word': string option) (group: unit -> PermutationGroup) =
    match word "--constraint" [ "none"; "invariant"; "equivariant" ] "equivariant" word' with
    | "none" -> SymmetryConstraint.Unconstrained
    | "invariant" -> SymmetryConstraint.Invariant(group ())
    | _ -> SymmetryConstraint.Equivariant(group ())
