/// spectra as its users run it: tables, figures, files, bad input.
module Neurovariety.Scripts.Tests.SpectraCommandTests

open Expecto
open System
open System.IO
open System.Numerics
open System.Text.Json
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Training
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser
open Neurovariety.Tests.Support

let private fixture name =
    Path.Combine(Repository.root, "tests", "Core.Tests", "Fixtures", name)

let private number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()
let private whole (name: string) (element: JsonElement) = element.GetProperty(name).GetInt32()

let private list (name: string) (element: JsonElement) =
    element.GetProperty(name).EnumerateArray() |> List.ofSeq

/// Synthetic digits in a folder, and a network of them that is trained a little.
let private inFolder (act: string -> string -> string -> unit) =
    Program.inFolder (fun folder ->
        let data = Path.Combine(folder, "data")
        let run = Path.Combine(folder, "run")
        Assert.Equal(0, (Program.run [ "data"; "synthesize"; "--count"; "240"; "--out"; data ]).Status)

        let trained =
            Program.run [
                "train"
                "--arch"
                "784-12-d"
                "--latent"
                "3"
                "--epochs"
                "4"
                "--batch"
                "16"
                "--data"
                data
                "--out"
                run
            ]

        Assert.True((trained.Status = 0), trained.Error)
        act folder data run)

/// A network whose hidden units never become active: both Jacobians are 0 at every point.
let private dead folder =
    let path = Path.Combine(folder, "dead.safetensors")

    let layer inputs outputs (bias: float32) activation =
        let weights = Array.create (inputs * outputs) 0.01f
        let biases = Array.create outputs bias
        AffineLayer.Of(inputs, outputs, ReadOnlySpan weights, ReadOnlySpan biases, activation)

    let network =
        Autoencoder.Of(
            [| layer 6 4 -10f Activation.Relu; layer 4 2 0f Activation.Identity |],
            [| layer 2 4 -10f Activation.Relu; layer 4 6 0f Activation.Tanh |]
        )

    AutoencoderFile.Write(path, network)
    path

let private points folder name (rows: string list) =
    let path = Path.Combine(folder, name)
    File.WriteAllText(path, String.Join('\n', rows) + "\n")
    path

