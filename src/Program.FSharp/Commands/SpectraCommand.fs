/// spectra RUN|MODEL: eigenvalues of the two Jacobians of an autoencoder at every point.
module Neurovariety.Cli.Commands.SpectraCommand

open System
open System.Diagnostics
open System.IO
open System.Threading.Tasks
open Argu
open Neurovariety.Spectra
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
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
            InputScale = results.TryGetResult SpectraArguments.Input_Scale
            Entry = results.TryGetResult SpectraArguments.Entry
            Drop = results.TryGetResult SpectraArguments.Drop
        }
        epochs

let private source (results: ParseResults<SpectraArguments>) =
    PointChoice.source "both" {
        Points = results.TryGetResult SpectraArguments.Points
        Data = results.TryGetResult SpectraArguments.Data
        Split = results.TryGetResult SpectraArguments.Split
        File = {
            Range = results.TryGetResult SpectraArguments.Range
            Array = results.TryGetResult SpectraArguments.Array
            Header = results.TryGetResult SpectraArguments.Header
        }
    }

// Code for wide vectors is compiled when first called: on another core, while the data are read.
let private prepare precision =
    Task.Run(fun () -> Spectrum.prepare precision) |> ignore

let private writePage
    (settings: Settings)
    precision
    load
    (points: Points)
    (found: SpectraFound list)
    facts
    table
    folder
    =
    let timings = [
        "loading", load
        "assembly", found |> List.sumBy _.Seconds.Assembly
        "eigenvalues", found |> List.sumBy _.Seconds.Eigenvalues
    ]

    let model = found.Head.Model

    let provenance =
        Provenance.create
            ("neurovariety spectra " + model.Path)
            settings.Seed
            settings.Threads
            [ "precision", precision; ModelDocument.scaleFact model ]
            (Points.hashes points)
            timings

    SpectraReport.write folder provenance (SpectraDocument.report (string points) found facts table)

let private answer (settings: Settings) (results: ParseResults<SpectraArguments>) =
    let clock = Stopwatch.StartNew()

    let precision =
        Inputs.word "--precision" [ "single"; "double" ] "single" (results.TryGetResult SpectraArguments.Precision)

    let kind = Spectrum.parsePrecision precision
    let source = source results
    let models = models results
    let first = models.Head()
    Models.requireSpectrum first
    prepare kind
    let points = PointChoice.load settings first.Scale source
    Models.requireWidth points first
    let load = clock.Elapsed.TotalSeconds
    let mutable last = None

    let take index (spectra: NetworkSpectra) =
        let isLast = index = models.Length - 1

        settings.Out
        |> Option.iter (fun folder -> SpectraDocument.saveTables folder isLast spectra)

        if isLast then
            last <- Some spectra.Table

        SpectraDocument.found spectra

    let found =
        Output.working settings (fun work -> Spectrum.runEach { Precision = kind; Work = work } points models take)

    let total = clock.Elapsed.TotalSeconds
    let facts = SpectraDocument.facts precision points load total found

    settings.Out
    |> Option.iter (writePage settings precision load points found facts last.Value)

    Output.answer (SpectraDocument.document precision points load total found) [
        Facts facts
        Line ""
        Grid(SpectraDocument.spectra (List.last found).Summary.All)
        if found.Length > 1 then
            Line ""
            Grid(SpectraDocument.epochs found)
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
