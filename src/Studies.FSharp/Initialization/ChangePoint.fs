namespace Neurovariety.Studies

open System
open Neurovariety.Statistics

/// One step in a series: two levels, and the position of the last number of the first.
type Step = {
    Last: int
    Before: float
    After: float
    /// Share of the series' variation about its mean that the step explains.
    Explained: float
}

/// A step, with the positions between which it lies in 95 % of the resamples.
type ChangePoint = {
    Step: Step
    /// The step lies after this position ...
    Earliest: int
    /// ... and at or before this one.
    Latest: int
    /// Share of the resamples that have a step of this direction and least height.
    Support: float
}

/// When curves change, and when two of them cross, with intervals from resamples of the data behind them.
[<RequireQualifiedAccess>]
module ChangePoint =

    let private level = 0.95

    let private squares (values: float[]) =
        let mean = Array.average values
        values |> Array.sumBy (fun value -> (value - mean) ** 2.0)

    /// The step that fits a series of at least two numbers best in squares, the earliest of equals.
    let step (series: float[]) =
        let total = squares series

        let fit last =
            let before, after = series[..last], series[last + 1 ..]
            squares before + squares after, last, Array.average before, Array.average after

        let rest, last, before, after =
            [ 0 .. series.Length - 2 ]
            |> List.map fit
            |> List.minBy (fun (rest, _, _, _) -> rest)

        {
            Last = last
            Before = before
            After = after
            Explained = if total > 0.0 then 1.0 - rest / total else 0.0
        }

    // The range that holds 95 % of some numbers.
    let internal middle (values: float[]) =
        let tail = (1.0 - level) / 2.0
        let bounds = Samples.Quantiles(ReadOnlySpan values, [| tail; 1.0 - tail |])
        bounds[0], bounds[1]

    /// The change point of a series, of which there are resamples. None unless the series has a step of a least height and
    /// 95 % of the resamples have one of that height in the same direction.
    let find (leastHeight: float) (series: float[]) (resamples: float[][]) =
        if series.Length < 2 || resamples.Length = 0 then
            None
        else
            let found = step series
            let height (one: Step) = one.After - one.Before
            let isHigh one = abs (height one) >= leastHeight
            let steps = Array.map step resamples

            let agreeing =
                steps
                |> Array.filter (fun one -> isHigh one && sign (height one) = sign (height found))

            let support = float agreeing.Length / float steps.Length

            if not (isHigh found) || support < level then
                None
            else
                let low, high = agreeing |> Array.map (fun one -> float one.Last) |> middle

                Some {
                    Step = found
                    Earliest = min found.Last (int (floor low))
                    Latest = max found.Last (int (ceil high)) + 1
                    Support = support
                }

    // Epochs are far apart late and close together early.
    let private place (epoch: int) = log (1.0 + float epoch)

    /// The first epoch after which a curve is below 0 for once, interpolated linearly in log(1 + epoch); None when it never is.
    let fallsBelowZero (epochs: int[]) (curve: float[]) =
        match curve |> Array.tryFindIndex (fun value -> value < 0.0) with
        | None -> None
        | Some 0 -> Some(float epochs[0])
        | Some index ->
            let high, low = curve[index - 1], curve[index]
            let left, right = place epochs[index - 1], place epochs[index]
            Some(exp (left + (right - left) * high / (high - low)) - 1.0)

    /// The same with the range of 95 % of the resamples; None when more than 2.5 % of those never fall below 0.
    let crossing epochs (curve: float[]) (resamples: float[][]) =
        let found = resamples |> Array.choose (fallsBelowZero epochs)

        match fallsBelowZero epochs curve with
        | Some epoch when float found.Length >= (1.0 + level) / 2.0 * float resamples.Length ->
            let low, high = middle found
            Some(epoch, (min low epoch, max high epoch))
        | _ -> None
