/// memory and reproduce memory as their users run them.
module Neurovariety.Scripts.Tests.MemoryCommandTests

open Expecto
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private number (name: string) (answer: JsonElement) = answer.GetProperty(name).GetDouble()

let private numbers (name: string) (answer: JsonElement) =
    answer.GetProperty(name).EnumerateArray() |> Seq.map _.GetDouble() |> List.ofSeq

let private memory = [ "memory"; "--data"; "synthetic" ]

[<Tests>]
let tests =
    testList "MemoryCommandTests" [
        testCase "the answer has the promised fields, and an easy task is solved" (fun () ->
            let answer =
                Program.json (memory @ [ "--patterns"; "20"; "--noise"; "0.2"; "--runs"; "3" ])

            Assert.Equal(1.0, number "accuracy" answer)
            Assert.Equal<float list>([ 1.0; 1.0; 1.0 ], numbers "runs" answer)
            Assert.Equal(60.0, number "threshold" answer)

            match numbers "interval" answer with
            | [ low; high ] ->
                Assert.InRange(low, 0.9, 1.0)
                Assert.Equal(1.0, high)
            | other -> Assert.Fail $"{other}")

        testCase "the same seed gives the same answer for any number of threads, another seed another one" (fun () ->
            let ask extra =
                (Program.json (
                    memory
                    @ [
                        "--patterns"
                        "150"
                        "--similarity"
                        "jensen-shannon"
                        "--noise"
                        "0.9"
                        "--runs"
                        "2"
                    ]
                    @ extra
                ))
                    .GetRawText()

            Assert.Equal(ask [ "--threads"; "1" ], ask [ "--threads"; "2" ])
            Assert.NotEqual<string>(ask [], ask [ "--seed"; "5" ]))

        testCase "beta acts in corrected mode and cancels in published mode" (fun () ->
            let found name mode beta =
                Program.json (
                    memory
                    @ [
                        "--mode"
                        mode
                        "--similarity"
                        "manhattan"
                        "--separation"
                        "softmax"
                        "--beta"
                        beta
                    ]
                    @ [ "--patterns"; "40"; "--mask"; "0.5"; "--runs"; "1" ]
                )
                |> number name

            Assert.Equal(found "accuracy" "published" "0.001", found "accuracy" "published" "100")
            // At a small beta the answer is a mixture, and never a pattern itself.
            Assert.Equal(0.0, found "exact" "corrected" "0.0001")
            Assert.True(found "exact" "corrected" "100" > 0.2))

        testTheory
            "every damage and pairs of patterns are asked for by their options"
            [ "--mask|0.3"; "--random-mask|0.3"; "--inpaint|0.1"; "--hetero|--noise|0.1" ]
            (fun (options: string) ->
                let answer =
                    Program.json (
                        memory
                        @ [ "--patterns"; "10"; "--runs"; "1" ]
                        @ List.ofArray (options.Split '|')
                    )

                Assert.InRange(number "accuracy" answer, 0.5, 1.0)
                Assert.Equal(options.StartsWith "--hetero", answer.GetProperty("hetero").GetBoolean()))

        testCase "points of a file are patterns as they are, and negative ones are no distributions" (fun () ->
            Program.inFolder (fun folder ->
                let file = Path.Combine(folder, "points.csv")
                File.WriteAllText(file, "-1,0.5,0,0.25\n0.5,-0.5,1,0\n0,0.25,-0.75,1\n")
                let from = [ "memory"; "--points"; file; "--patterns"; "3"; "--noise"; "0.01" ]
                let answer = Program.json from
                Assert.Equal(1.0, number "accuracy" answer)
                Assert.Equal(60.0 * 4.0 / 784.0, number "threshold" answer, 12)
                Assert.Contains("negative entry", Program.refusal (from @ [ "--similarity"; "kl" ]))
                File.WriteAllText(file, "1,2\nnan,3\n")
                Assert.Contains("nan", (Program.refusal from).ToLowerInvariant())))

        testTheory
            "what makes no sense is refused in one line"
            [
                "--similarity|hamming", "expected dot, normalised-dot"
                "--separation|cubic", "expected one of identity, softmax"
                "--separation|top-k:0", "expected one of identity"
                "--mode|fixed", "corrected, published"
                "--patterns|0", "1 or more"
                "--patterns|7000", "7000 patterns asked for, but there are 6000"
                "--hetero|--patterns|3001", "6002 patterns asked for, but there are 6000"
                "--runs|0", "1 or more"
                "--beta|0", "above 0"
                "--beta|big", "expected a number"
                "--noise|-1", "0 or more"
                "--noise|0,5", "expected a number"
                "--mask|1.5", "from 0 to 1"
                "--inpaint|nan", "expected a number"
                "--noise|0.1|--mask|0.5", "one way only"
                "--range|0..1", "--range goes with --points"
                "--points|no-such.npy", "give one"
            ]
            (fun (options: string, complaint: string) ->
                Assert.Contains(complaint, Program.refusal (memory @ List.ofArray (options.Split '|'))))

        browserCase "the page of a trial shows pictures and its chart" (fun () ->
            Program.inFolder (fun folder ->
                let out = Path.Combine(folder, "out")

                let outcome =
                    Program.run (
                        memory
                        @ [
                            "--patterns"
                            "12"
                            "--noise"
                            "0.5"
                            "--runs"
                            "2"
                            "--hetero"
                            "--out"
                            out
                        ]
                    )

                Assert.Equal(0, outcome.Status)
                Assert.True(File.Exists(Path.Combine(out, "result.json")))
                Assert.Equal(1 + 2 * 12, File.ReadAllLines(Path.Combine(out, "retrieval.csv")).Length)
                let visit = Browser.visit None (Path.Combine(out, "report.html"))
                Assert.Empty visit.Errors
                Assert.Equal(1, visit.Charts)
                Assert.Equal(1, visit.Pictures)
                Assert.Contains("An associative memory", visit.Text)
                Assert.False visit.Overflows
                Assert.Equal(1, visit.Drawn)))

        browserCase "reproduce memory reports every experiment, claim by claim" (fun () ->
            Program.inFolder (fun folder ->
                let data = Path.Combine(folder, "data")
                Assert.Equal(0, (Program.run [ "data"; "synthesize"; "--count"; "240"; "--out"; data ]).Status)

                let trained =
                    Program.run [
                        "train"
                        "--arch"
                        "784-16-8-d"
                        "--latent"
                        "3"
                        "--epochs"
                        "2"
                        "--data"
                        data
                        "--out"
                        Path.Combine(folder, "runs")
                    ]

                Assert.Equal(0, trained.Status)
                let model = Path.Combine(folder, "runs")
                let out = Path.Combine(folder, "out")

                let command = [
                    "reproduce"
                    "memory"
                    "--scale"
                    "smoke"
                    "--data"
                    data
                    "--model"
                    model
                    "--out"
                    out
                ]

                let answer = Program.json command
                Assert.Equal("memory", answer.GetProperty("experiment").GetString())
                Assert.Equal(10, answer.GetProperty("experiments").GetArrayLength())
                Assert.Equal(15, answer.GetProperty("claims").GetArrayLength())
                Assert.Equal(30, answer.GetProperty("autoencoder").GetProperty("digits").GetInt32())

                for one in answer.GetProperty("experiments").EnumerateArray() do
                    Assert.True(File.Exists(Path.Combine(out, one.GetProperty("key").GetString() + ".csv")))

                for file in
                    [
                        "report.html"
                        "checks.csv"
                        "capacity.csv"
                        "autoencoder.csv"
                        "bridge.csv"
                        "autoencoder.png"
                    ] do
                    Assert.True(File.Exists(Path.Combine(out, file)), file)

                let visit = Browser.visit None (Path.Combine(out, "report.html"))
                Assert.Empty visit.Errors
                Assert.Equal(23, visit.Charts)
                Assert.Equal(23, visit.Drawn)
                Assert.False visit.Overflows
                // Memories of 40 digits are not put beside what others measured with 1000.
                Assert.DoesNotContain("measured elsewhere, and ours", visit.Text)
                Assert.Contains("No memory of the sizes that were measured elsewhere", visit.Text)
                Assert.Contains("--force", Program.refusal command)

                Assert.Contains(
                    "no-such",
                    Program.refusal (
                        command @ [ "--force" ]
                        |> List.map (fun t -> if t = model then "no-such" else t)
                    )
                )))
    ]
