namespace Neurovariety.Scripts.Charts

open System
open Plotly.NET
open Plotly.NET.StyleParam
open Neurovariety.RandomMatrices
open Neurovariety.Scripts.Surface

/// Charts of laws of random matrices beside samples, and the numbers behind them.
[<RequireQualifiedAccess>]
module RandomMatrixPlots =

    let private binCount = 60

    // The right end of the charts of |lambda|: nearly all of law and sample.
    let private rightEnd (result: LawComparisonResult) =
        let upper =
            if Double.IsInfinity result.Law.Upper then
                result.Law.Quantile 0.999
            else
                result.Law.Upper

        1.05 * max upper (result.Observed.Moduli.Quantile 0.999)

    /// The histogram of |lambda| in 60 bins without exact zeros: middles of the bins, shares of the sample, shares by the law.
    let moduli (result: LawComparisonResult) : float[] * float[] * float[] =
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

    /// The distribution functions at 201 places: (|lambda|, share of the sample, share by the law).
    let cumulative (result: LawComparisonResult) : (float * float * float)[] =
        let points = 200
        let step = rightEnd result / float points

        [|
            for i in 0..points ->
                let x = float i * step
                x, result.Observed.Moduli.DistributionFunction x, result.Law.DistributionFunction x
        |]

    /// Arguments |theta| in bins of 4.5 degrees, with positive and negative real eigenvalues first and last: (degrees, share of the
    /// sample, share of one real Gaussian matrix, uniform between its real ones).
    let arguments (result: LawComparisonResult) : (string * float * float)[] =
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

    /// The histogram of |lambda| beside the law.
    let modulusChart (result: LawComparisonResult) : GenericChart =
        let centres, observed, law = moduli result

        Figure.create (Figure.axis "|lambda|") (Figure.axis "share of the eigenvalues") [
            Figure.pairs "observed" centres observed
            |> Figure.bars (Figure.color 0) "observed"
            line DrawingStyle.Solid 1 "law" (Figure.pairs "law" centres law)
        ]

    /// Distribution functions of |lambda|; a jump at 0 is the share of exact zeros.
    let cumulativeChart (result: LawComparisonResult) : GenericChart =
        let points = cumulative result

        Figure.create (Figure.axis "|lambda|") (Figure.axis "share at most |lambda|") [
            line DrawingStyle.Solid 0 "observed" [| for x, seen, _ in points -> x, seen |]
            line DrawingStyle.Dash 1 "law" [| for x, _, law in points -> x, law |]
        ]

    /// Arguments beside those of one real Gaussian matrix of the size.
    let argumentChart (result: LawComparisonResult) : GenericChart =
        let rows = arguments result

        SpectrumPlots.grouped "share of the eigenvalues" [| for name, _, _ in rows -> name |] [
            "observed", [| for _, seen, _ in rows -> seen |]
            "one real Gaussian matrix, else uniform", [| for _, _, single in rows -> single |]
        ]

    /// Eigenvalues of the first matrices in the complex plane, without zeros.
    let plane (result: LawComparisonResult) : GenericChart =
        let points = [|
            for value in result.Cloud do
                if value <> Numerics.Complex.Zero then
                    value.Real, value.Imaginary
        |]

        SpectrumPlots.complexPlane [ "lambda", points ]
