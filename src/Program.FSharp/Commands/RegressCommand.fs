/// regress SPECTRA...: the published regressions of the reconstruction error on log|omega| or the trace.
module Neurovariety.Cli.Commands.RegressCommand

open System
open System.Diagnostics
open System.IO
open Argu
open Neurovariety.Numerics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// A choice by the names that the library gives its cases, the first one where none is given.
let private oneOf option name cases given =
    let names = cases |> List.map name
    let word = Inputs.word option names names.Head given
    cases |> List.find (fun case -> name case = word)

let private options (results: ParseResults<RegressArguments>) : RegressionOptions = {
    Predictor =
        results.TryGetResult RegressArguments.Predictor
        |> oneOf "--predictor" Regression.predictorName [ LogOmega; Trace ]
    Space =
        results.TryGetResult RegressArguments.Space
        |> oneOf "--space" Regression.spaceName [ LatentSpace; InputSpace ]
    Controls =
        results.TryGetResult RegressArguments.Control
        |> oneOf "--control" Regression.controlsName [ NoControls; ClassControl; ClassAndInk ]
    ByClass = results.Contains RegressArguments.By_Class
}

let private answer (settings: Settings) (results: ParseResults<RegressArguments>) =
    let clock = Stopwatch.StartNew()
    let options = options results

    let paths =
        results.TryGetResult RegressArguments.Spectra
        |> Inputs.required "SPECTRA" "regress spectra/d5 spectra/d10"

    let found =
        Output.working settings (fun work ->
            work.Progress(Progress("regress", 0L, 0L))
            Regression.run options paths)

    found.Warnings |> List.iter (fun line -> Output.warn ("neurovariety: " + line))
    let total = clock.Elapsed.TotalSeconds

    settings.Out
    |> Option.iter (fun folder ->
        let provenance =
            Provenance.create
                ("neurovariety regress " + String.Join(' ', paths))
                settings.Seed
                settings.Threads
                (RegressionDocument.settings options) [] [ "reading and fitting", total ]

        RegressionFiles.write folder provenance (RegressionDocument.report found))

    Output.answer (RegressionDocument.json found total) [
        Grid(RegressionReport.table found.Lines)
        match settings.Out with
        | Some folder ->
            Line ""
            Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<RegressArguments>
        "regress"
        "How the error of points goes with log|omega| or the trace of their Jacobians, training and test points apart."
        "neurovariety regress spectra/d5 spectra/d10 --predictor trace"
        answer
