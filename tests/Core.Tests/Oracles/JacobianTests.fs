module Neurovariety.Tests.Oracles.JacobianTests

open Expecto
open System
open System.Collections.Concurrent
open Xunit
open FsCheck
open FsCheck.FSharp
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Tests.Support

type private Forms = {
    Input: Matrix
    Latent: Matrix
    Z: float[]
    Pattern: uint64
    Zeros: int
    Ranks: int * int
}

/// All blocks of a run, point by point.
let private run<'T
    when 'T: unmanaged
    and 'T :> System.Numerics.IFloatingPointIeee754<'T>
    and 'T: struct
    and 'T: (new: unit -> 'T)
    and 'T :> ValueType>
    (network: Autoencoder)
    (points: float[][])
    threads
    block
    =
    let d = network.LatentCount
    let results = ConcurrentDictionary<int, Forms>()

    let read =
        SampleReader<'T>(fun index order target ->
            for i in 0 .. network.InputCount - 1 do
                target[i] <- 'T.CreateChecked points[index].[order[i]])

    let consume (found: JacobianBlock) =
        for p in 0 .. found.Count - 1 do
            let matrix (entries: float[]) =
                Matrix.FromEntries(d, d, ReadOnlySpan(entries, p * d * d, d * d))

            results[found.First + p] <- {
                Input = matrix found.InputForms
                Latent = matrix found.LatentForms
                Z = found.Latents[p * d .. p * d + d - 1]
                Pattern = found.Patterns[p]
                Zeros = found.ZeroCounts[p]
                Ranks = found.InputRanks[p], found.LatentRanks[p]
            }

    JacobianBatch.Run<'T>(JacobianNetwork<'T>(network), points.Length, read, struct (threads, block), consume)
    Array.init points.Length (fun i -> results[i])

let private distance (x: Matrix) (y: Matrix) =
    Array.map2 (fun a b -> abs (a - b)) (x.ToArray()) (y.ToArray())
    |> Array.fold max 0.0

let private scale (x: Matrix) =
    x.ToArray() |> Array.map abs |> Array.fold max 1.0

let private activations = Enum.GetValues<Activation>()

let private shapes = [
    "12-9-7-d", 3
    "12-d", 5
    "30-8-d", 8
    "17-16-15-14-d", 2
    "50-40-6-34-d", 37
]

let private networks = [
    for widths, latent in shapes do
        for hidden in activations do
            for output in activations do
                Models.random 1UL widths latent hidden output
]

/// How far the largest eigenvalues of the whole Jacobian are from those of a small matrix, and how large the others are.
let private misfit (whole: Matrix) (small: Matrix) =
    let eigenvalues (a: Matrix) = SmallEigen.Values(a).Values.ToArray()
    let all, few = eigenvalues whole, eigenvalues small

    let apart =
        Array.map2 (fun (a: Numerics.Complex) b -> Numerics.Complex.Abs(a - b)) all[.. few.Length - 1] few

    let rest = all[few.Length ..] |> Array.map Numerics.Complex.Abs
    Array.fold max 0.0 (Array.append apart rest)

/// A layer from its rows.
let private layer (rows: float32 list list) (bias: float32 list) activation =
    let weights, shifts = List.concat rows |> List.toArray, List.toArray bias
    AffineLayer.Of(rows.Head.Length, rows.Length, weights, shifts, activation)

