/// audit MODEL|RUN: what the weights of an autoencoder tell without any data.
module Neurovariety.Cli.Commands.AuditCommand

open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private answer (settings: Settings) (results: ParseResults<AuditArguments>) =
    let path =
        results.TryGetResult AuditArguments.Model
        |> Inputs.required "MODEL" "audit runs/exp-default-d20-seed0"

    let points = results.GetResult(AuditArguments.Points, Audit.defaults.Points)

    if points < 2 then
        Usage.refuse $"--points {points}: expected 2 or more"

    let hints =
        ModelChoice.hints {
            Activation = results.TryGetResult AuditArguments.Activation
            OutputActivation = results.TryGetResult AuditArguments.Output_Activation
            Latent = results.TryGetResult AuditArguments.Latent
            InputScale = None
            Entry = results.TryGetResult AuditArguments.Entry
            Drop = results.TryGetResult AuditArguments.Drop
        }

    let found =
        Output.working settings (fun work ->
            Audit.run
                {
                    Points = points
                    Seed = settings.Seed
                    Work = work
                }
                hints
                path)

    found.Audits |> List.iter (fun one -> ModelChoice.tell one.Model |> ignore)

    Output.answer (AuditDocument.json found) [
        Grid(AuditDocument.table found)
        match found.Correlation with
        | Some value ->
            Line $"rank correlation of the score with the test MSE over these checkpoints: {Table.decimals 2 value}"
        | None -> ()
    ]

let command =
    Command.create<AuditArguments>
        "audit"
        "What the weights of an autoencoder tell without any data: eigenvalues at points it decodes itself, folds, dead units."
        "neurovariety audit runs/exp-default-d20-seed0"
        answer