[<Tests>]
let tests =
    testList "SpectraCommandTests" [
        testCase
            "a run gives a table of all its images, with figures of every split and class, and every file that is promised"
            (fun () ->
                inFolder (fun folder data run ->
                    let out = Path.Combine(folder, "out")
                    let answer = Program.json [ "spectra"; run; "--data"; data; "--out"; out ]
                    Assert.Equal(run, answer.GetProperty("model").GetString())

                    Assert.Equal(
                        (3, 280, 240, 40),
                        (whole "latent" answer,
                         whole "points" answer,
                         whole "trainPoints" answer,
                         whole "testPoints" answer)
                    )

                    Assert.Equal(4, whole "epoch" answer)
                    let seconds = answer.GetProperty "seconds"

                    Assert.True(
                        number "total" seconds
                        >= number "assembly" seconds + number "eigenvalues" seconds
                    )

                    Assert.True(number "load" seconds > 0.0)

                    for file in
                        [
                            "spectra.safetensors"
                            "spectra.csv"
                            "report.html"
                            "result.json"
                            "eigenvalues-sample.csv"
                            "modulus-histogram.csv"
                            "argument-histogram.csv"
                            "means.csv"
                            "log-omega-sample.csv"
                        ] do
                        Assert.True(File.Exists(Path.Combine(out, file)), file)

                    // The file holds what the library computes of the same network and images.
                    let struct (table, notes) =
                        SpectrumFile.ReadWithNotes(Path.Combine(out, "spectra.safetensors"))

                    Assert.Equal("0", notes["seed"])
                    Assert.Equal("4", notes["epoch"])
                    Assert.Equal("784-12-3", notes["arch"])
                    let network = AutoencoderFile.Read(Path.Combine(run, "model.safetensors"))
                    let dataset = DatasetLocator.Load(DatasetOptions.ForUser data)
                    let expected = JacobianSpectrum.OfImages(network, dataset.Train, dataset.Test)
                    Assert.Equal<Complex[]>(expected.Input.Eigenvalues.ToArray(), table.Input.Eigenvalues.ToArray())

                    Assert.Equal<Complex[]>(
                        expected.LatentSpace.Eigenvalues.ToArray(),
                        table.LatentSpace.Eigenvalues.ToArray()
                    )

                    Assert.Equal<float[]>(expected.Ink.ToArray(), table.Ink.ToArray())

                    let ink =
                        dataset.Train.Image(7).ToArray()
                        |> Array.averageBy (fun p -> float p / 127.5 - 1.0)

                    Assert.Equal(ink, table.Ink[7], 5)

                    // The figures by routes of their own.
                    let summary = answer.GetProperty "summary"
                    let traces = table.LatentSpace.Trace.ToArray()

                    Assert.Equal(
                        Array.average traces,
                        number "mean" (summary.GetProperty("latentSpace").GetProperty "trace"),
                        10
                    )

                    let moduli =
                        table.Input.Eigenvalues.ToArray() |> Array.map Complex.Abs |> Array.sort

                    let modulus = summary.GetProperty("input").GetProperty "modulus"
                    Assert.Equal(moduli[moduli.Length - 1], number "max" modulus)
                    Assert.Equal((moduli[419] + moduli[420]) / 2.0, number "median" modulus, 12)
                    Assert.Equal(table.Input.ReversingCount, whole "reversing" (summary.GetProperty "input"))
                    let parts = list "splits" summary
                    Assert.Equal<int list>([ 240; 40 ], parts |> List.map (whole "points"))
                    let classes = list "classes" summary
                    Assert.Equal<int list>([ 0..9 ], classes |> List.map (whole "label"))
                    Assert.Equal(280, classes |> List.sumBy (whole "points"))

                    for one in classes do
                        let label = whole "label" one

                        let mine = [
                            for i in 0..279 do
                                if table.Labels[i] = label then
                                    table.Mse[i]
                        ]

                        Assert.Equal(List.average mine, number "mean" (one.GetProperty "mse"), 12)))

        testCase
            "several epochs give one table each, the last one's in the folder itself; threads change no bit"
            (fun () ->
                inFolder (fun folder data run ->
                    let compute name threads =
                        let out = Path.Combine(folder, name)

                        out,
                        Program.json [
                            "spectra"
                            run
                            "--data"
                            data
                            "--split"
                            "test"
                            "--epochs"
                            "4,0,1"
                            "--out"
                            out
                            "--threads"
                            threads
                        ]

                    let one, answer = compute "one" "1"
                    let two, _ = compute "two" "2"
                    Assert.Equal<int list>([ 0; 1; 4 ], list "epochs" answer |> List.map (whole "epoch"))
                    Assert.Equal(40, whole "points" answer)

                    for place in [ ""; "epoch-00000"; "epoch-00001" ] do
                        let bytes folder =
                            File.ReadAllBytes(Path.Combine(folder, place, "spectra.safetensors"))

                        Assert.Equal<byte[]>(bytes one, bytes two)

                    let mse =
                        list "epochs" answer
                        |> List.map (fun epoch -> number "mean" (epoch.GetProperty("summary").GetProperty "mse"))

                    Assert.True(mse[0] > mse[2], "training lowers the error")

                    Assert.Contains(
                        "no checkpoint of epoch 7",
                        Program.refusal [ "spectra"; run; "--data"; data; "--epochs"; "0,7" ]
                    )))

        testCase "--points takes a number of images or points of one's own" (fun () ->
            inFolder (fun folder data run ->
                let some = Program.json [ "spectra"; run; "--data"; data; "--points"; "70" ]
                Assert.Equal((70, 60, 10), (whole "points" some, whole "trainPoints" some, whole "testPoints" some))

                let one =
                    Program.json [ "spectra"; run; "--data"; data; "--points"; "3"; "--split"; "test" ]

                Assert.Equal((3, 0, 3), (whole "points" one, whole "trainPoints" one, whole "testPoints" one))
                // The same images as text in 0 ... 255.
                let dataset = DatasetLocator.Load(DatasetOptions.ForUser data)

                let row i =
                    String.Join(',', dataset.Test.Image(i).ToArray())

                let file = points folder "mine.csv" [ for i in 0..2 -> row i ]
                let own = Program.json [ "spectra"; run; "--points"; file; "--range"; "0..255" ]
                Assert.Equal(3, whole "points" own)
                Assert.Empty(list "classes" (own.GetProperty "summary"))

                let mse (answer: JsonElement) =
                    number "mean" (answer.GetProperty("summary").GetProperty "mse")

                Assert.Equal(mse one, mse own, 6)))

        testCase "singular Jacobians are counted, and no table holds NaN" (fun () ->
            Program.inFolder (fun folder ->
                let file = points folder "points.csv" [ "0,1,0,1,0,1"; "0.5,0,0,0,0,1" ]
                let out = Path.Combine(folder, "out")
                let answer = Program.json [ "spectra"; dead folder; "--points"; file; "--out"; out ]

                for space in [ "input"; "latentSpace" ] do
                    let figures = answer.GetProperty("summary").GetProperty space
                    Assert.Equal(2, whole "singular" figures)
                    Assert.Equal(0, whole "reversing" figures)
                    Assert.Equal(JsonValueKind.Null, figures.GetProperty("logOmega").ValueKind)
                    Assert.Equal(2.0, number "smallMean" figures)

                let text = File.ReadAllText(Path.Combine(out, "spectra.csv"))
                Assert.Contains("-Infinity", text)

                for path in Directory.GetFiles(out, "*.csv") do
                    Assert.DoesNotContain("NaN", File.ReadAllText path)

                let table = SpectrumFile.Read(Path.Combine(out, "spectra.safetensors"))
                Assert.Equal(2, table.Input.SingularCount)
                Assert.True(Double.IsNegativeInfinity(table.Input.LogOmega[0]))))

        testCase "a model and points that do not fit are refused in one line" (fun () ->
            Program.inFolder (fun folder ->
                let model = dead folder

                let spectra arguments =
                    Program.refusal ("spectra" :: arguments)

                let good = points folder "good.csv" [ "0,1,0,1,0,1" ]
                Assert.Contains("MODEL is missing", spectra [])
                Assert.Contains("does not exist", spectra [ Path.Combine(folder, "no.safetensors") ])

                Assert.Contains(
                    "points of 3 numbers",
                    spectra [ model; "--points"; points folder "narrow.csv" [ "0,1,0" ] ]
                )

                Assert.Contains("nan.csv", spectra [ model; "--points"; points folder "nan.csv" [ "0,NaN,0,1,0,1" ] ])
                Assert.Contains("no splits", spectra [ model; "--points"; good; "--split"; "train" ])
                Assert.Contains("--data", spectra [ model; "--points"; good; "--data"; "synthetic" ])
                Assert.Contains("1 or more", spectra [ model; "--points"; "0" ])
                Assert.Contains("1 or more", spectra [ model; "--points"; "-5" ])
                Assert.Contains("does not exist", spectra [ model; "--points"; "nowhere" ])
                Assert.Contains("range", spectra [ model; "--points"; good; "--range"; "0..2" ])
                Assert.Contains("--range goes with", spectra [ model; "--data"; "synthetic"; "--range"; "0..1" ])
                Assert.Contains("train, test, both", spectra [ model; "--split"; "all" ])
                Assert.Contains("single, double", spectra [ model; "--precision"; "half" ])

                Assert.Contains(
                    "--epochs goes with a run folder",
                    spectra [ model; "--points"; good; "--epochs"; "1" ]
                )

                Assert.Contains(
                    "takes 6 numbers, but images of 28x28 have 784",
                    spectra [ model; "--data"; "synthetic" ]
                )

                let write name (encoder: AffineLayer[]) decoder =
                    let path = Path.Combine(folder, name)
                    AutoencoderFile.Write(path, Autoencoder.Of(encoder, decoder))
                    path

                let layer inputs outputs =
                    let weights = Array.create (inputs * outputs) 0.1f
                    let bias = Array.create outputs 0f
                    AffineLayer.Of(inputs, outputs, ReadOnlySpan weights, ReadOnlySpan bias, Activation.Tanh)

                let narrow = write "narrow.safetensors" [| layer 6 1 |] [| layer 1 6 |]
                Assert.Contains("latent width 1", spectra [ narrow; "--points"; good ])
                let other = write "other.safetensors" [| layer 6 2 |] [| layer 2 5 |]
                Assert.Contains("the last layer gives 5 numbers", spectra [ other; "--points"; good ])))

        mnistCase "eigenvalues of the reference network are those computed elsewhere from full Jacobians" (fun () ->
            Program.inFolder (fun folder ->
                let out = Path.Combine(folder, "out")

                Program.json [
                    "spectra"
                    fixture "autoencoder_small.safetensors"
                    "--split"
                    "test"
                    "--points"
                    "50"
                    "--precision"
                    "double"
                    "--out"
                    out
                ]
                |> ignore

                let table = SpectrumFile.Read(Path.Combine(out, "spectra.safetensors"))

                let reference =
                    JsonDocument.Parse(File.ReadAllText(fixture "autoencoder_small_spectra.json")).RootElement

                let expected = list "points" reference
                Assert.Equal(expected.Length, table.Count)

                expected
                |> List.iteri (fun i point ->
                    Assert.Equal(number "mse" point, table.Mse[i], 10)

                    for name, column in [ "eig_I", table.Input; "eig_L", table.LatentSpace ] do
                        list name point
                        |> List.iteri (fun k value ->
                            let wanted = Complex(value[0].GetDouble(), value[1].GetDouble())
                            let found = column.EigenvaluesAt(i)[k]
                            Assert.InRange(Complex.Abs(found - wanted), 0.0, 1e-9 * Complex.Abs wanted)))))

        browserCase "the page of a network draws every chart" (fun () ->
            inFolder (fun folder data run ->
                let out = Path.Combine(folder, "out")

                Program.json [ "spectra"; run; "--data"; data; "--epochs"; "0,1,4"; "--out"; out ]
                |> ignore

                let seen = visit None (Path.Combine(out, "report.html"))
                Assert.Equal(8, seen.Charts)
                Assert.False(seen.Overflows, "something is wider than the window")
                Assert.Contains("Spectra of 784-12-3, d = 3", seen.Text)

                if File.ReadAllText(Path.Combine(out, "report.html")).Length > 2_000_000 then
                    Assert.Empty seen.Errors
                    Assert.Empty seen.Requests
                    Assert.Equal(8, seen.Drawn)))

        testCase "eigenvalues that are 0 have no argument in the histogram" (fun () ->
            // Two units for three latent ones: an eigenvalue is 0 at every point.
            let architecture = Architecture.Parse("12-2-d", Nullable 3)

            let network = Autoencoder.Initialise(architecture, RandomSource.FromSeed 5UL)

            let samples = Array.init (40 * 12) (fun i -> float32 (i * i % 17) / 8f - 1f)
            let table = JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples)

            let report: SpectraReport = {
                Title = ""
                Lead = ""
                Facts = Table.create [] []
                Spectra = table
                Summary = SpectralStatistics.Of table
                Epochs = []
            }

            let rows =
                (SpectraReport.csvs report
                 |> List.find (fst >> (=) "argument-histogram.csv")
                 |> snd)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                |> Array.skip 1
                |> Array.map (fun line -> line.Split ',' |> Array.map float)

            let values = table.Input.Eigenvalues.ToArray()
            let turning = values |> Array.filter (fun value -> value <> Complex.Zero)
            Assert.True(turning.Length > 0 && turning.Length < values.Length)

            let positive =
                turning |> Array.filter (fun value -> abs value.Phase < Math.PI / 61.0)

            let middle = rows |> Array.minBy (fun row -> abs row[0])
            Assert.Equal(float positive.Length / float turning.Length, middle[1], 12)
            Assert.Equal(1.0, rows |> Array.sumBy (fun row -> row[1]), 12))
    ]
