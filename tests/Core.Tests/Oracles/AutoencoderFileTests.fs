module Neurovariety.Tests.Oracles.AutoencoderFileTests

open Expecto
open System
open System.IO
open System.Text.Json
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Tests.Support

let private fixture name =
    Fixtures.path (Path.Combine("arrays", name))

let private numbers (array: JsonElement) = [| for value in array.EnumerateArray() -> value.GetDouble() |]

let private reference =
    lazy AutoencoderFile.Read(Fixtures.path "autoencoder_small.safetensors")

let private points =
    lazy
        [
            for point in Fixtures.json("autoencoder_small_spectra.json").GetProperty("points").EnumerateArray() ->
                point.GetProperty("index").GetInt32(),
                numbers (point.GetProperty "latent"),
                point.GetProperty("mse").GetDouble()
        ]

/// Largest deviation, measured by the largest number of the list.
let private deviation (wanted: float[]) (found: float32[]) =
    let scale = wanted |> Array.map abs |> Array.max

    Array.fold2 (fun worst a (b: float32) -> max worst (abs (a - float b))) 0.0 wanted found
    / scale

let private draw text (seed: uint64) =
    Autoencoder.Initialise(Architecture.Parse text, RandomSource.FromSeed seed)

let private sameLayers (a: Autoencoder) (b: Autoencoder) =
    a.Encoder.Count = b.Encoder.Count
    && a.Layers.Count = b.Layers.Count
    && Seq.forall2
        (fun (x: AffineLayer) (y: AffineLayer) ->
            x.ToString() = y.ToString()
            && x.Weights.SequenceEqual y.Weights
            && x.Bias.SequenceEqual y.Bias)
        a.Layers
        b.Layers

let private noNotes = dict<string, string> []

let private match' (tensors: StoredTensor seq) options =
    AutoencoderFile.FromTensors(tensors, Collections.Generic.Dictionary noNotes, "m.npz", options)

let private parts = [ "encoder.0"; "encoder.2"; "decoder.0"; "decoder.2" ]

/// The network's arrays under other names, those of the layers in `rename`.
let private renamed (network: Autoencoder) (rename: string -> string) = [
    for tensor in AutoencoderFile.ToTensors network -> tensor.Renamed(rename tensor.Name)
]

let private replaceAll (pairs: (string * string) list) (name: string) =
    pairs
    |> List.fold (fun (text: string) (a: string, b: string) -> text.Replace(a, b)) name

let private transpose (tensor: StoredTensor) =
    if tensor.Shape.Count = 2 then
        StoredTensor.FromMatrix(tensor.Name, tensor.ToMatrix().Transpose(), ElementType.F32)
    else
        tensor

let private resize name (shape: int list) (tensor: StoredTensor) =
    if tensor.Name = name then
        let values = Array.create (List.fold (*) 1 shape) 0.5f
        StoredTensor.FromSingles(name, ReadOnlySpan(Array.ofList shape), ReadOnlySpan values)
    else
        tensor

