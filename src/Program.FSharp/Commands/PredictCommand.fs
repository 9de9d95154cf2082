/// predict MODEL: points in the order in which the network is expected to fail.
module Neurovariety.Cli.Commands.PredictCommand

open System
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Spectra
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private finite value =
    if Double.IsFinite value then Number value else Null

let private pointJson (points: PointSet) (one: RankedPoint) =
    Fields [
        "point", Json.count one.Index
        "name", Text points.Names[one.Index]
        "place", Json.count one.SpectralPlace
        "trace", finite one.Trace
        "logOmega", finite one.LogOmega
        "baselinePlace", Json.count one.BaselinePlace
        "mse", finite one.Mse
        "latentCycle", finite one.LatentCycle
    ]

let private cells (points: PointSet) number (one: RankedPoint) = [
    string one.SpectralPlace
    points.Names[one.Index]
    number one.Trace
    number one.LogOmega
    string one.BaselinePlace
    number one.Mse
    number one.LatentCycle
]

let private names = [
    "place"
    "point"
    "trace of J_I"
    "log|omega| of J_I"
    "baseline place"
    "MSE"
    "latent cycle"
]

let private readPoints settings (results: ParseResults<PredictArguments>) =
    let path =
        results.TryGetResult PredictArguments.Points
        |> Inputs.required "--points" "--points images.npy"

    PointChoice.load
        settings
        (PointSource.File(
            path,
            PointFileOptions(Range = PointFileOptions.ParseRange(results.GetResult(PredictArguments.Range, "auto")))
        ))

let private answer (settings: Settings) (results: ParseResults<PredictArguments>) =
    let path =
        results.TryGetResult PredictArguments.Model
        |> Inputs.required "MODEL" "predict model.safetensors --points images.npy"

    let top = results.GetResult(PredictArguments.Top, 20)

    if top < 1 then
        Usage.refuse $"--top {top}: expected 1 or more"

    let model =
        ModelChoice.one path {
            Activation = results.TryGetResult PredictArguments.Activation
            OutputActivation = results.TryGetResult PredictArguments.Output_Activation
            Latent = results.TryGetResult PredictArguments.Latent
        }

    let given = readPoints settings results
    Models.requireSpectrum model
    Models.requireWidth given model
    let points = Points.toSet given

    let table =
        Output.withProgress (fun progress ->
            JacobianSpectrum.OfPoints(
                model.Network,
                points,
                SpectrumOptions(Threads = settings.Threads),
                progress,
                settings.Cancel
            ))

    let ranked = PointRanking.all table |> Array.sortBy _.SpectralPlace
    let agreement = PointRanking.agreement ranked |> Option.filter Double.IsFinite
    let first = Array.truncate top ranked |> List.ofArray

    match settings.Out with
    | Some folder ->
        ranked
        |> List.ofArray
        |> List.map (cells points ReportFolder.number)
        |> ReportFolder.csv names
        |> ReportFolder.writeText folder "predictions.csv"
    | None -> ()

    let document =
        Fields [
            "model", Text model.Path
            "latent", Json.count model.Network.LatentCount
            "points", Json.count points.Count
            "spearmanWithBaseline", Json.optional finite agreement
            "first", Items(first |> List.map (pointJson points))
        ]

    Output.answer document [
        first
        |> List.map (cells points Output.figure)
        |> Table.create [ for name in names -> name, (if name = "point" then Words else Figures) ]
        |> Grid
        Line
            "place: by trace and log omega of J_I alone, high first, as the source reads them; baseline: by MSE and latent cycle, which cost one pass"
        match agreement with
        | Some value -> Line $"rank correlation of the two orders over {points.Count} points: {Table.decimals 2 value}"
        | None -> ()
    ]

let command =
    Command.create<PredictArguments>
        "predict"
        "Points in the order in which an autoencoder is expected to fail, from its eigenvalues alone, beside the obvious baseline."
        "neurovariety predict runs/exp-default-d20-seed0 --points images.npy"
        answer
