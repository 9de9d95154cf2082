module Neurovariety.Tests.Oracles.CheckpointTests

open Expecto
open System
open System.IO
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Tests.Support

let private architecture = Architecture.Parse("5-4-3-d", 2)

// Numbers of all sizes, denormal ones and both zeros among them.
let private singles (random: RandomSource) count =
    Array.init count (fun _ ->
        match random.NextInt 8 with
        | 0 -> 0f
        | 1 -> -0f
        | 2 -> Single.Epsilon * float32 (random.NextInt 1000)
        | _ -> float32 (random.NextGaussian() * Math.Pow(10.0, float (random.NextInt 60 - 35))))

let private moments (random: RandomSource) (layer: AffineLayer) =
    LayerMoments.Adopt(
        singles random layer.Weights.Length,
        singles random layer.Outputs,
        singles random layer.Weights.Length,
        singles random layer.Outputs
    )

let private network (random: RandomSource) (architecture: Architecture) =
    let layers = [
        for shape in architecture.Layers ->
            let weights = singles random (shape.Inputs * shape.Outputs)
            let bias = singles random shape.Outputs
            AffineLayer.Of(shape.Inputs, shape.Outputs, ReadOnlySpan weights, ReadOnlySpan bias, shape.Activation)
    ]

    Autoencoder.Of(List.take (layers.Length / 2) layers, List.skip (layers.Length / 2) layers)

let private checkpoint (random: RandomSource) architecture =
    let network = network random architecture

    let state =
        TrainingState.Of(
            network,
            [ for layer in network.Layers -> moments random layer ],
            random.NextInt 1000,
            3,
            random.NextGaussian() * 1e5 |> abs,
            int64 (3 + random.NextInt 100000)
        )

    Checkpoint(architecture, random.NextUInt64(), state, "1.2.3")

let private bits (checkpoint: Checkpoint) =
    let numbers values =
        values |> Array.map BitConverter.SingleToInt32Bits |> List.ofArray

    let state = checkpoint.State

    (checkpoint.Architecture, checkpoint.Seed, checkpoint.Version),
    (state.Epoch, state.Step, state.TotalSteps, BitConverter.DoubleToInt64Bits state.LossSum),
    [
        for layer in state.Network.Layers ->
            numbers (layer.Weights.ToArray()), numbers (layer.Bias.ToArray()), layer.Activation
    ],
    [
        for one in state.Moments ->
            [
                one.FirstWeights.ToArray()
                one.FirstBias.ToArray()
                one.SecondWeights.ToArray()
                one.SecondBias.ToArray()
            ]
            |> List.map numbers
    ]

let private activations = Enum.GetValues<Activation>()

let private refusal (change: StoredTensor -> StoredTensor option) notes expected =
    use folder = new TemporaryFolder()
    let path = folder.File "state.safetensors"
    (checkpoint (RandomSource.FromSeed 2UL) architecture).Write path
    let file = Safetensors.Read path

    let metadata =
        dict [
            for pair in file.Metadata -> pair.Key, Map.tryFind pair.Key notes |> Option.defaultValue pair.Value
        ]

    Safetensors.Of(List.choose change (List.ofSeq file.Tensors), metadata).Write path

    let error =
        Assert.Throws<DataFormatException>(fun () -> Checkpoint.Read(path, expected) |> ignore)

    Assert.DoesNotContain("\n", error.Message)
    Assert.Contains(path, error.Message)
    error.Message

