namespace Neurovariety.Scripts.Reports

open System.Globalization
open Neurovariety.Networks
open Neurovariety.Scripts.Surface

/// What there is to say of an evaluation: JSON, and tables for people.
[<RequireQualifiedAccess>]
module EvaluationDocument =

    let private named (network: Autoencoder) =
        let side (name: string) (layers: AffineLayer seq) =
            layers |> Seq.mapi (fun index layer -> $"{name}.{2 * index}", layer)

        Seq.append (side "encoder" network.Encoder) (side "decoder" network.Decoder)
        |> List.ofSeq

    // The epoch is told of run folders alone, which hold several.
    let private epoch (model: Model) =
        if model.Format = "run" then model.Epoch else None

    let private layerFields (name: string, layer: AffineLayer) =
        Fields [
            "name", Text name
            "inputs", Json.count layer.Inputs
            "outputs", Json.count layer.Outputs
            "activation", Text(Activations.Name layer.Activation)
        ]

    /// The document of `evaluate`.
    let json (found: Evaluation) : Json =
        let model = found.Model

        Fields [
            "model", Text model.Path
            "format", Text model.Format
            match epoch model with
            | Some whole -> "epoch", Json.count whole
            | None -> ()
            "layers", named model.Network |> Seq.map layerFields |> Items
            "latent", Json.count model.Network.LatentCount
            "parameters", Count model.Network.ParameterCount
            ModelDocument.assumed model
            DataDocument.field found.Data
            "trainMse", Number found.TrainMse
            "testMse", Number found.TestMse
            "testMseByClass",
            Items [
                for one in found.Classes ->
                    Fields [
                        "label", Json.count one.Label
                        "images", Json.count one.Images
                        "mse", Number one.Mse
                    ]
            ]
        ]

    /// The layers, first to last.
    let layers (model: Model) : Table =
        Table.create [ "layer", Words; "inputs", Figures; "outputs", Figures; "activation", Words ] [
            for name, layer in named model.Network ->
                [
                    name
                    string layer.Inputs
                    string layer.Outputs
                    Activations.Name layer.Activation
                ]
        ]

    /// Names with values.
    let facts (found: Evaluation) : (string * string) list = [
        let model = found.Model

        let figure (value: float) =
            value.ToString("G9", CultureInfo.InvariantCulture)

        "model", $"{model.Path} ({model.Format})"

        match epoch model with
        | Some whole -> "epoch", string whole
        | None -> ()

        "latent width", string model.Network.LatentCount
        "parameters", string model.Network.ParameterCount
        ModelDocument.scaleFact model
        "images", $"{found.Data.Train.Count} + {found.Data.Test.Count}, {found.Data.Location}"
        "train MSE", figure found.TrainMse
        "test MSE", figure found.TestMse

        for one in found.Classes do
            $"  label {one.Label}", figure one.Mse
    ]
