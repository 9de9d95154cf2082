/// Memories in the F# surface, step by step and in one call, and memory beside them.
module Neurovariety.Scripts.Tests.SurfaceMemoryTests

open Expecto
open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open System.Threading
open Xunit
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Charts
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface
open Neurovariety.Scripts.Tests.Support
open Neurovariety.Scripts.Tests.Support.Surface

let private text json = Json.compact json

let private three = [| [| 1.0; 0.0; 0.0 |]; [| 0.0; 1.0; 0.0 |]; [| 0.0; 1.0; 1.0 |] |]

let private digits =
    lazy (Patterns.load (PointSource.Images(DataSource.Synthetic, Split.Train, None)))

[<Tests>]
let tests =
    testList "SurfaceMemoryTests" [
        testCase "a universal memory answers with the weights that the formula gives" (fun () ->
            let memory = Memory.store (Memory.options "dot" "softmax") three
            let query = [| 0.1; 0.9; 0.2 |]
            let scores = Memory.scores query memory
            Assert.Equal<float>([| 0.1; 0.9; 1.1 |], scores |> Array.map (fun score -> Math.Round(score, 12)))
            let weights = Memory.weights query memory
            let total = scores |> Array.sumBy exp

            for k in 0..2 do
                close 1e-12 (exp scores[k] / total) weights[k]

            close 1e-12 (weights[1] + weights[2]) (Memory.ask query memory |> Array.item 1)

            let pairs =
                Memory.associate (Memory.options "euclidean" "max") three [| [| 7.0 |]; [| 8.0 |]; [| 9.0 |] |]

            Assert.Equal<float>([| 8.0 |], Memory.ask query pairs)
            Assert.Equal(MemoryMode.Published, (Memory.published "dot" "max").Mode))

        testCase "iterated memories come to rest at a pattern, their energy falling" (fun () ->
            let modern = IteratedMemory.modern 20.0 [| 0.1; 0.9; 0.0 |] three
            Assert.True modern.IsFixedPoint
            close 1e-3 1.0 modern.State[1]
            close 1e-3 0.0 modern.State[0]

            let signs =
                let random = RandomSource.FromSeed 8UL

                [|
                    for _ in 1..3 -> Array.init 40 (fun _ -> if random.NextUInt64() % 2UL = 0UL then -1.0 else 1.0)
                |]

            let start = Array.copy signs[1]
            start[3] <- -start[3]
            start[17] <- -start[17]

            for recall in
                [
                    IteratedMemory.classical UpdateOrder.Asynchronous start signs
                    IteratedMemory.classical UpdateOrder.Synchronous start signs
                    IteratedMemory.dense 3 start signs
                    IteratedMemory.exponential start signs
                ] do
                Assert.True recall.IsFixedPoint
                Assert.Equal<float>(signs[1], Array.ofSeq recall.State)
                Assert.True(Seq.last recall.Energies <= Seq.head recall.Energies)

            refused "expected -1 or 1" (fun () ->
                IteratedMemory.classical UpdateOrder.Asynchronous [| 0.5 |] [| [| 1.0 |] |]))

        testCase "capacity of dense memories is measured beside theory" (fun () ->
            match IteratedMemory.denseCapacity 0UL 3 [ 16; 32 ] with
            | [ 16, small, smallTheory; 32, large, largeTheory ] ->
                // N^2 / (2 * 3!! * log N), [KH16, Eq. 6].
                close 1e-9 (256.0 / (6.0 * log 16.0)) smallTheory
                close 1e-9 (1024.0 / (6.0 * log 32.0)) largeTheory
                Assert.InRange(float large / float small, 2.0, 8.0)
            | other -> failwith $"{other}"

            match IteratedMemory.denseCapacity 0UL 0 [ 12 ] with
            | [ 12, found, 64.0 ] -> Assert.InRange(found, 8, 512)
            | other -> failwith $"{other}")

        testCase "a sparse distributed memory reads what was written, also as a universal memory" (fun () ->
            let random = RandomSource.FromSeed 9UL

            let signs n =
                Array.init n (fun _ -> if random.NextUInt64() % 2UL = 0UL then -1.0 else 1.0)

            let address, data = signs 64, signs 10

            let memory = SparseMemory.draw 1UL 400 64 10 28 |> SparseMemory.write address data

            Assert.Equal(400, memory.LocationCount)
            Assert.Equal<float>(data, memory |> SparseMemory.read address)
            let answer = memory |> SparseMemory.asUniversal |> Memory.ask address
            Assert.Equal<float>(data, answer |> Array.map (float << sign))

            Assert.ThrowsAny<ArgumentException>(fun () -> SparseMemory.draw 1UL 0 64 10 28 |> ignore)
            |> ignore)

        testCase "an autoencoder that halves its input has one attractor, 0" (fun () ->
            let half =
                let weights = [| 0.5f; 0.0f; 0.0f; 0.5f |]

                let layer (w: float32[]) =
                    AffineLayer.Of(2, 2, ReadOnlySpan w, ReadOnlySpan [| 0.0f; 0.0f |], Activation.Identity)

                Autoencoder.Of([| layer weights |], [| layer [| 1.0f; 0.0f; 0.0f; 1.0f |] |])

            let found =
                half
                |> AutoencoderMemories.run AutoencoderMemories.defaults [| 1.0f; -1.0f; 0.5f; 0.2f |]

            Assert.Equal(1, found.Attractors.Count)
            Assert.Equal(2, found.Attractors[0].BasinCount)
            close 1e-6 0.5 found.Attractors[0].SpectralRadius
            let stopped = Work.quiet |> Work.until (CancellationToken true)

            Assert.ThrowsAny<OperationCanceledException>(fun () ->
                half
                |> AutoencoderMemories.runWith stopped AutoencoderMemories.defaults [| 1.0f; 1.0f |]
                |> ignore)
            |> ignore)

        testCase "patterns come from images, points and rows" (fun () ->
            let images = SyntheticDigits.Draw(30, RandomSource.FromSeed 1UL)
            Assert.Equal(30, (Patterns.ofImages images).Pool.Count)
            Assert.Equal<(string * string) list>([ "images", images.PixelSha256() ], (Patterns.ofImages images).Hashes)
            Assert.Equal(784, (Patterns.ofPoints (Points.ofImages (Some images) None)).Pool.Width)
            refused "one split" (fun () -> Patterns.ofPoints (Points.ofImages (Some images) (Some images)))
            let rows = Patterns.ofRows three
            Assert.Equal(3, rows.Pool.Count)
            Assert.Equal(3, rows.Pool.Width)
            Assert.Equal(6000, digits.Value.Pool.Count)
            Assert.Equal("training images", fst digits.Value.Hashes.Head)

            Assert.Equal(
                1000,
                (Patterns.loadWith Work.quiet (PointSource.Images(DataSource.Synthetic, Split.Test, None))).Pool.Count
            )

            Assert.Contains("no-such", error (Patterns.tryLoad (Points.file "no-such.npy"))))

        testCase "one call counts what is retrieved, and memory prints the same" (fun () ->
            for arguments, options in
                [
                    [], (fun (o: RetrievalOptions) -> o)
                    [ "--similarity"; "manhattan"; "--separation"; "power:3"; "--mask"; "0.5" ],
                    fun o -> {
                        Retrievals.by "manhattan" "power:3" o with
                            Damage = Damage.mask 0.5
                    }
                    [
                        "--mode"
                        "published"
                        "--separation"
                        "softmax"
                        "--beta"
                        "2"
                        "--random-mask"
                        "0.3"
                        "--seed"
                        "4"
                    ],
                    fun o -> {
                        o with
                            Mode = Retrievals.parseMode "published"
                            Separation = Retrievals.parseSeparation "softmax"
                            Beta = 2.0
                            Damage = Damage.randomMask 0.3
                            Seed = 4UL
                    }
                    [ "--hetero"; "--inpaint"; "0.1" ],
                    fun o -> {
                        o with
                            Hetero = true
                            Damage = Damage.inpaint 0.1
                    }
                ] do
                let found =
                    digits.Value
                    |> Retrievals.run (
                        options {
                            Retrievals.defaults with
                                Patterns = 30
                                Runs = 2
                        }
                    )

                Assert.Equal(List.average found.Runs, found.Accuracy, 12)
                Assert.InRange(found.Accuracy, fst found.Interval, snd found.Interval)
                Assert.Equal(2, found.Distances.Length)

                for run, share in List.zip found.Distances found.Runs do
                    Assert.Equal(
                        share,
                        float (Array.length (Array.filter (fun d -> d <= found.Threshold) run)) / 30.0,
                        12
                    )

                same
                    (MemoryReport.toJson found)
                    ([ "memory"; "--data"; "synthetic"; "--patterns"; "30"; "--runs"; "2" ]
                     @ arguments)

                Assert.Contains($"of 30 patterns", string found))

        testCase "without damage every pattern is found exactly, and a curve has a point for each size" (fun () ->
            let options = {
                Retrievals.defaults with
                    Damage = Damage.none
                    Runs = 1
            }

            let curve = digits.Value |> Retrievals.curve options [ 5; 50 ]
            Assert.Equal<int list>([ 5; 50 ], List.map fst curve)

            for size, found in curve do
                Assert.Equal(size, found.Options.Patterns)
                Assert.Equal(1.0, found.ExactShare)
                Assert.Equal(60.0, found.Threshold)

            let chart = Figure.toJson (MemoryPlots.retrievalBySize [ "euclidean", curve ])
            Assert.Contains("number of patterns N", chart)
            // Threads change nothing, and the options make the memory of single steps.
            let noisy threads =
                digits.Value
                |> Retrievals.run {
                    Retrievals.defaults with
                        Damage = Damage.noise 0.9
                        Work = Work.onThreads threads Work.quiet
                }

            Assert.Equal<float>((noisy 1).Distances.Head, (noisy 2).Distances.Head)
            let memory = Retrievals.memory (Retrievals.by "kl" "top-k:2" Retrievals.defaults)
            Assert.Equal("top-k:2", memory.Separation.Name)
            Assert.Equal(Similarity.KullbackLeibler, memory.Similarity))

        testCase "trials that make no sense are refused" (fun () ->
            let run options =
                error (Retrievals.tryRun options digits.Value)

            let trial = Retrievals.defaults
            Assert.Equal("patterns 0: expected 1 or more", run { trial with Patterns = 0 })
            Assert.Equal("runs 0: expected 1 or more", run { trial with Runs = 0 })
            Assert.Equal("beta -1: expected a number above 0", run { trial with Beta = -1.0 })
            Assert.Contains("7000 patterns asked for, but there are 6000", run { trial with Patterns = 7000 })
            refused "expected 1 or more" (fun () -> Retrievals.require { trial with Runs = -1 })
            refused "expected corrected, published" (fun () -> Retrievals.parseMode "fixed")
            refused "similarity hamming: expected dot" (fun () -> Retrievals.parseSimilarity "hamming")
            Assert.Equal(Similarity.Cosine, Retrievals.parseSimilarity "cosine")
            refused "expected one of identity" (fun () -> Retrievals.parseSeparation "cubic")
            refused "standard deviation of 0 or more" (fun () -> Damage.noise -1.0)
            refused "from 0 to 1" (fun () -> Damage.mask 1.5)
            let negative = Patterns.ofRows [| [| -1.0; 0.5 |]; [| 0.5; 1.0 |] |]

            Assert.Contains(
                "negative entry",
                error (
                    Retrievals.tryRun
                        {
                            trial with
                                Patterns = 2
                                Similarity = Similarity.KullbackLeibler
                        }
                        negative
                )
            ))

        testCase "a trial is saved, and its curve rises by steps to its end" (fun () ->
            Program.inFolder (fun folder ->
                let found =
                    digits.Value
                    |> Retrievals.run {
                        Retrievals.defaults with
                            Patterns = 12
                            Runs = 2
                    }

                MemoryReport.save folder found

                Assert.Equal(
                    text (MemoryReport.toJson found),
                    File.ReadAllText(Path.Combine(folder, "result.json")).Trim()
                )

                Assert.Equal(1 + 2 * 12, File.ReadAllLines(Path.Combine(folder, "retrieval.csv")).Length)
                Assert.Contains("An associative memory", File.ReadAllText(Path.Combine(folder, "report.html")))
                let chart = MemoryPlots.withinDistance 1.0 [ "run", [| 0.5; 0.25; 3.0 |] ]

                let trace =
                    (JsonDocument.Parse(Figure.toJson chart).RootElement.GetProperty "data")[0]

                let values (name: string) =
                    trace.GetProperty(name).EnumerateArray() |> Seq.map _.GetDouble() |> List.ofSeq

                // The end stands once, after all steps: a value of every step draws a polygon.
                Assert.Equal<float list>([ 0.0; 0.25; 0.25; 0.5; 0.5; 3.0; 3.0; 3.0 ], values "x")

                List.iter2
                    (fun (a: float) b -> Assert.Equal(a, b, 12))
                    [ 0.0; 0.0; 1.0 / 3.0; 1.0 / 3.0; 2.0 / 3.0; 2.0 / 3.0; 1.0; 1.0 ]
                    (values "y")))
    ]
