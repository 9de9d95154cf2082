namespace Neurovariety.Scripts.Reports

open Neurovariety.Networks
open Neurovariety.Scripts.Surface

/// What was taken for granted about a model, as every answer tells it.
[<RequireQualifiedAccess>]
module ModelDocument =

    /// The field `assumed`: the scale of the input, how it was found, the activations, layer by layer, and what was
    /// decided where the file does not say.
    let assumed (model: Model) : string * Json =
        "assumed",
        Fields [
            "inputScale", Text(string model.Scale)
            "inputScaleReason", Text model.ScaleReason
            "activations", Json.texts [ for layer in model.Network.Layers -> Activations.Name layer.Activation ]
            "notes", Json.texts model.Notes
        ]

    /// Name and value of the scale, for people.
    let scaleFact (model: Model) : string * string =
        "input scale", $"{model.Scale}, {model.ScaleReason}"
