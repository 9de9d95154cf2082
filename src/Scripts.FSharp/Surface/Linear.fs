namespace Neurovariety.Scripts.Surface

open System
open System.Diagnostics
open System.Threading.Tasks
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Representations
open Neurovariety.Varieties

/// The linear autoencoder of least squared error on images, under a symmetry and a bound on the rank: exactly, over all components
/// or on one, or by training. `images |> Linear.fit (Linear.equivariant group 99)` is the whole of it.
[<RequireQualifiedAccess>]
module Linear =

    let private options kind rank : LinearOptions = {
        Constraint = kind
        Rank = rank
        Component = ComponentChoice.Best
        Method = LinearMethod.Exact
        Augmentation = None
        Seed = 0UL
        Work = Work.quiet
    }

    /// The best map of rank at most r without symmetry, exactly.
    let dense (rank: int) : LinearOptions =
        options SymmetryConstraint.Unconstrained rank

    /// The best map with M P = M, exactly.
    let invariant (group: PermutationGroup) (rank: int) : LinearOptions =
        options (SymmetryConstraint.Invariant group) rank

    /// The best map with M P = P M over all components, exactly.
    let equivariant (group: PermutationGroup) (rank: int) : LinearOptions =
        options (SymmetryConstraint.Equivariant group) rank

    let private checkComponent (options: LinearOptions) =
        match options.Constraint, options.Component with
        | SymmetryConstraint.Equivariant group, choice -> ComponentChoice.check group options.Rank choice
        | _, ComponentChoice.Best -> Ok()
        | _ -> Error "a component goes with equivariant maps: other sets of maps are irreducible"

    let private checkTraining (options: LinearOptions) =
        match options.Method, options.Augmentation with
        | LinearMethod.Adam training, _ when training.Epochs < 1 || training.BatchSize < 1 ->
            Error
                $"training: expected at least 1 pass and batches of at least 1 image, got {training.Epochs} and {training.BatchSize}"
        | LinearMethod.Adam training, _ when not (training.LearningRate > 0.0 && Double.IsFinite training.LearningRate) ->
            Error $"training: expected a positive learning rate, got {training.LearningRate}"
        | LinearMethod.Adam _, Some shift when shift.Interpolated ->
            Error "adam trains on whole pixels: move the images by whole ones, for instance by shift:6:nearest"
        | _ -> Ok()

    /// What can be said of the options before there are images, or the line that says what is wrong with them. The ranks of a given
    /// component are checked by `fit`, also before any image is read.
    let check (options: LinearOptions) : Result<unit, string> =
        if options.Rank < 0 then
            Error $"rank {options.Rank} is negative; expected 0 or more"
        else
            checkComponent options |> Result.bind (fun () -> checkTraining options)

    let private checkDegree (options: LinearOptions) (images: ImageSet) =
        match options.Constraint.Group with
        | Some group when group.Degree <> images.PixelCount ->
            let size = string images.Rows + "x" + string images.Columns

            raise (
                InputError(
                    "the group acts on "
                    + string group.Degree
                    + " points, but images of "
                    + size
                    + " have "
                    + string images.PixelCount
                    + " pixels; use for instance shift:"
                    + size
                    + ":horizontal"
                )
            )
        | _ -> ()

    // What is known before the images: the decomposition and the ranks of a given component.
    type private Plan = {
        Decomposition: IsotypicDecomposition option
        Ranks: RankVector option
    }

    let private plan (options: LinearOptions) (decomposition: IsotypicDecomposition option) =
        match options.Constraint, decomposition with
        | SymmetryConstraint.Equivariant group, Some found -> {
            Decomposition = decomposition
            Ranks =
                ComponentChoice.ranks group found.Blocks options.Rank options.Component
                |> Attempt.value
          }
        | _ -> {
            Decomposition = decomposition
            Ranks = None
          }

    let private decompose (options: LinearOptions) =
        match options.Constraint with
        | SymmetryConstraint.Equivariant group -> Some(Group.decomposeWith options.Seed group)
        | _ -> None

    let private fitOn (options: LinearOptions) plan (dataset: Dataset) : LinearResult =
        let training = LinearProblem.moved options "train" dataset.Train
        let test = LinearProblem.moved options "test" dataset.Test
        LinearProblem.stage options "second moments"

        let problem, gram, (basisChange, gramTime) =
            match plan.Decomposition with
            | Some decomposition -> LinearProblem.equivariantProblem options decomposition plan.Ranks training test
            | None -> LinearProblem.directProblem options dataset.Train.PixelCount training test

        let network, trainLoss, history, solveTime =
            LinearProblem.solve options training problem

        LinearProblem.stage options "test images"
        let testLoss, testTime = LinearProblem.timed (fun () -> problem.TestLossOf network)

        {
            Options = options
            Data = dataset
            Network = network
            TrainLoss = trainLoss
            TestLoss = testLoss
            Exact = problem.Exact
            Decomposition = plan.Decomposition
            BlockMoments = gram
            History = history
            Seconds = {
                Load = 0.0
                BasisChange = basisChange
                Gram = gramTime
                Solve = solveTime
                Test = testTime
                Total = 0.0
            }
        }

    let private withTimes load total (result: LinearResult) : LinearResult = {
        result with
            Seconds = {
                result.Seconds with
                    Load = load
                    Total = total
            }
    }

    /// Fits the training images and measures the loss on the test images. InputError, one line, where the options contradict each
    /// other, the component does not fit the group, or the group the images; PremiseException where a training diverges.
    let fit (options: LinearOptions) (dataset: Dataset) : LinearResult =
        let clock = Stopwatch.StartNew()
        check options |> Attempt.value
        checkDegree options dataset.Train
        let result = fitOn options (plan options (decompose options)) dataset
        withTimes 0.0 clock.Elapsed.TotalSeconds result

    /// The same on images that are still to be read or downloaded: the group is decomposed and code compiled meanwhile, and what can
    /// be checked without images is checked before.
    let fitFrom (options: LinearOptions) (load: unit -> Dataset) : LinearResult =
        let clock = Stopwatch.StartNew()
        check options |> Attempt.value
        let decomposing = Task.Run(fun () -> decompose options)

        let rehearsing =
            Task.Run(fun () -> LinearProblem.rehearseFor options (decomposing.GetAwaiter().GetResult()))

        // Ranks that are given are checked now; others need not wait for the decomposition.
        let planning = lazy (plan options (decomposing.GetAwaiter().GetResult()))

        if options.Component <> ComponentChoice.Best then
            planning.Force() |> ignore

        let dataset = load ()
        let loaded = clock.Elapsed.TotalSeconds
        checkDegree options dataset.Train
        rehearsing.GetAwaiter().GetResult()
        let result = fitOn options planning.Value dataset
        withTimes loaded clock.Elapsed.TotalSeconds result

    /// The fit, or the line that says why there is none.
    let tryFit (options: LinearOptions) (dataset: Dataset) : Result<LinearResult, string> =
        Attempt.run (fun () -> fit options dataset)

    /// The best map of the same rank without symmetry on the training images as they are, to compare with.
    let baseline (result: LinearResult) : LinearFit =
        let images = result.Data.Train

        SampleGram.FromImages(images.Pixels, images.PixelCount, LinearProblem.grey, result.Options.Work.Threads)
        |> Fit.dense result.Options.Rank

    /// The test images as the fit sees them, for pictures; where they move by real amounts, unmoved.
    let testImages (result: LinearResult) : ImageSet =
        match LinearProblem.moved result.Options "test" result.Data.Test with
        | LinearProblem.Bytes images
        | LinearProblem.Moving(_, _, images) -> images
