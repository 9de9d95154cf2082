/// nearest GROUP --matrix FILE: the nearest matrix of rank at most r that has a symmetry.
module Neurovariety.Cli.Commands.NearestCommand

open System.IO
open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// With --out the matrix goes to a file, otherwise it is part of the answer.
let private place (settings: Settings) (result: NearestResult) =
    settings.Out
    |> Option.map (fun folder ->
        let file = Path.Combine(folder, "nearest.npy")
        Matrix.write file result.Matrix
        file)

let private answer (settings: Settings) (results: ParseResults<NearestArguments>) =
    let group =
        Inputs.group (results.TryGetResult NearestArguments.Group) (results.TryGetResult NearestArguments.Degree)

    let symmetry =
        Inputs.symmetry (results.TryGetResult NearestArguments.Constraint) (fun () -> group)

    let rank = Inputs.rank (results.TryGetResult NearestArguments.Rank)

    let matrix =
        Inputs.matrix (results.TryGetResult NearestArguments.Header) (results.TryGetResult NearestArguments.Matrix)

    Group.actsOn false matrix group |> Inputs.accepted

    let nearest =
        Nearest.tryUnderWith settings.Seed symmetry rank matrix |> Inputs.accepted

    let file = place settings nearest

    let shown =
        file
        |> Option.defaultValue (nearest.Matrix.Shape + ", shown by --json or written by --out")

    let answer =
        Output.answer (Nearest.toJson file nearest) [ Facts(nearest.Facts @ [ "matrix", shown ]) ]

    // With a symmetry the certificate is promised.
    if nearest.CertifiedOptimal || symmetry = SymmetryConstraint.Unconstrained then
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
