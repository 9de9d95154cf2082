namespace Neurovariety.Scripts.Surface

open System
open System.Globalization
open System.IO
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training

/// What a file of weights does not say; None is what the file's notes say, else ReLU, tanh at the end, the narrowest layer latent.
type ModelHints = {
    /// Between the layers.
    Activation: Activation option
    /// Of the last layer.
    OutputActivation: Activation option
    /// Width of the latent layer.
    Latent: int option
    /// Which entry of the file is the model, where there are several.
    Entry: string option
    /// Layers or arrays to leave out, by name.
    Drop: string list
    /// What the network takes for pixels; automatic: [-1, 1] for networks of this library, else [0, 1] after a sigmoid and [-1, 1] else.
    Scale: InputScale
}

/// A network with what is known of it.
type Model = {
    /// The file, or the run folder.
    Path: string
    /// "run", or the kind of file: "safetensors", "npz", "pt".
    Format: string
    /// A published name, or the widths from the input to the latent layer.
    Architecture: string
    /// Of the training, where run or file tell it.
    Seed: uint64 option
    /// Of a checkpoint, and of a model that a run wrote.
    Epoch: int option
    Network: Autoencoder
    /// What the network takes for pixels; never automatic.
    Scale: InputScale
    /// How the scale was found, in a few words.
    ScaleReason: string
    /// What was decided where the file does not say, a line each.
    Notes: string list
} with

    /// What it is, in a few aligned lines.
    override this.ToString() : string =
        String.concat "\n" [
            $"model         {this.Path} ({this.Format})"
            match this.Epoch with
            | Some epoch -> $"epoch         {epoch}"
            | None -> ()
            $"architecture  {this.Architecture}"
            $"latent width  {this.Network.LatentCount}"
            $"parameters    {this.Network.ParameterCount}"
            $"input scale   {this.Scale} ({this.ScaleReason})"
            for note in this.Notes do
                $"note          {note}"
        ]

/// What a file of weights does not say.
[<RequireQualifiedAccess>]
module ModelHints =

    /// Nothing beyond the file.
    let none: ModelHints = {
        Activation = None
        OutputActivation = None
        Latent = None
        Entry = None
        Drop = []
        Scale = InputScale.Auto
    }

    /// The same with what the network takes for pixels.
    let withScale (scale: InputScale) (hints: ModelHints) : ModelHints = { hints with Scale = scale }

    /// The same with the entry that is the model, where a file has several.
    let withEntry (entry: string option) (hints: ModelHints) : ModelHints = { hints with Entry = entry }

    /// The same with layers or arrays to leave out.
    let withoutLayers (names: string list) (hints: ModelHints) : ModelHints = { hints with Drop = names }

    /// From texts: activations by name, the latent width at least 1; a FormatException or `InputError` otherwise.
    let parse (activation: string option) (outputActivation: string option) (latent: int option) : ModelHints =
        match latent with
        | Some width when width < 1 -> raise (InputError $"latent width {width}: expected 1 or more")
        | _ -> {
            Activation = activation |> Option.map Activations.Parse
            OutputActivation = outputActivation |> Option.map Activations.Parse
            Latent = latent
            Entry = None
            Drop = []
            Scale = InputScale.Auto
          }

    /// The hints in the form that Core takes.
    let options (hints: ModelHints) : AutoencoderFileOptions =
        AutoencoderFileOptions(
            Hidden = Option.toNullable hints.Activation,
            Output = Option.toNullable hints.OutputActivation,
            Latent = Option.toNullable hints.Latent,
            Entry = Option.toObj hints.Entry,
            Drop =
                if hints.Drop.IsEmpty then
                    AutoencoderFileOptions.Default.Drop
                else
                    List.toArray hints.Drop
        )

