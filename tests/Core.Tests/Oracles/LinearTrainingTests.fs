/// Training against the exact optimum, and its determinism.
module Neurovariety.Tests.Oracles.LinearTrainingTests

open Expecto
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Training
open Neurovariety.Varieties
open Neurovariety.Tests.Support
open Neurovariety.Tests.Support.SmallProblems
open Xunit

/// Small images of correlated grey levels.
let private images count rows columns =
    let random = RandomSource.FromSeed 1UL
    let n = rows * columns

    let pixels =
        Array.init count (fun _ ->
            let level = 60.0 * random.NextGaussian()
            Array.init n (fun j -> byte (min 255.0 (abs (level + float (7 + j) * random.NextGaussian())))))
        |> Array.concat

    ImageSet.FromPixels(rows, columns, pixels, System.ReadOnlySpan<byte>.Empty, "test")

let private options = LinearTrainingOptions(Epochs = 200, BatchSize = 64)

let private trainable (group: PermutationGroup) (set: ImageSet) =
    let decomposition = IsotypicDecomposition.Of group
    let gram = SampleGram.FromImages(set.Pixels, set.PixelCount)
    let random = RandomSource.FromSeed 2UL
    let half = set.PixelCount / 2

    let equivariant =
        ExactFit.Equivariant(BlockGram.FromSamples(decomposition, gram), half)

    let starts: (LinearAutoencoder * LinearFit) list = [
        EquivariantAutoencoder.Random(decomposition, equivariant.Component, random), equivariant
        DenseAutoencoder.Random(set.PixelCount, half, random), ExactFit.Dense(gram, half)
        InvariantAutoencoder.Random(group.Orbits(), 1, random), ExactFit.Invariant(gram, group, 1)
    ]

    gram, starts

[<Tests>]
let tests =
    testList "LinearTrainingTests" [
        testCase "training reaches the exact optimum and never beats it" (fun () ->
            let set = images 1500 4 4

            for group in
                [
                    PermutationGroup.Cyclic(GridActions.Shift(4, 4, true, 1L))
                    GridActions.Dihedral 4
                    twoQuaternions ()
                ] do
                let gram, starts = trainable group set

                for start, exact in starts do
                    let run = LinearTrainer.Train(start, set, options)
                    let loss = gram.MeanSquaredError run.Network
                    Assert.Equal(IterationStatus.IterationLimit, run.Status)
                    Assert.Equal(200, run.History.Count)
                    Assert.True(abs (loss - run.TrainLoss) <= 1e-5 * loss, $"{loss} against {run.TrainLoss}")

                    Assert.True(
                        loss >= exact.TrainLoss * (1.0 - 1e-9),
                        $"{start.GetType().Name}: {loss} below {exact.TrainLoss}"
                    )

                    Assert.True(
                        loss <= exact.TrainLoss * 1.01,
                        $"{start.GetType().Name}: {loss} above {exact.TrainLoss}"
                    ))

        testCase "the same seed gives the same bits whatever the threads, another seed others" (fun () ->
            let set = images 500 4 4
            let group = PermutationGroup.Cyclic(GridActions.Shift(4, 4, true, 1L))
            let _, starts = trainable group set

            for start, _ in starts do
                let train seed threads =
                    LinearTrainer.Train(start, set, LinearTrainingOptions(Epochs = 3, Seed = seed, Threads = threads))

                let one = train 7UL 1
                let two = train 7UL 2
                Assert.True(one.Network.EndToEnd().Equals(two.Network.EndToEnd()))
                Assert.Equal<LinearEpoch>(one.History, two.History)
                Assert.False(one.Network.EndToEnd().Equals((train 8UL 1).Network.EndToEnd())))

        testCase "a learning rate that explodes ends as not finite, with the start given back" (fun () ->
            let set = images 300 4 4
            let start = DenseAutoencoder.Random(16, 4, RandomSource.FromSeed 1UL)

            let run =
                LinearTrainer.Train(start, set, LinearTrainingOptions(Epochs = 5, Adam = AdamOptions 1e30))

            Assert.Equal(IterationStatus.NotFinite, run.Status)
            Assert.Same(start, run.Network))

        testCase "progress is told after every pass" (fun () ->
            let set = images 100 4 4
            let seen = ResizeArray<Progress>()
            let start = DenseAutoencoder.Random(16, 4, RandomSource.FromSeed 1UL)

            LinearTrainer.Train(start, set, LinearTrainingOptions(Epochs = 3), (fun p -> seen.Add p))
            |> ignore

            Assert.Equal<int64 list>([ 1L; 2L; 3L ], [ for p in seen -> p.Done ]))

        mnistCase "five passes over MNIST come within one per cent of the exact equivariant optimum" (fun () ->
            let fit = ExactFit.Equivariant(Mnist.trainBlocks (), 99)

            let start =
                EquivariantAutoencoder.Random(Mnist.horizontal (), fit.Component, RandomSource.FromSeed 0UL)

            let run =
                LinearTrainer.Train(start, Mnist.train (), LinearTrainingOptions(Epochs = 5))

            let loss =
                Mnist.trainBlocks().MeanSquaredError(run.Network :?> EquivariantAutoencoder)

            Assert.True(
                loss <= 1.01 * fit.TrainLoss && loss >= fit.TrainLoss * (1.0 - 1e-7),
                $"{loss} against {fit.TrainLoss}"
            ))
    ]
