/// linear: the linear autoencoder of least squared error on images, exactly or by training.
module Neurovariety.Cli.Commands.LinearCommand

open System
open System.Diagnostics
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Numerics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.LinearProblem
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private readSymmetry (results: ParseResults<LinearArguments>) =
    let group () =
        let text =
            results.TryGetResult LinearArguments.Group
            |> Inputs.required "--group" "--group shift:28x28:horizontal"

        Inputs.group (Some text) (results.TryGetResult LinearArguments.Degree)

    let words = [ "none"; "invariant"; "equivariant" ]

    match Inputs.word "--constraint" words "equivariant" (results.TryGetResult LinearArguments.Constraint) with
    | "none" -> NoSymmetry
    | "invariant" -> Invariant(group ())
    | _ -> Equivariant(group ())

let private readProblem (settings: Settings) (results: ParseResults<LinearArguments>) =
    let symmetry = readSymmetry results

    match symmetry, results.TryGetResult LinearArguments.Component with
    | Equivariant _, _
    | _, (None | Some "best") -> ()
    | _ -> Usage.refuse "--component goes with --constraint equivariant: other sets of maps are irreducible"

    {
        Symmetry = symmetry
        Rank = Inputs.rank (results.TryGetResult LinearArguments.Rank)
        Component = results.GetResult(LinearArguments.Component, "best")
        Shift =
            results.TryGetResult LinearArguments.Augment
            |> Option.bind (ShiftOptions.Parse >> Option.ofObj)
        Training =
            let epochs = results.TryGetResult LinearArguments.Epochs

            match Inputs.word "--method" [ "exact"; "adam" ] "exact" (results.TryGetResult LinearArguments.Method) with
            | "adam" -> Some(Inputs.size "--epochs" (Some(defaultArg epochs 10)))
            | _ when epochs.IsSome -> Usage.refuse "--epochs goes with --method adam"
            | _ -> None
        Seed = settings.Seed
        Threads = settings.Threads
    }

