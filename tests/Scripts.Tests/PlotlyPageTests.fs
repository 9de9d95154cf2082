/// Charts as Plotly.NET's own values: every series in its place, gaps, restyling; and the pages that carry them.
module Neurovariety.Scripts.Tests.PlotlyPageTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Plotly.NET
open Neurovariety.Scripts.Charts
open Neurovariety.Studies
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser
open Neurovariety.Scripts.Tests.Support.Figures

// ---- every kind of chart ----------------------------------------------------------------------------------------------------

// Ten of each, so that colours repeat.
let private names = [ for i in 1..10 -> $"series {i}" ]

let private points i = [| for x in 1..3 -> float x, float (10 * i + x) |]

let private curves: Plots.Curve list =
    names |> List.mapi (fun i name -> { Name = name; Points = points i })

let private pointLists = curves |> List.map (fun one -> one.Name, one.Points)

let private heights =
    pointLists |> List.map (fun (name, points) -> name, Array.map snd points)

let private labels = [| "a"; "b"; "c" |]

let private withErrors =
    pointLists
    |> List.map (fun (name, points) -> name, points |> Array.map (fun (x, y) -> x, y, 0.5))

let private curvePairs =
    curves
    |> List.map (fun one ->
        one,
        {
            one with
                Name = one.Name + ", second"
        })

let private pairNames =
    names |> List.collect (fun name -> [ name; name + ", second" ])

let private box latent : InitializationPlots.LatentBox = {
    Latent = latent
    Median = 3.0
    Edges = {
        LowerWhisker = 1.0
        LowerQuartile = 2.0
        UpperQuartile = 4.0
        UpperWhisker = 5.0
    }
    NinetyFivePercent = 4.5
    Outliers = [ 6.0; 7.0 ]
}

let private boxNames = [ "quartiles, median, whiskers"; "95 %" ]

/// A kind of chart, and the series that it must show, in order.
let private kinds: (string * GenericChart * string list) list = [
    "loss against rank", Plots.lossAgainstRank curves, names
    "loss against shift", Plots.lossAgainstShift curves, names
    "loss against epoch", Plots.lossAgainstEpoch curves, names
    "seconds", Plots.secondsPerEpoch (points 0), [ "seconds" ]
    "block energies", Plots.blockEnergies labels heights, names
    "rank vectors",
    Plots.rankVectors labels (heights |> List.map (fun (name, values) -> name, Array.map int values)),
    names
    "eigenvalues", Plots.eigenvalues "eigenvalue" heights, names
    "complex plane", SpectrumPlots.complexPlane pointLists, names
    "clouds", SpectrumPlots.clouds "x" "y" pointLists, names
    "histogram", SpectrumPlots.histogram (Figure.logarithmicAxis "share") "x" [| 1.0; 2.0; 3.0 |] heights, names
    "grouped", SpectrumPlots.grouped "y" labels heights, names
    "spectra over epochs", SpectrumPlots.overEpochs (Figure.axis "y") pointLists, names
    "against the latent width",
    SpectrumPlots.againstLatent "y" withErrors [ "published", points 3; "empty", [||] ],
    names @ [ "published" ]
    "banded",
    GeneralizationPlots.banded "y" [
        {
            Name = "with quartiles"
            Points = [| 2.0, 3.0, Some(2.0, 4.0); 4.0, 5.0, Some(4.0, 6.0); 6.0, 7.0, None |]
        }
        {
            Name = "without"
            Points = [| 2.0, 3.0, None; 4.0, 5.0, None |]
        }
    ],
    [
        "with quartiles"
        "with quartiles, quarter below"
        "with quartiles, quarter above"
        "without"
    ]
    "paired", GeneralizationPlots.paired "y" (curvePairs |> List.map (fun (a, b) -> a, Some b)), pairNames
    "curves", GeneralizationPlots.curves "y" curves, names
    "logarithmic curves", GeneralizationPlots.logarithmic "y" curves, names
    "areas", GeneralizationPlots.areas labels heights, names
    "audits", GeneralizationPlots.audits curves, names
    "layers", LayerPlots.byLayer "y" labels heights, names
    "layers over epochs", LayerPlots.overEpochs "y" pointLists, names
    "boxes", InitializationPlots.boxes "y" None 300 curves [ box 2; box 4 ], boxNames @ names
    "boxes with outliers",
    InitializationPlots.boxesWithOutliers "y" curves [ box 2; box 4 ],
    boxNames @ names @ [ "some of the outliers, the greatest among them" ]
    "initialisation over epochs", InitializationPlots.overEpochs "y" [| 0; 1; 10 |] heights, names
    "pairs over epochs",
    InitializationPlots.pairsOverEpochs
        "y"
        [| 0; 1; 10 |]
        (heights
         |> List.map (fun (name, values) -> (name, values), (name + ", second", values))),
    pairNames
    "cumulative", InitializationPlots.cumulative "x" curvePairs, pairNames
    "retrieval",
    MemoryPlots.retrieval
        true
        "x"
        (pointLists
         |> List.map (fun (name, points) -> name, points |> Array.map (fun (x, y) -> x, y, y - 1.0, y + 2.0))),
    names
    "within a distance", MemoryPlots.withinDistance 4.0 heights, names @ [ "threshold" ]
    "capacity",
    MemoryPlots.capacity (Figure.axis "x") (pointLists |> List.map (fun (name, points) -> name, points, points)),
    names |> List.collect (fun name -> [ name; name + ", theory" ])
]

