module Neurovariety.Tests.Oracles.NetworkAuditTests

open Expecto
open System
open Xunit
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Tests.Support

let private layer inputs (weights: float32 list) (bias: float32 list) activation =
    let weights, bias = List.toArray weights, List.toArray bias
    AffineLayer.Of(inputs, bias.Length, ReadOnlySpan weights, ReadOnlySpan bias, activation)

/// E(x) = (x1, x2), D(z) = (a z1, b z2, 0).
let private projection a b =
    Autoencoder.Of(
        [| layer 3 [ 1f; 0f; 0f; 0f; 1f; 0f ] [ 0f; 0f ] Activation.Identity |],
        [| layer 2 [ a; 0f; 0f; b; 0f; 0f ] [ 0f; 0f; 0f ] Activation.Identity |]
    )

let private audit network =
    NetworkAudit.Of(network, AuditOptions(PointCount = 200))

[<Tests>]
let tests =
    testList "NetworkAuditTests" [
        testCase "a projection has no fault, and each fault shows in its own figure" (fun () ->
            let perfect = audit (projection 1f 1f)
            Assert.Equal(0.0, perfect.Score)
            Assert.Equal((0.0, 0.0, 0.0), (perfect.FoldShare, perfect.LatentCycle, perfect.OwnError))
            Assert.Equal((1.0, 0.0), (perfect.Contraction, perfect.SingularShare))
            // Mutants: one axis turned round, one halved, one lost.
            let folded = audit (projection 1f -1f)
            Assert.Equal((1.0, 1.0, 1.0), (folded.FoldShare, folded.DistanceLatent, folded.DistanceInput))
            let halved = audit (projection 0.5f 0.5f)

            Assert.Equal(
                (0.0, 0.5, 0.5, 0.5),
                (halved.FoldShare, halved.DistanceLatent, halved.LatentCycle, halved.Contraction)
            )

            let lost = audit (projection 1f 0f)
            Assert.Equal((1.0, 0.5), (lost.SingularShare, lost.DistanceLatent))
            Assert.All([ folded; halved; lost ], fun one -> Assert.True(one.Score > 0.0)))

        testCase "scales put the switching of units among the points" (fun () ->
            // Along the first input units switch at 1, 4 and 2; along the second at 0.5 and 3; the third has no weight.
            let weights = [ 1f; 2f; 0f; -0.5f; 0f; 0f; 1f; -(2f / 3f); 0f ]
            let first = layer 3 weights [ 1f; 2f; -2f ] Activation.Relu

            Assert.Equal<float list>(
                [ 2.0; 1.75; 1.0 ],
                NetworkAudit.SwitchingScales first
                |> Array.toList
                |> List.map (fun s -> Math.Round(s, 6))
            )

            let network = Models.random 5UL "30-24-12-d" 4 Activation.Relu Activation.Tanh
            let scales = NetworkAudit.SwitchingScales network.Decoder[0]
            let options = AuditOptions(PointCount = 500, Steps = 0)
            let random = RandomSource.FromSeed(0UL).Split "audit"

            let latents =
                Array.init 2000 (fun i -> float32 (scales[i % 4] * random.NextGaussian()))

            let expected = network.Decode(ReadOnlySpan latents)
            Assert.Equal<float32[]>(expected, NetworkAudit.OwnImages(network, scales, options))

            let hidden =
                Autoencoder.Of(
                    [| network.Encoder[0] |],
                    [| layer 24 (List.replicate 24 1f) [ 0f ] Activation.Identity |]
                )

            Assert.Equal(24, hidden.LatentCount)
            let decoder = network.Decoder[0]
            let width = decoder.Outputs

            let switching = [
                for j in 0 .. width - 1 ->
                    [
                        for i in 0..499 ->
                            Seq.sum [ for k in 0..3 -> decoder.Weights[j * 4 + k] * latents[i * 4 + k] ]
                            + decoder.Bias[j]
                                >
                                0f
                    ]
                    |> List.distinct
                    |> List.length
            ]

            // Nearly all units are on at some points and off at others.
            Assert.True(List.sumBy (fun n -> n - 1) switching >= width - 1))

        testCase "dead units are those that no sample switches on" (fun () ->
            let encoder = [|
                layer 2 [ 1f; 0f; 0f; 1f; 1f; 1f ] [ 0f; -100f; 0f ] Activation.Relu
                layer 3 [ 1f; 0f; 0f ] [ 0f ] Activation.Identity
            |]

            let decoder = [|
                layer 1 [ 1f; -1f ] [ 0f; 0f ] Activation.Relu
                layer 2 [ 1f; 0f; 0f; 1f ] [ 0f; 0f ] Activation.Tanh
            |]

            let network = Autoencoder.Of(encoder, decoder)
            // The first unit is on at the second sample, the second never, the third at the first; codes are 0 and 2.
            let samples = [| 0f; 1f; 2f; -5f |]
            let found = NetworkAudit.CountDead(network, samples, 1)

            Assert.Equal<DeadUnits list>(
                [
                    DeadUnits(1, 3, 1)
                    DeadUnits(2, 0, 0)
                    DeadUnits(3, 2, 1)
                    DeadUnits(4, 0, 0)
                ],
                List.ofSeq found
            ))

        testCase "an audit is the same by the same seed, whatever the threads" (fun () ->
            let network = Models.random 5UL "30-24-12-d" 4 Activation.Relu Activation.Tanh

            let run threads seed =
                NetworkAudit.Of(network, AuditOptions(PointCount = 300, Threads = threads, Seed = seed))

            Assert.Equal((run 1 3UL).Score, (run 4 3UL).Score)
            Assert.NotEqual((run 1 3UL).Score, (run 1 4UL).Score)
            Assert.True(Double.IsFinite (run 1 3UL).Score)

            Assert.Throws<ArgumentOutOfRangeException>(fun () ->
                NetworkAudit.Of(network, AuditOptions(PointCount = 1)) |> ignore)
            |> ignore)

        testCase "the reference model is audited" (fun () ->
            let found = NetworkAudit.Of(Models.reference ())
            Assert.Equal(8, found.Layers.Count)
            Assert.Equal<int list>([ 128; 64; 32; 0; 32; 64; 128; 0 ], [ for one in found.Layers -> one.UnitCount ])
            Assert.InRange(found.DeadShare, 0.0, 0.5)
            Assert.InRange(found.Score, 0.0, 3.0))
    ]
