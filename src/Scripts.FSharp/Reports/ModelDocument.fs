namespace Neurovariety.Scripts.Reports

open Neurovariety.Networks
open Neurovariety.Scripts.Surface

/// What was taken for granted about a model, as every answer tells it.
[<RequireQualifiedAccess>]
module ModelDocument =

    /// The field `assumed`: the scale of the input, how it was found, and the activations, layer by layer.
    let assumed (model: Model) : string * Json =
        "assumed",
        Fields [
            "inputScale", Text(string model.Scale)
            "inputScaleReason", Text model.ScaleReason
            "activations", Json.texts [ for layer in model.Network.Layers -> Activations.Name layer.Activation ]
        ]

    /// Name and value of the scale, for people.
    let scaleFact (model: Model) : string * string =
        "input scale", $"{model.Scale}, {model.ScaleReason}"
