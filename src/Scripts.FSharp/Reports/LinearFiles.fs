namespace Neurovariety.Scripts.Reports

open System.IO
open Neurovariety.Data
open Neurovariety.Fitting
open Neurovariety.Varieties
open Neurovariety.Scripts.Surface

/// What `linear` writes of a fit: result.json, model.safetensors, report.html with its pictures.
[<RequireQualifiedAccess>]
module Linear =

    let private ranks (vector: RankVector) = Json.counts vector

    // Figures of synthetic digits must not pass for figures of MNIST.
    let private dataFields (dataset: Dataset) =
        Fields [
            "origin", Text(Data.originName dataset.Origin)
            "trainImages", Json.count dataset.Train.Count
            "testImages", Json.count dataset.Test.Count
        ]

    let private secondsFields (seconds: LinearSeconds) =
        Fields [
            "load", Number seconds.Load
            "basisChange", Number seconds.BasisChange
            "gram", Number seconds.Gram
            "solve", Number seconds.Solve
            "test", Number seconds.Test
            "total", Number seconds.Total
        ]

    let private lossByRank (losses: RankLoss list) =
        losses
        |> Seq.map (fun loss ->
            Fields [
                "rank", Json.count loss.Rank
                "trainMse", Number loss.Loss
                "component", Json.optional ranks (Option.ofObj loss.Component)
            ])
        |> Items

    /// What `linear --json` writes.
    let toJson (result: LinearResult) : Json =
        Fields [
            "rank", Json.count result.Rank
            "component", Json.optional ranks result.Component
            "parameters", Count result.ParameterCount
            "trainMse", Number result.TrainLoss
            "testMse", Number result.TestLoss
            "certifiedOptimal", Truth result.CertifiedOptimal
            "lowerBound", Number result.LowerBound
            "runnerUp",
            Json.optional
                (fun (vector, loss) -> Fields [ "component", ranks vector; "trainMse", Number loss ])
                result.RunnerUp
            "constraint", Text result.Options.Constraint.Name
            "method", Text result.Options.Method.Name
            "data", dataFields result.Data
            "blocks", Json.texts (result.Blocks |> List.map _.Label)
            "lossByRank", lossByRank result.LossByRank
            "seconds", secondsFields result.Seconds
        ]

    let private provenance (result: LinearResult) =
        let options = result.Options

        Provenance.create
            ("neurovariety linear, "
             + options.Constraint.Name
             + ", rank "
             + string options.Rank)
            options.Seed
            options.Work.Threads
            [ "method", options.Method.Name; "component", string options.Component ]
            (Images.hashes result.Data)
            [
                "gram", result.Seconds.Gram
                "basis change", result.Seconds.BasisChange
                "solve", result.Seconds.Solve
            ]

    /// The page on a fit: its figures, rows of test images, loss and rank, blocks; beside the fit the best map without symmetry.
    let report (result: LinearResult) : LinearReport =
        let name = result.Options.Constraint.Name

        let dense =
            match result.Options.Constraint with
            | SymmetryConstraint.Unconstrained -> []
            | _ -> [ "dense", Linear.baseline result ]

        let table =
            Table.create [ "figure", Words; "value", Words ] [ for figure, value in result.Facts -> [ figure; value ] ]

        let networks =
            (name, result.Network)
            :: (dense |> List.map (fun (name, fit) -> name, fit.Network))

        LinearReport.create
            "A linear autoencoder"
            ("The "
             + name
             + " map of rank at most "
             + string result.Options.Rank
             + " with the least squared error.")
            table
        |> LinearReport.withImages 9 (Linear.testImages result) networks
        |> LinearReport.withLosses ((name, result.Exact) :: dense)
        |> fun report ->
            match result.BlockMoments, result.Component with
            | Some gram, Some ranks -> LinearReport.withBlocks gram ranks report
            | _ -> report

    /// Writes model.safetensors (its notes tell group, component, rank and range of the pixels), report.html with images.png and
    /// images.svg, and result.json into a folder, which is made when it is not there. IOException, one line, where that fails.
    let save (folder: string) (result: LinearResult) : unit =
        Directory.CreateDirectory folder |> ignore

        LinearModel.ofResult result
        |> LinearModel.write (Path.Combine(folder, "model.safetensors"))

        LinearReport.write folder (provenance result) (report result)
        let document = toJson result
        AtomicFile.Write(Path.Combine(folder, "result.json"), (fun stream -> Json.writeTo stream document))
