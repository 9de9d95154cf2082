namespace Neurovariety.Scripts.Surface

open System
open System.Diagnostics
open System.Globalization
open Neurovariety.Data
open Neurovariety.LayerDecomposition
open Neurovariety.Numerics
open Neurovariety.Scripts.Analyses

/// How the layers of a network are decomposed.
type LayerDecompositionOptions = {
    /// The layer, counted from 1 at the input; all of them where there is none.
    Layer: int option
    /// The reading that the printed rows are of; results hold all three.
    Reading: LayerReading
    /// The one latent width that is asked for; every width up to the rank where there is none.
    Latent: int option
    /// Of each sample in the graphs, at least 2.
    Neighbours: int
    /// Positive time of the heat kernel in the diffusion reading; weights of the commute time where there is none.
    Time: float option
    /// The bias as one more column of the weights; then inputs are not centred.
    AbsorbBias: bool
    /// Columns of points of a file that never change are left out of the graphs, not refused. Images may always have them.
    AllowConstant: bool
    /// A relative error counts as small from here down; between 0 and 1.
    Epsilon: float
    Seed: uint64
    Work: Work
}

/// Layers of a network, decomposed.
type LayerDecompositionResult = {
    Options: LayerDecompositionOptions
    Model: Model
    Points: Points
    /// In order; residuals of all readings with the least errors of any matrix of the rank, dimensions, weight spectra. A layer that
    /// cannot be decomposed has its reason in Refused, and its weight spectrum.
    Layers: LayerFigures list
    /// Layers that are not decomposed, widths that the points do not allow, iterations that did not converge: a line each. Those of the
    /// points are in Points.
    Warnings: string list
    Seconds: float
} with

    /// One line for each layer, and its error on the data beside the least possible.
    override this.ToString() : string =
        let figure value =
            value |> Option.map (FigureText.significant 3) |> Option.defaultValue "-"

        let dimension (found: IntrinsicDimension option) =
            found |> Option.bind (fun one -> Option.ofNullable one.TwoNearest) |> figure

        let row (one: LayerFigures) =
            let last = LayerFigures.residuals this.Options.Reading one |> Array.tryLast

            let below (value: LayerResidual -> float) rows =
                LayerFigures.latentBelow this.Options.Epsilon value rows
                |> Option.map string
                |> Option.defaultValue "-"

            [
                string one.Layer
                $"{one.Inputs} to {one.Outputs}"
                string one.Spectrum.Rank
                dimension one.InputDimension
                dimension one.OutputDimension
                below _.Data (LayerFigures.residuals this.Options.Reading one)
                below _.DataOptimum one.Identity
                (last |> Option.map (fun found -> string found.Latent) |> Option.defaultValue "-")
                figure (last |> Option.map _.Data)
                figure (last |> Option.map _.DataOptimum)
            ]

        let small = FigureText.significant 2 this.Options.Epsilon
        let reading = LayerReading.name this.Options.Reading

        String.concat "\n" [
            $"{this.Model.Architecture}, d = {this.Model.Network.LatentCount}, at {this.Points}; reading {reading}"
            FigureText.columns
                [
                    "layer"
                    "shape"
                    "rank"
                    "dim in"
                    "dim out"
                    $"n' at {small}"
                    "least"
                    "largest n'"
                    "data error"
                    "least"
                ]
                (this.Layers |> List.map row)
            yield! this.Points.Warnings @ this.Warnings
        ]

