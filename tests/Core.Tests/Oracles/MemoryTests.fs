module Neurovariety.Tests.Oracles.MemoryTests

open Expecto
open System
open Xunit
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Numerics

let private weights mode similarity (separation: string) beta (patterns: float[][]) (query: float[]) =
    let options =
        MemoryOptions(Mode = mode, Similarity = similarity, Separation = Separation.Parse separation, Beta = beta)

    UniversalMemory.Of(Matrix.FromRows patterns, options).Weights(Matrix.FromRows [| query |]).ToArray()

let private corrected = weights MemoryMode.Corrected
let private published = weights MemoryMode.Published

let private same (expected: float list) (actual: float[]) =
    Assert.Equal(expected.Length, actual.Length)
    Seq.iter2 (fun (a: float) (b: float) -> Assert.Equal(a, b, 12)) expected actual

// Dot products with the query are 1, 2 and 4.
let private dots = [| [| 1.0; 0.0 |]; [| 2.0; 0.0 |]; [| 4.0; 3.0 |] |]
let private first = [| 1.0; 0.0 |]

// ---- iterated memories ------------------------------------------------------------------------------------------------------

let private signs seed rows columns =
    let random = RandomSource.FromSeed seed
    Array.init rows (fun _ -> Array.init columns (fun _ -> if random.NextDouble() < 0.5 then -1.0 else 1.0))

let private hebb (patterns: float[][]) =
    let n = patterns[0].Length

    Array2D.init n n (fun i j ->
        if i = j then
            0.0
        else
            patterns |> Array.sumBy (fun p -> p[i] * p[j]))

