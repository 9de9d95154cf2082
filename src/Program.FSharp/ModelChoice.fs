/// A model that a command is given: a file of weights, a checkpoint, or a run folder with its epochs.
module Neurovariety.Cli.ModelChoice

open System
open System.IO
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training

/// What a file of weights does not say, as options give it.
type Hints = {
    Activation: string option
    OutputActivation: string option
    Latent: int option
}

/// A network with what is known of it.
type Model = {
    Path: string
    /// A published name, or the widths.
    Architecture: string
    Seed: uint64 option
    /// Of a checkpoint, and of a model that a run wrote.
    Epoch: int option
    Network: Autoencoder
}

let private expected =
    "expected a .safetensors, .npz, .pt or .pth file or a run folder"

let private fileOptions (hints: Hints) =
    let activation = Option.map Activations.Parse >> Option.toNullable

    AutoencoderFileOptions(
        Hidden = activation hints.Activation,
        Output = activation hints.OutputActivation,
        Latent = (hints.Latent |> Option.map (Some >> Inputs.size "--latent") |> Option.toNullable)
    )

/// The published name where the widths are those of one, else all widths from the input to the latent layer.
let private architectureName (network: Autoencoder) =
    let widths = network.InputCount :: [ for layer in network.Encoder -> layer.Outputs ]

    let isPublished (name: string) =
        network.LatentCount < network.InputCount
        && List.ofSeq (Architecture.Parse(name, Nullable network.LatentCount).Widths) = widths

    Architecture.Published
    |> Seq.tryFind isPublished
    |> Option.defaultValue (widths |> List.map string |> String.concat "-")

let private ofFile (path: string) hints =
    let notes = (TensorFile.Read path).Metadata

    let note (name: string) =
        match notes.TryGetValue name with
        | true, value -> Some value
        | _ -> None

    let number (parse: string -> bool * 'a) name =
        note name
        |> Option.bind (fun text ->
            match parse text with
            | true, value -> Some value
            | _ -> None)

    let network = AutoencoderFile.Read(path, fileOptions hints)

    {
        Path = path
        Architecture = architectureName network
        Seed = number UInt64.TryParse "seed"
        Epoch = number Int32.TryParse "epoch"
        Network = network
    }

let private ofCheckpoint (run: RunFolder) epoch =
    let network = (run.ReadCheckpoint epoch).State.Network

    {
        Path = run.Path
        Architecture = architectureName network
        Seed = Some run.Description.Settings.Training.Seed
        Epoch = Some epoch
        Network = network
    }

let private ofRun (path: string) hints epochs =
    if fileOptions hints <> AutoencoderFileOptions.Default then
        Usage.refuse (
            path
            + " is a run folder, which tells its architecture; leave out --activation, --output-activation, --latent"
        )

    let run = RunFolder.Open path

    match epochs, Seq.tryLast run.CheckpointEpochs with
    | Some(wanted: int list), _ ->
        // Refuse an unknown epoch before any work is done.
        for epoch in wanted do
            if not (Seq.contains epoch run.CheckpointEpochs) then
                run.ReadCheckpoint epoch |> ignore

        [ for epoch in List.sort wanted -> fun () -> ofCheckpoint run epoch ]
    | None, Some newest -> [ fun () -> ofCheckpoint run newest ]
    | None, None -> Usage.refuse (path + " has no checkpoint yet; run train again")

/// The models to read, one after the other: several for several epochs of a run folder, rising, else the newest one.
let read (path: string) (hints: Hints) (epochs: int list option) : (unit -> Model) list =
    if Directory.Exists path then
        ofRun path hints epochs
    elif epochs.IsSome then
        Usage.refuse ("--epochs goes with a run folder; " + path + " is none")
    elif File.Exists path then
        [ fun () -> ofFile path hints ]
    else
        Usage.refuse ("model " + path + " does not exist; " + expected)
