/// The page of a trained autoencoder.
module Neurovariety.Scripts.Tests.TrainingReportTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private provenance =
    Provenance.create "neurovariety train --epochs 12" 0UL 2 [ "batch", "128" ] [ "training images", "0123" ] []

let private epoch number =
    let loss = 0.4 * exp (-0.3 * float number) + 0.05

    let batches, rate =
        if number = 0 then
            Nullable(), Nullable()
        else
            Nullable(1.1 * loss), Nullable 61000.0

    EpochRecord(number, loss, 1.02 * loss, batches, (if number = 0 then 0.0 else 0.2 + 0.01 * float (number % 3)), rate)

let private digits =
    let set = SyntheticDigits.Draw(10, RandomSource.FromSeed 1UL)

    [
        for i in 0 .. set.Count - 1 -> set.Image(i).ToArray() |> Array.map (fun pixel -> float pixel / 255.0)
    ]

let private report epochs : TrainingReport = {
    Title = "exp-default, d = 20"
    Lead = "An autoencoder."
    Figures = Table.create [ "figure", Words; "value", Words ] [ [ "parameters"; "217 044" ] ]
    Epochs = epochs
    ImageSize = Some(28, 28)
    Images = [
        "input", digits
        "reconstruction", digits |> List.map (Array.map (fun pixel -> 0.8 * pixel))
    ]
}

let rec private figures =
    function
    | ChartOf(_, figure) -> [ figure ]
    | Beside pieces
    | Folded(_, pieces) -> List.collect figures pieces
    | _ -> []

[<Tests>]
let tests =
    testList "TrainingReportTests" [
        testCase "losses of every epoch are drawn on a logarithmic axis, the untrained network included" (fun () ->
            let page = TrainingReport.page provenance (report [ for e in 0..12 -> epoch e ])
            let loss = page.Blocks |> List.collect figures |> List.head
            Assert.Equal("log", (Figures.layout loss).GetProperty("yaxis").GetProperty("type").GetString())
            let series = Figures.traces loss

            Assert.Equal<string list>(
                [ "training images"; "test images"; "batches, each before its step" ],
                series |> List.map Figures.name
            )

            Assert.Equal<float[]>([| for e in 0..12 -> (epoch e).TrainMse |], Figures.numbers "y" series.Head)
            let batches = Figures.numbers "y" series[2]
            Assert.True(Double.IsNaN batches[0], "no batch came before the first epoch"))

        testCase "the untrained network took no time" (fun () ->
            let page = TrainingReport.page provenance (report [ for e in 0..3 -> epoch e ])
            let seconds = page.Blocks |> List.collect figures |> List.last
            let title = (Figures.layout seconds).GetProperty("yaxis").GetProperty("title")
            Assert.Equal("seconds", title.GetProperty("text").GetString())
            let values = (Figures.traces seconds).Head |> Figures.numbers "y"
            Assert.True(Double.IsNaN values[0])
            Assert.Equal<float[]>([| for e in 1..3 -> (epoch e).Seconds |], values[1..]))

        testCase "a run that has only begun has a page without a chart of times" (fun () ->
            let page = TrainingReport.page provenance (report [ epoch 0 ])
            Assert.Single(page.Blocks |> List.collect figures) |> ignore)

        browserCase "the page of a run draws its charts and reconstructions, offline" (fun () ->
            Program.inFolder (fun folder ->
                TrainingReport.write folder (PlotlyScript.find ()) provenance (report [ for e in 0..12 -> epoch e ])
                let file = Path.Combine(folder, "report.html")

                let screenshot =
                    Environment.GetEnvironmentVariable "NEUROVARIETY_SCREENSHOTS"
                    |> Option.ofObj
                    |> Option.map (fun folder -> Path.Combine(folder, "training-report.png"))

                let visit = visit screenshot file
                Assert.Equal(2, visit.Charts)
                Assert.Equal(1, visit.Pictures)
                Assert.False(visit.Overflows, "something is wider than the window")
                Assert.Contains("exp-default, d = 20", visit.Text)

                match PlotlyScript.find () with
                | Inlined _ ->
                    Assert.Empty visit.Errors
                    Assert.Empty visit.Requests
                    Assert.Equal(2, visit.Drawn)
                | Nearby path -> Assert.Fail $"expected the text of a script, got the path {path}"))

        browserCase "pages of several runs draw with the one chart library beside their folders" (fun () ->
            Runs.inFolder (fun folder data ->
                let all = Path.Combine(folder, "all")

                Program.json (Runs.small data @ [ "--latent"; "2,3"; "--epochs"; "3"; "--out"; all ])
                |> ignore

                let visit = visit None (Path.Combine(all, "784-12-d3-seed0", "report.html"))
                Assert.Equal(2, visit.Charts)
                Assert.Equal(1, visit.Pictures)
                Assert.Contains("240 images of 28 x 28", visit.Text)

                Assert.True(File.Exists(Path.Combine(all, PlotlyScript.fileName)))
                Assert.Empty visit.Errors
                Assert.Empty visit.Requests
                Assert.Equal(2, visit.Drawn)))
    ]
