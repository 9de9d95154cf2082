/// lmd MODEL|RUN: the layers of a network, decomposed by graphs on what reaches them.
module Neurovariety.Cli.Commands.LmdCommand

open System
open System.Globalization
open System.IO
open Argu
open Neurovariety.Data
open Neurovariety.Networks
open Neurovariety.Numerics
open Neurovariety.Cli
open Neurovariety.Cli.Arguments
open Neurovariety.Cli.Output
open Neurovariety.Scripts.Analyses
open Neurovariety.Scripts.Reports
open Neurovariety.Scripts.Surface

// Enough for graphs of ten neighbours and every latent width of the published networks, in seconds.
let private defaultPoints = 2000

let private model (results: ParseResults<LmdArguments>) =
    let path =
        results.TryGetResult LmdArguments.Model
        |> Inputs.required "MODEL" "lmd runs/exp-default-d20-seed0"

    ModelChoice.read
        path
        {
            Activation = results.TryGetResult LmdArguments.Activation
            OutputActivation = results.TryGetResult LmdArguments.Output_Activation
            Latent = results.TryGetResult LmdArguments.Latent_Layer
            InputScale = None
        }
        None
    |> List.head
    |> fun read -> read ()

let private ofDataset (settings: Settings) (results: ParseResults<LmdArguments>) (count: int64) =
    if results.Contains LmdArguments.Range then
        Usage.refuse "--range goes with --points FILE; the images of a data set have bytes as pixels"

    if count < 1L then
        Usage.refuse $"--points {count}: expected a number of 1 or more, or the path of a file or folder"

    let dataset =
        StudyChoice.images (results.TryGetResult LmdArguments.Data) settings.Cancel

    let images =
        if dataset.Train.Count > 0 then
            dataset.Train
        else
            dataset.Test

    if images.Count = 0 then
        Usage.refuse (dataset.Location + " has no images")

    PointSet.FromImages(images.Slice(0, int (min count (int64 images.Count))))

// A column that never changes is the rule in images and in trained layers, and a mistake in most tables of points.
let private refuseConstant keep (path: string) (points: PointSet) =
    let varies column =
        let first = points.Samples[column]
        let mutable found = false

        for i in 1 .. points.Count - 1 do
            found <- found || points.Samples[i * points.Width + column] <> first

        found

    if not keep then
        match Seq.tryFind (varies >> not) (seq { 0 .. points.Width - 1 }) with
        | Some column ->
            let value = points.Samples[column].ToString("G6", CultureInfo.InvariantCulture)

            Usage.refuse (
                $"--points {path}: column {column + 1} is constant ({value} at all {points.Count} points) and has no place in a graph;"
                + " take it out, or add --allow-constant to have constant columns left out of the graphs"
            )
        | None -> ()

let private ofFile (results: ParseResults<LmdArguments>) (path: string) =
    if results.Contains LmdArguments.Data then
        Usage.refuse ("--data goes with images of a data set; " + path + " holds points of its own")

    if not (File.Exists path || Directory.Exists path) then
        Usage.refuse (
            "--points "
            + path
            + " does not exist; expected a number of points, or a .npy, .npz, .csv, IDX or PNG file or a folder of PNG files"
        )

    let range =
        PointFileOptions.ParseRange(results.GetResult(LmdArguments.Range, "auto"))

    let points = PointFile.Read(path, PointFileOptions(Range = range))
    refuseConstant (results.Contains LmdArguments.Allow_Constant) path points
    points

let private points settings (results: ParseResults<LmdArguments>) =
    let given = results.GetResult(LmdArguments.Points, string defaultPoints)

    match Int64.TryParse(given.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) with
    | true, count -> ofDataset settings results count
    | _ -> ofFile results given

let private choose (settings: Settings) (results: ParseResults<LmdArguments>) =
    let neighbours = results.GetResult(LmdArguments.Neighbours, 10)

    if neighbours < 2 then
        Usage.refuse $"--neighbours {neighbours}: expected 2 or more"

    match results.TryGetResult LmdArguments.Latent with
    | Some latent when latent < 1 -> Usage.refuse $"--latent {latent}: expected 1 or more"
    | _ -> ()

    match results.TryGetResult LmdArguments.Time with
    | Some time when not (time > 0.0 && Double.IsFinite time) ->
        Usage.refuse $"--time {time}: expected a positive number"
    | _ -> ()

    {
        LayerFigures.defaults with
            Neighbours = neighbours
            Latent = results.TryGetResult LmdArguments.Latent
            AbsorbBias = results.Contains LmdArguments.Absorb_Bias
            Time = results.TryGetResult LmdArguments.Time
            Seed = settings.Seed
            Threads = settings.Threads
    }

let private chosenLayers (model: Model) (results: ParseResults<LmdArguments>) =
    let count = model.Network.Layers.Count

    match results.TryGetResult LmdArguments.Layer with
    | None -> [ 1..count ]
    | Some layer when layer < 1 || layer > count ->
        Usage.refuse $"--layer {layer}: expected 1 ... {count}, the layers of {model.Path}, counted from the input"
    | Some layer -> [ layer ]

