module Neurovariety.Tests.Oracles.CapacityTests

open Expecto
open System
open Xunit
open Neurovariety.Data
open Neurovariety.LinearAlgebra
open Neurovariety.Memories
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Tests.Support

let private random = RandomSource.FromSeed 1UL

let private ones rows columns =
    Matrix.Create(rows, columns, (fun _ _ -> 1.0))

let private zeros (matrix: Matrix) row = [
    for j in 0 .. matrix.ColumnCount - 1 do
        if matrix[row, j] = 0.0 then
            j
]

// The autoencoder x -> a x on two numbers through two: an orbit falls to 0 as a^t.
let private scaling (a: float32) =
    let layer (weights: float32[]) =
        let bias = [| 0.0f; 0.0f |]
        AffineLayer.Of(2, 2, ReadOnlySpan weights, ReadOnlySpan bias, Activation.Identity)

    Autoencoder.Of([| layer [| 1.0f; 0.0f; 0.0f; 1.0f |] |], [| layer [| a; 0.0f; 0.0f; a |] |])

// [MSSLB22], measured elsewhere in the published setting: noise of .5, 1000 digits of MNIST, the largest score alone; and the
// upper half of 50 digits. The bands are three standard errors of the mean of five runs as they spread here.
let private published = [
    "euclidean", 1000, 0.0, 0.997, 0.006
    "manhattan", 1000, 0.0, 0.995, 0.006
    "normalised-dot", 1000, 0.0, 0.946, 0.02
    "kl", 1000, 0.0, 0.084, 0.06
    "reverse-kl", 1000, 0.0, 0.054, 0.05
    "jensen-shannon", 1000, 0.0, 0.151, 0.06
    "euclidean", 50, 0.5, 0.74, 0.10
    "manhattan", 50, 0.5, 0.84, 0.08
    "dot", 50, 0.5, 0.89, 0.06
    "kl", 50, 0.5, 0.99, 0.02
    "reverse-kl", 50, 0.5, 1.00, 0.02
]

