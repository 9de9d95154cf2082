/// evaluate MODEL|RUN: what a trained autoencoder is made of, and how well it reconstructs images.
module Neurovariety.Cli.Commands.EvaluateCommand

open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private model (results: ParseResults<EvaluateArguments>) =
    let path =
        results.TryGetResult EvaluateArguments.Model
        |> Inputs.required "MODEL" "runs/exp-default-d20-seed0"

    ModelChoice.one path {
        Activation = results.TryGetResult EvaluateArguments.Activation
        OutputActivation = results.TryGetResult EvaluateArguments.Output_Activation
        Latent = results.TryGetResult EvaluateArguments.Latent
        InputScale = results.TryGetResult EvaluateArguments.Input_Scale
        Entry = results.TryGetResult EvaluateArguments.Entry
        Drop = results.TryGetResult EvaluateArguments.Drop
    }

let private answer (settings: Settings) (results: ParseResults<EvaluateArguments>) =
    let source = Inputs.data (results.TryGetResult EvaluateArguments.Data)
    let model = model results
    let dataset = Output.dataset settings source

    let found =
        Output.working settings (fun work -> Evaluation.run { Work = work } dataset model)

    Output.answer (EvaluationDocument.json found) [
        Grid(EvaluationDocument.layers model)
        Line ""
        Facts(EvaluationDocument.facts found)
    ]

let command =
    Command.create<EvaluateArguments>
        "evaluate"
        "The layers and the reconstruction error of a trained autoencoder in any format."
        "neurovariety evaluate runs/exp-default-d20-seed0"
        answer