[<Tests>]
let tests =
    testList "CheckpointTests" [
        testCase "a checkpoint comes back with the same bits" (fun () ->
            use folder = new TemporaryFolder()
            let path = folder.File "state.safetensors"

            let holds seed =
                let random = RandomSource.FromSeed(uint64 (seed: int))

                let architecture =
                    Architecture
                        .Parse($"{2 + random.NextInt 9}-{1 + random.NextInt 9}-d", 1)
                        .With(activations[random.NextInt 6], activations[random.NextInt 6])

                let written = checkpoint random architecture
                written.Write path
                bits written = bits (Checkpoint.Read path)

            GroupGenerators.holds 100 (Gen.choose (0, 1 <<< 30)) holds

            // The mutant: one bit of one number of the second moments.
            let written = checkpoint (RandomSource.FromSeed 4UL) architecture

            let bytes =
                (written.Write path
                 File.ReadAllBytes path)

            bytes[bytes.Length - 4] <- bytes[bytes.Length - 4] ^^^ 1uy
            Assert.NotEqual(bits written, bits (Checkpoint.Parse(ReadOnlyMemory bytes, path, architecture))))

        testCase "the arrays have the names that PyTorch gives to a sequence of layers" (fun () ->
            use folder = new TemporaryFolder()
            let path = folder.File "state.safetensors"
            (checkpoint (RandomSource.FromSeed 1UL) architecture).Write path

            let layers = [
                for part in [ "encoder"; "decoder" ] do
                    for k in [ 0; 2; 4 ] do
                        for kind in [ "weight"; "bias" ] -> $"{part}.{k}.{kind}"
            ]

            let expected = [
                yield! layers
                for name in layers -> "optimizer.first." + name
                for name in layers -> "optimizer.second." + name
            ]

            let file = Safetensors.Read path
            Assert.Equal<Set<string>>(Set expected, Set [ for tensor in file.Tensors -> tensor.Name ])
            Assert.Equal<int64 list>([ 4L; 5L ], List.ofSeq (file.Find "encoder.0.weight").Shape)
            Assert.Equal<int64 list>([ 5L ], List.ofSeq (file.Find "decoder.4.bias").Shape)
            Assert.Equal(ElementType.F32, (file.Find "optimizer.second.decoder.0.weight").Type))

        testCase "a checkpoint that does not fit its architecture is refused in one line" (fun () ->
            let small = [| 4; 2 |]
            let zeros = Array.zeroCreate<float> 8

            let replace name (tensor: StoredTensor) =
                if tensor.Name = name then
                    Some(StoredTensor.FromDoubles(name, ReadOnlySpan small, ReadOnlySpan zeros, ElementType.F32))
                else
                    Some tensor

            let remove name (tensor: StoredTensor) =
                if tensor.Name = name then None else Some tensor

            Assert.Contains(
                "'encoder.0.weight' is F32 4 x 2, expected F32 4 x 5",
                refusal (replace "encoder.0.weight") Map.empty null
            )

            Assert.Contains(
                "'optimizer.second.decoder.2.weight' is F32 4 x 2, expected F32 4 x 3",
                refusal (replace "optimizer.second.decoder.2.weight") Map.empty null
            )

            Assert.Contains(
                "'optimizer.first.decoder.4.bias'",
                refusal (remove "optimizer.first.decoder.4.bias") Map.empty null
            )

            Assert.Contains("'widths' is '5-9-2'", refusal Some (Map [ "widths", "5-9-2" ]) null)
            Assert.Contains("'epoch' is '-1'", refusal Some (Map [ "epoch", "-1" ]) null)
            Assert.Contains("'stepCount' is '2'", refusal Some (Map [ "stepCount", "2" ]) null)
            Assert.Contains("latent width of 5 is not below", refusal Some (Map [ "latent", "5" ]) null)
            Assert.Contains("expected 5-4-2", refusal Some Map.empty (Architecture.Parse "5-4-2")))

        testCase "a mutated or truncated checkpoint loads or is refused with our own error" (fun () ->
            let random = RandomSource.FromSeed 7UL
            use stream = new MemoryStream()
            (checkpoint random (Architecture.Parse("3-2-d", 1))).ToFile().WriteTo stream
            let valid = stream.ToArray()

            let survives (bytes: byte[]) =
                try
                    Checkpoint.Parse(ReadOnlyMemory bytes, "mutated", null) |> ignore
                    true
                with :? DataFormatException as error ->
                    error.File = "mutated" && error.Message.StartsWith "mutated: "

            for length in 0 .. valid.Length - 1 do
                Assert.True(survives valid[.. length - 1], $"cut at {length}")

            for case in 1..20000 do
                let bytes = Array.copy valid

                for _ in 0 .. random.NextInt 3 do
                    bytes[random.NextInt bytes.Length] <- byte (random.NextInt 256)

                Assert.True(survives bytes, $"case {case}"))
    ]
