/// evaluate on models of every format.
module Neurovariety.Scripts.Tests.EvaluateCommandTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open Neurovariety.Tests.Support
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Runs

let private layers (answer: JsonElement) = [
    for layer in answer.GetProperty("layers").EnumerateArray() ->
        text "name" layer, whole "inputs" layer, whole "outputs" layer, text "activation" layer
]

/// Written by other code, without a word on its activations.
let private reference =
    Path.Combine(Repository.root, "tests", "Core.Tests", "Fixtures", "autoencoder_small.safetensors")

[<Tests>]
let tests =
    testList "EvaluateCommandTests" [
        testCase "a run, its checkpoint and its model have the layers and losses that train told" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                let trained =
                    Program.json (
                        small data
                        @ [
                            "--latent"
                            "3"
                            "--epochs"
                            "4"
                            "--out"
                            run
                            "--activation"
                            "softplus"
                            "--output-activation"
                            "sigmoid"
                        ]
                    )
                    |> runs
                    |> List.exactlyOne

                for path, format in
                    [
                        run, "run"
                        Path.Combine(run, "model.safetensors"), "safetensors"
                        Path.Combine(run, "checkpoints", "epoch-00004.safetensors"), "safetensors"
                    ] do
                    let answer = Program.json [ "evaluate"; path; "--data"; data ]
                    Assert.Equal((path, format), (text "model" answer, text "format" answer))
                    Assert.Equal((3, whole "parameters" trained), (whole "latent" answer, whole "parameters" answer))

                    Assert.Equal<(string * int * int * string) list>(
                        [
                            "encoder.0", 784, 12, "softplus"
                            "encoder.2", 12, 3, "identity"
                            "decoder.0", 3, 12, "softplus"
                            "decoder.2", 12, 784, "sigmoid"
                        ],
                        layers answer
                    )

                    // Both sum the same errors in single precision, in other orders.
                    Assert.Equal(number "trainMse" trained, number "trainMse" answer, 1e-6)
                    Assert.Equal(number "testMse" trained, number "testMse" answer, 1e-6)
                    let classes = [ for one in answer.GetProperty("testMseByClass").EnumerateArray() -> one ]
                    Assert.Equal<int list>([ 0..9 ], classes |> List.map (whole "label"))
                    Assert.Equal(40, classes |> List.sumBy (whole "images"))

                    let mean =
                        (classes |> List.sumBy (fun one -> float (whole "images" one) * number "mse" one))
                        / 40.0

                    Assert.Equal(number "testMse" answer, mean, 1e-12)))

        testCase "activations that a file does not tell can be given" (fun () ->
            inFolder (fun _ data ->
                let file = reference

                let answer =
                    Program.json [
                        "evaluate"
                        file
                        "--data"
                        data
                        "--activation"
                        "tanh"
                        "--output-activation"
                        "identity"
                    ]

                let names = layers answer |> List.map (fun (_, _, _, activation) -> activation)

                Assert.Equal<string list>(
                    [ "tanh"; "tanh"; "tanh"; "identity"; "tanh"; "tanh"; "tanh"; "identity" ],
                    names
                )

                let outcome = Program.run [ "evaluate"; file; "--data"; data ]
                Assert.Equal(0, outcome.Status)
                Assert.Contains("encoder.6      32        5  identity", outcome.Output)
                Assert.Contains("test MSE", outcome.Output)))

        testCase "models that are none, or do not fit, are refused in one line with status 2" (fun () ->
            inFolder (fun folder data ->
                let refused arguments =
                    Program.refusal ([ "evaluate" ] @ arguments @ [ "--data"; data ])

                Assert.Contains("MODEL is missing", refused [])
                Assert.Contains("does not exist", refused [ "no-such.safetensors" ])
                Assert.Contains("run", refused [ folder ])

                let file (name: string) (content: byte[]) =
                    let path = Path.Combine(folder, name)
                    File.WriteAllBytes(path, content)
                    path

                Assert.Contains("short.safetensors", refused [ file "short.safetensors" [| 1uy; 2uy |] ])
                Assert.Contains("text.pt", refused [ file "text.pt" "not a model at all"B ])
                let model = reference
                Assert.Contains("relu", refused [ model; "--activation"; "swish" ])
                Assert.Contains("--latent", refused [ model; "--latent"; "0" ])
                Assert.Contains("7", refused [ model; "--latent"; "7" ])
                // A layer of 784 inputs for images of fewer pixels.
                let other = Path.Combine(folder, "other")

                let small =
                    Neurovariety.Data.ImageSet.FromPixels(
                        2,
                        3,
                        ReadOnlySpan(Array.zeroCreate<byte> 12),
                        ReadOnlySpan(Array.zeroCreate<byte> 2),
                        "tiny"
                    )

                Directory.CreateDirectory other |> ignore

                for prefix in [ "train"; "t10k" ] do
                    Neurovariety.Data.IdxWriter.WriteImages(Path.Combine(other, prefix + "-images-idx3-ubyte"), small)
                    Neurovariety.Data.IdxWriter.WriteLabels(Path.Combine(other, prefix + "-labels-idx1-ubyte"), small)

                Assert.Contains("2x3 have 6 pixels", Program.refusal [ "evaluate"; model; "--data"; other ])))

        testCase "a run folder tells its own activations" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                Program.json (small data @ [ "--latent"; "2"; "--epochs"; "1"; "--out"; run ])
                |> ignore

                Assert.Contains(
                    "is a run folder",
                    Program.refusal [ "evaluate"; run; "--data"; data; "--activation"; "tanh" ]
                )))

        testCase "of a run folder it is said which epoch was judged" (fun () ->
            inFolder (fun folder data ->
                let run = Path.Combine(folder, "run")

                Program.json (small data @ [ "--latent"; "2"; "--epochs"; "3"; "--out"; run ])
                |> ignore

                Assert.Equal(3, whole "epoch" (Program.json [ "evaluate"; run; "--data"; data ]))
                // An older checkpoint is all that is left.
                for epoch in [ "3"; "1" ] do
                    File.Delete(Path.Combine(run, "checkpoints", $"epoch-0000{epoch}.safetensors"))

                Assert.Equal(0, whole "epoch" (Program.json [ "evaluate"; run; "--data"; data ]))

                let model =
                    Program.json [ "evaluate"; Path.Combine(run, "model.safetensors"); "--data"; data ]

                Assert.False(model.TryGetProperty("epoch") |> fst)))
    ]
