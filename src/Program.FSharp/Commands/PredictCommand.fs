/// predict MODEL: points in the order in which the network is expected to fail.
module Neurovariety.Cli.Commands.PredictCommand

open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private answer (settings: Settings) (results: ParseResults<PredictArguments>) =
    let path =
        results.TryGetResult PredictArguments.Model
        |> Inputs.required "MODEL" "predict model.safetensors --points images.npy"

    let top = results.GetResult(PredictArguments.Top, 20)

    if top < 1 then
        Usage.refuse $"--top {top}: expected 1 or more"

    let model =
        ModelChoice.one path {
            Activation = results.TryGetResult PredictArguments.Activation
            OutputActivation = results.TryGetResult PredictArguments.Output_Activation
            Latent = results.TryGetResult PredictArguments.Latent
            InputScale = results.TryGetResult PredictArguments.Input_Scale
            Entry = results.TryGetResult PredictArguments.Entry
            Drop = results.TryGetResult PredictArguments.Drop
        }

    let points =
        results.TryGetResult PredictArguments.Points
        |> Inputs.required "--points" "--points images.npy"
        |> PointChoice.file {
            Range = results.TryGetResult PredictArguments.Range
            Array = results.TryGetResult PredictArguments.Array
            Header = results.TryGetResult PredictArguments.Header
        }
        |> PointChoice.load settings model.Scale

    let found =
        Output.working settings (fun work -> Prediction.run { Work = work } points model)

    settings.Out
    |> Option.iter (fun folder -> ReportFolder.writeText folder "predictions.csv" (PredictionDocument.csv found))

    Output.answer (PredictionDocument.json top found) [
        Grid(PredictionDocument.table top found)
        Line
            "place: by trace and log omega of J_I alone, high first, as the source reads them; baseline: by MSE and latent cycle, which cost one pass"
        match found.Agreement with
        | Some value -> Line $"rank correlation of the two orders over {points.Count} points: {Table.decimals 2 value}"
        | None -> ()
        Facts [ ModelDocument.scaleFact model ]
    ]

let command =
    Command.create<PredictArguments>
        "predict"
        "Points in the order in which an autoencoder is expected to fail, from its eigenvalues alone, beside the obvious baseline."
        "neurovariety predict runs/exp-default-d20-seed0 --points images.npy"
        answer
