/// regress as its users run it, on tables whose answer is known.
module Neurovariety.Scripts.Tests.RegressCommandTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Data
open Neurovariety.Numerics
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()
let private whole (name: string) (element: JsonElement) = element.GetProperty(name).GetInt32()

let private rows (answer: JsonElement) =
    answer.GetProperty("rows").EnumerateArray() |> List.ofSeq

/// A table of two real eigenvalues per point in each space; the error is a line in the trace of J_L, steeper on test points.
let private write (path: string) (notes: (string * string) list) seed labelled =
    let random = RandomSource.FromSeed seed
    let n = 600
    let latent = Array.init (2 * n) (fun _ -> random.NextGaussian())
    // The first twenty points reverse the orientation.
    let first =
        Array.init n (fun i -> (if i < 20 then -1.0 else 1.0) * exp (0.3 * random.NextGaussian()))

    let second = Array.init n (fun _ -> 0.5 * exp (0.2 * random.NextGaussian()))
    let isTest = Array.init n (fun i -> if i % 5 = 0 then 1.0 else 0.0)
    let trace = Array.map2 (+) first second

    let mse =
        Array.init n (fun i -> 1.0 + 0.2 * trace[i] + 0.1 * isTest[i] * trace[i] + 0.05 * random.NextGaussian())

    let values = [|
        for i in 0 .. n - 1 do
            for value in [ first[i]; second[i] ] |> List.sortByDescending abs do
                yield! [ value; 0.0 ]
    |]

    let column (name: string) (data: float[]) =
        StoredTensor.FromDoubles(name, ReadOnlySpan [| n |], ReadOnlySpan data)

    let log = Array.map2 (fun a b -> Math.Log(abs (a * b))) first second
    let sign = first |> Array.map (fun value -> float (sign value))
    let labels = Array.init n (fun i -> if labelled then float (i % 3) else -1.0)

    let tensors = [|
        StoredTensor.FromDoubles("latent", ReadOnlySpan [| n; 2 |], ReadOnlySpan latent)
        column "mse" mse
        column "label" labels
        column "isTest" isTest
        for space in [ "I"; "L" ] do
            StoredTensor.FromDoubles("eigenvalues" + space, ReadOnlySpan [| n; 2; 2 |], ReadOnlySpan values)
            column ("trace" + space) trace
            column ("logOmega" + space) log
            column ("signOmega" + space) sign
    |]

    Directory.CreateDirectory(Path.GetDirectoryName path) |> ignore
    Safetensors.Of(tensors, dict notes).Write path

let private inFolder act =
    Program.inFolder (fun folder ->
        let table (name: string) notes seed labelled =
            let path = Path.Combine(folder, name, "spectra.safetensors")
            write path notes seed labelled
            Path.Combine(folder, name)

        act folder table)

let private known seed = [ "arch", "exp-default"; "seed", seed; "epoch", "300" ]

