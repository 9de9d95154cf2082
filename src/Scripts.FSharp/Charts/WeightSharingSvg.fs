namespace Neurovariety.Scripts.Charts

open System
open System.Globalization

/// An edge between neighbouring layers, 0-based nodes. Edges of one weight carry the same number, up to its sign.
type SharedEdge = {
    From: int
    To: int
    Weight: int
    Negative: bool
}

/// A network as the source draws it: the nodes' labels layer by layer, and the edges between each layer and the next.
/// Weights are numbered through the whole network.
type NetworkDiagram = {
    Layers: string list list
    Titles: string list
    Edges: SharedEdge list list
}

/// A piece of a drawing, in pixels.
type Shape =
    | Segment of x1: float * y1: float * x2: float * y2: float * color: string * dashed: bool
    | Disc of x: float * y: float * radius: float * fill: string * rim: string
    | Label of x: float * y: float * text: string

/// A drawing on white ground.
type Drawing = {
    Width: int
    Height: int
    Description: string
    Shapes: Shape list
}

/// Network diagrams: edges of one colour share a weight, dashed edges carry it with the opposite sign.
/// Source: [KSS24], figures on weight sharing of the encoder, and of encoder and decoder.
[<RequireQualifiedAccess>]
module WeightSharingSvg =

    let private nodeRadius = 13.0
    let private rowHeight = 44.0
    let private layerWidth = 230.0
    let private margin = 40.0

    /// The colour of a weight: hues a golden angle apart, in three depths, so that neighbours in number look different.
    let color weight =
        let hue = float weight * 137.50776 % 360.0
        let lightness = [| 0.42; 0.50; 0.30 |][weight % 3]
        let chroma = (1.0 - abs (2.0 * lightness - 1.0)) * 0.78

        let channel (shift: float) =
            let k = (shift + hue / 30.0) % 12.0
            let value = lightness - chroma / 2.0 * max -1.0 (min (min (k - 3.0) (9.0 - k)) 1.0)
            int (Math.Round(255.0 * value))

        $"#{channel 0.0:x2}{channel 8.0:x2}{channel 4.0:x2}"

    let private check diagram =
        if diagram.Layers.Length <> diagram.Edges.Length + 1 then
            invalidArg
                (nameof diagram)
                $"expected one list of edges between each layer and the next, got {diagram.Edges.Length} for {diagram.Layers.Length} layers"

        for (before, after), edges in List.zip (List.pairwise diagram.Layers) diagram.Edges do
            for edge in edges do
                if
                    edge.From < 0
                    || edge.From >= before.Length
                    || edge.To < 0
                    || edge.To >= after.Length
                then
                    invalidArg
                        (nameof diagram)
                        $"edge {edge.From} -> {edge.To} leaves the layers of {before.Length} and {after.Length} nodes"

    /// The diagram as a drawing: layers from left to right, each centred. Raises ArgumentException for an edge between
    /// nodes that are not there.
    let draw description diagram =
        check diagram
        let tallest = diagram.Layers |> List.map List.length |> List.max
        let height = 2.0 * margin + rowHeight * float (tallest - 1) + 16.0
        let x layer = margin + layerWidth * float layer

        // A layer with few nodes spreads over half the height, so that its edges come apart.
        let y layer node =
            let count = diagram.Layers[layer].Length

            let gap =
                if count < 2 then
                    rowHeight
                else
                    max rowHeight (rowHeight * float (tallest - 1) / 2.0 / float (count - 1))

            margin
            + 16.0
            + rowHeight * float (tallest - 1) / 2.0
            + gap * (float node - float (count - 1) / 2.0)

        let edges =
            diagram.Edges
            |> List.mapi (fun layer edges ->
                edges
                |> List.map (fun edge ->
                    Segment(
                        x layer,
                        y layer edge.From,
                        x (layer + 1),
                        y (layer + 1) edge.To,
                        color edge.Weight,
                        edge.Negative
                    )))
            |> List.concat

        let nodes =
            diagram.Layers
            |> List.mapi (fun layer labels ->
                labels
                |> List.mapi (fun node label -> [
                    Disc(x layer, y layer node, nodeRadius, "#ffffff", "#444444")
                    Label(x layer, y layer node, label)
                ])
                |> List.concat)
            |> List.concat

        let titles =
            diagram.Titles |> List.mapi (fun layer title -> Label(x layer, 14.0, title))

        {
            Width = int (2.0 * margin + layerWidth * float (diagram.Layers.Length - 1))
            Height = int height
            Description = description
            Shapes = edges @ nodes @ titles
        }

    let private number (value: float) =
        value.ToString("0.##", CultureInfo.InvariantCulture)

    let private encode (text: string) = Net.WebUtility.HtmlEncode text

    let private element =
        function
        | Segment(x1, y1, x2, y2, color, dashed) ->
            let dash = if dashed then " stroke-dasharray=\"7 5\"" else ""

            $"<line x1=\"{number x1}\" y1=\"{number y1}\" x2=\"{number x2}\" y2=\"{number y2}\" stroke=\"{color}\" stroke-width=\"2\"{dash}/>"
        | Disc(x, y, radius, fill, rim) ->
            $"<circle cx=\"{number x}\" cy=\"{number y}\" r=\"{number radius}\" fill=\"{fill}\" stroke=\"{rim}\" stroke-width=\"1.5\"/>"
        | Label(x, y, text) ->
            $"<text x=\"{number x}\" y=\"{number (y + 4.5)}\" text-anchor=\"middle\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#222222\">{encode text}</text>"

    /// The drawing as an SVG document.
    let toSvg drawing =
        [
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{drawing.Width}\" height=\"{drawing.Height}\" viewBox=\"0 0 {drawing.Width} {drawing.Height}\" role=\"img\">"
            $"<title>{encode drawing.Description}</title>"
            $"<rect width=\"{drawing.Width}\" height=\"{drawing.Height}\" fill=\"#ffffff\"/>"
            yield! List.map element drawing.Shapes
            "</svg>\n"
        ]
        |> String.concat "\n"
