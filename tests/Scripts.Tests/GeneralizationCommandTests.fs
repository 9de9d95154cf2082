/// reproduce generalization as its users run it.
module Neurovariety.Scripts.Tests.GeneralizationCommandTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Data
open Neurovariety.Scripts.Tests.Support

let private inFolder act =
    Program.inFolder (fun folder ->
        let data = Path.Combine(folder, "data")
        let drawn = Program.run [ "data"; "synthesize"; "--count"; "300"; "--out"; data ]
        Assert.Equal(0, drawn.Status)

        let command = [
            "reproduce"
            "generalization"
            "--scale"
            "smoke"
            "--data"
            data
            "--runs"
            Path.Combine(folder, "runs")
            "--out"
            Path.Combine(folder, "out")
        ]

        act folder command)

[<Tests>]
let tests =
    testList "GeneralizationCommandTests" [
        testCase "the smoke scale trains three networks, reports, and a second call finds everything done" (fun () ->
            inFolder (fun folder command ->
                let answer = Program.json command
                Assert.Equal("generalization", answer.GetProperty("experiment").GetString())
                Assert.Equal("smoke", answer.GetProperty("scale").GetString())
                Assert.False(answer.GetProperty("comparable").GetBoolean())
                Assert.Equal(3, answer.GetProperty("models").GetArrayLength())
                Assert.Equal(18, answer.GetProperty("claims").GetArrayLength())

                Assert.Equal<string list>(
                    [ "exp-default-d2-seed0"; "exp-default-d20-seed0"; "exp-default-d8-seed0" ],
                    Directory.GetDirectories(Path.Combine(folder, "runs"))
                    |> Array.map Path.GetFileName
                    |> Array.sort
                    |> List.ofArray
                )

                let out = Path.Combine(folder, "out")

                for file in [ "report.html"; "result.json"; "table-1.tex"; "table-2.csv"; "figure-8.csv" ] do
                    Assert.True(File.Exists(Path.Combine(out, file)), file)

                // No --force: it is the folder of the same study, and nothing is computed again.
                let parts = Directory.GetFiles(Path.Combine(out, "parts"))
                let written = parts |> Array.map File.GetLastWriteTimeUtc
                let again = Program.json command
                Assert.Equal(answer.GetProperty("models").GetRawText(), again.GetProperty("models").GetRawText())
                Assert.Equal<DateTime[]>(written, parts |> Array.map File.GetLastWriteTimeUtc)))

        testCase "a folder with other files, images of another size and damaged runs are refused in one line" (fun () ->
            inFolder (fun folder command ->
                let other = Path.Combine(folder, "other")
                Directory.CreateDirectory other |> ignore
                File.WriteAllText(Path.Combine(other, "mine.txt"), "kept")

                let withOption name value =
                    let at = List.findIndex ((=) name) command
                    List.updateAt (at + 1) value command

                Assert.Contains("--force", Program.refusal (withOption "--out" other))
                Assert.Contains("--runs names no folder", Program.refusal (withOption "--runs" " "))
                Assert.Contains("no-such", Program.refusal (withOption "--data" (Path.Combine(folder, "no-such"))))
                Assert.Contains("smoke, seed, paper", Program.refusal (withOption "--scale" "all"))
                let run = Path.Combine(folder, "runs", "exp-default-d2-seed0")
                Directory.CreateDirectory run |> ignore
                File.WriteAllText(Path.Combine(run, "run.json"), "{")
                Assert.Contains("run.json", Program.refusal command)))
    ]
