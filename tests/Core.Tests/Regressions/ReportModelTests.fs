/// Models as people have them: each file gives its right value, or one line that says what it is.
module Neurovariety.Tests.Regressions.ReportModelTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Training
open Neurovariety.Tests.Support

let private report name = Fixtures.path ("reports/" + name)

let private samples =
    lazy
        [|
            for pixel in (Mnist.test ()).Pixels.ToArray() -> float32 ((2.0 * float pixel - 255.0) / 255.0)
        |]

/// Mean squared error over all test images of MNIST.
let private error (network: Autoencoder) =
    let output = network.Apply(ReadOnlySpan samples.Value)
    let mutable sum = 0.0

    for i in 0 .. output.Length - 1 do
        let difference = float output[i] - float samples.Value[i]
        sum <- sum + difference * difference

    sum / float output.Length

/// The error to the nine digits of the reports; forward passes are in single precision.
let private isNear (expected: float) (network: Autoencoder) =
    Assert.InRange(error network / expected, 1.0 - 1e-6, 1.0 + 1e-6)

let private read name =
    AutoencoderFile.ReadWithNotes(report name)

let private refused name (words: string list) =
    let error = Assert.Throws<DataFormatException>(fun () -> read name |> ignore)

    for word in words do
        Assert.Contains(word, error.Message)

    Assert.DoesNotContain("byte 0:", error.Message)
    Assert.DoesNotContain("\n", error.Message)

let private says (words: string) (reading: AutoencoderFileReading) =
    Assert.Contains(reading.Notes, (fun (note: string) -> note.Contains words))

[<Tests>]
let tests =
    testList "ReportModelTests" [
        for name in
            [
                "base.pt"
                "legacy.pt"
                "legacy4.pt"
                "ckpt_namespace.pt"
                "ckpt_npfloat.pt"
                "ckpt_size.pt"
                "ckpt_seed64.pt"
                "zero32.safetensors"
            ] do
            mnistCase $"{name} is the same network as base.pt" (fun () -> isNear 0.948458258 (read name).Network)

        testCase "an empty array beside a model is left out and said" (fun () ->
            says "scaled_fp8 0" (read "zero32.safetensors"))

        testCase "what is plain is read without a word" (fun () ->
            for name in [ "base.pt"; "legacy.pt"; "ckpt_namespace.pt" ] do
                Assert.Empty (read name).Notes)

        mnistCase "a pruned layer is its mask times its weights" (fun () ->
            let reading = read "pruned_square_nobias.pt"
            isNear 0.93832695 reading.Network
            Assert.Equal(3, reading.Network.Layers.Count)
            says "'encoder.2.weight' was computed: its mask" reading)

        testCase
            "parametrisations whose code is not in the file are refused with the line that bakes them in"
            (fun () ->
                refused "parametrized_nobias.pt" [
                    "'encoder.parametrizations.weight.original'"
                    "torch.nn.utils.parametrize.remove_parametrizations(model.get_submodule('encoder'), 'weight')"
                ]

                refused "orthogonal_square_nobias.pt" [
                    "'encoder.2.parametrizations.weight.0.base'"
                    "torch.nn.utils.parametrize.remove_parametrizations(model.get_submodule('encoder.2'), 'weight')"
                ])

        testCase "of a variational autoencoder the mean is the code" (fun () ->
            let reading = read "vaesq.pt"
            let file = TensorFile.Read(report "vaesq.pt")
            let network = reading.Network
            Assert.Equal((3, 2, 20), (network.Layers.Count, network.Encoder.Count, network.LatentCount))

            for layer, name in Seq.zip network.Layers [ "fc1"; "fc_mu"; "fc3" ] do
                Assert.Equal<float32[]>(file.Find($"{name}.weight").ToSingles(), layer.Weights.ToArray())
                Assert.Equal<float32[]>(file.Find($"{name}.bias").ToSingles(), layer.Bias.ToArray())

            Assert.Equal(Activation.Identity, network.Layers[1].Activation)
            says "the mean 'fc_mu.weight' is the code, its spread 'fc_logvar.weight' was left out" reading

            let dropped =
                AutoencoderFile.ReadWithNotes(report "vaesq.pt", AutoencoderFileOptions(Drop = [| "fc_mu" |]))

            Assert.Equal<float32[]>(
                file.Find("fc_logvar.weight").ToSingles(),
                dropped.Network.Layers[1].Weights.ToArray()
            )

            says "left out as asked: fc_mu.weight, fc_mu.bias" dropped)

        testCase "names that are sorted by the alphabet stand in the only order that fits" (fun () ->
            for name, order, said in
                [
                    "n_abc.safetensors", [ "inp"; "mid"; "rec"; "out" ], true
                    "n_sq2.safetensors", [ "first"; "second"; "third"; "fourth" ], false
                ] do
                let reading = read name
                let file = TensorFile.Read(report name)

                for layer, one in Seq.zip reading.Network.Layers order do
                    Assert.Equal<float32[]>(file.Find($"{one}.weight").ToSingles(), layer.Weights.ToArray())

                if said then
                    says "inp.weight, mid.weight, rec.weight, out.weight" reading
                else
                    Assert.Empty reading.Notes)

        testCase "files that are something else are named as what they are" (fun () ->
            refused "lfs.safetensors" [ "Git LFS"; "git lfs pull" ]
            refused "html.pt" [ "web page" ])
    ]
