namespace Neurovariety.Scripts.Reports

open System
open System.Globalization
open System.Numerics

/// Where the cells of a column stand: words left, figures right.
type Alignment =
    | Words
    | Figures

/// A table of formatted cells. Every row has one cell per column; rows named in Emphasized stand out.
type Table = {
    Columns: (string * Alignment) list
    Rows: string list list
    Emphasized: Set<int>
}

/// Tables for people, as plain text and as HTML (the latter in Html).
[<RequireQualifiedAccess>]
module Table =

    /// A table of the given columns and rows. Raises ArgumentException when a row has another number of cells.
    let create columns (rows: string list list) =
        for row in rows do
            if row.Length <> List.length columns then
                invalidArg (nameof rows) $"expected {List.length columns} cells in each row, got {row.Length}"

        {
            Columns = columns
            Rows = rows
            Emphasized = Set.empty
        }

    /// The same table with the rows of these 0-based indices standing out.
    let emphasize indices table = {
        table with
            Emphasized = Set.ofSeq indices
    }

    /// A loss with six digits after the point.
    let loss (value: float) =
        value.ToString("F6", CultureInfo.InvariantCulture)

    /// A number with the given count of digits after the point.
    let decimals (digits: int) (value: float) =
        value.ToString("F" + string digits, CultureInfo.InvariantCulture)

    /// A small number with two digits and a power of ten, 3.1e-15.
    let small (value: float) =
        value.ToString("0.0e-0", CultureInfo.InvariantCulture)

    /// A relative difference in percent with its sign.
    let percent (ratio: float) =
        (100.0 * ratio).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)
        + " %"

    /// An integer in groups of three digits, apart by blanks.
    let grouped (value: BigInteger) =
        value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", " ")

    /// A rank vector as text, (13, 10, ...).
    let vector (values: seq<int>) = "(" + String.Join(", ", values) + ")"

    /// The table as lines of plain text: words left, figures right.
    let toText table =
        let headers = table.Columns |> List.map fst

        let widths =
            headers :: table.Rows
            |> List.map (List.map String.length)
            |> List.reduce (List.map2 max)

        let line cells =
            List.zip3 cells widths (List.map snd table.Columns)
            |> List.map (fun (cell: string, width, alignment) ->
                match alignment with
                | Words -> cell.PadRight width
                | Figures -> cell.PadLeft width)
            |> String.concat "  "
            |> _.TrimEnd()

        let rule =
            widths |> List.map (fun width -> String('-', width)) |> String.concat "  "

        line headers :: rule :: List.map line table.Rows |> String.concat "\n"
