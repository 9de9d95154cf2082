/// lmd and reproduce lmd as their users run them: rows, figures, files, the report in a browser, bad input.
module Neurovariety.Scripts.Tests.LmdCommandTests

open Expecto
open System
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Studies
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Browser

let private number (name: string) (element: JsonElement) = element.GetProperty(name).GetDouble()
let private whole (name: string) (element: JsonElement) = element.GetProperty(name).GetInt32()

let private list (name: string) (element: JsonElement) =
    element.GetProperty(name).EnumerateArray() |> List.ofSeq

/// A network through 5-4-3-4-5, and points of its input.
let private inFolder (act: string -> string -> string -> unit) =
    Program.inFolder (fun folder ->
        let network =
            Autoencoder.Initialise(Architecture.Parse("6-5-4-d", Nullable 3), RandomSource.FromSeed 4UL)

        let model = Path.Combine(folder, "model.safetensors")
        AutoencoderFile.Write(model, network)
        let random = RandomSource.FromSeed 5UL

        let points =
            Matrix.Create(60, 6, fun i j -> tanh (sin (float (i * (j + 2)) / 7.0) + 0.1 * random.NextGaussian()))

        let file = Path.Combine(folder, "points.csv")
        MatrixFile.Write(file, points)
        act folder model file)

let private lmd model points extra =
    [ "lmd"; model; "--points"; points; "--range"; "-1..1" ] @ extra

let private digits count =
    lazy
        (let draw label count =
            SyntheticDigits.Draw(count, (RandomSource.FromSeed 3UL).Split label)

         Dataset(draw "train" count, draw "test" 40, DatasetOrigin.Synthetic, "drawn by the test", [||]))

