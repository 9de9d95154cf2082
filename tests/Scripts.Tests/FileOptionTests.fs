/// --entry, --drop, --array, --header: what a file does not say, and what the program says that it decided.
module Neurovariety.Scripts.Tests.FileOptionTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Data
open Neurovariety.Scripts.Surface
open Neurovariety.Tests.Support
open Neurovariety.Scripts.Tests.Support

let private report name =
    Path.Combine(Repository.root, "tests", "Core.Tests", "Fixtures", "reports", name)

let private widths (answer: JsonElement) = [
    for layer in answer.GetProperty("layers").EnumerateArray() -> layer.GetProperty("outputs").GetInt32()
]

let private says (words: string) (outcome: Program.Outcome) =
    Assert.Equal(0, outcome.Status)
    Assert.Contains(words, outcome.Error)

[<Tests>]
let tests =
    testList "FileOptionTests" [
        testCase "what was decided about a model is said on standard error, and options decide" (fun () ->
            let evaluate more =
                [ "evaluate"; report "vaesq.pt"; "--data"; "synthetic" ] @ more

            says "the mean 'fc_mu.weight' is the code" (Program.run (evaluate []))
            let dropped = Program.run (evaluate [ "--drop"; "fc_mu" ])
            says "left out as asked: fc_mu.weight, fc_mu.bias" dropped
            Assert.Contains("there is no 'no' to leave out", Program.refusal (evaluate [ "--drop"; "no" ]))
            let answer = Program.json (evaluate [ "--drop"; "fc_mu,fc_logvar" ])
            Assert.Equal<int list>([ 20; 784 ], widths answer))

        testCase "an entry names the model of a checkpoint" (fun () ->
            let evaluate more =
                [ "evaluate"; report "ckpt_size.pt"; "--data"; "synthetic" ] @ more

            Assert.Equal<int list>([ 32; 6; 32; 784 ], widths (Program.json (evaluate [ "--entry"; "state_dict" ])))
            Assert.Contains("there is no entry 'ema'", Program.refusal (evaluate [ "--entry"; "ema" ])))

        testCase "an array is said or named, a header is said or decided" (fun () ->
            let predict more =
                [ "predict"; report "base.pt"; "--points"; report "kerasorder.npz" ] @ more

            says "'x_test' was read; --array NAME takes another" (Program.run (predict []))

            let named = Program.json (predict [ "--array"; "x_train" ])
            Assert.Equal(16, named.GetProperty("points").GetInt32())
            Assert.Equal("x_train", named.GetProperty("data").GetProperty("array").GetString())

            let nearest more =
                [
                    "nearest"
                    "(1 2)"
                    "--degree"
                    "3"
                    "--rank"
                    "1"
                    "--constraint"
                    "invariant"
                    "--matrix"
                    report "pandas.csv"
                ]
                @ more

            says "line 1 was taken for a header" (Program.run (nearest []))

            let distance (answer: JsonElement) =
                answer.GetProperty("squaredDistance").GetDouble()

            Assert.Equal(2.00663365, distance (Program.json (nearest [])), 8)
            Assert.NotEqual(2.00663365, distance (Program.json (nearest [ "--header"; "no" ])), 3)
            Assert.Contains("expected auto, yes, no", Program.refusal (nearest [ "--header"; "maybe" ])))

        testCase "options that nothing would read are refused" (fun () ->
            for arguments, words in
                [
                    [ "spectra"; report "base.pt"; "--array"; "x" ], "--array and --header go with --points FILE"
                    [ "lmd"; report "base.pt"; "--header"; "no" ], "--array and --header go with --points FILE"
                    [ "check"; "--group"; "(1 2)"; "--drop"; "x" ], "--drop goes with --model"
                    [ "check"; "--group"; "(1 2)"; "--entry"; "x" ], "--entry goes with --model"
                    [ "check"; "--group"; "(1 2)"; "--header"; "no" ], "--header goes with --matrix"
                ] do
                Assert.Contains(words, Program.refusal arguments))

        testCase "from scripts the notes stand with models, points and matrices" (fun () ->
            let model = Models.load (report "pruned_square_nobias.pt")
            Assert.Contains("was computed: its mask", Assert.Single model.Notes)
            Assert.Contains("note          'encoder.2.weight' was computed", model.ToString())

            let hints =
                ModelHints.none
                |> ModelHints.withoutLayers [ "fc_mu" ]
                |> ModelHints.withEntry None

            Assert.Contains("fc_mu", (Models.loadWith hints (report "vaesq.pt")).Notes[0])
            let points = Points.load (Points.file (report "ids.npz"))
            Assert.Contains("'images' was read", Assert.Single points.Warnings)

            let matrix =
                Matrix.tryReadWith CsvHeader.Auto (report "pandas.csv") |> Attempt.value

            Assert.Contains("header", Assert.Single matrix.Notes))
    ]
