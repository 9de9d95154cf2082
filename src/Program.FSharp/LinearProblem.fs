/// The images, the moments and the fit behind `linear`, with the time that each part took.
module Neurovariety.Cli.LinearProblem

open System
open System.Diagnostics
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Representations
open Neurovariety.Training
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Surface

/// What the autoencoder must be.
type Symmetry =
    | NoSymmetry
    | Invariant of PermutationGroup
    | Equivariant of PermutationGroup

/// What is asked for.
type Problem = {
    Symmetry: Symmetry
    Rank: int
    /// Names the component of an equivariant map.
    Component: string
    Shift: ShiftOptions option
    /// Passes of Adam over the images; None for the exact fit.
    Training: int option
    Seed: uint64
    Threads: int
}

/// Wall times in seconds.
type Seconds = {
    BasisChange: float
    Gram: float
    Solve: float
    Test: float
}

/// The fit and its loss on the test images.
type Fitted = {
    Network: LinearAutoencoder
    TrainLoss: float
    /// The best fit of the same choice of maps; the same network unless that was trained.
    Exact: LinearFit
    TestLoss: float
    Seconds: Seconds
    /// Block moments of the training images, for an equivariant fit.
    Gram: BlockGram option
    Blocks: IsotypicBlock list
}

/// Images as they are, or to be moved by random real amounts.
type private Samples =
    | Bytes of ImageSet
    | Moving of ShiftOptions * RandomSource * ImageSet

let private moved problem name (images: ImageSet) =
    let random = RandomSource.FromSeed(problem.Seed).Split("augmentation " + name)

    match problem.Shift with
    | None -> Bytes images
    | Some shift when shift.Interpolated -> Moving(shift, random, images)
    | Some shift -> Bytes(Shifts.ApplyWhole(images, shift, random, problem.Threads))

let private grey = 1.0 / 255.0

let private moments problem samples =
    match samples with
    | Bytes images -> SampleGram.FromImages(images.Pixels, images.PixelCount, grey, problem.Threads)
    | Moving(shift, random, images) -> MovedImages.moments problem.Threads shift random images

let private blockMoments problem decomposition samples =
    match samples with
    | Bytes images -> BlockGram.FromImages(decomposition, images.Pixels, grey, problem.Threads)
    | Moving _ -> BlockGram.FromSamples(decomposition, moments problem samples)

let private timed work =
    let clock = Stopwatch.StartNew()
    let result = work ()
    result, clock.Elapsed.TotalSeconds

// The network that Adam makes of random weights, with the loss that the given moments tell.
let private train problem samples (exact: LinearFit) (start: RandomSource -> LinearAutoencoder) loss progress =
    match problem.Training, samples with
    | None, _ -> exact.Network, exact.TrainLoss, exact.SolveSeconds
    | Some _, Moving _ ->
        Usage.refuse "--method adam trains on whole pixels: use for instance --augment shift:6:nearest"
    | Some epochs, Bytes images ->
        let options =
            LinearTrainingOptions(Epochs = epochs, Seed = problem.Seed, Threads = problem.Threads)

        let first = start (RandomSource.FromSeed(problem.Seed).Split "initial weights")
        let run = LinearTrainer.Train(first, images, options, progress)

        if run.Status = IterationStatus.NotFinite then
            raise (PremiseException("training ended with a loss that is no number", nan, infinity))

        run.Network, (loss run.Network: float), run.Seconds

// Images that move have no bytes to be summed in one pass: the time of their moments is all taken together.
let private gramSeconds inside elapsed =
    if inside > 0.0 then inside else elapsed