let private checkDegree symmetry (images: ImageSet) =
    match symmetry with
    | Invariant group
    | Equivariant group when group.Degree <> images.PixelCount ->
        let size = string images.Rows + "x" + string images.Columns

        Usage.refuse (
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
    | _ -> ()

let private load (settings: Settings) (results: ParseResults<LinearArguments>) =
    let options =
        DatasetOptions.ForUser(results.TryGetResult LinearArguments.Data |> Option.toObj)

    let dataset = DatasetLocator.Load(options, null, settings.Cancel)
    dataset.Warnings |> Seq.iter Output.warn
    dataset

let private secondsFields (seconds: Seconds) load total =
    Fields [
        "load", Number load
        "basisChange", Number seconds.BasisChange
        "gram", Number seconds.Gram
        "solve", Number seconds.Solve
        "test", Number seconds.Test
        "total", Number total
    ]

let private lossByRank (fit: LinearFit) =
    fit.LossByRank
    |> Seq.map (fun loss ->
        Fields [
            "rank", Json.count loss.Rank
            "trainMse", Number loss.Loss
            "component", Json.optional Json.counts (Option.ofObj loss.Component)
        ])
    |> Items

let private runnerUp (fit: LinearFit) =
    match Option.ofObj fit.RunnerUp, Option.ofNullable fit.RunnerUpLoss with
    | Some ranks, Some loss -> Fields [ "component", Json.counts ranks; "trainMse", Number loss ]
    | _ -> Null

let private certified (problem: Problem) fitted =
    match problem.Training with
    | None -> fitted.Exact.CertifiedOptimal
    | Some _ -> fitted.TrainLoss <= fitted.Exact.LowerBound * (1.0 + 1e-9)

let private symmetryName symmetry =
    match symmetry with
    | NoSymmetry -> "none"
    | Invariant _ -> "invariant"
    | Equivariant _ -> "equivariant"

let private methodName (problem: Problem) =
    if problem.Training.IsSome then "adam" else "exact"

// Figures of synthetic digits must not pass for figures of MNIST.
let private dataFields (dataset: Dataset) =
    Fields [
        "origin", Json.Text(Describe.origin dataset.Origin)
        "trainImages", Json.count dataset.Train.Count
        "testImages", Json.count dataset.Test.Count
    ]

let private document problem (dataset: Dataset) fitted seconds =
    let exact = fitted.Exact

    Fields [
        "rank", Json.count exact.Rank
        "component", Json.optional Json.counts (Option.ofObj exact.Component)
        "parameters", Count fitted.Network.ParameterCount
        "trainMse", Number fitted.TrainLoss
        "testMse", Number fitted.TestLoss
        "certifiedOptimal", Truth(certified problem fitted)
        "lowerBound", Number exact.LowerBound
        "runnerUp", runnerUp exact
        "constraint", Json.Text(symmetryName problem.Symmetry)
        "method", Json.Text(methodName problem)
        "data", dataFields dataset
        "blocks", Json.texts (fitted.Blocks |> List.map _.Label)
        "lossByRank", lossByRank exact
        "seconds", seconds
    ]

let private figures problem fitted load total = [
    let exact = fitted.Exact
    let seconds = fitted.Seconds
    "rank", string exact.Rank

    match Option.ofObj exact.Component with
    | Some ranks -> "component", Describe.ranksShort ranks
    | None -> ()

    match Option.ofObj exact.RunnerUp, Option.ofNullable exact.RunnerUpLoss with
    | Some ranks, Some loss -> "second best", Describe.ranksShort ranks + " with train MSE " + figure loss
    | _ -> ()

    "parameters", string fitted.Network.ParameterCount
    "train MSE", figure fitted.TrainLoss
    "test MSE", figure fitted.TestLoss
    "lower bound", figure exact.LowerBound
    "certified optimal", (if certified problem fitted then "yes" else "no")
    "load", Output.seconds load
    "basis change", Output.seconds seconds.BasisChange
    "Gram", Output.seconds seconds.Gram
    (if problem.Training.IsSome then "training" else "solve"), Output.seconds seconds.Solve
    "in all", Output.seconds total
]

let private writeModel folder (fitted: Fitted) =
    let tensors = [
        StoredTensor.FromMatrix("encoder.weight", fitted.Network.Encoder)
        StoredTensor.FromMatrix("decoder.weight", fitted.Network.Decoder)
    ]

    Safetensors.Of(tensors).Write(Path.Combine(folder, "model.safetensors"))

// Beside the fit the page shows the best map without symmetry.
let private writeReport (settings: Settings) problem (dataset: Dataset) (fitted: Fitted) rows folder =
    let name = symmetryName problem.Symmetry

    let dense =
        match problem.Symmetry with
        | NoSymmetry -> []
        | _ ->
            let moments =
                SampleGram.FromImages(dataset.Train.Pixels, dataset.Train.PixelCount, 1.0 / 255.0, settings.Threads)

            [ "dense", Fit.dense problem.Rank moments ]

    let provenance =
        Provenance.create
            ("neurovariety linear, " + name + ", rank " + string problem.Rank)
            settings.Seed
            settings.Threads
            [ "method", methodName problem; "component", problem.Component ] [
                "training images", dataset.Train.PixelSha256()
                "test images", dataset.Test.PixelSha256()
            ] [
                "gram", fitted.Seconds.Gram
                "basis change", fitted.Seconds.BasisChange
                "solve", fitted.Seconds.Solve
            ]

    let table =
        Table.create [ "figure", Words; "value", Words ] [ for figure, value in rows -> [ figure; value ] ]

    let networks =
        (name, fitted.Network)
        :: (dense |> List.map (fun (name, fit) -> name, fit.Network))

    LinearReport.create
        "A linear autoencoder"
        ("The "
         + name
         + " map of rank at most "
         + string problem.Rank
         + " with the least squared error.")
        table
    |> LinearReport.withImages 9 (LinearProblem.testImages problem dataset) networks
    |> LinearReport.withLosses ((name, fitted.Exact) :: dense)
    |> fun report ->
        match fitted.Gram, Option.ofObj fitted.Exact.Component with
        | Some gram, Some ranks -> LinearReport.withBlocks gram ranks report
        | _ -> report
    |> LinearReport.write folder provenance

let private answer (settings: Settings) (results: ParseResults<LinearArguments>) =
    let clock = Stopwatch.StartNew()
    let problem = readProblem settings results
    let prepared = LinearProblem.prepare problem
    let dataset = load settings results
    checkDegree problem.Symmetry dataset.Train
    let loadSeconds = clock.Elapsed.TotalSeconds

    let fitted =
        Output.withProgress (fun progress ->
            let follow (step: Progress) =
                settings.Cancel.ThrowIfCancellationRequested()
                progress.Report step

            LinearProblem.solve problem prepared dataset (Action<Progress> follow))

    let total = clock.Elapsed.TotalSeconds
    let rows = figures problem fitted loadSeconds total

    settings.Out
    |> Option.iter (fun folder ->
        writeModel folder fitted
        writeReport settings problem dataset fitted rows folder)

    Output.answer (document problem dataset fitted (secondsFields fitted.Seconds loadSeconds total)) [ Facts rows ]

let command =
    Command.create<LinearArguments>
        "linear"
        "The linear autoencoder of least squared error on MNIST, over all components or on one."
        "neurovariety linear --group shift:28x28:horizontal --rank 99"
        answer
