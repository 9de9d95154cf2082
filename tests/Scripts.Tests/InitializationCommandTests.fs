/// reproduce initialization as its users run it.
module Neurovariety.Scripts.Tests.InitializationCommandTests

open Expecto
open System
open System.IO
open Xunit
open Neurovariety.Scripts.Tests.Support

let private inFolder act =
    Program.inFolder (fun folder ->
        let data = Path.Combine(folder, "data")
        let drawn = Program.run [ "data"; "synthesize"; "--count"; "300"; "--out"; data ]
        Assert.Equal(0, drawn.Status)

        let command = [
            "reproduce"
            "initialization"
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

let private withOption name value command =
    let at = List.findIndex ((=) name) command
    List.updateAt (at + 1) value command

[<Tests>]
let tests =
    testList "InitializationCommandTests" [
        testCase "the smoke scale follows three networks, and a second call finds everything done" (fun () ->
            inFolder (fun folder command ->
                let answer = Program.json command
                Assert.Equal("initialization", answer.GetProperty("experiment").GetString())
                Assert.Equal("DAL22", answer.GetProperty("source").GetString())
                Assert.False(answer.GetProperty("comparable").GetBoolean())

                Assert.Equal<int list>(
                    [ 0; 1; 4; 5 ],
                    [ for one in answer.GetProperty("epochs").EnumerateArray() -> one.GetInt32() ]
                )

                let models = answer.GetProperty("models").EnumerateArray() |> List.ofSeq
                Assert.Equal<int list>([ 2; 8; 20 ], models |> List.map (Runs.whole "latent"))

                for one in answer.GetProperty("claims").EnumerateArray() do
                    Assert.Equal("notTested", Runs.text "verdict" one)

                // The figures of the formula, which the source misprints.
                let predictions = answer.GetProperty("predictions").EnumerateArray() |> List.ofSeq
                Assert.Equal(6.8e-5, Runs.number "formulaMedian" predictions.Head ** 2.0, 6)
                Assert.InRange(Runs.number "formulaMedian" predictions[2] ** 2.0, 2.145e-5, 2.155e-5)
                Assert.Equal(1.0 / 81.0, Runs.number "formulaMax" predictions[1], 12)

                for one in models do
                    let start = one.GetProperty("epochs").EnumerateArray() |> Seq.head
                    Assert.InRange(Runs.number "max" (start.GetProperty "modulus"), 1e-5, 0.02)

                for file in
                    [
                        "report.html"
                        "result.json"
                        "figure-1.csv"
                        "figure-3.csv"
                        "trajectories.csv"
                    ] do
                    Assert.True(File.Exists(Path.Combine(folder, "out", file)), file)

                // No --force: it is the folder of the same study, and nothing is computed again.
                let files folder =
                    Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
                    |> Array.filter (fun path -> path.EndsWith ".safetensors" || path.Contains "parts")
                    |> Array.sort
                    |> Array.map (fun path -> path, File.GetLastWriteTimeUtc path)

                let before = files folder
                let again = Program.json command
                Assert.Equal(answer.GetProperty("models").GetRawText(), again.GetProperty("models").GetRawText())
                Assert.Equal<(string * DateTime)[]>(before, files folder)))

        testCase
            "a folder with other files, images of another size, damaged and foreign runs are refused in one line"
            (fun () ->
                inFolder (fun folder command ->
                    let other = Path.Combine(folder, "other")
                    Directory.CreateDirectory other |> ignore
                    File.WriteAllText(Path.Combine(other, "mine.txt"), "kept")
                    Assert.Contains("--force", Program.refusal (withOption "--out" other command))
                    Assert.Contains("--runs names no folder", Program.refusal (withOption "--runs" " " command))

                    Assert.Contains(
                        "no-such",
                        Program.refusal (withOption "--data" (Path.Combine(folder, "no-such")) command)
                    )

                    Assert.Contains("smoke, seed, paper", Program.refusal (withOption "--scale" "all" command))
                    let run = Path.Combine(folder, "runs", "exp-default-d2-seed0")
                    Directory.CreateDirectory run |> ignore
                    File.WriteAllText(Path.Combine(run, "run.json"), "{")
                    Assert.Contains("run.json", Program.refusal command)))
    ]
