/// The text of reports: tables, JSON, HTML, and the script that charts need.
module Neurovariety.Scripts.Tests.ReportTextTests

open Expecto
open System
open System.IO
open System.Numerics
open System.Security.Cryptography
open Xunit
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports

let private losses =
    Table.create [ "network", Words; "loss", Figures ] [
        [ "equivariant"; Table.loss 0.0104 ]
        [ "dense"; Table.loss 12.0 ]
    ]

[<Tests>]
let tests =
    testList "ReportTextTests" [
        testCase "a plain table has words left and figures right" (fun () ->
            let expected =
                "network           loss\n-----------  ---------\nequivariant   0.010400\ndense        12.000000"

            Assert.Equal(expected, Table.toText losses))

        testCase "a row with a missing cell is refused" (fun () ->
            Assert.Throws<ArgumentException>(fun () ->
                Table.create [ "a", Words; "b", Words ] [ [ "only one" ] ] |> ignore)
            |> ignore)

        testCase "big integers are grouped by thousands" (fun () ->
            Assert.Equal("72 425 986 088 826", Table.grouped (BigInteger.Parse "72425986088826")))

        testCase "JSON keeps big integers and complex numbers exactly" (fun () ->
            let document =
                Fields [
                    "count", Json.big (BigInteger.Pow(10I, 30))
                    "eigenvalue", Json.complex (Complex(0.5, -1.25))
                    "vector", Json.counts [ 13; 10 ]
                    "third", Number(1.0 / 3.0)
                    "missing", Json.optional Number None
                    "holds", Truth true
                ]

            Assert.Equal(
                """{"count":"1000000000000000000000000000000","eigenvalue":[0.5,-1.25],"vector":[13,10],"third":0.3333333333333333,"missing":null,"holds":true}""",
                Json.compact document
            ))

        testCase "JSON refuses a number that is not finite" (fun () ->
            Assert.Throws<ArgumentException>(fun () -> Json.compact (Number nan) |> ignore)
            |> ignore)

        testCase "HTML escapes text and aligns figures right" (fun () ->
            let html = Html.table "a < b" losses
            Assert.Contains("<caption>a &lt; b</caption>", html)
            Assert.Contains("<td>equivariant</td><td class=\"figures\">0.010400</td>", html))

        testCase "an inlined script can neither close its element nor open another" (fun () ->
            let hostile = "var a = '</script><SCRIPT>'; var b = /<!--/;"
            let element = PlotlyScript.element (Inlined hostile)
            let inside = element["<script>".Length .. element.Length - "</script>".Length - 1]

            Assert.Equal("var a = '\\x3C/script>\\x3Cscript>'; var b = /\\x3C!--/;", inside))

        testCase
            "the copy beside the program, where npm restored it, is the small bundle of the version that reports are made for"
            (fun () ->
                let copy = Path.Combine(AppContext.BaseDirectory, PlotlyScript.fileName)

                match PlotlyScript.find () with
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"
                | Inlined script when File.Exists copy ->
                    let hash = SHA384.HashData(File.ReadAllBytes copy) |> Convert.ToBase64String
                    Assert.Equal("zc4SwKObGL/W0M3RUI09UPWjlgIZHfbwMgcZO6713mRh78tfUmIQKhzCyE2LIiUg", hash)
                    Assert.Contains($"plotly.js (cartesian - minified) v{PlotlyScript.Version}", script)
                | Inlined script -> Assert.Equal(PlotlyScript.carried (), script))

        testCase "a page without charts carries no script" (fun () ->
            let page = {
                Title = "T & T"
                Lead = "lead"
                Blocks = [ Heading "h"; Paragraph "p" ]
            }

            let html = Html.render (Inlined "plotly") page
            Assert.DoesNotContain("<script", html)
            Assert.Contains("<title>T &amp; T</title>", html))

        testCase "a claim is shown with its verdict and finding" (fun () ->
            let html =
                Html.render (Inlined "plotly") {
                    Title = "t"
                    Lead = ""
                    Blocks = [ Claim(Differs, "the loss is 0.0082", "the optimum is 0.0077") ]
                }

            Assert.Contains("<div class=\"claim differs\"><p><b>Not as printed.</b>the loss is 0.0082</p>", html))

        testCase "provenance names version, seed, settings, data and machine" (fun () ->
            let provenance =
                Provenance.create "reproduce equivariant" 7UL 2 [ "scale", "smoke" ] [ "train", "abc" ] [
                    "total", 1.5
                ]

            let text = provenance |> Provenance.toTable |> Table.toText
            Assert.Contains("train, SHA-256 abc", text)
            Assert.Matches("\nseed +7\n", text)
            Assert.Matches("\nseconds, total +1.500\n", text)
            Assert.DoesNotContain("+", provenance.Version)

            let json = Json.compact (Provenance.toJson provenance)
            Assert.Contains("\"seed\":\"7\"", json))
    ]
