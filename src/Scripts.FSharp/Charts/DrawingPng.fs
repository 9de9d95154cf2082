namespace Neurovariety.Scripts.Charts

open System
open Neurovariety.Data

/// Drawings as PNG without a browser: each pixel is covered by a shape as far as its centre lies inside, with an edge
/// one pixel soft. Labels of digits, commas, minus signs and blanks are written; other text is left to the SVG.
[<RequireQualifiedAccess>]
module DrawingPng =

    /// Digits on a grid of 3 x 5 points, one number of three bits for each row from the top.
    let private glyphs =
        Map [
            '0', [ 7; 5; 5; 5; 7 ]
            '1', [ 2; 6; 2; 2; 7 ]
            '2', [ 7; 1; 7; 4; 7 ]
            '3', [ 7; 1; 7; 1; 7 ]
            '4', [ 5; 5; 7; 1; 1 ]
            '5', [ 7; 4; 7; 1; 7 ]
            '6', [ 7; 4; 7; 5; 7 ]
            '7', [ 7; 1; 1; 2; 2 ]
            '8', [ 7; 5; 7; 5; 7 ]
            '9', [ 7; 5; 7; 1; 7 ]
            ',', [ 0; 0; 0; 2; 4 ]
            '-', [ 0; 0; 7; 0; 0 ]
            ' ', [ 0; 0; 0; 0; 0 ]
        ]

    let private channels (color: string) =
        [| 1; 3; 5 |]
        |> Array.map (fun start -> float (Convert.ToInt32(color.Substring(start, 2), 16)))

    /// Mixes a colour into the pixels of a rectangle, by a coverage of 0 to 1 at each pixel's centre.
    let private paint width height (pixels: byte[]) (left, top, right, bottom) (color: string) coverage =
        let ink = channels color
        let clamp limit (value: float) = Math.Clamp(int value, 0, limit - 1)

        for y in clamp height (top - 2.0) .. clamp height (bottom + 2.0) do
            for x in clamp width (left - 2.0) .. clamp width (right + 2.0) do
                let share: float = Math.Clamp(coverage (float x + 0.5) (float y + 0.5), 0.0, 1.0)

                if share > 0.0 then
                    for channel in 0..2 do
                        let index = 3 * (y * width + x) + channel
                        pixels[index] <- byte (Math.Round((1.0 - share) * float pixels[index] + share * ink[channel]))

    let private dashLength = 7.0
    let private dashPeriod = 12.0

    /// Coverage of a line two pixels wide at a point.
    let private segment (x1, y1, x2, y2) dashed x y =
        let dx, dy = x2 - x1, y2 - y1
        let length = sqrt (dx * dx + dy * dy)
        let along = ((x - x1) * dx + (y - y1) * dy) / length
        let across = abs ((x - x1) * dy - (y - y1) * dx) / length

        if along < 0.0 || along > length || (dashed && along % dashPeriod > dashLength) then
            0.0
        else
            1.5 - across

    let private label paint (x: float) (y: float) (text: string) =
        if text |> Seq.forall glyphs.ContainsKey then
            let size = 2.0
            let left = x - size * (4.0 * float text.Length - 1.0) / 2.0
            let top = y - size * 2.5

            text
            |> Seq.iteri (fun position sign ->
                glyphs[sign]
                |> List.iteri (fun row bits ->
                    for column in 0..2 do
                        if bits &&& (4 >>> column) <> 0 then
                            let x0 = left + size * (4.0 * float position + float column)
                            let y0 = top + size * float row

                            paint (x0, y0, x0 + size, y0 + size) "#222222" (fun px py ->
                                if px >= x0 && px < x0 + size && py >= y0 && py < y0 + size then
                                    1.0
                                else
                                    0.0)))

    /// The drawing as the bytes of a PNG file, every unit of the drawing `scale` pixels wide (2 for sharp screens).
    let encode scale (drawing: Drawing) =
        let factor = float (max 1 scale)
        let width = drawing.Width * max 1 scale
        let height = drawing.Height * max 1 scale
        let pixels = Array.create (3 * width * height) 255uy

        // Everything is drawn in the drawing's own units; only the pixels are finer.
        let paintScaled (left, top, right, bottom) color coverage =
            paint
                width
                height
                pixels
                (factor * left - factor, factor * top - factor, factor * right + factor, factor * bottom + factor)
                color
                (fun x y -> coverage (x / factor) (y / factor))

        for shape in drawing.Shapes do
            match shape with
            | Segment(x1, y1, x2, y2, color, dashed) ->
                paintScaled (min x1 x2, min y1 y2, max x1 x2, max y1 y2) color (segment (x1, y1, x2, y2) dashed)
            | Disc(x, y, radius, fill, rim) ->
                let distance px py =
                    sqrt ((px - x) * (px - x) + (py - y) * (py - y))

                let box = (x - radius, y - radius, x + radius, y + radius)
                paintScaled box fill (fun px py -> radius + 0.5 - distance px py)
                paintScaled box rim (fun px py -> 1.25 - abs (distance px py - radius))
            | Label(x, y, text) -> label paintScaled x y text

        PngWriter.EncodeRgb(width, height, pixels)
