namespace Neurovariety.Scripts.Reports

open System.Globalization
open System.IO
open Neurovariety.Data
open Neurovariety.Scripts.Charts

/// The files of a report, each of which appears whole or not at all.
[<RequireQualifiedAccess>]
module ReportFolder =

    /// A number in the shortest form that reads back to the same bits.
    let number (value: float) =
        value.ToString("R", CultureInfo.InvariantCulture)

    let private quoted (cell: string) =
        if cell.IndexOfAny [| ','; '"'; '\n' |] >= 0 then
            "\"" + cell.Replace("\"", "\"\"") + "\""
        else
            cell

    /// A CSV file: one line of headers, then the rows; cells with commas are quoted.
    let csv (headers: string list) (rows: string list list) =
        headers :: rows
        |> List.map (List.map quoted >> String.concat ",")
        |> String.concat "\n"
        |> fun text -> text + "\n"

    /// Writes a text file of the folder. Raises IOException, with one line that says why, when it cannot be written.
    let writeText folder name text =
        AtomicFile.WriteText(Path.Combine(folder, name), text)

    /// Writes a binary file of the folder.
    let writeBytes folder name (bytes: byte[]) =
        AtomicFile.WriteBytes(Path.Combine(folder, name), bytes)

    /// Writes a document as a file of the folder, in one line.
    let writeJson (folder: string) (name: string) (document: Json) : unit =
        AtomicFile.Write(Path.Combine(folder, name), (fun stream -> Json.writeTo stream document))

    /// Writes a page, with plotly.js inside where it has charts.
    let writePage folder name page =
        writeText folder name (Html.render (PlotlyScript.find ()) page)

    /// Puts one copy of plotly.js into a folder; the result is for pages in folders below it.
    let shareScript folder =
        match PlotlyScript.find () with
        | Inlined script ->
            if not (File.Exists(Path.Combine(folder, PlotlyScript.fileName))) then
                writeText folder PlotlyScript.fileName script

            Nearby("../" + PlotlyScript.fileName)
        | Nearby _ as other -> other

    /// Writes a drawing as NAME.svg and NAME.png.
    let writeDrawing folder name drawing =
        writeText folder (name + ".svg") (WeightSharingSvg.toSvg drawing)
        writeBytes folder (name + ".png") (DrawingPng.encode 2 drawing)

    /// Writes rows of images as NAME.svg, with the rows' names, and NAME.png.
    let writeGrid folder name rowNames grid =
        writeText folder (name + ".svg") (ImageGrid.toSvg rowNames grid)
        writeBytes folder (name + ".png") (ImageGrid.toPng grid)
