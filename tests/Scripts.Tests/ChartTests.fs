/// Charts and drawings against stored goldens, and the errors of their makers.
module Neurovariety.Scripts.Tests.ChartTests

open Expecto
open System
open System.IO
open System.Text.Json
open System.Text.Json.Nodes
open System.Xml.Linq
open Xunit
open Neurovariety.Scripts.Charts
open Neurovariety.Tests.Support

// NEUROVARIETY_GOLDEN=FOLDER also writes what came, to look at and to copy.
let private keep name (text: string) =
    match Environment.GetEnvironmentVariable "NEUROVARIETY_GOLDEN" with
    | null
    | "" -> ()
    | folder -> File.WriteAllText(Path.Combine(folder, name), text)

/// Compares with a golden, sign by sign.
let private golden name (text: string) =
    keep name text
    Assert.Equal(File.ReadAllText(Fixtures.path ("golden/" + name)), text)

/// Compares with a golden as JSON: the same members with the same values, in whatever order and form of the numbers.
let private goldenJson name (text: string) =
    keep name text
    let expected = JsonNode.Parse(File.ReadAllText(Fixtures.path ("golden/" + name)))
    Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse text), $"expected {expected.ToJsonString()}, got {text}")

let private curve name points : Plots.Curve = { Name = name; Points = points }

/// The encoder that is invariant under (1 3 4)(2 5), r = 2: one weight per cycle and hidden node.
let private invariantEncoder = {
    Layers = [ [ "1"; "2"; "3"; "4"; "5" ]; [ "1"; "2" ] ]
    Titles = [ "input"; "code" ]
    Edges = [
        [
            for hidden in 0..1 do
                for input, cycle in List.indexed [ 0; 1; 0; 0; 1 ] do
                    {
                        From = input
                        To = hidden
                        Weight = 2 * hidden + cycle
                        Negative = false
                    }
        ]
    ]
}

[<Tests>]
let tests =
    testList "ChartTests" [
        testCase "loss against rank is drawn as lines on a logarithmic axis" (fun () ->
            Plots.lossAgainstRank [
                curve "dense" [| 1.0, 0.08; 2.0, 0.05; 3.0, nan |]
                curve "equivariant" [| 1.0, 0.09; 2.0, 0.07; 3.0, 0.06 |]
            ]
            |> Figure.toJson
            |> goldenJson "loss-against-rank.json")

        testCase "rank vectors are drawn as groups of bars over named components" (fun () ->
            Plots.rankVectors [| "1,1"; "28,27"; "2,1" |] [ "published", [| 13; 10; 0 |]; "best", [| 9; 10; 0 |] ]
            |> Figure.toJson
            |> goldenJson "rank-vectors.json")

        testCase "a loss that is not a number leaves a gap" (fun () ->
            let figure =
                Plots.lossAgainstRank [ curve "dense" [| 1.0, nan; 2.0, infinity; 3.0, 0.5 |] ]

            let values =
                JsonDocument.Parse(Figure.toJson figure).RootElement.GetProperty("data").[0].GetProperty "y"

            Assert.Equal("[null,null,0.5]", values.GetRawText()))

        testCase "a figure holds no text that could close a script element" (fun () ->
            let figure = Plots.lossAgainstRank [ curve "</script><!--" [| 1.0, 0.5 |] ]
            Assert.DoesNotContain("<", Figure.toJson figure))

        testCase "series with unequal numbers of x and y are refused" (fun () ->
            let error =
                Assert.Throws<ArgumentException>(fun () -> Figure.pairs "odd" [| 1.0; 2.0 |] [| 1.0 |] |> ignore)

            Assert.Contains("odd: expected as many x as y values, got 2 and 1", error.Message))

        testCase "the invariant encoder is drawn with one colour per shared weight" (fun () ->
            let svg =
                invariantEncoder
                |> WeightSharingSvg.draw "encoder invariant under (1 3 4)(2 5)"
                |> WeightSharingSvg.toSvg

            golden "invariant-encoder.svg" svg

            let strokes =
                XDocument.Parse(svg).Descendants()
                |> Seq.filter (fun element -> element.Name.LocalName = "line")
                |> Seq.countBy (fun element -> element.Attribute(XName.Get "stroke").Value)
                |> Seq.map snd
                |> Seq.sort

            Assert.Equal<seq<int>>([ 2; 2; 3; 3 ], strokes))

        testCase "an edge of opposite sign is dashed and keeps its colour" (fun () ->
            let diagram = {
                Layers = [ [ "1" ]; [ "1"; "2" ] ]
                Titles = []
                Edges = [
                    [
                        {
                            From = 0
                            To = 0
                            Weight = 0
                            Negative = false
                        }
                        {
                            From = 0
                            To = 1
                            Weight = 0
                            Negative = true
                        }
                    ]
                ]
            }

            let lines =
                (XDocument.Parse(diagram |> WeightSharingSvg.draw "two edges" |> WeightSharingSvg.toSvg)).Descendants()
                |> Seq.filter (fun element -> element.Name.LocalName = "line")
                |> List.ofSeq

            let attribute name (element: XElement) = element.Attribute(XName.Get name)
            Assert.Equal((attribute "stroke" lines[0]).Value, (attribute "stroke" lines[1]).Value)
            Assert.Null(attribute "stroke-dasharray" lines[0])
            Assert.NotNull(attribute "stroke-dasharray" lines[1]))

        testCase "an edge to a node that is not there is refused" (fun () ->
            let broken = {
                invariantEncoder with
                    Edges = [
                        [
                            {
                                From = 5
                                To = 0
                                Weight = 0
                                Negative = false
                            }
                        ]
                    ]
            }

            let error =
                Assert.Throws<ArgumentException>(fun () -> WeightSharingSvg.draw "broken" broken |> ignore)

            Assert.Contains("edge 5 -> 0 leaves the layers of 5 and 2 nodes", error.Message))

        testCase "the first forty weights have forty colours" (fun () ->
            Assert.Equal(40, List.init 40 WeightSharingSvg.color |> List.distinct |> List.length))
    ]