[<Tests>]
let tests =
    testList "MemoryTests" [
        testCase "weights of dot products, by hand" (fun () ->
            let dot name beta =
                corrected Similarity.Dot name beta dots first

            same [ 1.0 / 7.0; 2.0 / 7.0; 4.0 / 7.0 ] (dot "identity" 3.0)
            same [ 1.0 / 21.0; 4.0 / 21.0; 16.0 / 21.0 ] (dot "power:2" 0.1)
            let root = 1.0 + sqrt 2.0 + 2.0
            same [ 1.0 / root; sqrt 2.0 / root; 2.0 / root ] (dot "power:0.5" 1.0)
            let sum = exp 0.5 + exp 1.0 + exp 2.0
            same [ exp 0.5 / sum; exp 1.0 / sum; exp 2.0 / sum ] (dot "softmax" 0.5)
            let logs = log 3.0 + log 5.0 + log 9.0
            same [ log 3.0 / logs; log 5.0 / logs; log 9.0 / logs ] (dot "log" 2.0)
            same [ 0.0; 0.0; 1.0 ] (dot "max" 1.0)
            same [ 0.0; 0.5; 0.5 ] (dot "top-k:2" 1.0)
            same [ 0.0; 0.5; 0.5 ] (dot "threshold:1.5" 1.0)
            same [ 1.0 / 3.0; 1.0 / 3.0; 1.0 / 3.0 ] (dot "threshold:9" 1.0))

        testCase "negative distances are counted from the farthest where numbers from 0 on are needed" (fun () ->
            // Distances from the query: 1, 2 and 4.
            let lines = [| [| 1.0 |]; [| 2.0 |]; [| 4.0 |] |]

            let distance name beta =
                corrected Similarity.Manhattan name beta lines [| 0.0 |]

            same [ 3.0 / 5.0; 2.0 / 5.0; 0.0 ] (distance "identity" 1.0)
            same [ 27.0 / 35.0; 8.0 / 35.0; 0.0 ] (distance "power:3" 1.0)
            let sum = exp -1.0 + exp -2.0 + exp -4.0
            same [ exp -1.0 / sum; exp -2.0 / sum; exp -4.0 / sum ] (distance "softmax" 1.0)
            same [ 1.0; 0.0; 0.0 ] (distance "max" 1.0))

        testCase "equal patterns share their weight, and a memory of one pattern gives it" (fun () ->
            let twins = [| [| 1.0; 1.0 |]; [| 3.0; 0.0 |]; [| 1.0; 1.0 |] |]
            same [ 0.5; 0.0; 0.5 ] (corrected Similarity.Euclidean "max" 1.0 twins [| 1.0; 1.0 |])
            same [ 0.5; 0.0; 0.5 ] (corrected Similarity.Euclidean "top-k:1" 1.0 twins [| 1.0; 1.0 |])

            for name in [ "identity"; "softmax"; "power:3"; "log"; "max"; "top-k:5" ] do
                same [ 1.0 ] (corrected Similarity.Manhattan name 1.0 [| [| 0.25; 0.5 |] |] [| 9.0; 9.0 |]))

        testCase "a factor whose products leave the range of doubles still gives weights" (fun () ->
            let dot name =
                corrected Similarity.Dot name 1e308 dots first

            same [ 0.0; 0.0; 1.0 ] (dot "softmax:1e308")
            let shifted k = 308.0 * log 10.0 + log k
            let sum = shifted 1.0 + shifted 2.0 + shifted 4.0
            same [ shifted 1.0 / sum; shifted 2.0 / sum; shifted 4.0 / sum ] (dot "log"))

        testCase "published weights, by hand" (fun () ->
            // Reciprocal distances 1, 1/2, 1/4 over their sum 7/4.
            let lines = [| [| 1.0 |]; [| 2.0 |]; [| 4.0 |] |]

            let distance name beta =
                published Similarity.Manhattan name beta lines [| 0.0 |]

            let s = [ 4.0 / 7.0; 2.0 / 7.0; 1.0 / 7.0 ]

            for beta in [ 0.01; 1.0; 30.0 ] do
                same s (distance "identity" beta)
                same (s |> List.map (fun v -> exp v / List.sumBy exp s)) (distance "softmax" beta)
                same (s |> List.map (fun v -> log v / List.sumBy log s)) (distance "log" beta)
                same [ 16.0 / 21.0; 4.0 / 21.0; 1.0 / 21.0 ] (distance "power:2" beta)
                same [ 1.0; 0.0; 0.0 ] (distance "max" beta)
                same [ 0.5; 0.5; 0.0 ] (distance "top-k:2" beta))

        testCase "the published mode divides by 0 at an exact match, the corrected one does not" (fun () ->
            let lines = [| [| 1.0 |]; [| 2.0 |] |]

            Assert.All(
                published Similarity.Euclidean "power:2" 1.0 lines [| 2.0 |],
                (fun w -> Assert.True(w = 0.0 || Double.IsNaN w))
            )

            same [ 0.0; 1.0 ] (published Similarity.Euclidean "max" 1.0 lines [| 2.0 |])
            same [ 0.0; 1.0 ] (corrected Similarity.Euclidean "power:2" 1.0 lines [| 2.0 |]))

        testCase "a hetero-associative memory answers with the value of the pattern" (fun () ->
            let memory =
                UniversalMemory.Associating(
                    Matrix.FromRows dots,
                    Matrix.FromRows [| [| 7.0 |]; [| 8.0 |]; [| 9.0 |] |]
                )

            Assert.False memory.IsAutoAssociative

            Assert.Equal<float[]>(
                [| 8.0; 9.0 |],
                memory.Retrieve(Matrix.FromRows [| [| 2.1; 0.1 |]; [| 9.0; 9.0 |] |]).ToArray()
            ))

        testCase "separations are read back, and others refused in one line" (fun () ->
            for text in
                [
                    "identity"
                    "softmax"
                    "softmax:3"
                    "power:0.5"
                    "power:10"
                    "log"
                    "max"
                    "top-k:4"
                    "threshold:-2"
                ] do
                Assert.Equal(text, (Separation.Parse text).Name)

            for text in
                [
                    ""
                    "cubic"
                    "power"
                    "power:"
                    "power:-1"
                    "power:nan"
                    "top-k:0"
                    "top-k:1.5"
                    "max:3"
                    "softmax:inf"
                ] do
                let error =
                    Assert.Throws<FormatException>(fun () -> Separation.Parse text |> ignore)

                Assert.Contains("power:n", error.Message))

        testCase "the classical network has Hebb's energy and goes through the states of its definition" (fun () ->
            let patterns, states = signs 1UL 4 30, signs 2UL 10 30
            let w = hebb patterns

            let field (s: float[]) i =
                Seq.sum (Seq.init 30 (fun j -> w[i, j] * s[j]))

            let energy (s: float[]) =
                -0.5 * Seq.sum (Seq.init 30 (fun i -> s[i] * field s i))

            let network = ClassicalHopfield.Of(Matrix.FromRows patterns)

            for start in states do
                Assert.Equal(energy start, network.Energy(ReadOnlySpan start))
                let s = Array.copy start
                let mutable moved = true

                while moved do
                    moved <- false

                    for i in 0..29 do
                        let f = field s i

                        if f * s[i] < 0.0 then
                            s[i] <- -s[i]
                            moved <- true

                let recall = network.Run(ReadOnlySpan start)
                Assert.Equal<float seq>(s, recall.State)
                Assert.Equal(IterationStatus.Converged, recall.Status)
                Assert.Equal(recall.Energies[recall.StepCount], energy s)
                // All at once: one step by the definition.
                let jump =
                    Array.init 30 (fun i -> let f = field start i in if f = 0.0 then start[i] else float (sign f))

                Assert.Equal<float seq>(jump, (network.Run(ReadOnlySpan start, UpdateOrder.Synchronous, 1)).State))

        testCase "two opposite units under synchronous updates end in a cycle, not in a fixed point" (fun () ->
            let network = ClassicalHopfield.Of(Matrix.FromRows [| [| 1.0; 1.0 |] |])
            let start = [| 1.0; -1.0 |]

            Assert.Equal(
                IterationStatus.IterationLimit,
                (network.Run(ReadOnlySpan start, UpdateOrder.Synchronous)).Status
            )

            Assert.True((network.Run(ReadOnlySpan start)).IsFixedPoint))

        testCase
            "dense and exponential memories have the energy of their definition, and their patterns are fixed points"
            (fun () ->
                let patterns = signs 3UL 6 24
                let state = (signs 4UL 1 24)[0]

                let overlaps =
                    patterns
                    |> Array.map (fun p -> Array.fold2 (fun s a b -> s + a * b) 0.0 p state)

                for order in [ 2; 3; 5 ] do
                    let memory = DenseMemory.Of(Matrix.FromRows patterns, order)

                    Assert.Equal(
                        -(overlaps |> Array.sumBy (fun o -> o ** float order)),
                        memory.Energy(ReadOnlySpan state),
                        6
                    )

                let memory = DenseMemory.Exponential(Matrix.FromRows patterns)
                Assert.Equal(1.0, memory.Energy(ReadOnlySpan state) / -(overlaps |> Array.sumBy exp), 12)

                for p in patterns do
                    Assert.True(memory.IsFixedPoint(ReadOnlySpan p))
                    Assert.Equal<float seq>(p, (memory.Run(ReadOnlySpan p)).State))

        testCase "the modern network finds a pattern from a damaged copy and comes to rest there" (fun () ->
            let random = RandomSource.FromSeed 5UL

            let patterns =
                Array.init 12 (fun _ -> Array.init 40 (fun _ -> random.NextGaussian()))

            let memory = ModernHopfield.Of(Matrix.FromRows patterns, 4.0)
            let start = Array.mapi (fun i v -> if i < 15 then 0.0 else v) patterns[7]
            let recall = memory.Run(ReadOnlySpan start)
            Assert.True recall.IsFixedPoint
            Assert.All(Seq.zip recall.State patterns[7], (fun (a, b) -> Assert.Equal(b, a, 6))))

        testCase "a sparse distributed memory reads what was written, from a distorted address" (fun () ->
            let random = RandomSource.FromSeed 6UL
            let data = signs 7UL 3 64

            let memory =
                data
                |> Array.fold
                    (fun (memory: SparseDistributedMemory) one -> memory.Write(ReadOnlySpan one, ReadOnlySpan one))
                    (SparseDistributedMemory.Draw(2000, 64, 64, 26, random))

            let asked = Array.mapi (fun i v -> if i < 5 then -v else v) data[1]
            Assert.Equal<float[]>(data[1], memory.Read(ReadOnlySpan asked)))

        testCase "entries that are no signs, wrong lengths and empty memories are refused" (fun () ->
            let refused (act: unit -> unit) =
                (Assert.ThrowsAny<ArgumentException> act).Message

            Assert.Contains(
                "expected -1 or 1",
                refused (fun () -> ClassicalHopfield.Of(Matrix.FromRows [| [| 0.5 |] |]) |> ignore)
            )

            Assert.Contains("empty", refused (fun () -> DenseMemory.Of(Matrix.Zero(0, 3), 2) |> ignore))

            Assert.Contains(
                "order 1",
                refused (fun () -> DenseMemory.Of(Matrix.FromRows [| [| 1.0 |] |], 1) |> ignore)
            )

            Assert.Contains(
                "beta 0",
                refused (fun () -> ModernHopfield.Of(Matrix.FromRows [| [| 1.0 |] |], 0.0) |> ignore)
            )

            Assert.Contains(
                "beta -1",
                refused (fun () ->
                    UniversalMemory.Of(Matrix.FromRows [| [| 1.0 |] |], MemoryOptions(Beta = -1.0))
                    |> ignore)
            ))
    ]
