namespace Neurovariety.Studies

open System
open Neurovariety.Spectra

/// What a box plot of a sample shows, with the sample gone: the page stays small however many numbers there were.
type BoxFigures = {
    Count: int
    Least: float
    /// The least number no further below the box than 1.5 times its height.
    LowerWhisker: float
    LowerQuartile: float
    Median: float
    UpperQuartile: float
    /// The greatest number no further above the box than 1.5 times its height.
    UpperWhisker: float
    NinetyFivePercent: float
    Greatest: float
    Mean: float
    /// Numbers beyond the whiskers.
    OutlierCount: int
    /// Some of them, evenly by rank, the greatest and the least among them.
    Outliers: float list
}

/// Boxes of samples.
[<RequireQualifiedAccess>]
module BoxFigures =

    /// A whisker is at most this many times as long as the box is high.
    let whisker = 1.5

    // At each end.
    let private outliersKept = 8

    // Numbers of some ranks of a range of ranks, evenly, both ends among them.
    let private evenly (sorted: float[]) first last = [
        let count = last - first + 1

        if count <= outliersKept then
            yield! sorted[first..last]
        else
            for k in 0 .. outliersKept - 1 do
                sorted[first + int (int64 k * int64 (count - 1) / int64 (outliersKept - 1))]
    ]

    // The first rank for which a condition holds that holds from there on.
    let private firstRank (sorted: float[]) holds =
        let rec search low high =
            if low = high then
                low
            else
                let middle = (low + high) / 2

                if holds sorted[middle] then
                    search low middle
                else
                    search (middle + 1) high

        search 0 sorted.Length

    /// The box of at least one number, in rising order. Quantiles interpolate linearly, [HF96], definition 7.
    let ofSorted (sorted: float[]) =
        let figures = Distribution.Of(ReadOnlySpan sorted)
        let reach = whisker * (figures.UpperQuartile - figures.LowerQuartile)

        let first = firstRank sorted (fun value -> value >= figures.LowerQuartile - reach)

        let beyond = firstRank sorted (fun value -> value > figures.UpperQuartile + reach)

        {
            Count = sorted.Length
            Least = figures.Minimum
            LowerWhisker = sorted[first]
            LowerQuartile = figures.LowerQuartile
            Median = figures.Median
            UpperQuartile = figures.UpperQuartile
            UpperWhisker = sorted[beyond - 1]
            NinetyFivePercent = figures.NinetyFivePercent
            Greatest = figures.Maximum
            Mean = figures.Mean
            OutlierCount = first + sorted.Length - beyond
            Outliers = evenly sorted 0 (first - 1) @ evenly sorted beyond (sorted.Length - 1)
        }

    /// None for no number at all.
    let tryOfSorted (sorted: float[]) =
        if sorted.Length = 0 then None else Some(ofSorted sorted)