[<Tests>]
let tests =
    testList "RegressCommandTests" [
        testCase "planted slopes are found, with errors, corrections, and the published coefficients beside" (fun () ->
            inFolder (fun _ table ->
                let one = table "one" (known "0") 1UL true
                let answer = Program.json [ "regress"; one; "--predictor"; "trace" ]
                let row = Assert.Single(rows answer)

                Assert.Equal(
                    (2, 600, 0, 1),
                    (whole "latent" row, whole "n" row, whole "excluded" row, whole "networks" row)
                )

                Assert.Equal("latent", answer.GetProperty("space").GetString())
                let errors = row.GetProperty "robustErrors"
                // In standard deviations of trace and error the slopes are in the ratio that was planted.
                Assert.Equal(number "slope" row + number "testInteraction" row, number "testSlope" row, 12)
                let ratio = number "testInteraction" row / number "slope" row
                Assert.InRange(ratio, 0.4, 0.6)
                Assert.InRange(number "slope" errors, 0.001, 0.1)
                Assert.True(number "r2" row > 0.6)
                Assert.True(number "testInteraction" (row.GetProperty "robustP") < 1e-6)
                // One latent width: nothing to correct.
                Assert.Equal(number "testInteraction" (row.GetProperty "robustP"), number "correctedP" row)
                Assert.Equal(-0.0018, number "slope" (row.GetProperty "published"))
                Assert.InRange(number "classShare" row, 0.0, 0.1)
                Assert.False(row.TryGetProperty "clusteredErrors" |> fst)
                // Without a logarithm of omega a point is left out, and counted.
                let logarithms =
                    rows (Program.json [ "regress"; one; "--space"; "input" ]) |> List.exactlyOne

                Assert.Equal((580, 20), (whole "n" logarithms, whole "excluded" logarithms))
                Assert.Equal(0.067, number "slope" (logarithms.GetProperty "published"))))

        testCase "networks of several seeds are pooled with clustered errors, and each class can stand alone" (fun () ->
            inFolder (fun folder table ->
                let tables = [
                    for seed in 0..2 -> table $"seed{seed}" (known (string seed)) (uint64 seed + 1UL) true
                ]

                let out = Path.Combine(folder, "out")

                let answer =
                    Program.json (
                        [
                            "regress"
                            "--predictor"
                            "trace"
                            "--control"
                            "class"
                            "--by-class"
                            "--out"
                            out
                        ]
                        @ tables
                    )

                let row = Assert.Single(rows answer)
                Assert.Equal((1800, 3), (whole "n" row, whole "networks" row))
                Assert.True(number "slope" (row.GetProperty "clusteredErrors") > 0.0)
                Assert.Equal(number "testInteraction" (row.GetProperty "clusteredP"), number "correctedP" row)
                let classes = row.GetProperty("classes").EnumerateArray() |> List.ofSeq
                Assert.Equal<int list>([ 0; 1; 2 ], classes |> List.map (whole "label"))
                Assert.Equal(1800, classes |> List.sumBy (whole "n"))
                let csv = File.ReadAllLines(Path.Combine(out, "regression.csv"))
                Assert.Equal(1 + 5 * 4, csv.Length)
                let latex = File.ReadAllText(Path.Combine(out, "regression.tex"))
                Assert.Contains("\\begin{tabular}", latex)
                Assert.Contains("$-0.0018$", latex)
                Assert.True(File.Exists(Path.Combine(out, "report.html")))))

        testCase "what cannot be regressed is refused in one line" (fun () ->
            inFolder (fun folder table ->
                let one = table "one" (known "0") 1UL true
                let plain = table "plain" [ "arch", "exp-default" ] 2UL false
                let other = table "other" [ "arch", "exp-5-layer" ] 3UL true
                let again = table "again" (known "0") 4UL true

                let regress arguments =
                    Program.refusal ("regress" :: arguments)

                Assert.Contains("SPECTRA is missing", regress [])
                Assert.Contains("does not exist", regress [ Path.Combine(folder, "nowhere") ])
                Assert.Contains("holds no spectra.safetensors", regress [ folder ])
                Assert.Contains("given twice", regress [ one; Path.Combine(one, "spectra.safetensors") ])
                Assert.Contains("exp-5-layer", regress [ one; other ])
                Assert.Contains("give each network once", regress [ one; again ])
                Assert.Contains("no labels", regress [ plain; "--control"; "class" ])
                Assert.Contains("no labels", regress [ plain; "--by-class" ])
                Assert.Contains("ink", regress [ one; "--control"; "class+ink" ])
                Assert.Contains("log-omega, trace", regress [ one; "--predictor"; "determinant" ])
                Assert.Contains("latent, input", regress [ one; "--space"; "image" ])
                let broken = Path.Combine(folder, "broken.safetensors")
                File.WriteAllText(broken, "nothing")
                Assert.Contains("broken.safetensors", regress [ broken ])))

        testCase "points that all reverse the orientation, and errors that are no numbers, are named" (fun () ->
            Program.inFolder (fun folder ->
                // Ten points with eigenvalues 1 and second.
                let tiny (name: string) second (mse: float[]) =
                    let path = Path.Combine(folder, name)

                    let column (name: string) (shape: int list) (values: float[]) =
                        StoredTensor.FromDoubles(name, ReadOnlySpan(Array.ofList (10 :: shape)), ReadOnlySpan values)

                    let tensors = [|
                        column "latent" [ 2 ] (Array.zeroCreate 20)
                        column "mse" [] mse
                        column "label" [] (Array.create 10 -1.0)
                        column "isTest" [] (Array.zeroCreate 10)
                        for space in [ "I"; "L" ] do
                            column
                                ("eigenvalues" + space)
                                [ 2; 2 ]
                                (Array.init 40 (fun i -> [| 1.0; 0.0; second; 0.0 |][i % 4]))

                            column ("trace" + space) [] (Array.create 10 (1.0 + second))
                            column ("logOmega" + space) [] (Array.create 10 (log (abs second)))
                            column ("signOmega" + space) [] (Array.create 10 (float (sign second)))
                    |]

                    Safetensors.Of(tensors, dict (known "0")).Write path
                    path

                let reversed = tiny "reversed.safetensors" -0.5 (Array.init 10 float)
                let singular = tiny "singular.safetensors" 0.0 (Array.init 10 float)

                for path in [ reversed; singular ] do
                    Assert.Contains(
                        "10 with omega <= 0 are left out; expected 8 or more",
                        Program.refusal [ "regress"; path ]
                    )

                let broken =
                    tiny "broken.safetensors" 0.5 (Array.init 10 (fun i -> if i = 3 then nan else float i))

                Assert.Contains(
                    "broken.safetensors: the error of point 3 is NaN",
                    Program.refusal [ "regress"; broken ]
                )))

        browserCase "the page of the regressions draws every chart" (fun () ->
            inFolder (fun folder table ->
                let tables = [
                    for seed in 0..1 -> table $"seed{seed}" (known (string seed)) (uint64 seed + 1UL) true
                ]

                let out = Path.Combine(folder, "out")
                Program.json ([ "regress"; "--by-class"; "--out"; out ] @ tables) |> ignore
                let seen = visit None (Path.Combine(out, "report.html"))
                Assert.Equal(4, seen.Charts)
                Assert.False(seen.Overflows, "something is wider than the window")
                Assert.Contains("published", seen.Text)

                if File.ReadAllText(Path.Combine(out, "report.html")).Length > 2_000_000 then
                    Assert.Empty seen.Errors
                    Assert.Empty seen.Requests
                    Assert.Equal(4, seen.Drawn)))
    ]
