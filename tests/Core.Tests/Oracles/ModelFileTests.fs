/// How the arrays of a file become layers: computed, folded, ordered, turned, chosen; each against its definition.
module Neurovariety.Tests.Oracles.ModelFileTests

open Expecto
open System
open System.Collections.Generic
open Xunit
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training

let private random = RandomSource.FromSeed 91UL

/// An array of numbers drawn anew.
let private draw name (shape: int list) =
    let values = [| for _ in 1 .. List.fold (*) 1 shape -> random.NextGaussian() |]
    StoredTensor.FromDoubles(name, ReadOnlySpan(Array.ofList shape), ReadOnlySpan values, ElementType.F64)

let private given name (shape: int list) (values: float list) =
    StoredTensor.FromDoubles(name, ReadOnlySpan(Array.ofList shape), ReadOnlySpan(Array.ofList values), ElementType.F64)

let private readWith options (tensors: StoredTensor list) =
    let notes = List<string>()

    let network =
        AutoencoderFile.FromTensors(tensors, Dictionary(), "m.pt", options, notes)

    network, List.ofSeq notes

let private read tensors = readWith null tensors

let private says (words: string) (notes: string list) =
    Assert.Contains(notes, (fun (note: string) -> note.Contains words))

let private refused tensors (words: string list) =
    let error = Assert.Throws<DataFormatException>(fun () -> read tensors |> ignore)

    for word in words do
        Assert.Contains(word, error.Message)

    Assert.DoesNotContain("\n", error.Message)

/// Largest difference of numbers, measured by the largest of them.
let private deviation (wanted: float[]) (found: float32[]) =
    let scale = wanted |> Array.map abs |> Array.max

    (Array.map2 (fun a (b: float32) -> abs (a - float b)) wanted found |> Array.max)
    / scale

/// One rounding to single precision.
let private oneRounding = 6e-8

let private decoder = draw "decoder.0.weight" [ 5; 3 ]

