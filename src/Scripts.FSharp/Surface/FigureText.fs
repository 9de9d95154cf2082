namespace Neurovariety.Scripts.Surface

open System
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

    /// A number with so many significant digits at any scale: 0.05300, 12.35, 1.235e30, 1.235e-30; 0 is "0". Numbers are written out
    /// from 0.0001 to below a million, with no digit after the point that is not significant.
    let significant (digits: int) (value: float) : string =
        if digits < 1 || digits > 17 then
            invalidArg (nameof digits) $"{digits} significant digits: expected 1 to 17"

        if value = 0.0 || not (Double.IsFinite value) then
            value.ToString CultureInfo.InvariantCulture
        else
            // Rounded first, so that 9.9996 has the exponent of 10.
            let text = value.ToString("e" + string (digits - 1), CultureInfo.InvariantCulture)

            let mark = text.IndexOf 'e'
            let exponent = int text[mark + 1 ..]

            if exponent < -4 || exponent >= 6 then
                text[.. mark - 1] + "e" + string exponent
            elif exponent >= digits - 1 then
                value.ToString("F0", CultureInfo.InvariantCulture)
            else
                Double
                    .Parse(text, CultureInfo.InvariantCulture)
                    .ToString("F" + string (digits - 1 - exponent), CultureInfo.InvariantCulture)

    /// Rows below their headers, the cells of a column right-aligned, two blanks between columns. Raises ArgumentException when a row
    /// has another number of cells.
    let columns (headers: string list) (rows: string list list) : string =
        for row in rows do
            if row.Length <> headers.Length then
                invalidArg (nameof rows) $"expected {headers.Length} cells in each row, got {row.Length}"

        let widths =
            headers :: rows
            |> List.map (List.map String.length)
            |> List.reduce (List.map2 max)

        headers :: rows
        |> List.map (
            List.map2 (fun (width: int) (cell: string) -> cell.PadLeft width) widths
            >> String.concat "  "
        )
        |> String.concat "\n"