[<Tests>]
let tests =
    testList "CapacityTests" [
        testCase "masks take the share they name, where they should" (fun () ->
            let apply kind share =
                (Perturbation.Masking(kind, share)).Apply(ones 3 64, 8, MemoryMode.Corrected, random)

            Assert.Equal<int list>([ 32..63 ], zeros (apply PerturbationKind.Mask 0.5) 2)
            Assert.Empty(zeros (apply PerturbationKind.Mask 0.0) 0)
            Assert.Equal(64, (zeros (apply PerturbationKind.Mask 1.0) 0).Length)
            let scattered = apply PerturbationKind.RandomMask 0.25
            Assert.Equal(16, (zeros scattered 0).Length)
            Assert.NotEqual<int list>(zeros scattered 0, zeros scattered 1)
            // The square root of 1/4 of 8 rows and columns, from the third on.
            Assert.Equal<int list>(
                [
                    for r in 2..5 do
                        for c in 2..5 -> 8 * r + c
                ],
                zeros (apply PerturbationKind.Inpaint 0.25) 0
            ))

        testCase "noise is clipped in one mode and folded in the other, with the same numbers" (fun () ->
            let noise = Perturbation.Noise 0.5
            let clipped = noise.Apply(Matrix.Zero(50, 40), 1, MemoryMode.Corrected, random)
            let folded = noise.Apply(Matrix.Zero(50, 40), 1, MemoryMode.Published, random)

            let share =
                float (clipped.ToArray() |> Array.filter ((=) 0.0) |> Array.length) / 2000.0

            Assert.InRange(share, 0.45, 0.55)

            Assert.All(
                Array.zip (clipped.ToArray()) (folded.ToArray()),
                (fun (a, b) -> Assert.True(a = b || a = 0.0 && b > 0.0))
            )

            Assert.All(folded.ToArray(), (fun v -> Assert.InRange(v, 0.0, 1.0)))
            // Numbers below 0 are no pixels: their noise is left alone.
            let free =
                noise.Apply(Matrix.Create(20, 40, (fun _ _ -> -3.0)), 1, MemoryMode.Corrected, random)

            Assert.Contains(free.ToArray(), (fun v -> v < -3.5)))

        testCase "a task draws different patterns, the same for the same seed, others for another run" (fun () ->
            let pool =
                PatternPool.FromMatrix(Matrix.Create(30, 4, (fun i j -> float (4 * i + j))), 1, "numbers")

            let trial = MemoryTrial(PatternCount = 10, IsHetero = true)
            let task = RetrievalTask.Draw(pool, trial, 0)
            let drawn = Array.append (task.Patterns.ToArray()) (task.Values.ToArray())
            Assert.Equal(drawn.Length, (Array.distinct drawn).Length)
            Assert.Equal(task.Queries, RetrievalTask.Draw(pool, trial, 0).Queries)
            Assert.NotEqual(task.Patterns, RetrievalTask.Draw(pool, trial, 1).Patterns)

            let refused count =
                (Assert.ThrowsAny<ArgumentException>(fun () -> pool.Draw(count, random) |> ignore)).Message

            Assert.Contains("31 patterns asked for, but there are 30", refused 31)
            Assert.Contains("empty", refused 0))

        testCase "intervals are Wilson's for one run and hold the runs' spread for several" (fun () ->
            // Wilson's interval of 8 in 10, as in the literature: .490 to .943.
            let one = RetrievalFigures.Of([| 0.8 |], 10)
            Assert.Equal(0.490, one.Low, 3)
            Assert.Equal(0.943, one.High, 3)
            // Student's t at 2 degrees of freedom is 4.3027: mean .5, deviation .1.
            let three = RetrievalFigures.Of([| 0.4; 0.5; 0.6 |], 100000)
            Assert.Equal(0.5 - 4.302653 * 0.1 / sqrt 3.0, three.Low, 6)
            Assert.Equal(0.5 + 4.302653 * 0.1 / sqrt 3.0, three.High, 6)
            let all = RetrievalFigures.Of([| 1.0; 1.0 |], 50)
            Assert.Equal(1.0, all.High)
            Assert.InRange(all.Low, 0.95, 0.99))

        testCase "capacities follow their formulas, and few random patterns are stable where many are not" (fun () ->
            Assert.Equal(60.0, Capacity.Threshold 784)
            Assert.Equal(100.0 / (2.0 * log 100.0), Capacity.DensePatterns(100, 2), 10)
            Assert.Equal(1e6 / (2.0 * 15.0 * log 100.0), Capacity.DensePatterns(100, 4), 6)
            Assert.Equal(32.0, Capacity.ExponentialPatterns 10)
            Assert.Equal(1.0, Capacity.StableShare(100, 2, 2, random))
            Assert.InRange(Capacity.StableShare(40, 40, 2, random), 0.0, 0.2)
            Assert.True(Capacity.StableShare(40, 40, 3, random) > 0.9))

        testCase "the largest distance that counts is the threshold, and NaN never does" (fun () ->
            let distances = [| 1.0; 2.0; 3.0; nan |]
            Assert.Equal(0.5, Capacity.Share(ReadOnlySpan distances, 2.0)))

        testCase
            "an autoencoder that contracts leads everywhere to its fixed point, and its eigenvalue says so"
            (fun () ->
                let starts = [| 1.0f; -1.0f; 0.5f; 0.25f |]
                let memory = AutoencoderMemory.Run(scaling 0.5f, ReadOnlySpan starts)
                Assert.Equal(1, memory.Attractors.Count)
                Assert.Equal(2, memory.Attractors[0].BasinCount)
                Assert.Equal(0.5, memory.Attractors[0].SpectralRadius, 6)
                Assert.All(memory.Ends.ToArray(), (fun v -> Assert.InRange(v, -1e-4f, 1e-4f)))
                // The move of step t is half of the distance before it: root mean square 2^-t, at most 1e-5 from t = 17 on.
                Assert.Equal(17, memory.Steps[0]))

        testCase "orbits that do not settle or leave the numbers are told apart" (fun () ->
            let starts = [| 1.0f; 0.5f |]
            let growing = AutoencoderMemory.Run(scaling 2.0f, ReadOnlySpan starts)
            Assert.Equal(IterationStatus.NotFinite, growing.Statuses[0])
            Assert.Equal(-1, growing.AttractorIndices[0])

            let turning =
                AutoencoderMemory.Run(scaling -1.0f, ReadOnlySpan starts, AttractorOptions(StepLimit = 10))

            Assert.Equal(IterationStatus.IterationLimit, turning.Statuses[0])
            Assert.Empty turning.Attractors

            Assert.Throws<ArgumentException>(fun () ->
                AutoencoderMemory.Run(scaling 1.0f, ReadOnlySpan Array.empty<float32>) |> ignore)
            |> ignore)

        mnistCase "the published figures come out in the published mode" (fun () ->
            let pool = PatternPool.FromImages(Mnist.train ())

            for name, count, mask, expected, band in published do
                let trial =
                    MemoryTrial(
                        PatternCount = count,
                        Perturbation =
                            (if mask > 0.0 then
                                 Perturbation.Masking(PerturbationKind.Mask, mask)
                             else
                                 Perturbation.Noise 0.5),
                        Options = MemoryOptions(Mode = MemoryMode.Published, Similarity = Similarities.Parse name)
                    )

                let found = Capacity.Measure(pool, trial)
                Assert.True(abs (found.Accuracy - expected) <= band, $"{name}: {found.Accuracy}, expected {expected}"))
    ]