let private has (name: string) (element: JsonElement) = fst (element.TryGetProperty name)

// ---- charts as Plotly.NET's values --------------------------------------------------------------------------------------------

let private plain () = Plots.lossAgainstRank curves

// ---- pages --------------------------------------------------------------------------------------------------------------------

let private page charts = {
    Title = "Charts"
    Lead = "All kinds."
    Blocks = [
        for index, chart in List.indexed charts do
            ChartOf($"chart {index}", chart)
    ]
}

let private text =
    function
    | Inlined script -> script
    | Nearby path -> failwith $"expected the text of a script, got the path {path}"

let private occurrences (part: string) (whole: string) = whole.Split(part).Length - 1

// ---- browser ------------------------------------------------------------------------------------------------------------------

let private scripts =
    [ PlotlyScript.find (); Inlined(PlotlyScript.carried ()) ] |> List.distinct

[<Tests>]
let tests =
    testList "PlotlyPageTests" [
        testCase "every kind of chart shows every series that it was given, in order and none empty" (fun () ->
            for kind, chart, expected in kinds do
                let shown = traces chart

                Assert.True(
                    (expected = (shown |> List.map (fun trace -> name trace))),
                    $"{kind}: not the series given"
                )

                for trace in shown do
                    let values = if has "y" trace then "y" else "median"
                    let count = trace.GetProperty(values).GetArrayLength()

                    Assert.True(
                        count > 0 && count = trace.GetProperty("x").GetArrayLength(),
                        $"{kind}: a series lost values"
                    ))

        testCase "the values of a series are those given, whatever its mark" (fun () ->
            let expected = points 1 |> Array.map snd

            for kind, chart, _ in kinds do
                match traces chart |> List.tryFind (fun trace -> name trace = "series 2") with
                | Some trace when kind <> "within a distance" -> Assert.Equal<float[]>(expected, numbers "y" trace)
                | _ -> ()

            let bars =
                traces (MemoryPlots.retrieval false "x" [ "one", [| 1.0, 5.0, 4.0, 7.0 |] ])
                |> List.exactlyOne

            Assert.Equal<float[]>([| 2.0 |], numbers "array" (bars.GetProperty "error_y")))

        testCase "a box keeps the quartiles and whiskers that were computed before" (fun () ->
            let trace =
                traces (InitializationPlots.boxes "y" None 300 [] [ box 2; box 4 ]) |> List.head

            Assert.Equal("box", trace.GetProperty("type").GetString())

            Assert.Equal<float[]>([| 2.0; 4.0 |], numbers "x" trace)

            for part, value in [ "lowerfence", 1.0; "q1", 2.0; "median", 3.0; "q3", 4.0; "upperfence", 5.0 ] do
                Assert.Equal<float[]>([| value; value |], numbers part trace))

        testCase
            "the share within each distance rises in steps and runs level from the last distance on, once"
            (fun () ->
                let trace =
                    traces (MemoryPlots.withinDistance 4.0 [ "run", [| 2.0; infinity; 1.0; 3.0 |] ])
                    |> List.head

                Assert.Equal<float[]>([| 0.0; 1.0; 1.0; 2.0; 2.0; 3.0; 3.0; 10.0 |], numbers "x" trace)
                Assert.Equal<float[]>([| 0.0; 0.0; 0.25; 0.25; 0.5; 0.5; 0.75; 0.75 |], numbers "y" trace))

        testCase "what is not finite is a gap in Plotly.NET's own JSON too, and in charts that others made" (fun () ->
            let ours =
                Plots.lossAgainstRank [
                    {
                        Name = "one"
                        Points = [| 1.0, nan; 2.0, infinity; 3.0, 0.5 |]
                    }
                ]

            use own = JsonDocument.Parse(GenericChart.toJson ours)
            Assert.Equal("[null,null,0.5]", own.RootElement.GetProperty("data").[0].GetProperty("y").GetRawText())
            let theirs = Chart.Line(x = [ 1.0; 2.0 ], y = [ nan; 2.0 ], UseDefaults = false)
            Assert.Equal<float[]>([| nan; 2.0 |], traces theirs |> List.exactlyOne |> numbers "y")
            Assert.Equal("null", (traces theirs).Head.GetProperty("y").[0].GetRawText()))

        testCase
            "a chart is restyled and combined by Plotly.NET's functions, and no other chart changes with it"
            (fun () ->
                let before = Figure.toJson (plain ())
                let chart = plain ()

                let restyled =
                    chart
                    |> Chart.withTitle "restyled"
                    |> Chart.withXAxisStyle (TitleText = "ranks", MinMax = (0.0, 5.0))
                    |> Chart.withSize (Height = 700)
                    |> Chart.withLineStyle (Width = 9.0)

                let layout = Figures.layout restyled
                Assert.Equal("restyled", layout.GetProperty("title").GetProperty("text").GetString())
                Assert.Equal("ranks", layout.GetProperty("xaxis").GetProperty("title").GetProperty("text").GetString())
                Assert.Equal("log", layout.GetProperty("yaxis").GetProperty("type").GetString())
                Assert.Equal(700, Figure.height restyled)
                Assert.Equal(9.0, (traces restyled).Head.GetProperty("line").GetProperty("width").GetDouble())
                Assert.Equal(before, Figure.toJson (plain ()))

                let combined =
                    Chart.combine [ plain (); Chart.Line(x = [ 1.0 ], y = [ 2.0 ], Name = "mine") ]

                Assert.Equal(names.Length + 1, GenericChart.countTrace combined))

        testCase "what Plotly.NET shows of a chart needs no network and holds every series" (fun () ->
            let html = GenericChart.toEmbeddedHTML (plain ())
            Assert.DoesNotContain("src=\"http", html)
            Assert.Contains("plotly.js v2.28.0", html)

            for name in names do
                Assert.Contains($"\"name\":\"{name}\"", html))

        testCase "a page of all kinds of charts carries exactly one plotly.js and stays small" (fun () ->
            let charts = kinds |> List.map (fun (_, chart, _) -> chart)

            for script, megabytes in [ PlotlyScript.find (), 4.5; Inlined(PlotlyScript.carried ()), 4.5 ] do
                let html = Html.render script (page charts)
                let copy = PlotlyScript.element script
                Assert.Equal(1, occurrences copy html)
                Assert.Equal(1, occurrences "* Copyright 2012-20" html)
                Assert.InRange(float html.Length / 1e6, 1.0, megabytes)

            if File.Exists(Path.Combine(AppContext.BaseDirectory, PlotlyScript.fileName)) then
                Assert.InRange(float (Html.render (PlotlyScript.find ()) (page charts)).Length / 1e6, 1.0, 2.0))

        testCase
            "a page with a chart that the small bundle does not draw carries Plotly.NET's plotly.js instead"
            (fun () ->
                let surface =
                    Chart.Surface(zData = [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ], UseDefaults = false)

                let small = Inlined "/* plotly.js (cartesian - minified) */"
                Assert.Contains(text small, Html.render small (page [ plain () ]))
                let html = Html.render small (page [ plain (); surface ])
                Assert.DoesNotContain(text small, html)
                Assert.Contains("plotly.js v2.28.0", html))

        testCase "a name that closes script elements stays text" (fun () ->
            let hostile = "</script><script>document.title = 'taken'</script><!--"

            let chart =
                Plots.lossAgainstRank [
                    {
                        Name = hostile
                        Points = [| 1.0, 2.0 |]
                    }
                ]

            Assert.Equal(hostile, (traces chart).Head.GetProperty("name").GetString())
            let html = Html.render (Inlined "plotly") (page [ chart ])
            // The figure, plotly.js, and the lines that draw.
            Assert.Equal(3, occurrences "<script" html)
            Assert.Equal(3, occurrences "</script" html)
            Assert.Equal(0, occurrences "<!--" html))

        browserCase "every kind of chart is drawn by the small bundle and by Plotly.NET's plotly.js" (fun () ->
            let charts = kinds |> List.map (fun (_, chart, _) -> chart)

            Program.inFolder (fun folder ->
                for index, script in List.indexed scripts do
                    let file = Path.Combine(folder, $"page-{index}.html")
                    File.WriteAllText(file, Html.render script (page charts))
                    let visit = visit None file
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.Equal(charts.Length, visit.Drawn)
                    Assert.False(visit.Overflows, "something is wider than the window")))

        browserCase
            "plotly.js knows every attribute of every kind of chart, in the small bundle and in Plotly.NET's"
            (fun () ->
                let figures = [
                    for kind, chart, _ in kinds -> $"[{JsonSerializer.Serialize kind}, {Figure.toJson chart}]"
                ]

                Program.inFolder (fun folder ->
                    for index, script in List.indexed scripts do
                        let file = Path.Combine(folder, $"attributes-{index}.html")

                        File.WriteAllText(
                            file,
                            $"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><main id="said"></main>
{PlotlyScript.element script}
<script>
function faults(kind, figure) {{
  try {{
    return (Plotly.validate(figure.data, figure.layout) || [])
      .filter(function (fault) {{ return fault.code !== "unused"; }}) // Plotly.NET writes empty markers for lines.
      .map(function (fault) {{ return kind + ": " + fault.msg; }});
  }} catch (error) {{ return [kind + ": " + error.stack]; }}
}}
document.getElementById("said").innerText =
  "checked " + [{String.concat "," figures}].map(function (one) {{ return faults(one[0], one[1]); }}).flat().join("\n");
</script></body></html>"""
                        )

                        let visit = visit None file
                        Assert.Empty visit.Errors
                        Assert.True(("checked" = visit.Text.Trim()), visit.Text)))
    ]
