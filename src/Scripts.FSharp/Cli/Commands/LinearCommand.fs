/// linear: the linear autoencoder of least squared error on images, exactly or by training.
module Neurovariety.Scripts.Cli.Commands.LinearCommand

open System.Diagnostics
open Argu
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Groups
open Neurovariety.Scripts.Cli
open Neurovariety.Scripts.Cli.Arguments
open Neurovariety.Scripts.Cli.LinearProblem
open Neurovariety.Scripts.Cli.Output
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

let private document fitted seconds =
    let fit = fitted.Fit

    Fields [
        "rank", Json.count fit.Rank
        "component", Json.optional Json.counts (Option.ofObj fit.Component)
        "parameters", Count fit.Network.ParameterCount
        "trainMse", Number fit.TrainLoss
        "testMse", Number fitted.TestLoss
        "certifiedOptimal", Truth fit.CertifiedOptimal
        "lowerBound", Number fit.LowerBound
        "runnerUp", runnerUp fit
        "blocks", Json.texts (fitted.Blocks |> List.map _.Label)
        "lossByRank", lossByRank fit
        "seconds", seconds
    ]

let private facts fitted load total =
    let fit = fitted.Fit
    let seconds = fitted.Seconds

    Facts [
        "rank", string fit.Rank
        match Option.ofObj fit.Component with
        | Some ranks -> "component", Describe.ranks ranks
        | None -> ()
        match Option.ofObj fit.RunnerUp, Option.ofNullable fit.RunnerUpLoss with
        | Some ranks, Some loss -> "second best", Describe.ranks ranks + " with train MSE " + figure loss
        | _ -> ()
        "parameters", string fit.Network.ParameterCount
        "train MSE", figure fit.TrainLoss
        "test MSE", figure fitted.TestLoss
        "lower bound", figure fit.LowerBound
        "certified optimal", (if fit.CertifiedOptimal then "yes" else "no")
        "load", Output.seconds load
        "basis change", Output.seconds seconds.BasisChange
        "Gram", Output.seconds seconds.Gram
        "solve", Output.seconds seconds.Solve
        "in all", Output.seconds total
    ]

let private answer (settings: Settings) (results: ParseResults<LinearArguments>) =
    let clock = Stopwatch.StartNew()
    let problem = readProblem settings results
    let prepared = LinearProblem.prepare problem
    let dataset = load settings results
    checkDegree problem.Symmetry dataset.Train
    let loadSeconds = clock.Elapsed.TotalSeconds
    let fitted = LinearProblem.solve problem prepared dataset
    let total = clock.Elapsed.TotalSeconds
    Output.answer (document fitted (secondsFields fitted.Seconds loadSeconds total)) [ facts fitted loadSeconds total ]

let command =
    Command.create<LinearArguments>
        "linear"
        "The linear autoencoder of least squared error on MNIST, over all components or on one."
        "neurovariety linear --group shift:28x28:horizontal --rank 99"
        answer
