/// random-matrix as its users run it: figures beside the law, files, bad input.
module Neurovariety.Scripts.Tests.RandomMatrixCommandTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()

let private close (bound: float) (expected: float) (actual: float) =
    Assert.InRange(actual, expected - bound, expected + bound)

let private published = "20,32,64,128,784,128,64,32"

let private answer (options: string list) =
    Program.json ("random-matrix" :: options)

[<Tests>]
let tests =
    testList "RandomMatrixCommandTests" [
        testCase "every law stands beside its samples with all fields" (fun () ->
            for law in [ "semicircle"; "circular"; "ginibre-product"; "marchenko-pastur"; "elliptic" ] do
                let found = answer [ "--law"; law; "--samples"; "60" ]
                let theory, seen = found.GetProperty "law", found.GetProperty "observed"

                for name in [ "median"; "q95"; "max"; "zeroFraction" ] do
                    Assert.True(Double.IsFinite(number name theory) && Double.IsFinite(number name seen))

                // Matrices of 50 rows: the bulk is within a few percent of the limit.
                close (0.06 * number "median" theory) (number "median" theory) (number "median" seen)
                close (0.06 * number "q95" theory) (number "q95" theory) (number "q95" seen)
                let distances = found.GetProperty "distances"

                for name in [ "ks"; "ksPValue"; "wasserstein1"; "cramerVonMises" ] do
                    Assert.True(number name distances >= 0.0)

                Assert.InRange(number "ks" distances, 0.0, 0.1)
                Assert.True(number "seconds" found > 0.0))

        testTheory
            "the formula for rectangular products gives the right medians, not the printed ones"
            [ 2, 6.8e-5, 0.0083; 20, 2.15e-5, 0.0046 ]
            (fun (d: int, square: float, median: float) ->
                let found =
                    answer [
                        "--law"
                        "rectangular-product"
                        "--widths"
                        $"{d},32,64,128,784,128,64,32"
                        "--samples"
                        "100"
                    ]

                let law = found.GetProperty "law"
                close 5e-5 median (number "median" law)
                close 5e-7 square (number "median" law ** 2.0)
                close 1e-12 (1.0 / 81.0) (number "max" law))

        testCase "masks between uniform layers give the zeros of the finite law" (fun () ->
            let found =
                answer [
                    "--law"
                    "relu-product"
                    "--ensemble"
                    "gaussian"
                    "--samples"
                    "2000"
                    "--widths"
                    published
                ]

            let law, seen = found.GetProperty "law", found.GetProperty "observed"
            close 0.015 (number "zeroFraction" law) (number "zeroFraction" seen)
            close 1e-4 0.2797 (number "zeroFraction" law)
            close (0.25 * number "median" law) (number "median" law) (number "median" seen))

        testCase "untrained networks follow the finite law" (fun () ->
            let found =
                answer [
                    "--law"
                    "relu-product"
                    "--widths"
                    published
                    "--samples"
                    "240"
                    "--data"
                    "synthetic"
                ]

            let law, seen = found.GetProperty "law", found.GetProperty "observed"
            close 1e-4 0.2797 (number "zeroFraction" law)
            // 240 networks with a share of zeros each of deviation .12, and digits that are not those of MNIST.
            close 0.08 (number "zeroFraction" law) (number "zeroFraction" seen)
            close (0.4 * number "median" law) (number "median" law) (number "median" seen)
            close (0.25 * number "q95" law) (number "q95" law) (number "q95" seen))

        testCase "the same seed gives the same figures for any number of threads" (fun () ->
            let run threads =
                let found =
                    answer [
                        "--law"
                        "rectangular-product"
                        "--samples"
                        "200"
                        "--threads"
                        threads
                        "--seed"
                        "3"
                    ]

                found.GetProperty("observed").GetRawText()
                + found.GetProperty("distances").GetRawText()

            Assert.Equal(run "1", run "2"))

        testCase "bad input is refused with one line" (fun () ->
            let refused (part: string) options =
                Assert.Contains(part, Program.refusal ("random-matrix" :: options))

            refused "n_1 = 33 must be the smallest" [ "--law"; "rectangular-product"; "--widths"; "33,32,64" ]
            refused "n_1 = 33 must be the smallest" [ "--law"; "relu-product"; "--widths"; "33,32,64,32" ]
            refused "expected 1 or more" [ "--law"; "circular"; "--samples"; "0" ]
            refused "'nan' is no width" [ "--law"; "circular"; "--widths"; "nan" ]
            refused "'0' is no width" [ "--law"; "ginibre-product"; "--widths"; "5,0" ]
            refused "must be equal" [ "--law"; "ginibre-product"; "--widths"; "5,6" ]
            refused "expected m,n" [ "--law"; "marchenko-pastur"; "--widths"; "5" ]
            refused "expected one width" [ "--law"; "semicircle"; "--widths"; "5,6" ]
            refused "even number of widths" [ "--law"; "relu-product"; "--widths"; "2,3,4" ]
            refused "goes back the way it came" [ "--law"; "relu-product"; "--widths"; "2,3,784,4" ]
            refused "between -1 and 1" [ "--law"; "elliptic"; "--correlation"; "1" ]
            refused "between -1 and 1" [ "--law"; "elliptic"; "--correlation"; "nan" ]
            refused "for --law elliptic only" [ "--law"; "circular"; "--correlation"; "0.5" ]
            refused "expected semicircle" [ "--law"; "wigner" ]
            refused "expected gaussian" [ "--law"; "circular"; "--ensemble"; "cauchy" ]
            refused "--law is missing" [])

        browserCase "the report's charts are drawn, with the CSV behind each" (fun () ->
            Program.inFolder (fun folder ->
                for law, charts in [ "elliptic", 4; "marchenko-pastur", 3 ] do
                    let out = Path.Combine(folder, law)

                    let run =
                        Program.run [ "random-matrix"; "--law"; law; "--samples"; "20"; "--out"; out ]

                    Assert.True((run.Status = 0), run.Error)

                    for file in
                        [
                            "result.json"
                            "modulus-histogram.csv"
                            "modulus-distribution.csv"
                            "eigenvalues-sample.csv"
                        ] do
                        Assert.True(File.Exists(Path.Combine(out, file)), file)

                    Assert.Equal((charts = 4), File.Exists(Path.Combine(out, "arguments.csv")))
                    let visit = visit None (Path.Combine(out, "report.html"))
                    Assert.Empty visit.Errors
                    Assert.Equal(charts, visit.Charts)
                    Assert.Equal(charts, visit.Drawn)
                    Assert.False(visit.Overflows, "something is wider than the window")))
    ]
