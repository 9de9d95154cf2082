namespace Neurovariety.Studies

open System
open System.Globalization
open Neurovariety.Statistics

/// What became of a claim of a source.
[<RequireQualifiedAccess>]
type ClaimVerdict =
    | Reproduced
    | NotReproduced
    /// The figures are as claimed, but something else explains them.
    | Confounded
    /// Too few networks, epochs or images to say.
    | NotTested

/// A claim of a source, the verdict and the figures behind it.
type ClaimFinding = {
    /// A short name, for files.
    Key: string
    /// Where the source claims it.
    Where: string
    Claim: string
    Verdict: ClaimVerdict
    Finding: string
}

/// What the rules behind verdicts share.
module ClaimReading =

    // A trend counts from this rank correlation on.
    let internal trend = 0.8

    let internal show (digits: int) (value: float) =
        if Double.IsNaN value then
            "(too few)"
        else
            value.ToString("F" + string digits, CultureInfo.InvariantCulture)

    let internal percent (value: float) = show 1 (100.0 * value) + " %"

    let internal correlate (x: float list) (y: float list) =
        if x.Length < 3 then
            nan
        else
            let x, y = Array.ofList x, Array.ofList y
            Ranking.Spearman(ReadOnlySpan x, ReadOnlySpan y)

    let internal shareOf condition items =
        match items with
        | [] -> 0.0
        | _ -> float (items |> List.filter condition |> List.length) / float items.Length

    let internal verdict isTrue =
        if isTrue then
            ClaimVerdict.Reproduced
        else
            ClaimVerdict.NotReproduced

    let internal range digits (values: float list) =
        match values with
        | [] -> "(none)"
        | [ only ] -> show digits only
        | _ -> $"{show digits (List.min values)} to {show digits (List.max values)}"

    let internal claim key where text (isTrue, finding) = {
        Key = key
        Where = where
        Claim = text
        Verdict = verdict isTrue
        Finding = finding
    }

    let internal median (values: float list) =
        match values with
        | [] -> nan
        | _ ->
            let values = Array.ofList values
            Samples.Median(ReadOnlySpan values)
