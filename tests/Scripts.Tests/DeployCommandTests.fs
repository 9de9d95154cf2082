/// audit and predict: what can be said of a network without its training data.
module Neurovariety.Scripts.Tests.DeployCommandTests

open Expecto
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Scripts.Tests.Support

let private inFolder act =
    Program.inFolder (fun folder ->
        let data = Path.Combine(folder, "data")
        Assert.Equal(0, (Program.run [ "data"; "synthesize"; "--count"; "240"; "--out"; data ]).Status)
        let run = Path.Combine(folder, "run")

        let train = [
            "train"
            "--arch"
            "784-12-d"
            "--latent"
            "3"
            "--epochs"
            "4"
            "--data"
            data
            "--out"
            run
        ]

        Assert.Equal(0, (Program.run train).Status)
        act run (Path.Combine(data, "t10k-images-idx3-ubyte")) folder)

let private number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()
let private whole (name: string) (element: JsonElement) = element.GetProperty(name).GetInt32()

[<Tests>]
let tests =
    testList "DeployCommandTests" [
        testCase
            "an audit needs a run alone, knows its checkpoints, and is the same for any number of threads"
            (fun () ->
                inFolder (fun run _ _ ->
                    let answer = Program.json [ "audit"; run; "--points"; "60"; "--threads"; "1" ]
                    let audits = answer.GetProperty("audits").EnumerateArray() |> List.ofSeq
                    Assert.Equal<int list>([ 0; 1; 4 ], audits |> List.map (whole "epoch"))

                    for one in audits do
                        Assert.InRange(number "foldShare" one, 0.0, 1.0)
                        Assert.InRange(number "deadShare" one, 0.0, 1.0)
                        Assert.True(number "testMse" one > 0.0)

                        let expected =
                            0.5 * (number "distanceInput" one + number "distanceLatent" one)
                            + number "latentCycle" one
                            + number "foldShare" one
                            + number "deadShare" one

                        Assert.Equal(expected, number "score" one, 12)

                    let again = Program.json [ "audit"; run; "--points"; "60"; "--threads"; "2" ]
                    Assert.Equal(answer.GetRawText(), again.GetRawText())

                    // A file of weights has no history of errors.
                    let alone =
                        Program.json [ "audit"; Path.Combine(run, "model.safetensors"); "--points"; "60" ]

                    let one = alone.GetProperty("audits")[0]
                    Assert.Equal(JsonValueKind.Null, one.GetProperty("testMse").ValueKind)
                    Assert.Equal(number "score" audits[2], number "score" one)))

        testCase "predict orders every point twice and writes all of them" (fun () ->
            inFolder (fun run images folder ->
                let images = if File.Exists images then images else images + ".gz"
                let out = Path.Combine(folder, "out")

                let answer =
                    Program.json [ "predict"; run; "--points"; images; "--top"; "5"; "--out"; out ]

                let count = whole "points" answer
                let first = answer.GetProperty("first").EnumerateArray() |> List.ofSeq
                Assert.Equal<int list>([ 1..5 ], first |> List.map (whole "place"))
                let lines = File.ReadAllLines(Path.Combine(out, "predictions.csv"))
                Assert.Equal(count + 1, lines.Length)

                let column index =
                    lines
                    |> Array.skip 1
                    |> Array.map (fun line -> int (line.Split(',')[index]))
                    |> Array.sort

                Assert.Equal<int[]>([| 1..count |], column 0)
                Assert.Equal<int[]>([| 1..count |], column 4)))

        testCase "what audit and predict cannot use is said in one line" (fun () ->
            inFolder (fun run _ folder ->
                Assert.Contains("MODEL is missing", Program.refusal [ "audit" ])
                Assert.Contains("--points 1", Program.refusal [ "audit"; run; "--points"; "1" ])
                Assert.Contains("no-such", Program.refusal [ "audit"; "no-such" ])
                let single = Path.Combine(folder, "single")
                let arch = [ "--arch"; "784-4-d"; "--latent"; "1"; "--epochs"; "0" ]
                let data = [ "--data"; Path.Combine(folder, "data"); "--out"; single ]
                Assert.Equal(0, (Program.run ("train" :: arch @ data)).Status)
                Assert.Contains("latent width 1", Program.refusal [ "audit"; single ])
                Assert.Contains("--points is missing", Program.refusal [ "predict"; run ])
                Assert.Contains("does not exist", Program.refusal [ "predict"; run; "--points"; "no-such.npy" ])
                let narrow = Path.Combine(folder, "narrow.csv")
                File.WriteAllText(narrow, "0.1,0.2,0.3\n0.3,0.2,0.1\n")
                Assert.Contains("784", Program.refusal [ "predict"; run; "--points"; narrow ])
                let broken = Path.Combine(folder, "nan.csv")
                File.WriteAllText(broken, String.concat "," (List.replicate 784 "nan") + "\n")
                Assert.Contains("nan.csv", Program.refusal [ "predict"; run; "--points"; broken ])))

        testCase "two orders of points that a network cannot tell apart have no rank correlation" (fun () ->
            inFolder (fun run _ folder ->
                let points = Path.Combine(folder, "same.csv")
                let row = String.concat "," (List.replicate 784 "0.25")
                File.WriteAllLines(points, List.replicate 6 row)
                let answer = Program.json [ "predict"; run; "--points"; points ]
                Assert.Equal(JsonValueKind.Null, answer.GetProperty("spearmanWithBaseline").ValueKind)
                let first = answer.GetProperty("first").EnumerateArray() |> List.ofSeq
                Assert.Equal<int list>([ 0..5 ], first |> List.map (whole "point"))))
    ]