// Refused before any graph is built.
let private check (options: LayerSettings) (model: Model) (layers: int list) (points: PointSet) =
    if points.Count <= options.Neighbours then
        Usage.refuse
            $"{points.Count} points are too few for {options.Neighbours} neighbours of each; expected at least {options.Neighbours + 1} points, or fewer --neighbours"

    match options.Latent with
    | None -> ()
    | Some latent ->
        let columns = if options.AbsorbBias then 1 else 0

        let least =
            layers
            |> List.map (fun layer ->
                let one = model.Network.Layers[layer - 1]
                min one.Outputs (one.Inputs + columns), layer)
            |> List.min

        if latent > fst least then
            Usage.refuse
                $"--latent {latent} is above the rank of layer {snd least}, which is at most {fst least}; expected 1 ... {fst least}, or another --layer"

        if latent >= points.Count then
            Usage.refuse $"--latent {latent} needs more than {latent} points, got {points.Count}; take more --points"

let private measure (settings: Settings) options (model: Model) layers (points: PointSet) =
    Output.withProgress (fun progress -> [
        for index, layer in List.indexed layers do
            let stage = {
                new IProgress<Progress> with
                    member _.Report step =
                        progress.Report(
                            Progress(
                                $"layer {layer}, {step.Stage}",
                                int64 index * LayerFigures.stages + step.Done,
                                int64 layers.Length * LayerFigures.stages
                            )
                        )
            }

            let figures =
                LayerFigures.measure options model.Network layer (points.Samples.ToArray()) stage settings.Cancel

            match options.Latent with
            | Some latent when figures.Refused.IsNone && latent > figures.Spectrum.Rank ->
                Usage.refuse
                    $"--latent {latent} is above the rank of layer {layer}, {figures.Spectrum.Rank}; expected 1 ... {figures.Spectrum.Rank}"
            | _ -> figures
    ])

// A layer that was asked for by name and cannot be decomposed is bad input; among all layers it is told and left out.
let private settleRefused (found: LayerFigures list) =
    match found |> List.filter _.Refused.IsSome with
    | refused when refused.Length = found.Length ->
        Usage.refuse $"layer {refused.Head.Layer}: {refused.Head.Refused.Value}"
    | refused ->
        for one in refused do
            Output.warn $"neurovariety: layer {one.Layer} is not decomposed: {one.Refused.Value}"

let private warnOfLimits (options: LayerSettings) (found: LayerFigures list) =
    for one in found do
        if
            options.Latent.IsNone
            && one.Refused.IsNone
            && one.Graph.Length < one.Spectrum.Rank
        then
            Output.warn
                $"neurovariety: layer {one.Layer}: {one.Points} points allow latent widths up to {one.Graph.Length} of {one.Spectrum.Rank} in readings by graphs; take more --points"

        match one.Graphs with
        | Some graphs when not graphs.IsConverged ->
            Output.warn
                $"neurovariety: layer {one.Layer}: residuals {graphs.EigenResidual:G3} of the eigenpairs and {graphs.SolveResidual:G3} of the solutions; not converged"
        | _ -> ()

let private answer (settings: Settings) (results: ParseResults<LmdArguments>) =
    let clock = Diagnostics.Stopwatch.StartNew()

    let reading =
        Inputs.word "--reading" [ "graph"; "identity"; "diffusion" ] "graph" (results.TryGetResult LmdArguments.Reading)

    let epsilon = results.GetResult(LmdArguments.Epsilon, 0.1)

    if not (epsilon > 0.0 && epsilon < 1.0) then
        Usage.refuse $"--epsilon {epsilon}: expected a number between 0 and 1"

    let options = choose settings results
    let model = model results
    let layers = chosenLayers model results
    let points = points settings results
    points.RequireWidth model.Network.InputCount
    check options model layers points
    let found = measure settings options model layers points
    settleRefused found
    warnOfLimits options found

    let report = {
        Title = $"Layer matrix decomposition of {model.Architecture}, d = {model.Network.LatentCount}"
        Lead =
            "Layers through a latent space of n' dimensions: read off graphs on the samples, off diffusion on them, and off the singular values, at "
            + points.ToString()
            + "."
        Reading = reading
        Epsilon = epsilon
        Layers = found
    }

    match settings.Out with
    | None -> ()
    | Some folder ->
        let bytes = Runtime.InteropServices.MemoryMarshal.AsBytes points.Samples
        let hash = Convert.ToHexStringLower(Security.Cryptography.SHA256.HashData bytes)

        let provenance =
            Provenance.create
                ("neurovariety lmd " + model.Path)
                settings.Seed
                settings.Threads
                [ "reading", reading; "neighbours", string options.Neighbours ] [ "points, " + points.Source, hash ] [
                    "in all", clock.Elapsed.TotalSeconds
                ]

        LayerReport.write folder provenance report

    Output.answer (LayerReport.toJson report) [
        Grid(LayerReport.overview report)
        Line ""
        Grid(LayerReport.spectra found)
        for one in found do
            if one.Refused.IsNone then
                Line ""

                Line
                    $"layer {one.Layer}, {LayerReport.shapeText one}, reading {reading}: relative errors beside the least of any matrix of rank n'"

                Grid(LayerReport.rows reading one)
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
