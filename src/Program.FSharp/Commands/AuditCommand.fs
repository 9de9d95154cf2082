/// audit MODEL|RUN: what the weights of an autoencoder tell without any data.
module Neurovariety.Cli.Commands.AuditCommand

open System
open System.IO
open Argu
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Training
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

/// An audit, and the test error that the run's history knows.
type private Audited = {
    Model: Model
    Audit: NetworkAudit
    TestMse: float option
}

let private finite value =
    if Double.IsFinite value then Number value else Null

let private document (path: string) (found: Audited list) correlation =
    Fields [
        "model", Text path
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
        "spearmanWithTestMse", Json.optional finite correlation
    ]

// The best score first.
let private table (found: Audited list) =
    let digits = Table.decimals 4

    found
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

let private answer (settings: Settings) (results: ParseResults<AuditArguments>) =
    let path =
        results.TryGetResult AuditArguments.Model
        |> Inputs.required "MODEL" "audit runs/exp-default-d20-seed0"

    let points = results.GetResult(AuditArguments.Points, 1000)

    if points < 2 then
        Usage.refuse $"--points {points}: expected 2 or more"

    let run =
        if Directory.Exists path then
            Some(RunFolder.Open path)
        else
            None

    let models =
        ModelChoice.read
            path
            {
                Activation = results.TryGetResult AuditArguments.Activation
                OutputActivation = results.TryGetResult AuditArguments.Output_Activation
                Latent = results.TryGetResult AuditArguments.Latent
            }
            (run |> Option.map (fun run -> List.ofSeq run.CheckpointEpochs))

    if models.IsEmpty then
        Usage.refuse (path + " has no checkpoint yet; run train again")

    let options =
        AuditOptions(PointCount = points, Seed = settings.Seed, Threads = settings.Threads)

    let testMse epoch =
        run
        |> Option.bind (fun run -> run.History |> Seq.tryFind (fun row -> Some row.Epoch = epoch))
        |> Option.map _.TestMse

    let found =
        Output.withProgress (fun progress ->
            models
            |> List.mapi (fun index read ->
                progress.Report(Progress("audit", int64 index, int64 models.Length))
                let model = read ()
                Models.requireSpectrum model

                {
                    Model = model
                    Audit = NetworkAudit.Of(model.Network, options, settings.Cancel)
                    TestMse = testMse model.Epoch
                }))

    let rows: (float * float) list =
        found
        |> List.choose (fun one -> one.TestMse |> Option.map (fun mse -> one.Audit.Score, mse))

    let correlation = FailurePrediction.rankCorrelation rows

    Output.answer (document path found correlation) [
        Grid(table found)
        match correlation with
        | Some value ->
            Line $"rank correlation of the score with the test MSE over these checkpoints: {Table.decimals 2 value}"
        | None -> ()
    ]

let command =
    Command.create<AuditArguments>
        "audit"
        "What the weights of an autoencoder tell without any data: eigenvalues at points it decodes itself, folds, dead units."
        "neurovariety audit runs/exp-default-d20-seed0"
        answer
