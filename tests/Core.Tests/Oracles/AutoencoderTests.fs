module Neurovariety.Tests.Oracles.AutoencoderTests

open Expecto
open System
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.Networks
open Neurovariety.Numerics

let private all = Enum.GetValues<Activation>()

let private random label = RandomSource.FromSeed(2UL).Split label

// The definition, in double precision, one unit at a time.
let private plain (layers: AffineLayer seq) (input: float[]) =
    (input, layers)
    ||> Seq.fold (fun x layer ->
        let weights = layer.Weights.ToArray()
        let bias = layer.Bias.ToArray()

        Array.init layer.Outputs (fun o ->
            let sum =
                Seq.init layer.Inputs (fun i -> float weights[o * layer.Inputs + i] * x[i])
                |> Seq.sum

            Activations.Value(layer.Activation, sum + float bias[o])))

[<Tests>]
let tests =
    testList "AutoencoderTests" [
        testCase "derivatives of the activations are slopes of their values" (fun () ->
            let step = Math.Cbrt(Math.BitIncrement 1.0 - 1.0)

            // The wrong claim that the derivative is taken at the value, not at the pre-activation, must fall.
            let worst derivative =
                seq {
                    for activation in all do
                        for x in [ -30.0; -8.0; -3.1; -2.9; -1.0; -0.1; 0.1; 0.7; 2.9; 3.1; 8.0; 30.0 ] do
                            let h = step * max 1.0 (abs x)

                            let slope =
                                (Activations.Value(activation, x + h) - Activations.Value(activation, x - h))
                                / (2.0 * h)

                            yield abs (slope - derivative activation x) / max 1.0 (abs x)
                }
                |> Seq.max

            let bound = 100.0 * step * step
            Assert.InRange(worst (fun activation x -> Activations.Derivative(activation, x)), 0.0, bound)

            Assert.True(
                worst (fun activation x -> Activations.Derivative(activation, Activations.Value(activation, x))) >
                    100.0 * bound
            ))

        testCase "values of the activations are those of tables" (fun () ->
            // Computed with 30 digits elsewhere: erf(1/sqrt 2) = 0.682689492137085897, log(1 + e), 1 / (1 + 1/e).
            let near (expected: float) actual =
                Assert.InRange(actual, expected - 4e-16 * abs expected, expected + 4e-16 * abs expected)

            near 0.841344746068542949 (Activations.Value(Activation.Gelu, 1.0))
            near -0.158655253931457051 (Activations.Value(Activation.Gelu, -1.0))
            near 1.31326168751822284 (Activations.Value(Activation.Softplus, 1.0))
            near 0.731058578630004879 (Activations.Value(Activation.Sigmoid, 1.0))
            near 0.761594155955764888 (Activations.Value(Activation.Tanh, 1.0))
            Assert.Equal(0.0, Activations.Derivative(Activation.Relu, 0.0))
            Assert.Equal(0.0, Activations.Value(Activation.Relu, -1.0))
            Assert.Equal(100.0, Activations.Value(Activation.Softplus, 100.0))
            Assert.True(Double.IsNaN(Activations.Value(Activation.Relu, nan))))

        testCase "names of activations are read back" (fun () ->
            for activation in all do
                Assert.Equal(activation, Activations.Parse((Activations.Name activation).ToUpperInvariant()))

            let error =
                Assert.Throws<FormatException>(fun () -> Activations.Parse "swish" |> ignore)

            Assert.Contains("expected one of identity, relu", error.Message))

        testCase "the published architectures have the published widths" (fun () ->
            let layers name = [
                for layer in Architecture.Parse(name, 20).Layers -> layer.Inputs, layer.Outputs, layer.Activation
            ]

            Assert.Equal<(int * int * Activation) list>(
                [
                    784, 128, Activation.Relu
                    128, 32, Activation.Relu
                    32, 20, Activation.Identity
                    20, 32, Activation.Relu
                    32, 128, Activation.Relu
                    128, 784, Activation.Tanh
                ],
                layers "exp-3-layer"
            )

            Assert.Equal<int list>([ 784; 128; 64; 32; 20 ], List.ofSeq (Architecture.Parse("exp-default", 20).Widths))

            Assert.Equal<int list>(
                [ 784; 128; 96; 64; 32; 20 ],
                List.ofSeq (Architecture.Parse("exp-5-layer", 20).Widths)
            )

            Assert.Equal(223_716L, Architecture.Parse("exp-default", 20).ParameterCount)
            Assert.Equal(Architecture.Parse("exp-default", 20), Architecture.Parse("784-128-64-32-20")))

        testTheory
            "a wrong architecture is refused in one line"
            [
                "784-0-d", 2, "'0' is no width"
                "784--5-d", 2, "'' is no width"
                "784-x-d", 2, "'x' is no width"
                "exp-default", 0, "at least 1"
                "exp-default", 784, "not below"
                "784-20", 21, "asked for"
                "d", 2, "784-256-d"
                "exp-7-layer", 2, "exp-default"
                "784-9999999999-d", 2, "no width"
            ]
            (fun (text: string, latent: int, reason: string) ->
                let error =
                    Assert.Throws<FormatException>(fun () -> Architecture.Parse(text, latent) |> ignore)

                Assert.Contains(reason, error.Message)
                Assert.DoesNotContain("\n", error.Message))

        testCase "weights start uniform on one over the root of the fan-in, biases too" (fun () ->
            let network =
                Autoencoder.Initialise(Architecture.Parse("784-200-100-d", 10), random "start")

            for layer in network.Layers do
                let bound = 1.0 / sqrt (float layer.Inputs)
                let weights = layer.Weights.ToArray() |> Array.map float

                Assert.All(
                    Array.append weights (layer.Bias.ToArray() |> Array.map float),
                    (fun w -> Assert.InRange(abs w, 0.0, bound))
                )

                let n = float weights.Length
                // Mean and mean square of the uniform law, each within five standard errors.
                Assert.InRange(Array.average weights, -5.0 * bound / sqrt (3.0 * n), 5.0 * bound / sqrt (3.0 * n))
                let square = weights |> Array.averageBy (fun w -> w * w)
                let spread = 5.0 * bound * bound * sqrt (4.0 / 45.0 / n)
                Assert.InRange(square, bound * bound / 3.0 - spread, bound * bound / 3.0 + spread))

        testCase "an autoencoder is its layers one after the other" (fun () ->
            let holds (PositiveInt seed) =
                let random = RandomSource.FromSeed(uint64 seed)
                let inputs = 2 + random.NextInt 40
                let latent = 1 + random.NextInt(inputs - 1)

                let architecture =
                    Architecture
                        .Parse($"{inputs}-{1 + random.NextInt 50}-{1 + random.NextInt 9}-d", latent)
                        .With(all[random.NextInt all.Length], all[random.NextInt all.Length])

                let network = Autoencoder.Initialise(architecture, random)
                let count = random.NextInt 5

                let samples =
                    Array.init (count * inputs) (fun _ -> float32 (random.NextDouble(-1.0, 1.0)))

                let codes = network.Encode(ReadOnlySpan samples)
                let outputs = network.Apply(ReadOnlySpan samples)
                Assert.Equal(count * latent, codes.Length)

                for k in 0 .. count - 1 do
                    let x = samples[k * inputs .. (k + 1) * inputs - 1] |> Array.map float
                    let z = plain network.Encoder x
                    let y = plain network.Decoder z

                    let near (expected: float[]) (actual: float32[]) =
                        Array.iter2
                            (fun (e: float) (a: float32) -> Assert.InRange(float a, e - 2e-5, e + 2e-5))
                            expected
                            actual

                    near z codes[k * latent .. (k + 1) * latent - 1]
                    near y outputs[k * inputs .. (k + 1) * inputs - 1]

            Check.One(
                Config.QuickThrowOnFailure.WithMaxTest 60,
                Prop.forAll (ArbMap.defaults |> ArbMap.arbitrary) holds
            ))

        testCase "layers that do not fit are explained" (fun () ->
            let layer inputs outputs =
                AffineLayer.Of(
                    inputs,
                    outputs,
                    ReadOnlySpan(Array.zeroCreate (inputs * outputs)),
                    ReadOnlySpan.Empty,
                    Activation.Relu
                )

            let error =
                Assert.Throws<ArgumentException>(fun () ->
                    Autoencoder.Of([ layer 5 3; layer 4 2 ], [ layer 2 5 ]) |> ignore)

            Assert.Contains("layer 2 takes 4 numbers, but layer 1 gives 3: 5 -> 3, relu; 4 -> 2, relu", error.Message)

            let short =
                Assert.Throws<ArgumentException>(fun () ->
                    AffineLayer.Of(2, 2, ReadOnlySpan [| 1f |], ReadOnlySpan.Empty, Activation.Relu)
                    |> ignore)

            Assert.Contains("expected 2 x 2 weights (out x in)", short.Message)

            let infinite = [| 1f; infinityf |]

            let error =
                Assert.Throws<ArgumentException>(fun () ->
                    AffineLayer.Of(2, 1, ReadOnlySpan infinite, ReadOnlySpan.Empty, Activation.Relu)
                    |> ignore)

            Assert.Contains("finite", error.Message))
    ]
