/// What commands read from their options: groups, ranks, rank vectors and matrices, refused with one line when wrong.
module Neurovariety.Cli.Inputs

open System
open System.Globalization
open System.IO
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

// The content of @FILE.json.
let private readGroupFile (path: string) =
    if File.Exists path then
        File.ReadAllText path
    elif Directory.Exists path then
        Usage.refuse (
            "group file "
            + path
            + " is a folder; expected a file {\"degree\": n, \"generators\": [\"(1 2)\", ...]}"
        )
    else
        Usage.refuse ("group file " + path + " does not exist; expected @FILE.json")

/// --data; where nothing is named, MNIST that is not to be had is replaced by synthetic digits, with a warning.
let data (given: string option) =
    match given with
    | None
    | Some "mnist" -> DataSource.MnistOrSynthetic
    | Some text -> DataSource.parse text

/// A group from any of its forms.
let group (text: string option) (degree: int option) =
    let given = required "GROUP" groupExample text
    PermutationText.ParseGroup(given, Option.toNullable degree, Func<_, _> readGroupFile)

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
    let entry (part: string) =
        match Int32.TryParse(part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
        | true, value when value >= 0 -> value
        | _ ->
            Usage.refuse (
                name
                + " "
                + text
                + ": '"
                + part.Trim()
                + "' is no rank; expected ranks of 0 or more with commas between them, one for each block, as in 2,1,0"
            )

    text.Trim().TrimStart('(', '[').TrimEnd(')', ']').Split(',') |> Array.map entry

// Squares of larger entries, and sums of them, leave the range of doubles.
let private largestEntry = 1e150

/// A matrix from a .npy or .csv file, or a linear model multiplied out.
let matrix (path: string option) =
    let file = required "--matrix" "--matrix matrix.npy" path

    if Directory.Exists file then
        Usage.refuse ("--matrix " + file + " is a folder; expected a .npy, .csv or .safetensors file")

    if not (File.Exists file) then
        Usage.refuse (
            "--matrix "
            + file
            + " does not exist; expected a .npy, .csv or .safetensors file"
        )

    let matrix = MatrixFile.Read file

    if Array.exists (fun entry -> abs entry > largestEntry) (matrix.Entries.ToArray()) then
        Usage.refuse (
            "--matrix "
            + file
            + " has entries above 1e150 whose squares cannot be computed; scale it down"
        )

    matrix

/// Refuses a matrix that the group cannot act on.
let fits (group: PermutationGroup) square (matrix: Matrix) =
    if matrix.ColumnCount <> group.Degree then
        Usage.refuse (
            "the matrix is "
            + matrix.ToString()
            + ", but the group acts on "
            + string group.Degree
            + " points; expected "
            + string group.Degree
            + " columns"
        )

    if square && matrix.RowCount <> matrix.ColumnCount then
        Usage.refuse ("the matrix is " + matrix.ToString() + "; an equivariant one is square")