[<Tests>]
let tests =
    testList "ModelFileTests" [
        testCase "weight normalisation is g v/|v| over rows, columns or all, in both of PyTorch's forms" (fun () ->
            let v = draw "encoder.0.weight_v" [ 3; 5 ]
            let numbers = v.ToDoubles()

            for shape, group in [ [ 3; 1 ], (fun i -> i / 5); [ 1; 5 ], (fun i -> i % 5); [], (fun _ -> 0) ] do
                let g = draw "encoder.0.weight_g" shape
                let norms = numbers |> Array.indexed |> Array.groupBy (fst >> group) |> dict

                let wanted =
                    numbers
                    |> Array.mapi (fun i x ->
                        let norm = norms[group i] |> Array.sumBy (fun (_, y) -> y * y) |> sqrt
                        g.ToDoubles()[group i] * x / norm)

                let newer = [
                    g.Renamed "encoder.0.parametrizations.weight.original0"
                    v.Renamed "encoder.0.parametrizations.weight.original1"
                ]

                for arrays in [ [ g; v ]; newer ] do
                    let network, notes = read (arrays @ [ decoder ])
                    Assert.InRange(deviation wanted (network.Layers[0].Weights.ToArray()), 0.0, oneRounding)
                    says "'encoder.0.weight' was computed: weight normalisation" notes)

        testCase "spectral normalisation is W/(u W v) in evaluation mode" (fun () ->
            let w, u, v = draw "x" [ 3; 5 ], draw "x" [ 3 ], draw "x" [ 5 ]
            let a, left, right = w.ToDoubles(), u.ToDoubles(), v.ToDoubles()
            let sigma = Seq.sum (seq { for i in 0..14 -> left[i / 5] * a[i] * right[i % 5] })

            for names in
                [
                    [ "weight_orig"; "weight_u"; "weight_v" ]
                    [
                        "parametrizations.weight.original"
                        "parametrizations.weight.0._u"
                        "parametrizations.weight.0._v"
                    ]
                ] do
                let arrays =
                    List.map2 (fun (t: StoredTensor) name -> t.Renamed("encoder.0." + name)) [ w; u; v ] names

                let network, notes = read (arrays @ [ decoder ])

                Assert.InRange(
                    deviation (a |> Array.map (fun x -> x / sigma)) (network.Layers[0].Weights.ToArray()),
                    0.0,
                    oneRounding
                )

                says "spectral normalisation" notes)

        testCase "parts of a reparametrised weight that do not belong together are refused by name" (fun () ->
            let part name shape = draw ("encoder.0." + name) shape

            refused [ part "weight_orig" [ 3; 5 ]; decoder ] [ "'encoder.0.weight_orig'"; "prune.remove" ]

            refused [ part "weight_mask" [ 3; 5 ]; decoder ] [
                "prune.remove(model.get_submodule('encoder.0'), 'weight')"
            ]

            refused [ part "weight_v" [ 3; 5 ]; decoder ] [ "encoder.0.weight_v" ]
            refused [ part "weight_g" [ 3; 1 ]; decoder ] [ "remove_weight_norm" ]
            refused [ part "weight_orig" [ 3; 5 ]; part "weight_mask" [ 5; 3 ]; decoder ] [ "prune.remove" ]
            refused [ part "weight_orig" [ 3; 5 ]; part "weight_u" [ 3 ]; decoder ] [ "remove_spectral_norm" ]
            refused [ part "weight_g" [ 2; 1 ]; part "weight_v" [ 3; 5 ]; decoder ] [ "remove_weight_norm" ]

            refused [
                part "parametrizations.weight.original" [ 3; 5 ]
                part "parametrizations.weight.1.base" [ 3 ]
                decoder
            ] [ "remove_parametrizations" ])

        testCase "layers that are no affine ones are refused by name" (fun () ->
            refused [
                draw "conv1.weight" [ 4; 1; 3; 3 ]
                draw "encoder.0.weight" [ 3; 5 ]
                decoder
            ] [ "conv1.weight 4 x 1 x 3 x 3"; "TorchScript" ]

            refused [ draw "rnn.weight_ih_l0" [ 3; 5 ]; draw "rnn.weight_hh_l0" [ 3; 3 ]; decoder ] [ "recurrent" ]

            refused [
                draw "encoder.0.weight" [ 3; 5 ]
                draw "encoder.0.lora_A.weight" [ 3; 3 ]
                decoder
            ] [ "merge_and_unload" ]

            refused [
                draw "encoder.0.weight" [ 3; 5 ]
                draw "encoder.1.weight" [ 3 ]
                draw "encoder.1.bias" [ 3 ]
                decoder
            ] [ "layer normalisation" ])

        testCase
            "batch normalisation is folded into the layer before it, or after an activation into the next"
            (fun () ->
                let encoder, bias = draw "encoder.0.weight" [ 4; 6 ], draw "encoder.0.bias" [ 4 ]
                let next, back = draw "encoder.3.weight" [ 2; 4 ], draw "decoder.0.weight" [ 6; 2 ]
                let variance = [ for _ in 1..4 -> 0.1 + random.NextDouble() ]
                let mean, gamma, beta = draw "x" [ 4 ], draw "x" [ 4 ], draw "x" [ 4 ]

                let factor i =
                    gamma.ToDoubles()[i] / sqrt (variance[i] + 1e-5)

                let shift i =
                    beta.ToDoubles()[i] - mean.ToDoubles()[i] * factor i

                let norm stem = [
                    gamma.Renamed $"{stem}.weight"
                    beta.Renamed $"{stem}.bias"
                    mean.Renamed $"{stem}.running_mean"
                    given $"{stem}.running_var" [ 4 ] variance
                    given $"{stem}.num_batches_tracked" [] [ 7.0 ]
                ]

                let affine (layer: AffineLayer) (x: float[]) =
                    let weights, bias = layer.Weights.ToArray(), layer.Bias.ToArray()

                    Array.init layer.Outputs (fun i ->
                        float bias[i]
                        + Seq.sum (Seq.init layer.Inputs (fun j -> float weights[i * layer.Inputs + j] * x[j])))

                let x = [| for _ in 1..6 -> random.NextGaussian() |]

                let plain, _ = read [ encoder; bias; next; back ]
                let hidden = affine plain.Layers[0] x

                // Linear, normalisation, ReLU, Linear.
                let network, notes = read ([ encoder; bias ] @ norm "encoder.1" @ [ next; back ])
                let wanted = hidden |> Array.mapi (fun i h -> factor i * h + shift i)
                Assert.InRange(deviation wanted (affine network.Layers[0] x |> Array.map float32), 0.0, 1e-6)
                says "the batch normalisation 'encoder.1' was folded into 'encoder.0.weight' before it" notes
                says "epsilon 0.00001" notes

                // Linear, ReLU, normalisation, Linear.
                let network, notes = read ([ encoder; bias ] @ norm "encoder.2" @ [ next; back ])
                let normed = hidden |> Array.mapi (fun i h -> factor i * max h 0.0 + shift i)
                let wanted = affine plain.Layers[1] normed
                let found = affine network.Layers[1] (hidden |> Array.map (max 0.0))
                Assert.InRange(deviation wanted (Array.map float32 found), 0.0, 1e-6)
                says "folded into 'encoder.3.weight' behind it" notes

                // Which layer it belongs to is not told, or it is too wide.
                refused ([ encoder; bias ] @ norm "norm" @ [ next; back ]) [ "fuse_linear_bn_eval" ]
                refused ([ encoder; bias ] @ norm "encoder.7" @ [ next; back ]) [ "fuse_linear_bn_eval" ]
                refused ([ encoder; bias ] @ norm "decoder.1" @ [ next; back ]) [ "'decoder.1' of width 4" ]

                let numbered = [ draw "fc1.weight" [ 4; 6 ]; draw "fc2.weight" [ 6; 4 ] ]
                says "folded into 'fc1.weight'" (snd (read (numbered @ norm "bn1"))))

        testCase
            "without gamma and beta they are 1 and 0, and without a variance the normalisation is refused"
            (fun () ->
                let layers = [
                    given "encoder.0.weight" [ 1; 2 ] [ 1.0; 2.0 ]
                    draw "decoder.0.weight" [ 2; 1 ]
                ]

                let mean = given "encoder.1.running_mean" [ 1 ] [ 3.0 ]

                let network, _ =
                    read (layers @ [ mean; given "encoder.1.running_var" [ 1 ] [ 4.0 - 1e-5 ] ])

                Assert.Equal<float32[]>([| 0.5f; 1f |], network.Layers[0].Weights.ToArray())
                Assert.Equal<float32[]>([| -1.5f |], network.Layers[0].Bias.ToArray())
                refused (layers @ [ mean ]) [ "no variance" ]
                refused (layers @ [ mean; given "encoder.1.running_var" [ 1 ] [ -1.0 ] ]) [ "a negative one" ])

        testCase "matrices of Keras are transposed, by their names or because only so all fits" (fun () ->
            let first, second = draw "x" [ 6; 2 ], draw "x" [ 2; 6 ]
            let biases = [ draw "x" [ 2 ]; draw "x" [ 6 ] ]

            let turned (tensor: StoredTensor) =
                tensor.ToMatrix().Transpose().ToArray() |> Array.map float32

            for names in
                [
                    [ "dense/kernel:0"; "dense/bias:0"; "dense_1/kernel:0"; "dense_1/bias:0" ]
                    [ "arr_0"; "arr_1"; "arr_2"; "arr_3" ]
                    [ "fc1.weight"; "fc1.bias"; "fc2.weight"; "fc2.bias" ]
                ] do
                let all = [ first; biases[0]; second; biases[1] ]

                let network, notes =
                    read (List.map2 (fun (t: StoredTensor) name -> t.Renamed name) all names)

                Assert.Equal<float32[]>(turned first, network.Layers[0].Weights.ToArray())
                Assert.Equal<float32[]>(turned second, network.Layers[1].Weights.ToArray())
                Assert.Equal<float32[]>(biases[0].ToSingles(), network.Layers[0].Bias.ToArray())
                says "in x out, as Keras writes them, and was transposed" notes

            // As torch.nn.Linear has them nothing is turned.
            let plain, notes = read [ second.Renamed "fc1.weight"; first.Renamed "fc2.weight" ]
            Assert.Equal<float32[]>(second.ToSingles(), plain.Layers[0].Weights.ToArray())
            Assert.Empty notes)

        testCase "two chains that fit are refused, both shown" (fun () ->
            let square name = draw name [ 2; 2 ]
            let ends = [ draw "inp.weight" [ 2; 6 ]; draw "out.weight" [ 6; 2 ] ]

            refused (ends @ [ square "hid.weight"; square "mid.weight" ]) [
                "inp.weight, hid.weight, mid.weight, out.weight; or inp.weight, mid.weight, hid.weight, out.weight"
                "--drop"
            ]

            let network, notes =
                readWith
                    (AutoencoderFileOptions(Drop = [| "mid" |]))
                    (ends @ [ square "hid.weight"; square "mid.weight" ])

            Assert.Equal(3, network.Layers.Count)
            says "mid.weight" notes

            let missing =
                Assert.Throws<DataFormatException>(fun () ->
                    readWith (AutoencoderFileOptions(Drop = [| "no" |])) ends |> ignore)

            Assert.Contains("there is no 'no' to leave out", missing.Message))

        testCase "heads of one shape without telling names are named in the advice" (fun () ->
            let names = [
                "fc1", [ 4; 6 ]
                "fc21", [ 2; 4 ]
                "fc22", [ 2; 4 ]
                "fc3", [ 4; 2 ]
                "fc4", [ 6; 4 ]
            ]

            let all = [ for name, shape in names -> draw $"{name}.weight" shape ]
            refused all [ "'fc21.weight' and 'fc22.weight' the heads"; "--drop" ]
            let network, _ = readWith (AutoencoderFileOptions(Drop = [| "fc22" |])) all
            Assert.Equal(2, network.Encoder.Count)
            Assert.Equal<float32[]>(all[1].ToSingles(), network.Layers[1].Weights.ToArray()))

        testCase "of a model and its running average the model is read and said, of two models none" (fun () ->
            let copy first = [ draw $"{first}.fc1.weight" [ 2; 6 ]; draw $"{first}.fc2.weight" [ 6; 2 ] ]
            let own = copy "model"
            let network, notes = read (copy "ema" @ own)
            Assert.Equal<float32[]>(own[0].ToSingles(), network.Layers[0].Weights.ToArray())
            says "of the models 'ema', 'model' 'model' was read" notes
            refused (copy "a" @ copy "b") [ "'a', 'b'"; "--entry" ])

        testCase "arrays of two dimensions that no word calls weights are constants" (fun () ->
            let layers = [ draw "fc1.weight" [ 2; 6 ]; draw "fc2.weight" [ 6; 2 ] ]
            let network, notes = read (draw "pixel_mean" [ 1; 6 ] :: layers)
            Assert.Equal(2, network.Layers.Count)
            says "pixel_mean 1 x 6" notes)
    ]
