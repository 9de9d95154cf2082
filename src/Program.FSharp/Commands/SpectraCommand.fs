/// spectra RUN|MODEL: eigenvalues of the two Jacobians of an autoencoder at every point.
module Neurovariety.Cli.Commands.SpectraCommand

open System
open System.Diagnostics
open System.IO
open Argu
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Spectra
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Cli.SpectraAnswer
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

let private models (results: ParseResults<SpectraArguments>) =
    let path =
        results.TryGetResult SpectraArguments.Model
        |> Inputs.required "MODEL" "spectra runs/exp-default-d20-seed0"

    let epochs =
        results.TryGetResult SpectraArguments.Epochs
        |> Option.map (NumberList.read "--epochs" 0I (bigint Int32.MaxValue) >> List.map int)

    ModelChoice.read
        path
        {
            Activation = results.TryGetResult SpectraArguments.Activation
            OutputActivation = results.TryGetResult SpectraArguments.Output_Activation
            Latent = results.TryGetResult SpectraArguments.Latent
        }
        epochs

let private notes precision (points: string) (model: Model) =
    dict [
        "kind", "neurovariety spectra"
        "model", model.Path
        "arch", model.Architecture
        "precision", precision
        "points", points
        "version", Provenance.version
        match model.Seed with
        | Some seed -> "seed", string seed
        | None -> ()
        match model.Epoch with
        | Some epoch -> "epoch", string epoch
        | None -> ()
    ]

// The last network's files stand in the folder itself, those of epochs before it in folders of their own.
let private writeTable folder isLast notes (model: Model) (table: SpectrumTable) =
    let place =
        if isLast then
            folder
        else
            Path.Combine(folder, "epoch-" + model.Epoch.Value.ToString "D5")

    Directory.CreateDirectory place |> ignore
    SpectrumFile.Write(Path.Combine(place, "spectra.safetensors"), table, notes)
    SpectrumFile.WriteCsv(Path.Combine(place, "spectra.csv"), table)

let private report points (found: Found list) (facts: (string * string) list) table : SpectraReport =
    let last = List.last found

    {
        Title = $"Spectra of {last.Model.Architecture}, d = {last.Model.Network.LatentCount}"
        Lead =
            "Eigenvalues of J_I, the derivative of D(E(x)), and J_L, that of E(D(z)), at "
            + string points
            + "."
        Facts = Table.create [ "figure", Words; "value", Words ] [ for name, value in facts -> [ name; value ] ]
        Spectra = table
        Summary = last.Summary
        Epochs =
            match found with
            | [ _ ] -> []
            | several -> [ for one in several -> defaultArg one.Model.Epoch 0, one.Summary.All ]
    }

// Code for wide vectors is compiled when first called: on another core, while the data are read.
let private prepare precision =
    Threading.Tasks.Task.Run(fun () ->
        let network =
            Autoencoder.Initialise(Architecture.Parse("112-24-12-d", 4), RandomSource.FromSeed 0UL)

        let samples = Array.init (24 * 112) (fun i -> float32 (i % 17) / 8f - 1f)

        JacobianSpectrum.OfSamples(network, ReadOnlyMemory samples, SpectrumOptions(precision, 1))
        |> SpectralStatistics.Of
        |> ignore)
    |> ignore

let private compute (settings: Settings) options progress (network: Autoencoder) (points: Points) =
    match points.Values with
    | PointValues.Images(train, test) ->
        JacobianSpectrum.OfImages(network, Option.toObj train, Option.toObj test, options, progress, settings.Cancel)
    | PointValues.File points -> JacobianSpectrum.OfPoints(network, points, options, progress, settings.Cancel)

let private answer (settings: Settings) (results: ParseResults<SpectraArguments>) =
    let clock = Stopwatch.StartNew()

    let precision =
        Inputs.word "--precision" [ "single"; "double" ] "single" (results.TryGetResult SpectraArguments.Precision)

    let kind =
        if precision = "double" then
            SpectrumPrecision.DoublePrecision
        else
            SpectrumPrecision.SinglePrecision

    let models = models results
    let first = models.Head()
    prepare kind

    let points =
        PointChoice.load
            settings
            (PointChoice.source "both" {
                Points = results.TryGetResult SpectraArguments.Points
                Data = results.TryGetResult SpectraArguments.Data
                Split = results.TryGetResult SpectraArguments.Split
                Range = results.TryGetResult SpectraArguments.Range
            })

    Models.requireSpectrum first
    Models.requireWidth points first
    let load = clock.Elapsed.TotalSeconds

    let options = SpectrumOptions(kind, settings.Threads)

    let mutable last = None

    let found = [
        for index in 0 .. models.Length - 1 do
            let model = if index = 0 then first else models[index]()

            let stage (progress: IProgress<Progress>) = {
                new IProgress<Progress> with
                    member _.Report step =
                        let done' = int64 index * step.Total + step.Done
                        progress.Report(Progress("spectra", done', step.Total * int64 models.Length))
            }

            let table, summary =
                Output.withProgress (fun progress ->
                    let table = compute settings options (stage progress) model.Network points

                    table, SpectralStatistics.Of table)

            let isLast = index = models.Length - 1

            settings.Out
            |> Option.iter (fun folder -> writeTable folder isLast (notes precision (string points) model) model table)

            if isLast then
                last <- Some table

            {
                Model = model
                Summary = summary
                Seconds = table.Seconds
            }
    ]

    let counts = (points.TrainCount, points.TestCount)
    let total = clock.Elapsed.TotalSeconds
    let facts = SpectraAnswer.facts precision counts load total found

    match settings.Out with
    | None -> ()
    | Some folder ->
        let timings = [
            "loading", load
            "assembly", found |> List.sumBy _.Seconds.Assembly
            "eigenvalues", found |> List.sumBy _.Seconds.Eigenvalues
        ]

        let provenance =
            Provenance.create
                ("neurovariety spectra " + first.Path)
                settings.Seed
                settings.Threads
                [ "precision", precision ]
                (Points.hashes points)
                timings

        SpectraReport.write folder provenance (report points found facts last.Value)

    Output.answer (SpectraAnswer.document precision counts load total found) [
        Facts facts
        Line ""
        Grid(SpectraAnswer.spectra (List.last found).Summary.All)
        if found.Length > 1 then
            Line ""
            Grid(SpectraAnswer.epochs found)
        match settings.Out with
        | Some folder ->
            Line ""
            Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<SpectraArguments>
        "spectra"
        "Eigenvalues of the Jacobians J_I and J_L of an autoencoder at every point."
        "neurovariety spectra runs/exp-default-d20-seed0 --split test"
        answer
