/// A model that a command is given, with what its options say of it.
module Neurovariety.Cli.ModelChoice

open System
open Neurovariety.Data
open Neurovariety.Scripts.Surface

/// What a file of weights does not say, as options give it.
type Hints = {
    Activation: string option
    OutputActivation: string option
    Latent: int option
    InputScale: string option
    Entry: string option
    /// Names with commas between.
    Drop: string option
}

/// The hints, refused where they are none.
let hints (given: Hints) =
    given.Latent |> Option.iter (Some >> Inputs.size "--latent" >> ignore)

    ModelHints.parse given.Activation given.OutputActivation given.Latent
    |> ModelHints.withScale (InputScale.Parse(defaultArg given.InputScale "auto"))
    |> ModelHints.withEntry given.Entry
    |> ModelHints.withoutLayers [
        for name in (defaultArg given.Drop "").Split(',', StringSplitOptions.TrimEntries) do
            if name.Length > 0 then
                name
    ]

/// Says on standard error what was decided about a model.
let tell (model: Model) =
    for note in model.Notes do
        Output.warn $"model {model.Path}: {note}"

    model

/// The models to read, one after the other: several for several epochs of a run folder, rising, else the newest one.
let read (path: string) (given: Hints) (epochs: int list option) : (unit -> Model) list =
    let hints = hints given

    match epochs with
    | Some wanted -> Models.ofEpochs hints wanted path
    | None -> [ fun () -> Models.loadWith hints path |> tell ]

/// The one model that a path means: the newest of a run folder.
let one (path: string) (given: Hints) =
    Models.loadWith (hints given) path |> tell
