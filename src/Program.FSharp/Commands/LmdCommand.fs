/// lmd MODEL|RUN: the layers of a network, decomposed by graphs on what reaches them.
module Neurovariety.Cli.Commands.LmdCommand

open System.IO
open Argu
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// What the library calls by its plain name.
let private naming job =
    OptionLine.naming
        [ "layer"; "reading"; "latent"; "neighbours"; "time"; "epsilon"; "points" ]
        [
            "fewer neighbours", "fewer --neighbours"
            "more points", "more --points"
            "another layer", "another --layer"
            "allow constant columns", "add --allow-constant"
        ]
        job

let private options (settings: Settings) (results: ParseResults<LmdArguments>) =
    let usual = LayerDecompositions.defaults

    let options = {
        usual with
            Layer = results.TryGetResult LmdArguments.Layer
            Reading =
                results.TryGetResult LmdArguments.Reading
                |> Option.map LayerDecompositions.parseReading
                |> Option.defaultValue usual.Reading
            Latent = results.TryGetResult LmdArguments.Latent
            Neighbours = results.GetResult(LmdArguments.Neighbours, usual.Neighbours)
            Time = results.TryGetResult LmdArguments.Time
            AbsorbBias = results.Contains LmdArguments.Absorb_Bias
            AllowConstant = results.Contains LmdArguments.Allow_Constant
            Epsilon = results.GetResult(LmdArguments.Epsilon, usual.Epsilon)
            Seed = settings.Seed
            Work = Output.quietly settings
    }

    LayerDecompositions.require options
    options

let private readModel (results: ParseResults<LmdArguments>) =
    let path =
        results.TryGetResult LmdArguments.Model
        |> Inputs.required "MODEL" "lmd runs/exp-default-d20-seed0"

    ModelChoice.one path {
        Activation = results.TryGetResult LmdArguments.Activation
        OutputActivation = results.TryGetResult LmdArguments.Output_Activation
        Latent = results.TryGetResult LmdArguments.Latent_Layer
        InputScale = results.TryGetResult LmdArguments.Input_Scale
        Entry = results.TryGetResult LmdArguments.Entry
        Drop = results.TryGetResult LmdArguments.Drop
    }

let private readPoints settings (model: Model) (results: ParseResults<LmdArguments>) =
    PointChoice.source "train" {
        Points = Some(results.GetResult(LmdArguments.Points, string LayerDecompositions.usualPoints))
        Data = results.TryGetResult LmdArguments.Data
        Split = None
        File = {
            Range = results.TryGetResult LmdArguments.Range
            Array = results.TryGetResult LmdArguments.Array
            Header = results.TryGetResult LmdArguments.Header
        }
    }
    |> PointChoice.load settings model.Scale

let private layerPieces reading (one: LayerFigures) = [
    Line ""

    Line
        $"layer {one.Layer}, {LayerTables.shapeText one}, reading {LayerReading.name reading}: relative errors beside the least of any matrix of rank n'"

    Grid(LayerTables.rows reading one)
]

let private answer (settings: Settings) (results: ParseResults<LmdArguments>) =
    let options = naming (fun () -> options settings results)
    let model = readModel results
    naming (fun () -> LayerDecompositions.layers options model) |> ignore
    let points = readPoints settings model results

    let result =
        Output.working settings (fun work ->
            naming (fun () -> model |> LayerDecompositions.run { options with Work = work } points))

    for line in result.Warnings do
        Output.warn ("neurovariety: " + line)

    settings.Out
    |> Option.iter (fun folder ->
        LayerReport.write folder (LayerReport.provenance ("neurovariety lmd " + model.Path) result) result)

    Output.answer (LayerReport.toJson result) [
        Facts [ ModelDocument.scaleFact model ]
        Grid(LayerTables.overview result)
        Line ""
        Grid(LayerTables.spectra result.Layers)
        for note in LayerTables.notes result.Layers do
            Line note
        for one in result.Layers do
            if one.Refused.IsNone then
                yield! layerPieces options.Reading one
        match settings.Out with
        | Some folder ->
            Line ""
            Line("report: " + Path.Combine(folder, "report.html"))
        | None -> ()
    ]

let command =
    Command.create<LmdArguments>
        "lmd"
        "Layers of a network through a latent space: decomposed by graphs on the samples that reach them, beside the optimum."
        "neurovariety lmd runs/exp-default-d20-seed0 --layer 2"
        answer
