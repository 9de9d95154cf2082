/// Reports as a browser shows them.
module Neurovariety.Scripts.Tests.BrowserTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private inFolder work =
    let folder = Directory.CreateTempSubdirectory "neurovariety-report-"

    try
        work folder.FullName
    finally
        folder.Delete true

let private sample = {
    Title = "Sample"
    Lead = "Charts, a drawing and a table."
    Blocks = [
        ChartOf(
            "losses",
            Plots.lossAgainstRank [
                {
                    Name = "dense"
                    Points = Array.init 50 (fun r -> float r, 0.1 * exp (-0.05 * float r))
                }
                {
                    Name = "equivariant"
                    Points = Array.init 50 (fun r -> float r, 0.1 * exp (-0.03 * float r))
                }
            ]
        )
        ChartOf("vectors", Plots.rankVectors [| "1,1"; "2,1" |] [ "published", [| 3; 1 |]; "best", [| 2; 2 |] ])
        TableOf("table", Table.create [ "a", Words; "b", Figures ] [ [ "x"; "1" ] ])
    ]
}

[<Tests>]
let tests =
    testList "BrowserTests" [
        browserCase "every chart of a page is drawn, offline, with no console error" (fun () ->
            inFolder (fun folder ->
                match PlotlyScript.find () with
                | Inlined _ as script ->
                    let file = Path.Combine(folder, "report.html")
                    File.WriteAllText(file, Html.render script sample)
                    let visit = visit None file
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.Equal(2, visit.Charts)
                    Assert.Equal(2, visit.Drawn)
                    Assert.False(visit.Overflows, "something is wider than the window")
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"))

        browserCase "a page whose script could not be loaded says so in the place of each chart" (fun () ->
            inFolder (fun folder ->
                let file = Path.Combine(folder, "report.html")
                File.WriteAllText(file, Html.render (Inlined "/* nothing */") sample)
                let visit = visit None file
                Assert.Equal(0, visit.Drawn)
                Assert.Equal(2, visit.Text.Split("This chart needs plotly.js").Length - 1)))
    ]
