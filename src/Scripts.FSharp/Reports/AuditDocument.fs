namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Scripts.Surface

/// What there is to say of an audit: JSON, and a table.
[<RequireQualifiedAccess>]
module AuditDocument =

    let private finite value =
        if Double.IsFinite value then Number value else Null

    /// The document of `audit`.
    let json (result: AuditResult) : Json =
        let found = result.Audits

        Fields [
            "model", Text result.Path
            "points", Json.count found.Head.Audit.PointCount
            "audits",
            Items [
                for one in found ->
                    Fields [
                        "epoch", Json.optional Json.count one.Model.Epoch
                        "latent", Json.count one.Model.Network.LatentCount
                        "score", finite one.Audit.Score
                        "distanceInput", finite one.Audit.DistanceInput
                        "distanceLatent", finite one.Audit.DistanceLatent
                        "latentCycle", finite one.Audit.LatentCycle
                        "foldShare", finite one.Audit.FoldShare
                        "singularShare", finite one.Audit.SingularShare
                        "deadShare", finite one.Audit.DeadShare
                        "ownError", finite one.Audit.OwnError
                        "contraction", finite one.Audit.Contraction
                        "layers",
                        Items [
                            for layer in one.Audit.Layers ->
                                Fields [
                                    "layer", Json.count layer.Layer
                                    "units", Json.count layer.UnitCount
                                    "dead", Json.count layer.DeadCount
                                ]
                        ]
                        "testMse", Json.optional finite one.TestMse
                    ]
            ]
            "spearmanWithTestMse", Json.optional finite result.Correlation
        ]

    /// A row for each model, the best score first.
    let table (result: AuditResult) : Table =
        let digits = Table.decimals 4

        result.Audits
        |> List.sortBy _.Audit.Score
        |> List.map (fun one -> [
            one.Model.Epoch |> Option.map string |> Option.defaultValue "-"
            digits one.Audit.Score
            digits one.Audit.DistanceInput
            digits one.Audit.DistanceLatent
            digits one.Audit.LatentCycle
            digits one.Audit.FoldShare
            digits one.Audit.SingularShare
            digits one.Audit.DeadShare
            digits one.Audit.OwnError
            one.TestMse |> Option.map (Table.decimals 6) |> Option.defaultValue "-"
        ])
        |> Table.create [
            "epoch", Figures
            "score", Figures
            "|lambda - 1|, J_I", Figures
            "J_L", Figures
            "latent cycle", Figures
            "folds", Figures
            "singular J_L", Figures
            "dead units", Figures
            "own error", Figures
            "test MSE", Figures
        ]
