namespace Neurovariety.Scripts.Reports

open System
open System.IO
open Neurovariety.Spectra
open Neurovariety.Scripts.Surface

/// What was found of one network.
type SpectraFound = {
    Model: Model
    Summary: SpectralStatistics
    Seconds: SpectrumSeconds
}

/// What there is to say of spectra: figures as JSON and as tables, and a page.
[<RequireQualifiedAccess>]
module SpectraDocument =

    // Digits that identify a double to about 9 places.
    let private figure (value: float) =
        value.ToString("G9", Globalization.CultureInfo.InvariantCulture)

    let private secondsText (value: float) =
        value.ToString("F4", Globalization.CultureInfo.InvariantCulture) + " s"

    /// What is kept of the spectra of one network.
    let found (spectra: NetworkSpectra) : SpectraFound = {
        Model = spectra.Model
        Summary = spectra.Summary
        Seconds = spectra.Table.Seconds
    }

    // JSON has no infinity: a geometric mean or logarithm without bound is null.
    let private finite value =
        if Double.IsFinite value then Number value else Null

    let private distribution (one: Distribution) =
        Fields [
            "mean", finite one.Mean
            "min", finite one.Minimum
            "q05", finite one.FivePercent
            "q25", finite one.LowerQuartile
            "median", finite one.Median
            "q75", finite one.UpperQuartile
            "q95", finite one.NinetyFivePercent
            "max", finite one.Maximum
        ]

    let private spectrum (one: SpectrumFigures) =
        Fields [
            "modulus", distribution one.Modulus
            "argument", (one.Argument |> Option.ofObj |> Json.optional distribution)
            "nonRealShare", Number one.NonRealShare
            "trace", distribution one.Trace
            "arithmeticMean", distribution one.ArithmeticMean
            "geometricMean", distribution one.GeometricMean
            "logOmega", (one.LogOmega |> Option.ofObj |> Json.optional distribution)
            "singular", Json.count one.SingularCount
            "reversing", Json.count one.ReversingCount
            "reversingShare", Number one.ReversingShare
            "smallShare", Number one.SmallShare
            "smallMean", Number one.SmallMean
        ]

    let private pointFields (one: PointFigures) = [
        "points", Json.count one.Count
        "mse", distribution one.Mse
        "distance",
        Fields [
            "l1", distribution one.AbsoluteDistance
            "l2", distribution one.EuclideanDistance
        ]
        "exactZeros", Count one.ExactZeroCount
        "input", spectrum one.Input
        "latentSpace", spectrum one.LatentSpace
    ]

    let private summary (one: SpectralStatistics) =
        Fields(
            pointFields one.All
            @ [
                "splits",
                Items [
                    for struct (isTest, figures) in one.Splits ->
                        Fields(("split", Text(if isTest then "test" else "train")) :: pointFields figures)
                ]
                "classes",
                Items [
                    for struct (label, figures) in one.Classes ->
                        Fields(("label", Json.count label) :: pointFields figures)
                ]
            ]
        )

    let private seconds (load: float) (total: float) (found: SpectraFound list) =
        Fields [
            "load", Number load
            "assembly", Number(found |> List.sumBy _.Seconds.Assembly)
            "eigenvalues", Number(found |> List.sumBy _.Seconds.Eigenvalues)
            "total", Number total
        ]

    /// The document; the summary is that of the last network, others follow in `epochs`.
    let document (precision: string) (points: Points) load total (found: SpectraFound list) =
        let last = List.last found
        let train, test = points.TrainCount, points.TestCount

        Fields [
            "model", Text last.Model.Path
            "arch", Text last.Model.Architecture
            "latent", Json.count last.Model.Network.LatentCount
            "epoch", Json.optional Json.count last.Model.Epoch
            "points", Json.count (train + test)
            "trainPoints", Json.count train
            "testPoints", Json.count test
            "precision", Text precision
            ModelDocument.assumed last.Model
            DataDocument.pointsField points
            "summary", summary last.Summary
            if found.Length > 1 then
                "epochs",
                Items [
                    for one in found ->
                        Fields [
                            "epoch", Json.optional Json.count one.Model.Epoch
                            "summary", summary one.Summary
                        ]
                ]
            "seconds", seconds load total found
        ]

    let private digits = Table.decimals 4

    let private quantiles (one: Distribution) =
        String.Join("  ", [ one.FivePercent; one.Median; one.NinetyFivePercent ] |> List.map digits)

    /// Figures of both Jacobians side by side.
    let spectra (figures: PointFigures) =
        let row name (value: SpectrumFigures -> string) = [ name; value figures.Input; value figures.LatentSpace ]

        Table.create [ "figure", Words; "J_I", Figures; "J_L", Figures ] [
            row "|lambda|: 5 %, median, 95 %" (fun one -> quantiles one.Modulus)
            row "largest |lambda|" (fun one -> digits one.Modulus.Maximum)
            row "|argument|: 5 %, median, 95 %" (fun one ->
                one.Argument |> Option.ofObj |> Option.map quantiles |> Option.defaultValue "-")
            row "not real, %" (fun one -> Table.decimals 2 (100.0 * one.NonRealShare))
            row "arithmetic mean, median over points" (fun one -> digits one.ArithmeticMean.Median)
            row "geometric mean, median over points" (fun one -> digits one.GeometricMean.Median)
            row "trace, mean" (fun one -> digits one.Trace.Mean)
            row "log|omega|, mean" (fun one ->
                one.LogOmega
                |> Option.ofObj
                |> Option.map (fun log -> digits log.Mean)
                |> Option.defaultValue "-")
            row "omega < 0, %" (fun one -> Table.decimals 3 (100.0 * one.ReversingShare))
            row "singular Jacobians (log|omega| = -inf)" (fun one -> string one.SingularCount)
            row "|lambda| < 0.1 per point" (fun one -> digits one.SmallMean)
        ]

    /// Names with values.
    let facts precision (points: Points) load total (found: SpectraFound list) =
        let last = List.last found
        let all = last.Summary.All

        [
            "model", last.Model.Path
            "architecture", last.Model.Architecture
            "latent width", string last.Model.Network.LatentCount
            match last.Model.Epoch with
            | Some epoch -> "epoch", string epoch
            | None -> ()
            "points", $"{points.TrainCount} training, {points.TestCount} test"
            "precision of the Jacobians", precision
            ModelDocument.scaleFact last.Model
            "mean squared error", figure all.Mse.Mean
            "spectra of J_I and J_L apart, L1 / d", digits all.AbsoluteDistance.Median + " (median)"
            "L2 / d", digits all.EuclideanDistance.Median + " (median)"
            "ReLU inputs of exactly 0", string all.ExactZeroCount
            "load", secondsText load
            "assembly", secondsText (found |> List.sumBy _.Seconds.Assembly)
            "eigenvalues", secondsText (found |> List.sumBy _.Seconds.Eigenvalues)
            "in all", secondsText total
        ]

    /// One row for each epoch.
    let epochs (found: SpectraFound list) =
        let columns = [
            "epoch", Figures
            "MSE", Figures
            "median |lambda| of J_I", Figures
            "of J_L", Figures
            "trace / d of J_I", Figures
            "of J_L", Figures
            "L1 / d", Figures
        ]

        Table.create columns [
            for one in found ->
                let all = one.Summary.All

                [
                    one.Model.Epoch |> Option.map string |> Option.defaultValue "-"
                    digits all.Mse.Mean
                    digits all.Input.Modulus.Median
                    digits all.LatentSpace.Modulus.Median
                    digits all.Input.ArithmeticMean.Median
                    digits all.LatentSpace.ArithmeticMean.Median
                    digits all.AbsoluteDistance.Median
                ]
        ]

    /// The page on the last of some networks; of several, of epochs of one run, a chart over the epochs.
    let report
        (points: string)
        (found: SpectraFound list)
        (facts: (string * string) list)
        (table: SpectrumTable)
        : SpectraReport =
        let last = List.last found

        {
            Title = $"Spectra of {last.Model.Architecture}, d = {last.Model.Network.LatentCount}"
            Lead = $"Eigenvalues of J_I, the derivative of D(E(x)), and J_L, that of E(D(z)), at {points}."
            Facts = Table.create [ "figure", Words; "value", Words ] [ for name, value in facts -> [ name; value ] ]
            Spectra = table
            Summary = last.Summary
            Epochs =
                match found with
                | [ _ ] -> []
                | several -> [ for one in several -> defaultArg one.Model.Epoch 0, one.Summary.All ]
        }

    /// Writes the tables of one of several networks: into the folder itself for the last one, else into a folder of its epoch.
    let saveTables (folder: string) (isLast: bool) (spectra: NetworkSpectra) : unit =
        let place =
            match isLast, spectra.Model.Epoch with
            | false, Some epoch -> Path.Combine(folder, "epoch-" + epoch.ToString "D5")
            | _ -> folder

        Spectrum.saveTo place spectra
