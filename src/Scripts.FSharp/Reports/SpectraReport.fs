namespace Neurovariety.Scripts.Reports

open System
open Neurovariety.Spectra
open Neurovariety.Scripts.Charts

/// What the page on the spectra of one network shows; the facts stand in the table as they are given.
type SpectraReport = {
    Title: string
    Lead: string
    Facts: Table
    /// Of the last epoch where there are several.
    Spectra: SpectrumTable
    Summary: SpectralStatistics
    /// One for each epoch asked for; empty for a single network.
    Epochs: (int * PointFigures) list
}

/// The page of `spectra`: eigenvalues, their sizes and arguments, means by class, and the error against log|omega|.
[<RequireQualifiedAccess>]
module SpectraReport =

    let private spaces (table: SpectrumTable) = [ "J_I", table.Input; "J_L", table.LatentSpace ]

    let private columns (figures: PointFigures) = [ "J_I", figures.Input; "J_L", figures.LatentSpace ]

    // Browsers draw this many points of a cloud without delay.
    let private pointsShown = 2500

    /// Evenly spaced indices, at most `shown` of them.
    let private spaced shown count =
        if count <= shown then
            [| 0 .. count - 1 |]
        else
            Array.init shown (fun i -> int (int64 i * int64 count / int64 shown))

    /// Eigenvalues of evenly spaced points: point, space, number from 1, real and imaginary part.
    let private sampledEigenvalues (table: SpectrumTable) = [
        let d = table.Latent

        for name, column in spaces table do
            for i in spaced (max 1 (pointsShown / d)) table.Count do
                for k in 0 .. d - 1 do
                    let value = column.Eigenvalues[i * d + k]
                    i, name, k + 1, value.Real, value.Imaginary
    ]

    // The share of each bin among the eigenvalues that have a place; all 0 when none has.
    let private shares (binCount: int) (place: Numerics.Complex -> int voption) (column: SpectrumColumn) =
        let counts = Array.zeroCreate<int> binCount
        let values = column.Eigenvalues

        for i in 0 .. values.Length - 1 do
            match place values[i] with
            | ValueSome bin ->
                let bin = bin |> max 0 |> min (binCount - 1)
                counts[bin] <- counts[bin] + 1
            | ValueNone -> ()

        let total = max 1 (Array.sum counts)
        counts |> Array.map (fun count -> float count / float total)

    let private modulusBins = 60

    // The last bin takes whatever is larger.
    let private moduli (report: SpectraReport) =
        let widest =
            columns report.Summary.All
            |> List.map (fun (_, one) -> min one.Modulus.Maximum (2.0 * one.Modulus.NinetyFivePercent))
            |> List.max
            |> max 1e-6

        let width = widest / float (modulusBins - 1)

        Array.init modulusBins (fun i -> (float i + 0.5) * width),
        [
            for name, column in spaces report.Spectra ->
                name, shares modulusBins (fun value -> ValueSome(int (min 1e6 (value.Magnitude / width)))) column
        ]

    // An odd number, so that 0 stands in the middle of a bin.
    let private argumentBins = 61

    let private arguments (report: SpectraReport) =
        let width = 2.0 * Math.PI / float argumentBins

        Array.init argumentBins (fun i -> (float i + 0.5) * width - Math.PI),
        [
            for name, column in spaces report.Spectra do
                let place (value: Numerics.Complex) =
                    if value = Numerics.Complex.Zero then
                        ValueNone
                    else
                        ValueSome(int ((value.Phase + Math.PI) / width))

                name, shares argumentBins place column
        ]

    /// Classes where there are any, else splits.
    let private groups (summary: SpectralStatistics) =
        if summary.Classes.Count > 0 then
            [
                for struct (label, figures) in summary.Classes -> (if label < 0 then "none" else string label), figures
            ]
        else
            [
                for struct (isTest, figures) in summary.Splits -> (if isTest then "test" else "train"), figures
            ]

    let private means (report: SpectraReport) = [
        let of' (value: SpectrumFigures -> float) (choose: PointFigures -> SpectrumFigures) =
            groups report.Summary |> List.map (snd >> choose >> value) |> Array.ofList

        "arithmetic, J_I", of' _.ArithmeticMean.Median _.Input
        "arithmetic, J_L", of' _.ArithmeticMean.Median _.LatentSpace
        "geometric, J_I", of' _.GeometricMean.Median _.Input
        "geometric, J_L", of' _.GeometricMean.Median _.LatentSpace
    ]

    // Points with a regular Jacobian, evenly spaced: index, split, log|omega| of both, error.
    let private sampledErrors (table: SpectrumTable) = [
        for i in spaced (2 * pointsShown) table.Count do
            i, table.IsTest[i], table.Input.LogOmega[i], table.LatentSpace.LogOmega[i], table.Mse[i]
    ]

    let private errorCharts (report: SpectraReport) = [
        let sampled = sampledErrors report.Spectra

        for name, choose in [ "J_L", (fun (_, _, _, l, _) -> l); "J_I", (fun (_, _, i, _, _) -> i) ] do
            let cloud wanted = [|
                for (_, isTest, _, _, mse) as point in sampled do
                    if isTest = wanted && Double.IsFinite(choose point) then
                        choose point, mse
            |]

            let clouds =
                [ "training points", cloud false; "test points", cloud true ]
                |> List.filter (fun (_, points) -> points.Length > 0)

            if not clouds.IsEmpty then
                ChartOf(
                    $"The error of single points against log|omega| of {name}, evenly spaced points; those with a singular Jacobian are left out.",
                    SpectrumPlots.clouds $"log|omega| of {name}" "mean squared error per pixel" clouds
                )
    ]

    let private groupTable (report: SpectraReport) =
        let digits = Table.decimals 4

        Table.create [
            "group", Words
            "points", Figures
            "MSE, mean", Figures
            "trace/d J_I, median", Figures
            "J_L", Figures
            "geometric mean J_I, median", Figures
            "J_L", Figures
            "|lambda| < 0.1 per point J_I", Figures
            "J_L", Figures
            "omega < 0 J_I, %", Figures
            "J_L, %", Figures
            "singular J_I", Figures
            "J_L", Figures
        ] [
            let splits = [
                for struct (isTest, figures) in report.Summary.Splits -> (if isTest then "test" else "train"), figures
            ]

            let classes = [
                for struct (label, figures) in report.Summary.Classes -> "class\u00A0" + string label, figures
            ]

            for name, figures in ("all", report.Summary.All) :: splits @ classes do
                let both (value: SpectrumFigures -> string) = [ value figures.Input; value figures.LatentSpace ]

                [ name; string figures.Count; digits figures.Mse.Mean ]
                @ both (fun one -> digits one.ArithmeticMean.Median)
                @ both (fun one -> digits one.GeometricMean.Median)
                @ both (fun one -> digits one.SmallMean)
                @ both (fun one -> Table.decimals 2 (100.0 * one.ReversingShare))
                @ both (fun one -> string one.SingularCount)
        ]

    let private epochLines (report: SpectraReport) (value: SpectrumFigures -> float) =
        let line (choose: PointFigures -> SpectrumFigures) = [|
            for epoch, figures in report.Epochs -> float epoch, value (choose figures)
        |]

        [ "J_I", line _.Input; "J_L", line _.LatentSpace ]

    let private epochCharts (report: SpectraReport) = [
        if not report.Epochs.IsEmpty then
            Heading "Over training"

            ChartOf(
                "Median of |lambda| over all points and eigenvalues.",
                SpectrumPlots.overEpochs
                    (Figure.axis "median |lambda|")
                    (epochLines report (fun one -> one.Modulus.Median))
            )

            ChartOf(
                "Mean squared error per pixel over the same points.",
                SpectrumPlots.overEpochs (Figure.logarithmicAxis "mean squared error per pixel") [
                    "all points", [| for epoch, figures in report.Epochs -> float epoch, figures.Mse.Mean |]
                ]
            )
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (report: SpectraReport) : Page =
        let centres, sizes = moduli report
        let angles, turns = arguments report

        let cloud space = [|
            for _, name, _, re, im in sampledEigenvalues report.Spectra do
                if name = space then
                    re, im
        |]

        {
            Title = report.Title
            Lead = report.Lead
            Blocks =
                [
                    TableOf("", report.Facts)
                    Heading "Eigenvalues"
                    ChartOf(
                        "Eigenvalues in the complex plane at evenly spaced points. A projection would have all of them at 1.",
                        SpectrumPlots.complexPlane [ "J_I", cloud "J_I"; "J_L", cloud "J_L" ]
                    )
                    ChartOf(
                        "Sizes of all eigenvalues; the last bin holds whatever is larger.",
                        SpectrumPlots.histogram (Figure.axis "share of the eigenvalues") "|lambda|" centres sizes
                    )
                    ChartOf(
                        "Arguments of all eigenvalues but 0, which has none, in radians: 0 is real and positive, pi real and negative.",
                        SpectrumPlots.histogram
                            (Figure.logarithmicAxis "share of the eigenvalues")
                            "argument"
                            angles
                            turns
                    )
                    Heading(
                        if report.Summary.Classes.Count > 0 then
                            "By class"
                        else
                            "By split"
                    )
                    ChartOf(
                        "Medians over the points of trace / d and of the geometric mean of |lambda|.",
                        SpectrumPlots.grouped
                            "median of the mean eigenvalue"
                            (groups report.Summary |> List.map fst |> Array.ofList)
                            (means report)
                    )
                    TableOf("", groupTable report)
                    Heading "Error and log|omega|"
                ]
                @ errorCharts report
                @ epochCharts report
                @ [
                    Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
                ]
        }

    let private number = ReportFolder.number

    let private histogramCsv title (centres: float[]) (shares: (string * float[]) list) =
        ReportFolder.csv (title :: List.map fst shares) [
            for i in 0 .. centres.Length - 1 -> number centres[i] :: [ for _, values in shares -> number values[i] ]
        ]

    /// The CSV behind each chart, by file name.
    let csvs (report: SpectraReport) = [
        "eigenvalues-sample.csv",
        ReportFolder.csv [ "index"; "jacobian"; "number"; "re"; "im" ] [
            for i, name, k, re, im in sampledEigenvalues report.Spectra ->
                [ string i; name; string k; number re; number im ]
        ]

        let centres, sizes = moduli report
        "modulus-histogram.csv", histogramCsv "modulus" centres sizes
        let angles, turns = arguments report
        "argument-histogram.csv", histogramCsv "argument" angles turns

        "means.csv",
        ReportFolder.csv ("group" :: (means report |> List.map fst)) [
            for index, (name, _) in List.indexed (groups report.Summary) ->
                name :: [ for _, values in means report -> number values[index] ]
        ]

        "log-omega-sample.csv",
        ReportFolder.csv [ "index"; "isTest"; "logOmegaI"; "logOmegaL"; "mse" ] [
            for i, isTest, inputSpace, latentSpace, mse in sampledErrors report.Spectra ->
                [
                    string i
                    (if isTest then "1" else "0")
                    number inputSpace
                    number latentSpace
                    number mse
                ]
        ]

        if not report.Epochs.IsEmpty then
            "epochs.csv",
            ReportFolder.csv [ "epoch"; "medianModulusI"; "medianModulusL"; "mse" ] [
                for epoch, figures in report.Epochs ->
                    [
                        string epoch
                        number figures.Input.Modulus.Median
                        number figures.LatentSpace.Modulus.Median
                        number figures.Mse.Mean
                    ]
            ]
    ]

    /// Writes report.html and the CSV behind each chart. Raises IOException, with one line that says why, when it cannot.
    let write folder (provenance: Provenance) (report: SpectraReport) =
        for name, text in csvs report do
            ReportFolder.writeText folder name text

        ReportFolder.writePage folder "report.html" (page provenance report)
