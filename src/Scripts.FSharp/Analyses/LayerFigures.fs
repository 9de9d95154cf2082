namespace Neurovariety.Scripts.Analyses

open System
open System.Threading
open Neurovariety.LayerDecomposition
open Neurovariety.LinearAlgebra
open Neurovariety.Networks
open Neurovariety.Numerics

/// Where the maps to the latent space come from.
[<RequireQualifiedAccess>]
type LayerReading =
    /// Laplacians of graphs on the samples.
    | Graph
    /// Diffusion on those graphs.
    | Diffusion
    /// The truncated singular value decomposition.
    | Identity

/// How layers are decomposed.
type LayerSettings = {
    /// Neighbours of each sample in the graphs.
    Neighbours: int
    /// The one latent width that is asked for; every width up to the rank where there is none.
    Latent: int option
    AbsorbBias: bool
    /// Time of the heat kernel in the diffusion reading; weights of the commute time where there is none.
    Time: float option
    Seed: uint64
    Threads: int
}

/// What graphs on the samples and the work on them came to.
type LayerGraphs = {
    /// Connected components of the graph of the inputs, of the outputs and of both.
    InputComponents: int
    OutputComponents: int
    JointComponents: int
    /// Of the eigenpairs of the joint Laplacian, over the bound of its eigenvalues.
    EigenResidual: float
    /// Of the solutions with the Laplacian of the inputs, over their right-hand sides.
    SolveResidual: float
    IsConverged: bool
}

/// A layer, decomposed: everything that tables, charts and claims take from it.
type LayerFigures = {
    /// From 1 on.
    Layer: int
    Outputs: int
    Inputs: int
    Points: int
    ConstantInputs: int
    Spectrum: WeightSpectrum
    /// Residuals of the three readings, for n' = 1, 2, ...; empty where the layer cannot be decomposed.
    Graph: LayerResidual[]
    Identity: LayerResidual[]
    Diffusion: LayerResidual[]
    InputDimension: IntrinsicDimension option
    OutputDimension: IntrinsicDimension option
    JointDimension: IntrinsicDimension option
    Graphs: LayerGraphs option
    /// Share of S' of the graph reading, n' = 10 or the largest below, that stands beside its diagonal (Frobenius norms).
    BesideDiagonal: float option
    /// Why the layer cannot be decomposed.
    Refused: string option
}

/// Where the maps to the latent space come from.
[<RequireQualifiedAccess>]
module LayerReading =

    /// All readings.
    let all: LayerReading list = [ LayerReading.Graph; LayerReading.Diffusion; LayerReading.Identity ]

    /// The name of a reading.
    let name (reading: LayerReading) : string =
        match reading with
        | LayerReading.Graph -> "graph"
        | LayerReading.Diffusion -> "diffusion"
        | LayerReading.Identity -> "identity"