let private fitEquivariant problem group (decomposition: IsotypicDecomposition) training test progress =
    let gram, elapsed = timed (fun () -> blockMoments problem decomposition training)
    let blocks = List.ofSeq decomposition.Blocks
    let best = lazy (Fit.equivariant problem.Rank gram)

    let exact =
        match LinearChoice.read group blocks problem.Rank (fun () -> best.Value.Component) problem.Component with
        | LinearChoice.Best -> best.Value
        | LinearChoice.One ranks -> Fit.onComponent ranks gram

    let lossOn (moments: BlockGram) (network: LinearAutoencoder) =
        moments.MeanSquaredError(network :?> EquivariantAutoencoder)

    let start random =
        EquivariantAutoencoder.Random(decomposition, exact.Component, random) :> LinearAutoencoder

    let network, trainLoss, solveSeconds =
        train problem training exact start (lossOn gram) progress

    let loss, seconds =
        timed (fun () -> lossOn (blockMoments problem decomposition test) network)

    {
        Network = network
        TrainLoss = trainLoss
        Exact = exact
        TestLoss = loss
        Gram = Some gram
        Blocks = blocks
        Seconds = {
            BasisChange = gram.Seconds.BasisChange
            Gram = gramSeconds gram.Seconds.Gram (elapsed - gram.Seconds.BasisChange)
            Solve = solveSeconds
            Test = seconds
        }
    }

let private fitDirectly problem fitTo start training test progress =
    let gram, elapsed = timed (fun () -> moments problem training)
    let exact: LinearFit = fitTo gram

    let network, trainLoss, solveSeconds =
        train problem training exact (start exact.Network.LatentCount) gram.MeanSquaredError progress

    let loss, seconds =
        timed (fun () -> (moments problem test).MeanSquaredError network)

    {
        Network = network
        TrainLoss = trainLoss
        Exact = exact
        TestLoss = loss
        Gram = None
        Blocks = []
        Seconds = {
            BasisChange = 0.0
            Gram = gramSeconds gram.Seconds elapsed
            Solve = solveSeconds
            Test = seconds
        }
    }

// A whole fit of two made-up images among black ones: code on wide vectors is compiled when it first runs, and this runs
// all of it. There are enough images for all threads to start, and for the working memory of the real ones to be at hand.
let private rehearse problem (decomposition: IsotypicDecomposition) =
    let size = decomposition.Degree
    let pixels = Array.zeroCreate (size * Math.Clamp(2000000 / size, 2, 2048))

    for i in 0 .. 2 * size - 1 do
        pixels[i] <- byte (i * i % 251)

    let gram =
        BlockGram.FromImages(decomposition, ReadOnlySpan pixels, grey, problem.Threads)

    let fit = Fit.equivariant (min size 4) gram
    gram.MeanSquaredError(fit.Network :?> EquivariantAutoencoder) |> ignore

// The same for the moments and the fit without symmetry, which are also behind groups of several generators.
let private rehearseDense problem =
    let size = 40
    let pixels = Array.init (2 * size) (fun i -> byte (1 + i * i % 251))
    let gram = SampleGram.FromImages(ReadOnlySpan pixels, size, grey, problem.Threads)
    let fit = Fit.dense 2 gram
    gram.MeanSquaredError fit.Network |> ignore

/// What can be prepared while the images are read: the decomposition, and code that is compiled when first run.
let prepare problem =
    Task.Run(fun () ->
        match problem.Symmetry with
        | Equivariant group ->
            let decomposition = Group.decomposeWith problem.Seed group

            if decomposition.IsExact then
                rehearse problem decomposition
            else
                rehearseDense problem

            Some decomposition
        | NoSymmetry
        | Invariant _ ->
            rehearseDense problem
            None)

/// Fits the training images and measures the loss on the test images.
let solve problem (prepared: Task<IsotypicDecomposition option>) (dataset: Dataset) (progress: Action<Progress>) =
    let training = moved problem "train" dataset.Train
    let test = moved problem "test" dataset.Test

    let startDense rank random =
        DenseAutoencoder.Random(dataset.Train.PixelCount, rank, random) :> LinearAutoencoder

    let startInvariant (group: PermutationGroup) rank random =
        InvariantAutoencoder.Random(group.Orbits(), rank, random) :> LinearAutoencoder

    match problem.Symmetry, prepared.GetAwaiter().GetResult() with
    | Equivariant group, Some decomposition -> fitEquivariant problem group decomposition training test progress
    | Invariant group, _ ->
        fitDirectly problem (Fit.invariant group problem.Rank) (startInvariant group) training test progress
    | _ -> fitDirectly problem (Fit.dense problem.Rank) startDense training test progress

/// The test images as the fit sees them, for pictures; whole or unmoved ones only.
let testImages problem (dataset: Dataset) =
    match moved problem "test" dataset.Test with
    | Bytes images
    | Moving(_, _, images) -> images