[<Tests>]
let tests =
    testList "LmdCommandTests" [
        testCase "lmd answers with the promised fields for every layer and every width up to the rank" (fun () ->
            inFolder (fun _ model points ->
                let answer = Program.json (lmd model points [])
                let layers = list "layers" answer
                Assert.Equal<int list>([ 1..6 ], layers |> List.map (whole "layer"))

                Assert.Equal<(int * int) list>(
                    [ 5, 6; 4, 5; 3, 4; 4, 3; 5, 4; 6, 5 ],
                    layers
                    |> List.map (fun layer ->
                        match list "shape" layer with
                        | [ o; i ] -> o.GetInt32(), i.GetInt32()
                        | other -> failwith $"{other}")
                )

                for layer in layers do
                    Assert.Equal("graph", layer.GetProperty("reading").GetString())
                    let rank = whole "rank" layer
                    Assert.Equal<int list>([ 1..rank ], list "rows" layer |> List.map (whole "latent"))

                    for row in list "rows" layer do
                        Assert.True(number "frobenius" row >= number "frobeniusOptimum" row - 1e-9)
                        Assert.True(number "data" row >= number "dataOptimum" row - 1e-6)

                    for side in [ "input"; "output"; "joint" ] do
                        Assert.InRange(layer.GetProperty("intrinsicDimension") |> number side, 0.1, 30.0)
                        Assert.InRange(layer.GetProperty("participationRatio") |> number side, 1.0, 11.0)

                    let spectrum = layer.GetProperty "weightSpectrum"
                    Assert.Equal(rank, (list "singularValues" spectrum).Length)
                    Assert.Equal(0, whole "rankLoss" spectrum)
                    Assert.True(number "stableRank" spectrum <= float rank)
                    Assert.True(layer.GetProperty("converged").GetBoolean())))

        testCase "the identity reading is the optimum in the Frobenius norm and exact at the rank" (fun () ->
            inFolder (fun _ model points ->
                let answer = Program.json (lmd model points [ "--reading"; "identity" ])

                for layer in list "layers" answer do
                    for row in list "rows" layer do
                        Assert.Equal(number "frobeniusOptimum" row, number "frobenius" row, 9)

                    Assert.True(number "frobenius" (List.last (list "rows" layer)) <= 1e-12)))

        testCase "one layer, one width, and the same bits for any number of threads" (fun () ->
            inFolder (fun _ model points ->
                let all = Program.json (lmd model points [ "--layer"; "2" ])
                let one = Program.json (lmd model points [ "--layer"; "2"; "--latent"; "3" ])
                let row = (list "layers" one).Head |> list "rows"
                Assert.Equal<int list>([ 3 ], row |> List.map (whole "latent"))
                let among = (list "layers" all).Head |> list "rows" |> List.item 2
                Assert.Equal(number "data" among, number "data" row.Head, 6)

                let text threads =
                    (Program.json (lmd model points [ "--threads"; string threads ])).GetRawText()

                Assert.Equal(text 1, text 3)))

        testCase "diffusion takes a time, a bias can be absorbed" (fun () ->
            inFolder (fun _ model points ->
                let rows extra =
                    (list "layers" (Program.json (lmd model points ([ "--layer"; "1" ] @ extra)))).Head
                    |> list "rows"

                let commute = rows [ "--reading"; "diffusion" ]
                let heat = rows [ "--reading"; "diffusion"; "--time"; "2" ]
                List.iter2 (fun a b -> Assert.Equal(number "data" a, number "data" b, 6)) commute heat
                let absorbed = rows [ "--absorb-bias" ]
                Assert.NotEqual(number "frobeniusOptimum" absorbed.Head, number "frobeniusOptimum" (rows []).Head)))

        testCase "bad input of lmd is refused in one line that says what would be right" (fun () ->
            inFolder (fun folder model points ->
                let refused (part: string) arguments =
                    Assert.Contains(part, Program.refusal arguments)

                refused "MODEL is missing" [ "lmd" ]
                refused "does not exist" [ "lmd"; Path.Combine(folder, "none.safetensors") ]
                refused "expected 1 ... 6" (lmd model points [ "--layer"; "7" ])

                refused
                    "is above the rank of layer 3, which is at most 3"
                    (lmd model points [ "--layer"; "3"; "--latent"; "4" ])

                refused "expected 1 or more" (lmd model points [ "--latent"; "0" ])
                refused "too few for 60 neighbours" (lmd model points [ "--neighbours"; "60" ])
                refused "expected 2 or more" (lmd model points [ "--neighbours"; "1" ])
                refused "graph, identity, diffusion" (lmd model points [ "--reading"; "other" ])
                refused "expected a positive number" (lmd model points [ "--reading"; "diffusion"; "--time"; "0" ])
                refused "expected a number between 0 and 1" (lmd model points [ "--epsilon"; "2" ])
                refused "--data goes with images" (lmd model points [ "--data"; "synthetic" ])

                let file name (entry: int -> int -> float) =
                    let path = Path.Combine(folder, name)
                    MatrixFile.Write(path, Matrix.Create(40, 6, entry))
                    path

                let wavy i j = sin (float (i * (j + 1)))
                refused "NaN" (lmd model (file "nan.npy" (fun i j -> if i = 3 && j = 2 then nan else wavy i j)) [])
                let constant = file "constant.csv" (fun i j -> if j = 2 then 0.25 else wavy i j)
                refused "column 3 is constant (0.25 at all 40 points)" (lmd model constant [])
                let allowed = Program.json (lmd model constant [ "--allow-constant" ])
                Assert.Equal(1, (list "layers" allowed).Head |> whole "constantInputs")
                let still = file "still.csv" (fun _ j -> float j / 10.0)
                refused "all 6 columns are constant" (lmd model still [ "--allow-constant" ])))

        testCase "layers behind a dead one are told and left out, and refused when asked for" (fun () ->
            inFolder (fun folder _ points ->
                let layer inputs outputs (bias: float32) activation =
                    let weights = Array.init (inputs * outputs) (fun i -> 0.1f * sin (float32 i))
                    let biases = Array.create outputs bias
                    AffineLayer.Of(inputs, outputs, ReadOnlySpan weights, ReadOnlySpan biases, activation)

                let network =
                    Autoencoder.Of(
                        [| layer 6 5 -90.0f Activation.Relu; layer 5 3 0.0f Activation.Identity |],
                        [| layer 3 6 0.0f Activation.Tanh |]
                    )

                let model = Path.Combine(folder, "dead.safetensors")
                AutoencoderFile.Write(model, network)
                let outcome = Program.run (lmd model points [ "--json" ])
                Assert.Equal(0, outcome.Status)
                Assert.Contains("layer 2 is not decomposed", outcome.Error)
                // No names of parameters of the code behind.
                Assert.DoesNotContain("Parameter", outcome.Error)
                let layers = list "layers" (JsonDocument.Parse(outcome.Output).RootElement)
                // Its weights, sines of sums, have rank 2; three more singular values are rounding of single precision.
                Assert.Equal<int list>([ 2; 0; 0 ], layers |> List.map (fun one -> (list "rows" one).Length))
                let refusal = Program.refusal (lmd model points [ "--layer"; "2" ])
                Assert.Contains("layer 2: ", refusal)
                Assert.EndsWith("expected samples that differ", refusal.TrimEnd())))

        browserCase "the report of lmd draws every chart" (fun () ->
            inFolder (fun folder model points ->
                let out = Path.Combine(folder, "out")
                let outcome = Program.run (lmd model points [ "--out"; out ])
                Assert.True((outcome.Status = 0), outcome.Error)

                for file in [ "result.json"; "residuals.csv"; "singular-values.csv" ] do
                    Assert.True(File.Exists(Path.Combine(out, file)), file)

                // Three readings of 5 + 4 + 3 + 3 + 4 + 5 widths, and a line of names.
                Assert.Equal(1 + 3 * 24, File.ReadAllLines(Path.Combine(out, "residuals.csv")).Length)
                let visit = visit None (Path.Combine(out, "report.html"))
                Assert.Empty visit.Errors
                Assert.Equal(4 * 6, visit.Charts)
                Assert.Equal(visit.Charts, visit.Drawn)
                Assert.False(visit.Overflows, "something is wider than the window")))

        testCase "the claims follow the figures" (fun () ->
            Program.inFolder (fun folder ->
                let settings = {
                    LayerStudySettings.ofScale Scale.Smoke 0UL with
                        Epochs = 2
                        MeasuredEpochs = [ 0; 2 ]
                        Points = 160
                }

                let result =
                    LayerStudy.run
                        settings
                        ((digits 200).Force())
                        (Path.Combine(folder, "runs"))
                        PartStore.none
                        ignore
                        CancellationToken.None

                let verdict key result =
                    (LayerClaims.all result |> List.find (fun one -> one.Key = key)).Verdict

                Assert.Equal<(int * int) list>(
                    [ 0, 8; 2, 8 ],
                    [ for model in result.Models -> model.Epoch, model.Layers.Length ]
                )

                Assert.Equal(ClaimVerdict.Reproduced, verdict "identity-exact" result)
                Assert.Equal(ClaimVerdict.NotReproduced, verdict "five-factors" result)
                Assert.Equal(ClaimVerdict.NotReproduced, verdict "graph-factors" result)

                // The same study, had the graph reading been the best of its rank.
                let ideal (row: LayerResidual) =
                    LayerResidual(
                        row.Latent,
                        row.FrobeniusOptimum,
                        row.FrobeniusOptimum,
                        row.DataOptimum,
                        row.DataOptimum
                    )

                let improved = {
                    result with
                        Models = [
                            for model in result.Models ->
                                {
                                    model with
                                        Layers = [
                                            for one in model.Layers ->
                                                {
                                                    one with
                                                        Graph = Array.map ideal one.Graph
                                                        BesideDiagonal = Some 0.0
                                                }
                                        ]
                                }
                        ]
                }

                Assert.Equal(ClaimVerdict.Reproduced, verdict "graph-factors" improved)
                Assert.Equal(ClaimVerdict.Reproduced, verdict "topology" improved)
                Assert.Equal(ClaimVerdict.Reproduced, verdict "core-diagonal" improved)))

        testCase "reproduce does not write over the results of another study" (fun () ->
            Program.inFolder (fun folder ->
                let result = Path.Combine(folder, "result.json")
                Directory.CreateDirectory(Path.Combine(folder, "parts")) |> ignore
                File.WriteAllText(result, "{\"experiment\": \"initialization\"}")

                let refusal =
                    Program.refusal [
                        "reproduce"
                        "lmd"
                        "--scale"
                        "smoke"
                        "--data"
                        "synthetic"
                        "--out"
                        folder
                    ]

                Assert.Contains("holds the results of reproduce initialization", refusal)
                Assert.Contains("--force", refusal)
                Assert.Equal("{\"experiment\": \"initialization\"}", File.ReadAllText result)))

        browserCase "reproduce lmd at the smoke scale reports, and a second call finds everything done" (fun () ->
            Program.inFolder (fun folder ->
                let data = Path.Combine(folder, "data")
                Assert.Equal(0, (Program.run [ "data"; "synthesize"; "--count"; "420"; "--out"; data ]).Status)
                let out = Path.Combine(folder, "out")

                let command = [
                    "reproduce"
                    "lmd"
                    "--scale"
                    "smoke"
                    "--data"
                    data
                    "--runs"
                    Path.Combine(folder, "runs")
                    "--out"
                    out
                ]

                let answer = Program.json command
                Assert.Equal("lmd", answer.GetProperty("experiment").GetString())
                Assert.Equal(2, (list "models" answer).Length)
                Assert.Equal(13, (list "claims" answer).Length)

                for file in
                    [
                        "report.html"
                        "result.json"
                        "claims.csv"
                        "residuals.csv"
                        "layers.csv"
                        "singular-values.csv"
                    ] do
                    Assert.True(File.Exists(Path.Combine(out, file)), file)

                let again = Program.json command
                Assert.Equal(answer.GetProperty("models").GetRawText(), again.GetProperty("models").GetRawText())
                let visit = visit None (Path.Combine(out, "report.html"))
                Assert.Empty visit.Errors
                Assert.Equal(10, visit.Charts)
                Assert.Equal(visit.Charts, visit.Drawn)
                Assert.False(visit.Overflows, "something is wider than the window")))
    ]
