/// The images, the moments and the fit behind `linear`, with the time that each part took.
module Neurovariety.Scripts.Cli.LinearProblem

open System.Diagnostics
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Representations
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
    Fit: LinearFit
    TestLoss: float
    Seconds: Seconds
    Blocks: IsotypicBlock list
}

/// Images as they are, or moved by real amounts.
type private Samples =
    | Bytes of ImageSet
    | Moved of FloatImages

let private moved problem name (images: ImageSet) =
    let random = RandomSource.FromSeed(problem.Seed).Split("augmentation " + name)

    match problem.Shift with
    | None -> Bytes images
    | Some shift when shift.Interpolated -> Moved(Shifts.Apply(images, shift, random, problem.Threads))
    | Some shift -> Bytes(Shifts.ApplyWhole(images, shift, random, problem.Threads))

let private grey = 1.0 / 255.0

let private moments problem samples =
    match samples with
    | Bytes images -> SampleGram.FromImages(images.Pixels, images.PixelCount, grey, problem.Threads)
    | Moved images -> MovedMoments.ofImages problem.Threads images

let private blockMoments problem decomposition samples =
    match samples with
    | Bytes images -> BlockGram.FromImages(decomposition, images.Pixels, grey, problem.Threads)
    | Moved _ -> BlockGram.FromSamples(decomposition, moments problem samples)

let private timed work =
    let clock = Stopwatch.StartNew()
    let result = work ()
    result, clock.Elapsed.TotalSeconds

let private fitEquivariant problem group (decomposition: IsotypicDecomposition) train test =
    let gram = blockMoments problem decomposition train
    let blocks = List.ofSeq decomposition.Blocks
    let best = lazy (Fit.equivariant problem.Rank gram)

    let fit =
        match LinearChoice.read group blocks problem.Rank (fun () -> best.Value.Component) problem.Component with
        | LinearChoice.Best -> best.Value
        | LinearChoice.One ranks -> Fit.onComponent ranks gram

    let loss, seconds =
        timed (fun () ->
            let network = fit.Network :?> Neurovariety.Networks.EquivariantAutoencoder
            (blockMoments problem decomposition test).MeanSquaredError network)

    {
        Fit = fit
        TestLoss = loss
        Blocks = blocks
        Seconds = {
            BasisChange = gram.Seconds.BasisChange
            Gram = gram.Seconds.Gram
            Solve = fit.SolveSeconds
            Test = seconds
        }
    }

let private fitDirectly problem fitTo train test =
    let gram = moments problem train
    let fit: LinearFit = fitTo gram

    let loss, seconds =
        timed (fun () -> (moments problem test).MeanSquaredError fit.Network)

    {
        Fit = fit
        TestLoss = loss
        Blocks = []
        Seconds = {
            BasisChange = 0.0
            Gram = gram.Seconds
            Solve = fit.SolveSeconds
            Test = seconds
        }
    }

/// What can be prepared while the images are read: the decomposition, and code that is compiled when first run.
let prepare problem =
    Task.Run(fun () ->
        match problem.Symmetry with
        | Equivariant group ->
            let decomposition = Group.decomposeWith problem.Seed group
            Some decomposition
        | _ -> None)

/// Fits the training images and measures the loss on the test images.
let solve problem (prepared: Task<IsotypicDecomposition option>) (dataset: Dataset) =
    let train = moved problem "train" dataset.Train
    let test = moved problem "test" dataset.Test

    match problem.Symmetry, prepared.GetAwaiter().GetResult() with
    | Equivariant group, Some decomposition -> fitEquivariant problem group decomposition train test
    | Invariant group, _ -> fitDirectly problem (Fit.invariant group problem.Rank) train test
    | _ -> fitDirectly problem (Fit.dense problem.Rank) train test
