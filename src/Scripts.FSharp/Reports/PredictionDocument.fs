namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// What there is to say of a prediction of failure: JSON, tables and CSV.
[<RequireQualifiedAccess>]
module PredictionDocument =

    let private finite value =
        if Double.IsFinite value then Number value else Null

    let private names = [
        "place"
        "point"
        "trace of J_I"
        "log|omega| of J_I"
        "baseline place"
        "MSE"
        "latent cycle"
    ]

    let private cells (found: Prediction) number (one: RankedPoint) = [
        string one.SpectralPlace
        found.Points.Names[one.Index]
        number one.Trace
        number one.LogOmega
        string one.BaselinePlace
        number one.Mse
        number one.LatentCycle
    ]

    let private pointFields (found: Prediction) (one: RankedPoint) =
        Fields [
            "point", Json.count one.Index
            "name", Text found.Points.Names[one.Index]
            "place", Json.count one.SpectralPlace
            "trace", finite one.Trace
            "logOmega", finite one.LogOmega
            "baselinePlace", Json.count one.BaselinePlace
            "mse", finite one.Mse
            "latentCycle", finite one.LatentCycle
        ]

    /// The document of `predict`, with the first so many points.
    let json (top: int) (found: Prediction) : Json =
        Fields [
            "model", Text found.Model.Path
            "latent", Json.count found.Model.Network.LatentCount
            "points", Json.count found.Points.Count
            ModelDocument.assumed found.Model
            DataDocument.pointsField found.Data
            "spearmanWithBaseline", Json.optional finite found.Agreement
            "first", Items(found.Ranked |> List.truncate top |> List.map (pointFields found))
        ]

    /// The first so many points, for people.
    let table (top: int) (found: Prediction) : Table =
        let figure (value: float) =
            value.ToString("G9", Globalization.CultureInfo.InvariantCulture)

        found.Ranked
        |> List.truncate top
        |> List.map (cells found figure)
        |> Table.create [ for name in names -> name, (if name = "point" then Words else Figures) ]

    /// All points, a row for each.
    let csv (found: Prediction) : string =
        found.Ranked
        |> List.map (cells found ReportFolder.number)
        |> ReportFolder.csv names