[<Tests>]
let tests =
    testList "JacobianTests" [
        testCase "the Jacobian of the whole is the slope of D after E for every activation" (fun () ->
            let step = Math.Cbrt Tolerance.Epsilon

            for activation in activations do
                let network = Models.random 3UL "12-9-7-d" 3 activation activation
                let map = JacobianMap.Of network
                let x = Models.point 4UL 12
                let jacobian = map.InputJacobian x
                let apply (point: float[]) = map.Decode(map.Encode point)

                for j in 0..11 do
                    let h = step * max 1.0 (abs x[j])

                    let moved sign =
                        apply (Array.mapi (fun i value -> if i = j then value + sign * h else value) x)

                    let slopes =
                        Array.map2 (fun up down -> (up - down) / (2.0 * h)) (moved 1.0) (moved -1.0)

                    for i in 0..11 do
                        let bound = 100.0 * step * step * scale jacobian
                        Assert.InRange(jacobian[i, j], slopes[i] - bound, slopes[i] + bound))

        testCase "the fast products are the chain rule written out, for every pair of activations" (fun () ->
            for network in networks do
                let map = JacobianMap.Of network

                let points =
                    Array.init 9 (fun i ->
                        (if i % 2 = 0 then Models.point else Models.drawing) (uint64 i) network.InputCount)

                let found = run<float> network points 2 4

                for x, forms in Array.zip points found do
                    let input, latent = map.SmallInputJacobian x, map.LatentJacobian x
                    Assert.InRange(distance input forms.Input, 0.0, 1e-13 * scale input)
                    Assert.InRange(distance latent forms.Latent, 0.0, 1e-13 * scale latent)
                    Assert.InRange(Array.map2 (fun a b -> abs (a - b)) (map.Encode x) forms.Z |> Array.max, 0.0, 1e-13))

        testCase
            "the small matrix has the eigenvalues of the whole Jacobian, and the latent Jacobian has not"
            (fun () ->
                // A zero of multiplicity N - d may move by a root of the rounding; the d others are simple here.
                let seeds = Gen.choose (1, 100000) |> Arb.fromGen

                let agrees mutant seed =
                    let network =
                        Models.random (uint64 seed) "20-16-12-d" 3 Activation.Gelu Activation.Tanh

                    let map = JacobianMap.Of network
                    let x = Models.point (uint64 seed + 1UL) 20

                    let small =
                        if mutant then
                            map.LatentJacobian x
                        else
                            map.SmallInputJacobian x

                    misfit (map.InputJacobian x) small < 1e-7 * scale small

                let config = Config.QuickThrowOnFailure.WithMaxTest(50)
                Check.One(config, Prop.forAll seeds (agrees false))
                Assert.Equal(0, Seq.length (Seq.filter (agrees true) (seq { 1..50 }))))

        testCase "results depend neither on the threads nor on the blocks" (fun () ->
            for hidden in [ Activation.Relu; Activation.Softplus ] do
                let network = Models.random 5UL "40-24-16-d" 4 hidden Activation.Tanh

                let points =
                    Array.init 70 (fun i -> (if i % 3 = 0 then Models.drawing else Models.point) (uint64 i) 40)

                let expected = run<float32> network points 1 70

                for threads, block in [ 1, 1; 2, 7; 3, 16; 2, 70 ] do
                    Assert.Equal<Forms[]>(expected, run<float32> network points threads block))

        testCase "single precision agrees with double where the same units are active" (fun () ->
            let network = Models.random 6UL "60-40-30-d" 6 Activation.Relu Activation.Tanh

            let points =
                Array.init 200 (fun i -> (if i % 2 = 0 then Models.point else Models.drawing) (uint64 i) 60)

            let pairs =
                Array.zip (run<float> network points 2 64) (run<float32> network points 2 64)

            let same, crossed = Array.partition (fun (x, y) -> x.Pattern = y.Pattern) pairs
            Assert.InRange(crossed.Length, 0, 4)

            for x, y in same do
                Assert.InRange(distance x.Input y.Input, 0.0, 64.0 * 60.0 * Tolerance.EpsilonSingle * scale x.Input)
                Assert.InRange(distance x.Latent y.Latent, 0.0, 64.0 * 60.0 * Tolerance.EpsilonSingle * scale x.Latent))

        testCase "a ReLU that receives exactly zero has slope 0 and is counted" (fun () ->
            // The first unit receives x_1 - 1, the second x_2; the decoder copies.
            let network =
                Autoencoder.Of(
                    [|
                        layer [ [ 1f; 0f ]; [ 0f; 1f ] ] [ -1f; 0f ] Activation.Relu
                        layer [ [ 1f; 1f ] ] [ 0f ] Activation.Identity
                    |],
                    [| layer [ [ 1f ]; [ 2f ] ] [ 0f; 0f ] Activation.Identity |]
                )

            let found =
                run<float32> network [| [| 1.0; 3.0 |]; [| 2.0; 3.0 |]; [| 0.0; -1.0 |] |] 1 3
            // x = (1, 3): z = 3, x' = (3, 6), where both units are active. x = (0, -1): z = 0, x' = (0, 0).
            Assert.Equal<int list>([ 1; 0; 1 ], [ for forms in found -> forms.Zeros ])
            Assert.Equal<float list>([ 2.0; 3.0; 0.0 ], [ for forms in found -> forms.Input[0, 0] ])
            Assert.Equal<float list>([ 3.0; 3.0; 0.0 ], [ for forms in found -> forms.Latent[0, 0] ])
            Assert.Equal<(int * int) list>([ 1, 1; 1, 1; 0, 0 ], [ for forms in found -> forms.Ranks ]))

        testCase "networks whose output has another size, and points of another size, are refused" (fun () ->
            let wide =
                Autoencoder.Of(
                    [| layer [ [ 1f; 2f ] ] [ 0f ] Activation.Relu |],
                    [| layer [ [ 1f ] ] [ 0f ] Activation.Tanh |]
                )

            let error =
                Assert.Throws<ArgumentException>(fun () -> JacobianMap.Of wide |> ignore)

            Assert.Contains("got 2 inputs and 1 outputs", error.Message)

            Assert.Throws<ArgumentException>(fun () -> JacobianNetwork<float>(wide) |> ignore)
            |> ignore

            let map =
                JacobianMap.Of(Models.random 1UL "12-9-d" 3 Activation.Relu Activation.Tanh)

            for wrong in
                [
                    Array.zeroCreate 11
                    Array.init 12 (fun i -> if i = 4 then nan else 0.0)
                    Array.create 12 infinity
                ] do
                Assert.Throws<ArgumentException>(fun () -> map.InputJacobian wrong |> ignore)
                |> ignore)

        testCase "an exception of the consumer comes out, and cancelling stops the run" (fun () ->
            let network =
                JacobianNetwork<float32>(Models.random 1UL "12-9-d" 3 Activation.Relu Activation.Tanh)

            let read = SampleReader<float32>(fun _ _ target -> target.Clear())

            Assert.Throws<InvalidOperationException>(fun () ->
                JacobianBatch.Run<float32>(
                    network,
                    100,
                    read,
                    struct (2, 10),
                    (fun _ -> raise (InvalidOperationException()))
                ))
            |> ignore

            use source = new Threading.CancellationTokenSource()
            source.Cancel()

            Assert.ThrowsAny<OperationCanceledException>(fun () ->
                JacobianBatch.Run<float32>(network, 100, read, struct (2, 10), ignore, source.Token))
            |> ignore)
    ]