[<Tests>]
let tests =
    testList "AutoencoderFileTests" [
        mnistCase "the reference network gives the codes and errors that stand beside it" (fun () ->
            let network = reference.Value
            let images = Mnist.test ()
            Assert.Equal(50, points.Value.Length)

            for index, latent, mse in points.Value do
                let input = [|
                    for pixel in images.Image(index).ToArray() -> float32 (float pixel / 127.5 - 1.0)
                |]

                let code = network.Encode(ReadOnlySpan input)
                let output = network.Apply(ReadOnlySpan input)

                let found =
                    Array.map2 (fun (a: float32) (b: float32) -> (float a - float b) ** 2.0) output input
                    |> Array.average

                Assert.InRange(deviation latent code, 0.0, 1e-5)
                Assert.InRange(abs (found - mse) / mse, 0.0, 1e-5))

        testCase
            "the reference network has the widths of exp-default and decodes the given codes to pictures"
            (fun () ->
                let network = reference.Value
                let expected = Architecture.Parse("exp-default", Nullable 5).Layers

                Assert.Equal<LayerShape list>(
                    List.ofSeq expected,
                    [
                        for layer in network.Layers -> LayerShape(layer.Inputs, layer.Outputs, layer.Activation)
                    ]
                )

                for _, latent, _ in points.Value do
                    let output = network.Decode(ReadOnlySpan(Array.map float32 latent))
                    Assert.Equal(784, output.Length)
                    Assert.All(output, fun pixel -> Assert.InRange(pixel, -1f, 1f))
                    Assert.Contains(output, fun pixel -> pixel < -0.9f))

        testTheory
            "a network of PyTorch computes what PyTorch computed"
            [ "sequential.pt"; "checkpoint.pt" ]
            (fun name ->
                let network = AutoencoderFile.Read(fixture name)
                let expected = (Fixtures.json "arrays/expected.json").GetProperty "sequential.pt"

                let values (name: string) =
                    numbers (expected.GetProperty(name).GetProperty "values")

                let input = values "(input)" |> Array.map float32

                // The checkpoint was saved after a step of training.
                let bound = if name = "sequential.pt" then 1e-6 else 0.02
                Assert.InRange(deviation (values "(latent)") (network.Encode(ReadOnlySpan input)), 0.0, bound)
                Assert.InRange(deviation (values "(output)") (network.Apply(ReadOnlySpan input)), 0.0, bound))

        testCase "what is written is read again, with its activations" (fun () ->
            use folder = new TemporaryFolder()
            let path = folder.File "m.safetensors"
            let activations = Enum.GetValues<Activation>()

            let networks =
                gen {
                    let! first = Gen.choose (3, 6)
                    let! second = Gen.choose (1, 5)
                    let! hidden = Gen.elements activations
                    let! output = Gen.elements activations
                    let! seed = Gen.choose (1, 1000)
                    let architecture = Architecture.Parse($"7-{first}-{second}").With(hidden, output)
                    return Autoencoder.Initialise(architecture, RandomSource.FromSeed(uint64 seed))
                }
                |> Arb.fromGen

            Check.One(
                Config.QuickThrowOnFailure.WithMaxTest 50,
                Prop.forAll networks (fun network ->
                    AutoencoderFile.Write(path, network, dict [ "note", "kept" ])
                    let file = Safetensors.Read path

                    file.Metadata["note"] = "kept"
                    && file.Tensors[0].Name = "encoder.0.weight"
                    && file.Tensors[5].Name = "decoder.0.bias"
                    && not (isNull (file.Find "decoder.2.weight"))
                    && sameLayers network (AutoencoderFile.Read path))
            )

            AutoencoderFile.Write(path, reference.Value)
            Assert.Equal("exp-default", Safetensors.Read(path).Metadata["arch"])
            AutoencoderFile.Write(path, draw "9-5-2" 1UL)
            Assert.Equal("9-5-d", Safetensors.Read(path).Metadata["arch"]))

        testCase "names of many conventions give the same layers" (fun () ->
            let network = draw "7-5-3" 4UL
            let chained names = replaceAll (List.zip parts names)

            let conventions = [
                id
                fun name -> "module." + name
                replaceAll [
                    "encoder.0", "enc1"
                    "encoder.2", "enc2"
                    "decoder.0", "dec1"
                    "decoder.2", "dec2"
                    ".weight", "_w"
                    ".bias", "_b"
                ]
                chained [ "fc1"; "fc2"; "fc9"; "fc10" ]
                chained [ "0"; "1"; "2"; "3" ]
                chained [ "start"; "inner"; "again"; "last" ]
                replaceAll [
                    "encoder.0.weight", "W1"
                    "encoder.2.weight", "W2"
                    "decoder.0.weight", "W3"
                    "decoder.2.weight", "W4"
                ]
                >> replaceAll [
                    "encoder.0.bias", "b1"
                    "encoder.2.bias", "b2"
                    "decoder.0.bias", "b3"
                    "decoder.2.bias", "b4"
                ]
            ]

            for convention in conventions do
                let tensors = renamed network convention
                Assert.True(sameLayers network (match' tensors null))

                let optimiser =
                    StoredTensor.FromSingles(
                        "optimizer.state.0.exp_avg",
                        ReadOnlySpan [| 5; 7 |],
                        ReadOnlySpan(Array.zeroCreate<float32> 35)
                    )

                Assert.True(sameLayers network (match' (optimiser :: tensors) null))

            // Numbers count, not the order of the file, as when an archive sorts its names.
            for convention in List.truncate 5 conventions do
                let sorted = renamed network convention |> List.sortBy _.Name
                Assert.True(sameLayers network (match' sorted null)))

        testCase "missing biases are zero, and options say what the file does not" (fun () ->
            let network = draw "7-5-3" 4UL

            let weights =
                renamed network id |> List.filter (fun tensor -> tensor.Shape.Count = 2)

            let found =
                match'
                    weights
                    (AutoencoderFileOptions(Nullable Activation.Gelu, Nullable Activation.Sigmoid, Nullable()))

            for layer in found.Layers do
                Assert.All(layer.Bias.ToArray(), fun bias -> Assert.Equal(0f, bias))

            Assert.Equal<Activation list>(
                [ Activation.Gelu; Activation.Identity; Activation.Gelu; Activation.Sigmoid ],
                [ for layer in found.Layers -> layer.Activation ]
            )

            let plain =
                renamed network (replaceAll (List.zip parts [ "fc0"; "fc1"; "fc2"; "fc3" ]))

            let split = AutoencoderFileOptions(Nullable(), Nullable(), Nullable 5)
            Assert.Equal(1, (match' plain split).Encoder.Count))

        testCase "matrices that are all transposed are turned" (fun () ->
            let network = draw "7-5-3" 4UL
            Assert.True(sameLayers network (match' (List.map transpose (renamed network id)) null)))

        testCase "arrays that are no autoencoder are explained layer by layer" (fun () ->
            let tensors = renamed (draw "7-5-3" 4UL) id

            let drop (words: string) =
                List.filter (fun (tensor: StoredTensor) -> not (tensor.Name.StartsWith words)) tensors

            let cases = [
                List.map (resize "encoder.2.weight" [ 3; 4 ]) tensors,
                [ "'encoder.2.weight 3 x 4' where 3 x 5 was expected" ]
                drop "encoder.2", [ "'decoder.0.weight 5 x 3' where 5 x 5 was expected"; "missing" ]
                drop "decoder.2", [ "gives 5 numbers, expected 7"; "missing" ]
                drop "decoder", [ "gives 3 numbers, expected 7" ]
                drop "encoder.0.weight",
                [
                    "'encoder.0.bias 5' belongs to no weight matrix"
                    "gives 7 numbers, expected 5"
                ]
                List.map (resize "encoder.0.bias" [ 7 ]) tensors, [ "'encoder.0.bias 7': expected 5 biases" ]
                List.map (resize "encoder.0.weight" [ 5; 7; 1 ]) tensors,
                [ "'encoder.0.weight 5 x 7 x 1' belongs to no affine layer" ]
                List.map (resize "encoder.0.weight" [ 5; 0 ]) tensors, [ "'encoder.0.weight 5 x 0'" ]
                [], [ "0 weight matrices"; "no arrays" ]
            ]

            for case, words in cases do
                let error = Assert.Throws<DataFormatException>(fun () -> match' case null |> ignore)
                Assert.True(words |> List.exists error.Message.Contains, error.Message)
                Assert.DoesNotContain("\n", error.Message)

            let wrongLatent = AutoencoderFileOptions(Nullable(), Nullable(), Nullable 4)

            Assert.Contains(
                "no latent layer of width 4",
                Assert.Throws<DataFormatException>(fun () -> match' tensors wrongLatent |> ignore).Message
            )

            let infinite =
                StoredTensor.FromDoubles("encoder.2.bias", ReadOnlySpan [| 3 |], ReadOnlySpan [| 0.0; 1e300; 0.0 |])

            let spoilt =
                tensors
                |> List.map (fun tensor -> if tensor.Name = infinite.Name then infinite else tensor)

            Assert.Contains(
                "number 1",
                Assert.Throws<DataFormatException>(fun () -> match' spoilt null |> ignore).Message
            ))

        testCase "the notes of a run tell its activations, those of other programs do not" (fun () ->
            let tensors = renamed (draw "7-5-3" 4UL) id

            let read kind =
                let notes =
                    Collections.Generic.Dictionary(dict [ "kind", kind; "hidden", "gelu"; "output", "sigmoid" ])

                [
                    for layer in AutoencoderFile.FromTensors(tensors, notes, "m.safetensors", null).Layers ->
                        layer.Activation
                ]

            let gelu = Activation.Gelu

            for kind in [ "neurovariety model"; "neurovariety checkpoint" ] do
                Assert.Equal<Activation list>([ gelu; Activation.Identity; gelu; Activation.Sigmoid ], read kind)

            Assert.Equal<Activation list>(
                [ Activation.Relu; Activation.Identity; Activation.Relu; Activation.Tanh ],
                read "another"
            ))

        testCase "notes about activations that do not fit are refused" (fun () ->
            let tensors = renamed (draw "7-5-3" 4UL) id

            for note, words in
                [
                    "relu,tanh", "2 activations for 4 layers"
                    "relu,identity,relu,swish", "unknown activation 'swish'"
                ] do
                let notes = Collections.Generic.Dictionary(dict [ "activations", note ])

                let error =
                    Assert.Throws<DataFormatException>(fun () ->
                        AutoencoderFile.FromTensors(tensors, notes, "m.safetensors", null) |> ignore)

                Assert.Contains(words, error.Message))
    ]