/// The layer matrix decomposition: `model |> LayerDecompositions.run LayerDecompositions.defaults points`.
[<RequireQualifiedAccess>]
module LayerDecompositions =

    let private refuse line = raise (InputError line)

    /// All layers, graphs of ten neighbours, every latent width, errors of a tenth.
    let defaults: LayerDecompositionOptions = {
        Layer = None
        Reading = LayerReading.Graph
        Latent = None
        Neighbours = LayerFigures.defaults.Neighbours
        Time = None
        AbsorbBias = false
        AllowConstant = false
        Epsilon = 0.1
        Seed = 0UL
        Work = Work.quiet
    }

    /// Points enough for graphs of ten neighbours and every latent width of the published networks, in seconds.
    let usualPoints: int64 = 2000L

    /// A reading from its name: graph, identity or diffusion; an `InputError` for another one.
    let parseReading (name: string) : LayerReading =
        match name with
        | "graph" -> LayerReading.Graph
        | "identity" -> LayerReading.Identity
        | "diffusion" -> LayerReading.Diffusion
        | _ -> refuse $"reading {name}: expected graph, identity, diffusion"

    /// Refuses, with an `InputError`, numbers that make no sense for any network and points. Reads nothing.
    let require (options: LayerDecompositionOptions) : unit =
        if not (options.Epsilon > 0.0 && options.Epsilon < 1.0) then
            refuse $"epsilon {options.Epsilon}: expected a number between 0 and 1"

        if options.Neighbours < 2 then
            refuse $"neighbours {options.Neighbours}: expected 2 or more"

        match options.Latent with
        | Some latent when latent < 1 -> refuse $"latent {latent}: expected 1 or more"
        | _ -> ()

        match options.Time with
        | Some time when not (time > 0.0 && Double.IsFinite time) -> refuse $"time {time}: expected a positive number"
        | _ -> ()

    /// The layers that are asked for, counted from 1; an `InputError` for one that the model does not have.
    let layers (options: LayerDecompositionOptions) (model: Model) : int list =
        let count = model.Network.Layers.Count

        match options.Layer with
        | None -> [ 1..count ]
        | Some layer when layer < 1 || layer > count ->
            refuse $"layer {layer}: expected 1 ... {count}, the layers of {model.Path}, counted from the input"
        | Some layer -> [ layer ]

    // A column that never changes is the rule in images and in trained layers, and a mistake in most tables of points.
    let private refuseConstant (points: PointSet) =
        let varies column =
            let first = points.Samples[column]
            let mutable found = false

            for i in 1 .. points.Count - 1 do
                found <- found || points.Samples[i * points.Width + column] <> first

            found

        match Seq.tryFind (varies >> not) (seq { 0 .. points.Width - 1 }) with
        | Some column ->
            let value = points.Samples[column].ToString("G6", CultureInfo.InvariantCulture)

            refuse (
                $"points {points.Source}: column {column + 1} is constant ({value} at all {points.Count} points) and has no place in a graph;"
                + " take it out, or allow constant columns to have them left out of the graphs"
            )
        | None -> ()

    let private requireLatent (options: LayerDecompositionOptions) (model: Model) (layers: int list) points latent =
        let columns = if options.AbsorbBias then 1 else 0

        let least, layer =
            layers
            |> List.map (fun layer ->
                let one = model.Network.Layers[layer - 1]
                min one.Outputs (one.Inputs + columns), layer)
            |> List.min

        if latent > least then
            refuse
                $"latent {latent} is above the rank of layer {layer}, which is at most {least}; expected 1 ... {least}, or another layer"

        if latent >= points then
            refuse $"latent {latent} needs more than {latent} points, got {points}; take more points"

    // Refused before any graph is built.
    let private requirePoints (options: LayerDecompositionOptions) (model: Model) layers (points: Points) =
        match points.Values with
        | PointValues.File set when not options.AllowConstant -> refuseConstant set
        | _ -> ()

        Models.requireWidth points model

        if points.Count <= options.Neighbours then
            refuse
                $"{points.Count} points are too few for {options.Neighbours} neighbours of each; expected at least {options.Neighbours + 1} points, or fewer neighbours"

        options.Latent |> Option.iter (requireLatent options model layers points.Count)

    let private settings (options: LayerDecompositionOptions) = {
        LayerFigures.defaults with
            Neighbours = options.Neighbours
            Latent = options.Latent
            AbsorbBias = options.AbsorbBias
            Time = options.Time
            Seed = options.Seed
            Threads = options.Work.Threads
    }

    let private measure (options: LayerDecompositionOptions) (model: Model) samples index count layer =
        let stages = LayerFigures.stages

        let stage = {
            new IProgress<Progress> with
                member _.Report step =
                    options.Work.Progress(
                        Progress($"layer {layer}, {step.Stage}", int64 index * stages + step.Done, int64 count * stages)
                    )
        }

        let figures =
            LayerFigures.measure (settings options) model.Network layer samples stage options.Work.Cancel

        match options.Latent with
        | Some latent when figures.Refused.IsNone && latent > figures.Spectrum.Rank ->
            refuse
                $"latent {latent} is above the rank of layer {layer}, {figures.Spectrum.Rank}; expected 1 ... {figures.Spectrum.Rank}"
        | _ -> figures

    // Layers that were asked for and of which none can be decomposed are bad input; among others such a layer is told.
    let private refusals (found: LayerFigures list) =
        match found |> List.filter _.Refused.IsSome with
        | refused when refused.Length = found.Length ->
            refuse $"layer {refused.Head.Layer}: {refused.Head.Refused.Value}"
        | refused -> [
            for one in refused -> $"layer {one.Layer} is not decomposed: {one.Refused.Value}"
          ]

    let private limits (options: LayerDecompositionOptions) (one: LayerFigures) = [
        if
            options.Latent.IsNone
            && one.Refused.IsNone
            && one.Graph.Length < one.Spectrum.Rank
        then
            $"layer {one.Layer}: {one.Points} points allow latent widths up to {one.Graph.Length} of {one.Spectrum.Rank} in readings by graphs; take more points"

        match one.Graphs with
        | Some graphs when not graphs.IsConverged ->
            $"layer {one.Layer}: residuals {graphs.EigenResidual:G3} of the eigenpairs and {graphs.SolveResidual:G3} of the solutions; not converged"
        | _ -> ()
    ]

    /// Decomposes the layers at points of the network's input. An `InputError` for options that make no sense, a layer that there is
    /// not, points of another width, too few of them or (from a file) with constant columns, a latent width above the rank, and where
    /// no layer can be decomposed; OperationCanceledException when asked to stop.
    let run (options: LayerDecompositionOptions) (points: Points) (model: Model) : LayerDecompositionResult =
        require options
        let chosen = layers options model
        requirePoints options model chosen points
        let clock = Stopwatch.StartNew()
        let samples = Points.samples points

        let found =
            chosen
            |> List.mapi (fun index layer -> measure options model samples index chosen.Length layer)

        {
            Options = options
            Model = model
            Points = points
            Layers = found
            Warnings = refusals found @ List.collect (limits options) found
            Seconds = clock.Elapsed.TotalSeconds
        }

    /// The same, or the line that says why it cannot be done.
    let tryRun
        (options: LayerDecompositionOptions)
        (points: Points)
        (model: Model)
        : Result<LayerDecompositionResult, string> =
        Attempt.run (fun () -> run options points model)