/// Autoencoders from files of weights, checkpoints and run folders.
[<RequireQualifiedAccess>]
module Models =

    let private expected =
        "expected a .safetensors, .npz, .pt or .pth file or a run folder"

    /// The published name where the widths are those of one, else all widths from the input to the latent layer.
    let architectureName (network: Autoencoder) : string =
        let widths = network.InputCount :: [ for layer in network.Encoder -> layer.Outputs ]

        let isPublished (name: string) =
            network.LatentCount < network.InputCount
            && List.ofSeq (Architecture.Parse(name, Nullable network.LatentCount).Widths) = widths

        Architecture.Published
        |> Seq.tryFind isPublished
        |> Option.defaultValue (widths |> List.map string |> String.concat "-")

    // Networks of this library were trained on [-1, 1], whatever they end in.
    let private scale (hints: ModelHints) (isOurs: bool) (network: Autoencoder) =
        let last = (Seq.last network.Decoder).Activation

        if hints.Scale.Kind <> InputScaleKind.Auto then
            hints.Scale, "as asked for"
        elif isOurs then
            InputScale.Symmetric, "as it was trained"
        else
            hints.Scale.Decide((last = Activation.Sigmoid)), "assumed, for the network ends in " + Activations.Name last

    let private ofFile hints (path: string) =
        let file = AutoencoderFile.ReadWithNotes(path, ModelHints.options hints)

        let number (parse: string * NumberStyles * IFormatProvider -> bool * 'a) name =
            match file.Metadata.TryGetValue name with
            | true, text ->
                match parse (text, NumberStyles.None, CultureInfo.InvariantCulture) with
                | true, value -> Some value
                | _ -> None
            | _ -> None

        let network = file.Network

        let isOurs =
            match file.Metadata.TryGetValue "kind" with
            | true, kind -> kind.StartsWith("neurovariety ", StringComparison.Ordinal)
            | _ -> false

        let scale, reason = scale hints isOurs network

        {
            Path = path
            Format = file.Kind.TrimStart '.'
            Architecture = architectureName network
            Seed = number UInt64.TryParse "seed"
            Epoch = number Int32.TryParse "epoch"
            Network = network
            Scale = scale
            ScaleReason = reason
            Notes = List.ofSeq file.Notes
        }

    let private ofCheckpoint hints (run: RunFolder) epoch =
        let network = (run.ReadCheckpoint epoch).State.Network
        let scale, reason = scale hints true network

        {
            Path = run.Path
            Format = "run"
            Architecture = architectureName network
            Seed = Some run.Description.Settings.Training.Seed
            Epoch = Some epoch
            Network = network
            Scale = scale
            ScaleReason = reason
            Notes = []
        }

    let private openRun hints (path: string) =
        if ModelHints.options hints <> AutoencoderFileOptions.Default then
            raise (
                InputError(
                    path
                    + " is a run folder, which tells its architecture; leave out --activation, --output-activation, --latent, --entry, --drop"
                )
            )

        let run = RunFolder.Open path

        if run.CheckpointEpochs.Count = 0 then
            raise (InputError(path + " has no checkpoint yet; run train again"))

        run

    let private requireRun (path: string) =
        if not (Directory.Exists path) then
            raise (InputError("--epochs goes with a run folder; " + path + " is none"))

    /// Epochs of the checkpoints of a run folder, rising. Errors as those of `load`.
    let epochs (path: string) : int list =
        requireRun path
        List.ofSeq (openRun ModelHints.none path).CheckpointEpochs

    /// The models of some epochs of a run folder, rising, each read when it is asked for; an unknown epoch is an error at once. Hints
    /// but the scale are refused, for a run folder tells all by itself.
    let ofEpochs (hints: ModelHints) (epochs: int list) (path: string) : (unit -> Model) list =
        requireRun path
        let run = openRun hints path

        // Core's refusal lists the epochs there are.
        for epoch in epochs do
            if not (Seq.contains epoch run.CheckpointEpochs) then
                run.ReadCheckpoint epoch |> ignore

        [ for epoch in List.sort epochs -> fun () -> ofCheckpoint hints run epoch ]

    /// A model from a .safetensors, .npz, .pt or .pth file, or the newest whole epoch of a run folder; hints say what a file does not,
    /// and all but the scale are refused for a run folder, which tells all by itself.
    let loadWith (hints: ModelHints) (path: string) : Model =
        if Directory.Exists path then
            let run = openRun hints path
            ofCheckpoint hints run (Seq.last run.CheckpointEpochs)
        elif File.Exists path then
            ofFile hints path
        else
            raise (InputError("model " + path + " does not exist; " + expected))

    /// A model from a file, or the newest whole epoch of a run folder.
    let load (path: string) : Model = loadWith ModelHints.none path

    /// The same, or the line that says why it cannot be read.
    let tryLoadWith (hints: ModelHints) (path: string) : Result<Model, string> =
        Attempt.run (fun () -> loadWith hints path)

    /// The same, or the line that says why it cannot be read.
    let tryLoad (path: string) : Result<Model, string> = tryLoadWith ModelHints.none path

    /// A network that is no file's, on the scale of this library, [-1, 1], with a name for messages and pages.
    let ofNetwork (name: string) (network: Autoencoder) : Model = {
        Path = name
        Format = "network"
        Architecture = architectureName network
        Seed = None
        Epoch = None
        Network = network
        Scale = InputScale.Symmetric
        ScaleReason = "that of this library"
        Notes = []
    }

    /// Refuses, with an `InputError`, networks that have no spectrum worth a table: other outputs than inputs, latent width 1.
    let requireSpectrum (model: Model) : unit =
        let network = model.Network

        if network.InputCount <> network.OutputCount then
            raise (
                InputError
                    $"{model.Path} takes {network.InputCount} numbers and gives {network.OutputCount}; Jacobians of D(E(x)) need as many outputs as inputs"
            )

        if network.LatentCount < 2 then
            raise (
                InputError $"{model.Path} has latent width 1: one eigenvalue is no spectrum; expected width 2 or more"
            )

    /// Refuses, with an `InputError` or Core's error, points of another width than the model takes.
    let requireWidth (points: Points) (model: Model) : unit =
        let inputs = model.Network.InputCount

        match points.Values with
        | PointValues.File set -> set.RequireWidth inputs
        | PointValues.Images(train, test) ->
            for images in List.choose id [ train; test ] do
                if images.PixelCount <> inputs then
                    raise (
                        InputError
                            $"{model.Path} takes {inputs} numbers, but images of {images.Rows}x{images.Columns} have {images.PixelCount} pixels"
                    )
