namespace Neurovariety.Scripts.Surface

open System
open System.Diagnostics
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Training
open Neurovariety.Scripts.Analyses

/// The steps of `Linear.fit`: images, moments, the exact fit, the training.
module internal LinearProblem =

    // Images as they are, or to be moved by random real amounts.
    type Samples =
        | Bytes of ImageSet
        | Moving of ShiftOptions * RandomSource * ImageSet

    let moved (options: LinearOptions) name (images: ImageSet) =
        let random = RandomSource.FromSeed(options.Seed).Split("augmentation " + name)

        match options.Augmentation with
        | None -> Bytes images
        | Some shift when shift.Interpolated -> Moving(shift, random, images)
        | Some shift -> Bytes(Shifts.ApplyWhole(images, shift, random, options.Work.Threads))

    // What one grey level is worth: pixels in [0, 1].
    let grey = 1.0 / 255.0

    let moments (options: LinearOptions) samples =
        match samples with
        | Bytes images -> SampleGram.FromImages(images.Pixels, images.PixelCount, grey, options.Work.Threads)
        | Moving(shift, random, images) -> MovedImages.moments options.Work.Threads shift random images

    let private blockMoments (options: LinearOptions) decomposition samples =
        match samples with
        | Bytes images -> BlockGram.FromImages(decomposition, images.Pixels, grey, options.Work.Threads)
        | Moving _ -> BlockGram.FromSamples(decomposition, moments options samples)

    let timed work =
        let clock = Stopwatch.StartNew()
        let result = work ()
        result, clock.Elapsed.TotalSeconds

    let stage (options: LinearOptions) name =
        options.Work.Cancel.ThrowIfCancellationRequested()
        options.Work.Progress(Progress(name, 0L, 0L))

    let private trainer (options: LinearOptions) (training: LinearTraining) =
        LinearTrainingOptions(
            Epochs = training.Epochs,
            BatchSize = training.BatchSize,
            Adam = AdamOptions(LearningRate = training.LearningRate),
            Seed = options.Seed,
            Threads = options.Work.Threads
        )

    // What the two ways to the moments have in common: a problem whose exact fit and losses are known.
    type Problem = {
        Exact: LinearFit
        Start: RandomSource -> LinearAutoencoder
        TrainLossOf: LinearAutoencoder -> float
        TestLossOf: LinearAutoencoder -> float
    }

    // The network with its loss on the training images, its history and the time it took.
    let solve (options: LinearOptions) samples problem =
        match options.Method, samples with
        | LinearMethod.Exact, _
        | _, Moving _ -> problem.Exact.Network, problem.Exact.TrainLoss, [], problem.Exact.SolveSeconds
        | LinearMethod.Adam training, Bytes images ->
            let follow (step: Progress) =
                options.Work.Cancel.ThrowIfCancellationRequested()
                options.Work.Progress step

            let first =
                problem.Start(RandomSource.FromSeed(options.Seed).Split "initial weights")

            let run = LinearTrainer.Train(first, images, trainer options training, follow)

            if run.Status = IterationStatus.NotFinite then
                raise (PremiseException("training ended with a loss that is no number", nan, infinity))

            run.Network, problem.TrainLossOf run.Network, List.ofSeq run.History, run.Seconds

    // Images that move have no bytes to be summed in one pass: the time of their moments is all taken together.
    let private gramSeconds inside elapsed =
        if inside > 0.0 then inside else elapsed

    let private exactOf (options: LinearOptions) ranks gram =
        let best = lazy (Fit.equivariant options.Rank gram)

        match ranks, options.Component with
        | Some given, _ -> Fit.onComponent given gram
        | None, ComponentChoice.HighPass ->
            let backwards = Ranks.ofSeq (Seq.rev (nonNull best.Value.Component))

            Components.ofBlocks options.Rank gram.Decomposition.Blocks
            |> Components.check backwards
            |> Attempt.value
            |> fun ranks -> Fit.onComponent ranks gram
        | None, _ -> best.Value

    let equivariantProblem options (decomposition: IsotypicDecomposition) ranks training test =
        let gram, elapsed = timed (fun () -> blockMoments options decomposition training)
        stage options "fitting"
        let exact = exactOf options ranks gram
        let chosen = nonNull exact.Component

        let lossOn (moments: BlockGram) (network: LinearAutoencoder) =
            moments.MeanSquaredError(network :?> EquivariantAutoencoder)

        let problem = {
            Exact = exact
            Start = fun random -> EquivariantAutoencoder.Random(decomposition, chosen, random)
            TrainLossOf = lossOn gram
            TestLossOf = fun network -> lossOn (blockMoments options decomposition test) network
        }

        let change = gram.Seconds.BasisChange
        problem, Some gram, (change, gramSeconds gram.Seconds.Gram (elapsed - change))

    let directProblem (options: LinearOptions) pixels training test =
        let gram, elapsed = timed (fun () -> moments options training)
        stage options "fitting"

        let exact, start =
            match options.Constraint with
            | SymmetryConstraint.Invariant group ->
                Fit.invariant group options.Rank gram,
                fun latent random -> InvariantAutoencoder.Random(group.Orbits(), latent, random) :> LinearAutoencoder
            | _ ->
                Fit.dense options.Rank gram,
                fun latent random -> DenseAutoencoder.Random(pixels, latent, random) :> LinearAutoencoder

        let problem = {
            Exact = exact
            Start = start exact.Network.LatentCount
            TrainLossOf = gram.MeanSquaredError
            TestLossOf = fun network -> (moments options test).MeanSquaredError network
        }

        problem, None, (0.0, gramSeconds gram.Seconds elapsed)

    // A whole fit of two made-up images among black ones: code on wide vectors is compiled when it first runs, and this runs
    // all of it. There are enough images for all threads to start, and for the working memory of the real ones to be at hand.
    let private rehearse (options: LinearOptions) (decomposition: IsotypicDecomposition) =
        let size = decomposition.Degree
        let pixels = Array.zeroCreate (size * Math.Clamp(2000000 / size, 2, 2048))

        for i in 0 .. 2 * size - 1 do
            pixels[i] <- byte (i * i % 251)

        let gram =
            BlockGram.FromImages(decomposition, ReadOnlySpan pixels, grey, options.Work.Threads)

        let fit = Fit.equivariant (min size 4) gram
        gram.MeanSquaredError(fit.Network :?> EquivariantAutoencoder) |> ignore

    // The same for the moments and the fit without symmetry, which are also behind groups of several generators.
    let private rehearseDense (options: LinearOptions) =
        let size = 40
        let pixels = Array.init (2 * size) (fun i -> byte (1 + i * i % 251))

        let gram =
            SampleGram.FromImages(ReadOnlySpan pixels, size, grey, options.Work.Threads)

        let fit = Fit.dense 2 gram
        gram.MeanSquaredError fit.Network |> ignore

    let rehearseFor options (decomposition: IsotypicDecomposition option) =
        match decomposition with
        | Some found when found.IsExact -> rehearse options found
        | _ -> rehearseDense options
