/// nearest GROUP --matrix FILE: the nearest matrix of rank at most r that has a symmetry.
module Neurovariety.Cli.Commands.NearestCommand

open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private fileName = "nearest.npy"

// With --out the matrix goes to a file, otherwise it is part of the answer.
let private place (settings: Settings) (matrix: Matrix) =
    match settings.Out with
    | Some folder ->
        let file = Path.Combine(folder, fileName)
        MatrixFile.Write(file, matrix)
        ("file", Json.Text file), ("matrix", file)
    | None ->
        ("matrix", Describe.matrix matrix), ("matrix", matrix.ToString() + ", shown by --json or written by --out")

let private answer (settings: Settings) (results: ParseResults<NearestArguments>) =
    let constraint' =
        results.TryGetResult NearestArguments.Constraint
        |> Inputs.word "--constraint" [ "none"; "invariant"; "equivariant" ] "equivariant"

    let group =
        Inputs.group (results.TryGetResult NearestArguments.Group) (results.TryGetResult NearestArguments.Degree)

    let rank = Inputs.rank (results.TryGetResult NearestArguments.Rank)
    let matrix = Inputs.matrix (results.TryGetResult NearestArguments.Matrix)
    Inputs.fits group (constraint' = "equivariant") matrix

    let nearest =
        match constraint' with
        | "none" -> Nearest.dense rank matrix
        | "invariant" -> Nearest.invariant group rank matrix
        | _ -> Nearest.equivariant (Group.decomposeWith settings.Seed group) rank matrix

    let placed, shown = place settings nearest.Matrix
    let ranks = Option.ofObj nearest.Component
    let leaves = nearest.SquaresLeaveRange

    let answer =
        Output.answer
        <| Fields [
            "squaredDistance", (if leaves then Null else Number nearest.SquaredError)
            "distance", Number nearest.Error
            "rank", Json.count nearest.Rank
            "component", Json.optional Json.counts ranks
            placed
            "certifiedOptimal", Truth nearest.CertifiedOptimal
            "lowerBound", (if leaves then Null else Number nearest.LowerBound)
            "constraint", Json.Text constraint'
        ]
        <| [
            Facts [
                "squared distance",
                (if leaves then
                     "leaves the range of double precision"
                 else
                     figure nearest.SquaredError)
                "distance", figure nearest.Error
                "rank", string nearest.Rank
                match ranks with
                | Some vector -> "component", Describe.ranks vector
                | None -> ()
                shown
                "certified optimal",
                (if nearest.CertifiedOptimal then
                     "yes"
                 else
                     "no: the proved lower bound is more than 1e-9 of the squared matrix below")
            ]
        ]

    // With a symmetry the certificate is promised.
    if nearest.CertifiedOptimal || constraint' = "none" then
        answer
    else
        {
            answer with
                Status = Status.falsified
        }

let command =
    Command.create<NearestArguments>
        "nearest"
        "The nearest invariant or equivariant matrix of rank at most r, over all components."
        "neurovariety nearest \"(1 3 4)(2 5)\" --matrix matrix.csv --rank 2"
        answer
