/// train as its users run it: answers, folders, resuming and bad input.
module Neurovariety.Scripts.Tests.TrainCommandTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Runs

[<Tests>]
let tests =
    testList "TrainCommandTests" [
        testCase "one model is trained into its folder, with a history, checkpoints, a model and a page" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                let answer =
                    Program.json (small data @ [ "--latent"; "3"; "--epochs"; "6"; "--seed"; "5"; "--out"; run ])

                let one = Assert.Single(runs answer)
                Assert.Equal(run, text "folder" one)
                Assert.Equal("784-12-d", text "arch" one)

                Assert.Equal<int list>(
                    [ 784; 12; 3 ],
                    [ for width in one.GetProperty("widths").EnumerateArray() -> width.GetInt32() ]
                )

                Assert.Equal((3, 6), (whole "latent" one, whole "epochs" one))
                Assert.Equal("5", text "seed" one)
                Assert.Equal(784 * 12 + 12 + 12 * 3 + 3 + 3 * 12 + 12 + 12 * 784 + 784, whole "parameters" one)
                Assert.Equal("finished", text "status" one)
                Assert.InRange(number "trainMse" one, 0.0, 1.0)
                Assert.InRange(number "testMse" one, 0.0, 1.0)
                Assert.InRange(number "batchMse" one, number "trainMse" one, 1.0)
                Assert.True(number "secondsPerEpoch" one > 0.0)
                Assert.True(number "imagesPerSecond" one > 0.0)
                Assert.True(number "seconds" answer >= number "seconds" one)
                Assert.False(one.TryGetProperty("resumedFrom") |> fst)
                Assert.Equal(0, one.GetProperty("warnings").GetArrayLength())
                Assert.Equal(8, (losses run).Length)

                Assert.Equal<string[]>(
                    [| "epoch-00000"; "epoch-00001"; "epoch-00004"; "epoch-00006" |],
                    Directory.GetFiles(Path.Combine(run, "checkpoints"))
                    |> Array.map Path.GetFileNameWithoutExtension
                    |> Array.sort
                )

                for file in [ "run.json"; "model.safetensors"; "report.html" ] do
                    Assert.True(File.Exists(Path.Combine(run, file)), file)))

        testCase
            "several latent widths and seeds give one folder each, the same bits as alone and for any number of threads"
            (fun () ->
                inFolder (fun folder data ->
                    let all = Path.Combine(folder, "all")

                    let answer =
                        Program.json (
                            small data
                            @ [
                                "--latent"
                                "2..3"
                                "--seeds"
                                "0,4"
                                "--epochs"
                                "3"
                                "--out"
                                all
                                "--threads"
                                "2"
                            ]
                        )

                    Assert.Equal<string list>(
                        [
                            for d in [ 2; 3 ] do
                                for seed in [ 0; 4 ] -> Path.Combine(all, $"784-12-d{d}-seed{seed}")
                        ],
                        runs answer |> List.map (text "folder")
                    )

                    let alone = Path.Combine(folder, "alone")

                    Program.json (
                        small data
                        @ [
                            "--latent"
                            "3"
                            "--seed"
                            "4"
                            "--epochs"
                            "3"
                            "--out"
                            alone
                            "--threads"
                            "1"
                        ]
                    )
                    |> ignore

                    let among = Path.Combine(all, "784-12-d3-seed4")
                    Assert.Equal<(string * string)[]>(bits alone, bits among)
                    Assert.Equal<string[]>(losses alone, losses among)
                    // The chart library lies beside the folders once.
                    let page = File.ReadAllText(Path.Combine(among, "report.html"))
                    let shared = Path.Combine(all, "plotly.min.js")
                    Assert.True(File.Exists shared)
                    Assert.Contains("src=\"../plotly.min.js\"", page)))

        testCase "a run that is asked for more epochs goes on to the bits of an undisturbed one" (fun () ->
            inFolder (fun folder data ->
                let train name epochs =
                    Program.json (
                        small data
                        @ [
                            "--latent"
                            "2"
                            "--epochs"
                            string epochs
                            "--out"
                            Path.Combine(folder, name)
                        ]
                    )
                    |> runs
                    |> List.exactlyOne

                train "resumed" 4 |> ignore
                let resumed = train "resumed" 9
                Assert.Equal("finished", text "status" resumed)
                Assert.Equal((9, 4), (whole "epochs" resumed, whole "resumedFrom" resumed))
                train "undisturbed" 9 |> ignore

                Assert.Equal<string[]>(
                    losses (Path.Combine(folder, "undisturbed")),
                    losses (Path.Combine(folder, "resumed"))
                )

                let model name =
                    File.ReadAllBytes(Path.Combine(folder, name, "model.safetensors"))

                Assert.Equal<byte[]>(model "undisturbed", model "resumed")
                // Once more there is nothing to do.
                let again = train "resumed" 9
                Assert.Equal("alreadyFinished", text "status" again)
                Assert.Equal(9, whole "resumedFrom" again)
                Assert.Equal(number "trainMse" resumed, number "trainMse" again)))

        testCase "without --out the folder is named after the run" (fun () ->
            inFolder (fun folder data ->
                use running =
                    Program.launchIn
                        folder
                        (small data @ [ "--latent"; "2"; "--epochs"; "1"; "--checkpoint-at"; "0" ])

                let table = running.StandardOutput.ReadToEnd()
                Assert.True(running.WaitForExit 60000)
                Assert.Equal(0, running.ExitCode)
                let run = Path.Combine("runs", "784-12-d2-seed0")
                Assert.Contains(run, table)
                Assert.Contains("report: " + Path.Combine(run, "report.html"), table)
                Assert.True(File.Exists(Path.Combine(folder, run, "model.safetensors")))))

        testCase "a loss that is no number ends with status 1 and keeps the last good checkpoint" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                let outcome =
                    Program.run (
                        small data
                        @ [
                            "--latent"
                            "2"
                            "--epochs"
                            "50"
                            "--optimizer"
                            "sgd"
                            "--learning-rate"
                            "1e30"
                            "--output-activation"
                            "identity"
                            "--out"
                            run
                            "--json"
                        ]
                    )

                Assert.Equal(1, outcome.Status)
                let line = Assert.Single(outcome.Error.TrimEnd('\n').Split '\n')
                Assert.Contains("not finite", line)
                Assert.Contains("epoch 1", line)
                let one = JsonDocument.Parse(outcome.Output).RootElement |> runs |> List.exactlyOne
                Assert.Equal("notFinite", text "status" one)
                Assert.True(File.Exists(Path.Combine(run, "checkpoints", "epoch-00000.safetensors")))
                Assert.False(File.Exists(Path.Combine(run, "model.safetensors")))))

        testTheory
            "bad usage is said in one line with status 2, and nothing is written"
            [
                "", "--epochs is missing"
                "--epochs|2", "--latent is missing"
                "--epochs|-2|--latent|2", "0 or more"
                "--epochs|2|--latent|0", "too small"
                "--epochs|2|--latent|784", "not below"
                "--epochs|2|--latent|5..2", "empty"
                "--epochs|2|--latent|2,2", "twice"
                "--epochs|2|--latent|two", "'two'"
                "--epochs|2|--latent|2|--seeds|0,,1", "no whole number"
                "--epochs|2|--latent|2|--seeds|0..99999999999", "more than"
                "--epochs|2|--latent|2|--arch|exp-4-layer", "exp-default"
                "--epochs|2|--latent|2|--arch|784-0-d", "'0' is no width"
                "--epochs|2|--latent|2|--arch|784-12-3", "ends in 3"
                "--epochs|2|--latent|2|--arch|100-20-d", "takes 100 numbers, but images of 28x28 have 784"
                "--epochs|2|--latent|2|--batch|0", "1 or more"
                "--epochs|2|--latent|2|--checkpoint-every|0", "1 or more"
                "--epochs|2|--latent|2|--checkpoint-at|1,x", "'x'"
                "--epochs|2|--latent|2|--optimizer|lion", "adam, adamw, sgd"
                "--epochs|2|--latent|2|--momentum|0.5", "--optimizer sgd"
                "--epochs|2|--latent|2|--optimizer|sgd|--momentum|1", "below 1"
                "--epochs|2|--latent|2|--learning-rate|0", "above 0"
                "--epochs|2|--latent|2|--learning-rate|NaN", "above 0"
                "--epochs|2|--latent|2|--learning-rate|0,01",
                "--learning-rate 0,01: expected a number above 0, such as 0.01"
                "--epochs|2|--latent|2|--weight-decay|1,000", "--weight-decay 1,000: expected"
                "--epochs|2|--latent|2|--learning-rate|1e-3x", "1e-3x"
                "--epochs|2|--latent|2|--weight-decay|-1", "0 or more"
                "--epochs|2|--latent|2|--activation|swish", "relu"
                "--epochs|2|--latent|2|--force", "never deletes"
                "--epochs|2|--latent|2|--arch|784-1048576-d", "at most 170000000"
                "--epochs|2|--latent|2|--data|no-such-folder", "no-such-folder"
            ]
            (fun (line: string, expected: string) ->
                Program.inFolder (fun folder ->
                    let run = Path.Combine(folder, "run")
                    let given = if line = "" then [] else List.ofArray (line.Split '|')

                    let data =
                        if List.contains "--data" given then
                            []
                        else
                            [ "--data"; "synthetic" ]

                    Assert.Contains(expected, Program.refusal ([ "train"; "--out"; run ] @ given @ data))
                    Assert.False(Directory.Exists run)))

        testCase "a folder without a name is refused by the name of its option" (fun () ->
            Assert.Contains(
                "--out names no folder",
                Program.refusal [
                    "train"
                    "--latent"
                    "2"
                    "--epochs"
                    "1"
                    "--data"
                    "synthetic"
                    "--out"
                    ""
                ]
            ))

        testCase "seconds per epoch count the epochs whose rows a damaged history still has" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                let train epochs =
                    Program.json (small data @ [ "--latent"; "2"; "--epochs"; string<int> epochs; "--out"; run ])
                    |> runs
                    |> List.exactlyOne

                train 4 |> ignore
                let metrics = Path.Combine(run, "metrics.csv")
                File.WriteAllLines(metrics, File.ReadAllLines metrics |> Array.take 3)
                let resumed = train 6
                // The rows of the epochs 0, 1, 5 and 6; that of the untrained network took no time.
                Assert.Equal(5, File.ReadAllLines(metrics).Length)
                Assert.Equal(1, resumed.GetProperty("warnings").GetArrayLength())
                Assert.Equal(number "seconds" resumed / 3.0, number "secondsPerEpoch" resumed, 9)))

        testCase "the page of a run names the command with every option that moves a bit" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                let given = [
                    "--latent"
                    "2"
                    "--epochs"
                    "1"
                    "--optimizer"
                    "sgd"
                    "--momentum"
                    "0.5"
                    "--learning-rate"
                    "0.01"
                    "--activation"
                    "gelu"
                    "--out"
                    run
                ]

                Program.json (small data @ given) |> ignore

                Assert.Contains(
                    "neurovariety train --arch 784-12-d --latent 2 --seed 0 --epochs 1 --batch 16 --optimizer sgd"
                    + " --learning-rate 0.01 --momentum 0.5 --activation gelu<",
                    File.ReadAllText(Path.Combine(run, "report.html"))
                )))

        testCase "a folder of another run, or of something else, is refused and left alone" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")
                let asked = [ "--latent"; "2"; "--epochs"; "2"; "--out"; run ]
                Program.json (small data @ asked) |> ignore
                let before = bits run

                Assert.Contains(
                    "latent is 2 there, 3 here",
                    Program.refusal (small data @ [ "--latent"; "3"; "--epochs"; "2"; "--out"; run ])
                )

                Assert.Contains("batch is 16 there", Program.refusal (List.updateAt 4 "32" (small data) @ asked))
                Assert.Contains("activation", Program.refusal (small data @ asked @ [ "--activation"; "tanh" ]))

                Assert.Contains(
                    "data",
                    Program.refusal (
                        [ "train"; "--arch"; "784-12-d"; "--batch"; "16"; "--data"; "synthetic" ]
                        @ asked
                    )
                )

                Assert.Equal<(string * string)[]>(before, bits run)
                let other = Path.Combine(folder, "other")
                Directory.CreateDirectory other |> ignore
                File.WriteAllText(Path.Combine(other, "mine.txt"), "kept")

                Assert.Contains(
                    "mine.txt",
                    Program.refusal (small data @ [ "--latent"; "2"; "--epochs"; "2"; "--out"; other ])
                )

                Assert.Equal<string[]>(
                    [| "mine.txt" |],
                    Directory.GetFileSystemEntries other |> Array.map Path.GetFileName
                )))
    ]
