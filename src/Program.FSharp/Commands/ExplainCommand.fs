/// explain GROUP --matrix FILE: how far a matrix or linear model is from invariant and equivariant.
module Neurovariety.Cli.Commands.ExplainCommand

open Argu
open Neurovariety.Fitting
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private row (audit: SymmetryAudit) name (defect: SymmetryDefect) =
    let generator = audit.WorstGenerator defect

    [
        name
        figure defect.Residual
        figure defect.RelativeResidual
        figure defect.NearestDistance
        (if generator.Length > 40 then
             generator[..36] + "..."
         else
             generator)
        figure defect.WorstOutputDefect
    ]

let private columns = [
    "symmetry", Words
    "residual", Figures
    "relative", Figures
    "distance to the nearest", Figures
    "worst generator", Words
    "defect at its worst input", Figures
]

let private answer _ (results: ParseResults<ExplainArguments>) =
    let group =
        Inputs.group (results.TryGetResult ExplainArguments.Group) (results.TryGetResult ExplainArguments.Degree)

    let audit =
        Inputs.matrix (results.TryGetResult ExplainArguments.Header) (results.TryGetResult ExplainArguments.Matrix)
        |> Symmetry.tryAudit group
        |> Inputs.accepted

    Output.answer (Symmetry.toJson audit) [
        Grid(
            Table.create columns [
                row audit "invariant" audit.Invariance
                yield! audit.Equivariance |> Option.map (row audit "equivariant") |> Option.toList
            ]
        )
        if audit.Equivariance.IsNone then
            Line "The matrix is not square, so it cannot be equivariant under one action on both sides."
    ]

let command =
    Command.create<ExplainArguments>
        "explain"
        "How far a matrix or a linear model is from invariant and equivariant, and where it fails most."
        "neurovariety explain \"(1 3 4)(2 5)\" --matrix matrix.npy"
        answer