/// Measuring layers of a network.
[<RequireQualifiedAccess>]
module LayerFigures =

    /// Graphs of ten neighbours, every latent width.
    let defaults = {
        Neighbours = 10
        Latent = None
        AbsorbBias = false
        Time = None
        Seed = 0UL
        Threads = 0
    }

    /// The stages of the measuring of a layer, for those who follow it.
    let stages = 5L

    /// The residuals of a reading.
    let residuals (reading: LayerReading) (figures: LayerFigures) : LayerResidual[] =
        match reading with
        | LayerReading.Graph -> figures.Graph
        | LayerReading.Diffusion -> figures.Diffusion
        | LayerReading.Identity -> figures.Identity

    /// The names of the readings with their residuals.
    let readings (figures: LayerFigures) : (string * LayerResidual[]) list = [
        for reading in LayerReading.all -> LayerReading.name reading, residuals reading figures
    ]

    /// The least n' at which a residual is at most epsilon; None where there is none, or where rows for small n' are missing.
    let latentBelow (epsilon: float) (value: LayerResidual -> float) (rows: LayerResidual[]) =
        if rows.Length > 0 && rows[0].Latent = 1 then
            rows |> Array.tryFind (fun row -> value row <= epsilon) |> Option.map _.Latent
        else
            None

    /// The residuals at a latent width, or at the largest below it; None where the layer is not decomposed.
    let at latent (rows: LayerResidual[]) =
        rows |> Array.tryFindBack (fun row -> row.Latent <= latent)

    let private weightsOf (layer: AffineLayer) =
        let weights = layer.Weights.ToArray()

        Matrix.Create(layer.Outputs, layer.Inputs, fun i j -> float weights[i * layer.Inputs + j])

    let private largest (values: float[]) = Array.fold max 0.0 values

    let private graphsOf (geometry: LayerGeometry) (graph: LayerMatrixDecomposition) =
        let bound = geometry.JointGraph.EigenvalueBound
        // The reading by graphs solves with both Laplacians.
        let solution = nonNull graph.InputSolution

        {
            InputComponents = geometry.InputGraph.ComponentCount
            OutputComponents = geometry.OutputGraph.ComponentCount
            JointComponents = geometry.JointGraph.ComponentCount
            EigenResidual = largest geometry.Eigen.Residuals / bound
            SolveResidual = solution.Residual
            IsConverged =
                geometry.Eigen.Status = IterationStatus.Converged
                && solution.Status = IterationStatus.Converged
        }

    let private besideDiagonal (core: Matrix) =
        let beside =
            Matrix.Create(core.RowCount, core.ColumnCount, fun i j -> if i = j then 0.0 else core[i, j])

        MatrixArithmetic.FrobeniusNorm beside / MatrixArithmetic.FrobeniusNorm core

    let private decomposed settings (figures: LayerFigures) (samples: LayerSamples) progress cancel =
        let options =
            LayerGeometryOptions(
                settings.Neighbours,
                defaultArg settings.Latent 0,
                LaplacianOptions(Seed = settings.Seed, Threads = settings.Threads)
            )

        let geometry = LayerGeometry.Of(samples, options, progress, cancel)
        let graph = LayerMatrixDecomposition.OfGraph(geometry, cancel)

        let diffusion =
            match settings.Time with
            | Some time -> LayerMatrixDecomposition.OfDiffusion(geometry, DiffusionWeights.HeatKernel, time)
            | None -> LayerMatrixDecomposition.OfDiffusion geometry

        let rows (found: LayerMatrixDecomposition) =
            match settings.Latent with
            | Some latent -> found.Residuals |> Seq.filter (fun row -> row.Latent = latent) |> Array.ofSeq
            | None -> Array.ofSeq found.Residuals

        {
            figures with
                ConstantInputs = samples.ConstantInputCount
                Graph = rows graph
                Identity = rows (LayerMatrixDecomposition.OfIdentity samples)
                Diffusion = rows diffusion
                InputDimension = Some geometry.InputDimension
                OutputDimension = Some geometry.OutputDimension
                JointDimension = Some geometry.JointDimension
                Graphs = Some(graphsOf geometry graph)
                BesideDiagonal = Some(besideDiagonal (graph.Core(min 10 graph.LargestLatent)))
        }

    // A layer that no two samples reach differently has weights, but no geometry.
    let private trySamples settings (network: Autoencoder) layer (samples: float32[]) =
        try
            Ok(LayerSamples.OfNetwork(network, layer, ReadOnlySpan samples, settings.AbsorbBias, settings.Threads))
        with :? ArgumentException as error ->
            // Without the name of a parameter, which no user has ever seen.
            Error(error.Message.Replace(" (Parameter '" + error.ParamName + "')", ""))

    /// Decomposes a layer, counted from 1, at samples of the width of the network's input. Raises ArgumentException for a
    /// latent width that is not to be had and OperationCanceledException when asked to stop.
    let measure
        settings
        (network: Autoencoder)
        layer
        (samples: float32[])
        (progress: IProgress<Progress>)
        (cancel: CancellationToken)
        =
        let shape = network.Layers[layer - 1]

        let figures = {
            Layer = layer
            Outputs = shape.Outputs
            Inputs = shape.Inputs
            Points = samples.Length / network.InputCount
            ConstantInputs = shape.Inputs
            Spectrum = WeightSpectrum.Of(weightsOf shape, settings.Seed, shape.Precision)
            Graph = [||]
            Identity = [||]
            Diffusion = [||]
            InputDimension = None
            OutputDimension = None
            JointDimension = None
            Graphs = None
            BesideDiagonal = None
            Refused = None
        }

        if figures.Spectrum.Rank = 0 then
            {
                figures with
                    Refused = Some "all weights are 0"
            }
        else
            match trySamples settings network layer samples with
            | Error reason -> { figures with Refused = Some reason }
            | Ok found -> decomposed settings figures found progress cancel
