/// evaluate MODEL|RUN: what a trained autoencoder is made of, and how well it reconstructs images.
module Neurovariety.Cli.Commands.EvaluateCommand

open System
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
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
    }

let private fits path (images: ImageSet) (network: Autoencoder) =
    let size =
        "images of "
        + string images.Rows
        + "x"
        + string images.Columns
        + " have "
        + string images.PixelCount
        + " pixels"

    if
        network.InputCount <> images.PixelCount
        || network.OutputCount <> images.PixelCount
    then
        Usage.refuse (
            path
            + " takes "
            + string network.InputCount
            + " numbers and gives "
            + string network.OutputCount
            + ", but "
            + size
        )

let private named (network: Autoencoder) =
    let side (name: string) (layers: AffineLayer seq) =
        layers |> Seq.mapi (fun index layer -> $"{name}.{2 * index}", layer)

    Seq.append (side "encoder" network.Encoder) (side "decoder" network.Decoder)
    |> List.ofSeq

let private byClass (images: ImageSet) (errors: float[]) =
    let labels = images.Labels.ToArray()

    if images.HasLabels then
        Array.zip labels errors
        |> Array.groupBy fst
        |> Array.sortBy fst
        |> Array.map (fun (label, members) -> int label, members.Length, members |> Array.averageBy snd)
        |> List.ofArray
    else
        []

let private layerFields (name: string, layer: AffineLayer) =
    Fields [
        "name", Json.Text name
        "inputs", Json.count layer.Inputs
        "outputs", Json.count layer.Outputs
        "activation", Json.Text(Activations.Name layer.Activation)
    ]

let private answer (settings: Settings) (results: ParseResults<EvaluateArguments>) =
    let model = model results
    let path, format, network = model.Path, model.Format, model.Network
    // The epoch is told of run folders alone, which hold several.
    let epoch = if format = "run" then model.Epoch else None

    let dataset =
        Output.dataset settings (Inputs.data (results.TryGetResult EvaluateArguments.Data))

    fits path dataset.Train network
    fits path dataset.Test network

    let train, test =
        Output.withProgress (fun progress ->
            progress.Report(Progress("evaluating", 0L, 0L))

            Autoencoder.errors settings.Threads dataset.Train network |> Array.average,
            Autoencoder.errors settings.Threads dataset.Test network)

    let classes = byClass dataset.Test test
    let layers = named network

    Output.answer
        (Fields [
            "model", Json.Text path
            "format", Json.Text format
            match epoch with
            | Some whole -> "epoch", Json.count whole
            | None -> ()
            "layers", layers |> Seq.map layerFields |> Items
            "latent", Json.count network.LatentCount
            "parameters", Count network.ParameterCount
            "trainMse", Number train
            "testMse", Number(Array.average test)
            "testMseByClass",
            Items [
                for label, count, mse in classes ->
                    Fields [ "label", Json.count label; "images", Json.count count; "mse", Number mse ]
            ]
        ])
        [
            Grid(
                Table.create [ "layer", Words; "inputs", Figures; "outputs", Figures; "activation", Words ] [
                    for name, layer in layers ->
                        [
                            name
                            string layer.Inputs
                            string layer.Outputs
                            Activations.Name layer.Activation
                        ]
                ]
            )
            Line ""
            Facts [
                "model", path + " (" + format + ")"
                match epoch with
                | Some whole -> "epoch", string whole
                | None -> ()
                "latent width", string network.LatentCount
                "parameters", string network.ParameterCount
                "train MSE", figure train
                "test MSE", figure (Array.average test)
                for label, _, mse in classes do
                    "  label " + string label, figure mse
            ]
        ]

let command =
    Command.create<EvaluateArguments>
        "evaluate"
        "The layers and the reconstruction error of a trained autoencoder in any format."
        "neurovariety evaluate runs/exp-default-d20-seed0"
        answer
