namespace Neurovariety.Scripts.Reports

open System
open Plotly.NET.StyleParam
open Neurovariety.RandomMatrices
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Analyses

/// What the page on a law beside samples shows.
type RandomMatrixReport = {
    Title: string
    Figures: Table
    Facts: Table
    Result: RandomMatrixResult
}

/// The page of `random-matrix`: the law of |lambda| beside the samples, arguments with their atoms, eigenvalues in the plane.
[<RequireQualifiedAccess>]
module RandomMatrixReport =

    let private binCount = 60

    // The right end of the charts of |lambda|: nearly all of law and sample.
    let private rightEnd (result: RandomMatrixResult) =
        let upper =
            if Double.IsInfinity result.Law.Upper then
                result.Law.Quantile 0.999
            else
                result.Law.Upper

        1.05 * max upper (result.Observed.Moduli.Quantile 0.999)

    let private moduli (result: RandomMatrixResult) =
        let width = rightEnd result / float binCount
        let centres = Array.init binCount (fun i -> (float i + 0.5) * width)

        // The atom at 0 stands in the table: a bar of its own would hide the rest.
        let share (distribution: float -> float) (atom: float) =
            centres
            |> Array.map (fun centre ->
                let low = centre - 0.5 * width
                let below = if low < 0.5 * width then atom else distribution low
                distribution (centre + 0.5 * width) - below)

        centres,
        share result.Observed.Moduli.DistributionFunction result.Observed.Moduli.ZeroShare,
        share result.Law.DistributionFunction result.Law.MassAtZero

    let private cumulative (result: RandomMatrixResult) =
        let points = 200
        let step = rightEnd result / float points

        [|
            for i in 0..points ->
                let x = float i * step
                x, result.Observed.Moduli.DistributionFunction x, result.Law.DistributionFunction x
        |]

    // Arguments in bins of 4.5 degrees, with positive and negative real eigenvalues first and last.
    let private arguments (result: RandomMatrixResult) =
        let bins = 40
        let each = ArgumentHistogram.BinCount / bins
        let found = result.Observed.Arguments
        let total = max 1.0 (float found.Count)
        let counts = found.ComplexCounts.ToArray()

        let shares =
            counts
            |> Array.chunkBySize each
            |> Array.map (fun chunk -> float (Array.sum chunk) / total)

        let real = result.SingleRealShare |> Option.defaultValue 1.0

        let middle i =
            (180.0 * (float i + 0.5) / float bins).ToString("F2", Globalization.CultureInfo.InvariantCulture)

        Array.concat [
            [| "0 (real)", float found.PositiveCount / total, 0.5 * real |]
            Array.init bins (fun i -> middle i, shares[i], (1.0 - real) / float bins)
            [| "180 (real)", float found.NegativeCount / total, 0.5 * real |]
        ]

    let private line dash index name points =
        Figure.line dash (Figure.color index) name points

    let private modulusChart result =
        let centres, observed, law = moduli result

        Figure.create (Figure.axis "|lambda|") (Figure.axis "share of the eigenvalues") [
            Figure.pairs "observed" centres observed
            |> Figure.bars (Figure.color 0) "observed"
            line DrawingStyle.Solid 1 "law" (Figure.pairs "law" centres law)
        ]

    let private cumulativeChart result =
        let points = cumulative result

        Figure.create (Figure.axis "|lambda|") (Figure.axis "share at most |lambda|") [
            line DrawingStyle.Solid 0 "observed" [| for x, seen, _ in points -> x, seen |]
            line DrawingStyle.Dash 1 "law" [| for x, _, law in points -> x, law |]
        ]

    let private argumentChart result =
        let rows = arguments result

        SpectrumPlots.grouped "share of the eigenvalues" [| for name, _, _ in rows -> name |] [
            "observed", [| for _, seen, _ in rows -> seen |]
            "one real Gaussian matrix, else uniform", [| for _, _, single in rows -> single |]
        ]

    let private plane result = [|
        for value in result.Cloud do
            if value <> Numerics.Complex.Zero then
                value.Real, value.Imaginary
    |]

    let private charts (result: RandomMatrixResult) = [
        Heading "Moduli"

        ChartOf(
            "Histogram of |lambda| beside the law; exact zeros are left out, their share stands in the table.",
            modulusChart result
        )

        ChartOf("Distribution functions of |lambda|; a jump at 0 is the share of exact zeros.", cumulativeChart result)

        if result.SingleRealShare.IsSome then
            Heading "Arguments"

            ChartOf(
                "Arguments |theta| in degrees. The bars at both ends are the eigenvalues that are exactly real: a real Gaussian matrix of this size has the expected share of [EKS94], a product of several more.",
                argumentChart result
            )

        Heading "Plane"

        ChartOf(
            "Eigenvalues of the first matrices in the complex plane, without zeros.",
            SpectrumPlots.complexPlane [ "lambda", plane result ]
        )
    ]

    /// The page. Reading it needs nothing but a browser.
    let page (provenance: Provenance) (report: RandomMatrixReport) : Page = {
        Title = report.Title
        Lead =
            "Eigenvalues of random matrices beside the law that is to describe them. The p-values would hold for independent eigenvalues; those of one matrix are not."
        Blocks =
            [ TableOf("", report.Facts); TableOf("Figures of |lambda|.", report.Figures) ]
            @ charts report.Result
            @ [
                Folded("Where these figures come from", [ TableOf("", Provenance.toTable provenance) ])
            ]
    }

    let private number = ReportFolder.number

    /// The CSV behind each chart, by file name.
    let csvs (report: RandomMatrixReport) = [
        let centres, observed, law = moduli report.Result

        "modulus-histogram.csv",
        ReportFolder.csv [ "modulus"; "observed"; "law" ] [
            for i in 0 .. centres.Length - 1 -> [ number centres[i]; number observed[i]; number law[i] ]
        ]

        "modulus-distribution.csv",
        ReportFolder.csv [ "modulus"; "observed"; "law" ] [
            for x, seen, law in cumulative report.Result -> [ number x; number seen; number law ]
        ]

        if report.Result.SingleRealShare.IsSome then
            "arguments.csv",
            ReportFolder.csv [ "degrees"; "observed"; "singleRealGaussian" ] [
                for name, seen, single in arguments report.Result -> [ name; number seen; number single ]
            ]

        "eigenvalues-sample.csv",
        ReportFolder.csv [ "re"; "im" ] [
            for value in report.Result.Cloud -> [ number value.Real; number value.Imaginary ]
        ]
    ]

    /// Writes report.html and the CSV behind each chart. Raises IOException, with one line that says why, when it cannot.
    let write folder (provenance: Provenance) (report: RandomMatrixReport) =
        for name, text in csvs report do
            ReportFolder.writeText folder name text

        ReportFolder.writePage folder "report.html" (page provenance report)
