/// variety determinantal, invariant, equivariant: dimension, degrees and singular locus of one irreducible variety.
module Neurovariety.Cli.Commands.VarietyCommand

open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private show (figures: VarietyFigures) =
    Output.answer (Variety.toJson figures) [ Facts figures.Facts ]

let private determinantal _ (results: ParseResults<DeterminantalArguments>) =
    let rows = Inputs.size "--rows" (results.TryGetResult DeterminantalArguments.Rows)

    let columns =
        Inputs.size "--cols" (results.TryGetResult DeterminantalArguments.Cols)

    let rank = Inputs.rank (results.TryGetResult DeterminantalArguments.Rank)
    Variety.determinantal rows columns rank |> show

let private invariant _ (results: ParseResults<InvariantArguments>) =
    let group =
        Inputs.group (results.TryGetResult InvariantArguments.Group) (results.TryGetResult InvariantArguments.Degree)

    let rows = Inputs.size "--rows" (results.TryGetResult InvariantArguments.Rows)
    let rank = Inputs.rank (results.TryGetResult InvariantArguments.Rank)
    Variety.invariant rows rank group |> show

let private equivariant (settings: Settings) (results: ParseResults<EquivariantArguments>) =
    let group =
        Inputs.group
            (results.TryGetResult EquivariantArguments.Group)
            (results.TryGetResult EquivariantArguments.Degree)

    let rank = Inputs.rank (results.TryGetResult EquivariantArguments.Rank)
    let field = Inputs.field (results.TryGetResult EquivariantArguments.Field)

    let ranks =
        results.TryGetResult EquivariantArguments.Component
        |> Inputs.required "--component" "--component 2,1,0 (one rank for each block that 'group' lists)"
        |> Inputs.rankVector "--component"

    let components = Components.ofGroupOver field settings.Seed rank group

    Components.check ranks components
    |> Inputs.accepted
    |> Components.variety components
    |> show

let command =
    Command.family
        "variety"
        "Dimension, degree, Euclidean distance degree and singular locus of an irreducible variety."
        "neurovariety variety determinantal --rows 3 --cols 4 --rank 2"
        [
            Command.create<DeterminantalArguments>
                "determinantal"
                "The m x n matrices of rank at most r."
                "neurovariety variety determinantal --rows 3 --cols 4 --rank 2"
                determinantal
            Command.create<InvariantArguments>
                "invariant"
                "The m x n matrices of rank at most r that are invariant under a group: M P = M."
                "neurovariety variety invariant \"(1 3 4)(2 5)\" --rows 5 --rank 2"
                invariant
            Command.create<EquivariantArguments>
                "equivariant"
                "One irreducible component of the n x n matrices of rank at most r with M P = P M."
                "neurovariety variety equivariant \"(1 3 4)(2 5)\" --rank 2 --component 2,0,0"
                equivariant
        ]
