namespace Neurovariety.Scripts.Charts

open Neurovariety.Networks

/// Network diagrams of Core's networks.
[<RequireQualifiedAccess>]
module NetworkDiagrams =

    let private edges (layer: seq<WeightEdge>) = [
        for edge in layer do
            {
                From = edge.From
                To = edge.To
                Weight = edge.WeightClass
                Negative = edge.Sign < 0
            }
    ]

    let private numbers count =
        List.init count (fun node -> string (node + 1))

    /// Encoder and decoder: input, code and output layers, nodes numbered from 1.
    let autoencoder (sharing: WeightSharing) = {
        Layers = [
            numbers sharing.InputCount
            numbers sharing.LatentCount
            numbers sharing.OutputCount
        ]
        Titles = [ "input"; "code"; "output" ]
        Edges = [ edges sharing.EncoderEdges; edges sharing.DecoderEdges ]
    }

    /// The encoder alone.
    let encoder (sharing: WeightSharing) = {
        Layers = [ numbers sharing.InputCount; numbers sharing.LatentCount ]
        Titles = [ "input"; "code" ]
        Edges = [ edges sharing.EncoderEdges ]
    }
