namespace Neurovariety.Scripts.Reports

open System
open System.Text
open Neurovariety.Scripts.Charts

/// Whether a published claim was seen again.
type Verdict =
    | Reproduced
    | Differs
    | Extends
    /// The images are not those of the source.
    | NotComparable
    /// The source does not say what it means; the finding lists readings.
    | Undefined
    | NotReproduced
    /// The figures are as claimed, but something else explains them.
    | Confounded

/// One piece of a page.
type Block =
    | Heading of string
    | Paragraph of string
    /// A claim, what became of it, and the figures that say so.
    | Claim of Verdict * claim: string * finding: string
    | TableOf of caption: string * Table
    | ChartOf of caption: string * Plotly.NET.GenericChart
    /// A drawing as SVG text.
    | Drawing of caption: string * svg: string
    /// A picture as PNG bytes, with a text for readers who do not see it; width in CSS pixels.
    | Picture of caption: string * description: string * width: int * png: byte[]
    /// Pieces side by side where the window is wide enough.
    | Beside of Block list
    /// Pieces that stay folded until the reader opens them.
    | Folded of summary: string * Block list

/// A page: title, one line below it, and the pieces in order.
type Page = {
    Title: string
    Lead: string
    Blocks: Block list
}

/// Pages as one self-contained HTML file: style, pictures, charts and one plotly.js are all inside.
[<RequireQualifiedAccess>]
module Html =

    /// Text as HTML text or attribute value.
    let encode (text: string) = Net.WebUtility.HtmlEncode text

    let private style =
        """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1f2328; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 21px; margin: 44px 0 10px; padding-top: 18px; border-top: 1px solid #e3e6ea; }
p { margin: 10px 0; max-width: 74ch; }
p.lead { font-size: 18px; color: #4a525c; margin-bottom: 20px; }
figure { margin: 18px 0 24px; }
figcaption, caption { font-size: 14px; color: #4a525c; text-align: left; }
caption { caption-side: top; padding: 0 0 6px; }
figcaption { margin-bottom: 6px; max-width: 90ch; }
.scroll { overflow-x: auto; margin: 16px 0 22px; }
table { border-collapse: collapse; font-size: 14.5px; }
th { text-align: left; font-weight: 600; border-bottom: 1.5px solid #8b949e; vertical-align: bottom; }
th, td { padding: 5px 18px 5px 0; }
td { border-bottom: 1px solid #eceff2; vertical-align: top; }
th.figures, td.figures { text-align: right; font-variant-numeric: tabular-nums; }
td.figures { white-space: nowrap; }
th.figures { max-width: 10em; }
tr.emphasized td { font-weight: 600; background: #f3f8fd; }
.claim { border-left: 4px solid #8b949e; padding: 6px 14px; margin: 10px 0; background: #f7f8fa; max-width: 90ch; }
.claim b { display: inline-block; margin-right: 8px; }
.claim.reproduced { border-color: #009e73; } .claim.reproduced b { color: #00694d; }
.claim.differs { border-color: #d55e00; } .claim.differs b { color: #a34700; }
.claim.confounded { border-color: #e69f00; } .claim.confounded b { color: #7a5400; }
.claim.extends { border-color: #0072b2; } .claim.extends b { color: #00568a; }
.claim p { margin: 2px 0; }
.chart { width: 100%; }
.chart p.missing { color: #a34700; }
.beside { display: flex; flex-wrap: wrap; gap: 8px 40px; align-items: flex-start; }
.beside figure { margin-top: 8px; }
.beside figcaption { width: min-content; min-width: 100%; }
.drawing svg { max-width: 100%; height: auto; }
img { max-width: 100%; height: auto; image-rendering: pixelated; display: block; }
details { margin: 16px 0; } summary { cursor: pointer; font-weight: 600; }
@media print { main { max-width: none; } h2, figure, .claim { break-inside: avoid; } }
"""

    let private drawing =
        """
document.querySelectorAll(".chart").forEach(function (place) {
  if (!window.Plotly) {
    place.innerHTML = '<p class="missing">This chart needs plotly.js, which could not be loaded; its figures are in the CSV files beside this page.</p>';
    return;
  }
  var figure = JSON.parse(document.getElementById(place.id + "-figure").textContent);
  window.Plotly.newPlot(place, figure.data, figure.layout, figure.config).then(function () { place.dataset.drawn = "true"; });
});
"""

    let private verdictWord =
        function
        | Reproduced -> "reproduced", "Reproduced."
        | Differs -> "differs", "Not as printed."
        | Extends -> "extends", "Beyond the source."
        | NotComparable -> "other", "Not comparable here."
        | Undefined -> "other", "Not defined in the source."
        | NotReproduced -> "differs", "Not reproduced."
        | Confounded -> "confounded", "Confounded."

    let private cell tag (alignment: Alignment) (text: string) =
        let name = if alignment = Figures then " class=\"figures\"" else ""
        $"<{tag}{name}>{encode text}</{tag}>"

    /// A table as HTML with its caption.
    let table (caption: string) (table: Table) =
        let text = StringBuilder()
        let alignments = table.Columns |> List.map snd

        let captionElement =
            if caption = "" then
                ""
            else
                $"<caption>{encode caption}</caption>"

        text.Append($"<div class=\"scroll\"><table>{captionElement}<thead><tr>")
        |> ignore

        for header, alignment in table.Columns do
            text.Append(cell "th" alignment header) |> ignore

        text.Append("</tr></thead>\n<tbody>\n") |> ignore

        table.Rows
        |> List.iteri (fun index row ->
            let name =
                if table.Emphasized.Contains index then
                    " class=\"emphasized\""
                else
                    ""

            let cells = List.map2 (cell "td") alignments row |> String.concat ""
            text.Append($"<tr{name}>{cells}</tr>\n") |> ignore)

        text.Append("</tbody></table></div>\n").ToString()

    let private figureElement name caption content =
        $"<figure class=\"{name}\"><figcaption>{encode caption}</figcaption>{content}</figure>\n"

    let rec private block (nextChart: unit -> int) piece =
        match piece with
        | Heading text -> $"<h2>{encode text}</h2>\n"
        | Paragraph text -> $"<p>{encode text}</p>\n"
        | Claim(verdict, claim, finding) ->
            let name, word = verdictWord verdict
            $"<div class=\"claim {name}\"><p><b>{word}</b>{encode claim}</p><p>{encode finding}</p></div>\n"
        | TableOf(caption, content) -> table caption content
        | ChartOf(caption, figure) ->
            let identifier = $"chart-{nextChart ()}"

            $"<div class=\"chart\" id=\"{identifier}\" style=\"min-height:{Figure.height figure}px\"></div>"
            + $"<script type=\"application/json\" id=\"{identifier}-figure\">{Figure.toJson figure}</script>"
            |> figureElement "plot" caption
        | Drawing(caption, svg) -> figureElement "drawing" caption svg
        | Picture(caption, description, width, png) ->
            $"<img alt=\"{encode description}\" width=\"{width}\" src=\"data:image/png;base64,{Convert.ToBase64String png}\">"
            |> figureElement "picture" caption
        | Beside pieces ->
            let inside = pieces |> List.map (block nextChart) |> String.concat ""
            $"<div class=\"beside\">{inside}</div>\n"
        | Folded(summary, pieces) ->
            let inside = pieces |> List.map (block nextChart) |> String.concat ""
            $"<details><summary>{encode summary}</summary>{inside}</details>\n"

    let rec private charts =
        function
        | ChartOf(_, chart) -> [ chart ]
        | Beside pieces
        | Folded(_, pieces) -> List.collect charts pieces
        | _ -> []

    /// The page as one HTML document. plotly.js is brought in once, and only when there is a chart; where the script given
    /// does not draw all kinds of charts on the page, it is the one that Plotly.NET carries.
    let render (script: PlotlyScript) (page: Page) =
        let count = ref 0

        let nextChart () =
            count.Value <- count.Value + 1
            count.Value

        let body = page.Blocks |> List.map (block nextChart) |> String.concat ""

        let scripts =
            match List.collect charts page.Blocks with
            | [] -> ""
            | charts ->
                let types = charts |> List.map Figure.traceTypes |> Set.unionMany
                $"{PlotlyScript.drawing types script |> PlotlyScript.element}\n<script>{drawing}</script>\n"

        String.concat "" [
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n"
            $"<title>{encode page.Title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
            $"<h1>{encode page.Title}</h1>\n<p class=\"lead\">{encode page.Lead}</p>\n"
            body
            "</main>\n"
            scripts
            "</body>\n</html>\n"
        ]
