namespace Neurovariety.Scripts.Charts

open System
open System.Globalization
open Neurovariety.Data

/// Rows of grey images of one size as a single picture: pixels row by row, 0 black, 255 white.
type ImageGrid = {
    Width: int
    Height: int
    Pixels: byte[]
}

/// Rows of images, written without a browser: PNG through Core, and SVG with the rows named at the left.
[<RequireQualifiedAccess>]
module ImageGrid =

    let private gap = 2

    /// A value of 0 to 1 as a grey level; what lies outside is clamped.
    let grey (value: float) =
        byte (Math.Round(255.0 * Math.Clamp(value, 0.0, 1.0)))

    /// Images of rows x columns pixels, row by row, values 0 to 1, each pixel drawn as a square of `scale` pixels, with
    /// white gaps between. Every row has the same number of images; raises ArgumentException otherwise.
    let compose rows columns scale (images: float[] list list) =
        let across = images |> List.map List.length |> List.distinct

        match across with
        | [ count ] when count > 0 ->
            let cellWidth = columns * scale + gap
            let cellHeight = rows * scale + gap
            let width = count * cellWidth + gap
            let height = images.Length * cellHeight + gap
            let pixels = Array.create (width * height) 255uy

            images
            |> List.iteri (fun down row ->
                row
                |> List.iteri (fun position image ->
                    if image.Length <> rows * columns then
                        invalidArg (nameof images) $"expected images of {rows * columns} pixels, got {image.Length}"

                    for y in 0 .. rows * scale - 1 do
                        for x in 0 .. columns * scale - 1 do
                            let target = (gap + down * cellHeight + y) * width + gap + position * cellWidth + x
                            pixels[target] <- grey image[y / scale * columns + x / scale]))

            {
                Width = width
                Height = height
                Pixels = pixels
            }
        | _ -> invalidArg (nameof images) "expected at least one row, and the same number of images in every row"

    /// The grid as the bytes of a PNG file.
    let toPng grid =
        let pixels = grid.Pixels
        PngWriter.EncodeGrey(grid.Width, grid.Height, pixels)

    /// The grid as an SVG document that carries the PNG inside, with one name at the left of each row.
    let toSvg (names: string list) grid =
        let labelWidth = 16 + 8 * (names |> List.map String.length |> List.max)
        let rowHeight = float grid.Height / float names.Length

        let number (value: float) =
            value.ToString("0.##", CultureInfo.InvariantCulture)

        let label index (name: string) =
            $"<text x=\"{labelWidth - 8}\" y=\"{number (rowHeight * (float index + 0.5) + 5.0)}\" text-anchor=\"end\" font-family=\"system-ui, sans-serif\" font-size=\"14\" fill=\"#222222\">{Net.WebUtility.HtmlEncode name}</text>"

        let width = labelWidth + grid.Width

        [
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{grid.Height}\" viewBox=\"0 0 {width} {grid.Height}\" role=\"img\">"
            $"<rect width=\"{width}\" height=\"{grid.Height}\" fill=\"#ffffff\"/>"
            yield! List.mapi label names
            $"<image x=\"{labelWidth}\" y=\"0\" width=\"{grid.Width}\" height=\"{grid.Height}\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(toPng grid)}\"/>"
            "</svg>\n"
        ]
        |> String.concat "\n"
