namespace Neurovariety.Scripts.Surface

open System.Globalization
open System.Numerics

/// Figures of results as people read them: a few aligned lines.
[<RequireQualifiedAccess>]
module FigureText =

    /// Digits that identify a double to about 9 places, at any scale.
    let number (value: float) : string =
        value.ToString("G9", CultureInfo.InvariantCulture)

    /// Seconds to a tenth of a millisecond.
    let seconds (value: float) : string =
        value.ToString("F4", CultureInfo.InvariantCulture) + " s"

    /// A big integer, in full up to 60 digits.
    let big (value: BigInteger) : string =
        let digits = value.ToString()

        if digits.Length <= 60 then
            digits
        else
            digits[..19]
            + "..."
            + digits[digits.Length - 20 ..]
            + " ("
            + string digits.Length
            + " digits)"

    /// "yes" or "no".
    let truth (value: bool) : string = if value then "yes" else "no"

    /// The first items of a list, and how many more of the `count` there are.
    let elided (separator: string) (limit: int) (items: string seq) (count: int) : string =
        let shown = items |> Seq.truncate limit |> String.concat separator

        if count > limit then
            shown + separator + "... (" + string (count - limit) + " more)"
        else
            shown

    /// Names with values, one pair on a line, the values below each other.
    let aligned (facts: (string * string) list) : string =
        match facts with
        | [] -> ""
        | _ ->
            let width = facts |> List.map (fst >> String.length) |> List.max

            facts
            |> List.map (fun (name, value) -> name.PadRight(width + 2) + value)
            |> String.concat "\n"
