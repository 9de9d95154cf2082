/// explain GROUP --matrix FILE: how far a matrix or linear model is from invariant and equivariant.
module Neurovariety.Cli.Commands.ExplainCommand

open Argu
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private fields (group: PermutationGroup) (defect: SymmetryDefect) =
    Fields [
        "residual", Number defect.Residual
        "relativeResidual", Number defect.RelativeResidual
        "worstGenerator", Json.Text(Permutation.show group.Generators[defect.WorstGenerator])
        "worstInput", Json.numbers defect.WorstInput
        "worstOutputDefect", Number defect.WorstOutputDefect
        "nearestDistance", Number defect.NearestDistance
    ]

let private row (group: PermutationGroup) name (defect: SymmetryDefect) =
    let generator = Permutation.show group.Generators[defect.WorstGenerator]

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

let private answer _ (results: ParseResults<ExplainArguments>) =
    let group =
        Inputs.group (results.TryGetResult ExplainArguments.Group) (results.TryGetResult ExplainArguments.Degree)

    let matrix = Inputs.matrix (results.TryGetResult ExplainArguments.Matrix)
    Inputs.fits group false matrix
    let audit = Symmetry.audit group matrix
    let equivariance = Option.ofObj audit.Equivariance

    let columns = [
        "symmetry", Words
        "residual", Figures
        "relative", Figures
        "distance to the nearest", Figures
        "worst generator", Words
        "defect at its worst input", Figures
    ]

    Output.answer
        (Fields [
            "invariance", fields group audit.Invariance
            "equivariance", Json.optional (fields group) equivariance
            "nearestEquivariantDistance",
            Json.optional (fun (d: SymmetryDefect) -> Number d.NearestDistance) equivariance
            "nearestInvariantDistance", Number audit.Invariance.NearestDistance
        ])
        [
            Grid(
                Table.create columns [
                    row group "invariant" audit.Invariance
                    yield! equivariance |> Option.map (row group "equivariant") |> Option.toList
                ]
            )
            match equivariance with
            | Some _ -> ()
            | None -> Line "The matrix is not square, so it cannot be equivariant under one action on both sides."
        ]

let command =
    Command.create<ExplainArguments>
        "explain"
        "How far a matrix or a linear model is from invariant and equivariant, and where it fails most."
        "neurovariety explain \"(1 3 4)(2 5)\" --matrix matrix.npy"
        answer
