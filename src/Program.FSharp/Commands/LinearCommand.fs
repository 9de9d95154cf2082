/// linear: the linear autoencoder of least squared error on images, exactly or by training.
module Neurovariety.Cli.Commands.LinearCommand

open Argu
open Neurovariety.Data
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private readSymmetry (results: ParseResults<LinearArguments>) =
    Inputs.symmetry (results.TryGetResult LinearArguments.Constraint) (fun () ->
        let text =
            results.TryGetResult LinearArguments.Group
            |> Inputs.required "--group" "--group shift:28x28:horizontal"

        Inputs.group (Some text) (results.TryGetResult LinearArguments.Degree))

let private readComponent symmetry (results: ParseResults<LinearArguments>) =
    let choice =
        results.GetResult(LinearArguments.Component, "best")
        |> ComponentChoice.tryParse
        |> Result.mapError (fun line -> "--component " + line)
        |> Inputs.accepted

    match symmetry, choice with
    | SymmetryConstraint.Equivariant _, _
    | _, ComponentChoice.Best -> choice
    | _ -> Usage.refuse "--component goes with --constraint equivariant: other sets of maps are irreducible"

let private readMethod (results: ParseResults<LinearArguments>) =
    let epochs = results.TryGetResult LinearArguments.Epochs
    let training = LinearTraining.Default

    match Inputs.word "--method" [ "exact"; "adam" ] "exact" (results.TryGetResult LinearArguments.Method) with
    | "adam" ->
        LinearMethod.Adam {
            training with
                Epochs = Inputs.size "--epochs" (Some(defaultArg epochs training.Epochs))
        }
    | _ when epochs.IsSome -> Usage.refuse "--epochs goes with --method adam"
    | _ -> LinearMethod.Exact

let private readOptions (settings: Settings) (results: ParseResults<LinearArguments>) : LinearOptions =
    let symmetry = readSymmetry results

    {
        Constraint = symmetry
        Rank = Inputs.rank (results.TryGetResult LinearArguments.Rank)
        Component = readComponent symmetry results
        Method = readMethod results
        Augmentation =
            results.TryGetResult LinearArguments.Augment
            |> Option.bind (ShiftOptions.Parse >> Option.ofObj)
        Seed = settings.Seed
        Work = Output.quietly settings
    }

let private answer (settings: Settings) (results: ParseResults<LinearArguments>) =
    let options = readOptions settings results

    let result =
        Output.working settings (fun work ->
            Linear.fitFrom { options with Work = work } (fun () ->
                Output.dataset settings (Inputs.data (results.TryGetResult LinearArguments.Data))))

    settings.Out |> Option.iter (fun folder -> Linear.save folder result)
    Output.answer (Linear.toJson result) [ Facts result.Facts ]

let command =
    Command.create<LinearArguments>
        "linear"
        "The linear autoencoder of least squared error on MNIST, over all components or on one."
        "neurovariety linear --group shift:28x28:horizontal --rank 99"
        answer
